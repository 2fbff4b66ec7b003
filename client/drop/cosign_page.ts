// /cosign: one token of a filing's own scope, one signature, and no list of who signed.
import { Fault } from "../bytes.js";
import { loadSodium } from "../anonymity/sodium.js";
import { Wallet } from "../anonymity/wallet.js";
import { loadHouse, ownDrop } from "./house.js";
import { cosignItem, type Item, NotTaken, sendItem } from "./items.js";
import { field, offerFile, one, onSubmit, saying, show, today } from "./page.js";
import { spend, usable } from "./tokens.js";

export async function startCosigning(): Promise<void> {
  saying("Looking at your tokens and at the keys that everybody gets …");
  const [sodium, wallet] = await Promise.all([loadSodium(), Wallet.open()]);
  await wallet.tidy(today());
  const house = await loadHouse(sodium, wallet);
  ownDrop(house);
  const form = one<HTMLFormElement>("[data-cosign]");
  one<HTMLInputElement>("#filing").value = location.hash.slice(1);
  let made: { item: Item; token: string } | undefined;
  onSubmit(form, async () => {
    const filing = field(form, "filing").trim().toLowerCase();
    if (!/^[a-z2-7]{26}$/.test(filing)) throw new Fault("a filing's id has 26 letters and digits");
    const { tokens, refused } = await usable(wallet, house, (scope) => scope === `cosign:${filing}`);
    const tokenId = made?.token ?? tokens[0]?.kept.id;
    if (tokenId === undefined) throw new Fault(refused[0] ?? "you have no token for this filing in this browser: sign in at the institution and collect tokens; those of a new filing come with its day in the log");
    const receipt = await spend(wallet, tokenId, (token) => {
      made ??= { item: cosignItem(sodium, token, filing), token: tokenId };
      return sendItem(sodium, house, made.item);
    }, (error) => {
      if (!(error instanceof NotTaken)) return false;
      made = undefined;
      return true;
    });
    one("[data-by]").textContent = receipt.by;
    offerFile(one<HTMLAnchorElement>("[data-receipt]"), { filing, receipt, item: made?.item });
    form.remove();
    show("[data-done]");
    one("#done-title").focus();
  });
  saying("");
  show("[data-cosign]");
}
