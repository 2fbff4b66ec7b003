// /file: what is written stays in this page until it is locked; then only the lock's outside leaves it.
import { Fault } from "../bytes.js";
import { cleanAttachment, type Cleaned } from "../anonymity/clean_document.js";
import { cleanImage } from "../anonymity/clean_image.js";
import { visibleText } from "../anonymity/clean_text.js";
import { deriveReplyKeys, makePhrase, parsePhrase, wipeReplyKeys } from "../anonymity/phrase.js";
import { loadSodium, type Sodium } from "../anonymity/sodium.js";
import { Wallet } from "../anonymity/wallet.js";
import { className, type House, loadHouse, ownDrop } from "./house.js";
import { filingItem, type Item, NotTaken, type Receipt, sendItem, type Text } from "./items.js";
import { counted, element, field, offerFile, one, onSubmit, saying, sayFault, show, today } from "./page.js";
import { warnOf } from "./recognisable.js";
import { spend, usable, type Usable } from "./tokens.js";

interface Filing {
  sodium: Sodium;
  house: House;
  wallet: Wallet;
  form: HTMLFormElement;
  phrase: string;
  files: Cleaned[];
  made?: { item: Item; id: string; token: string }; // sent again as it is, when an answer got lost
}

export async function startFiling(): Promise<void> {
  saying("Looking at your tokens and at the keys that everybody gets …");
  const [sodium, wallet] = await Promise.all([loadSodium(), Wallet.open()]);
  await wallet.tidy(today());
  const house = await loadHouse(sodium, wallet);
  ownDrop(house);
  const { tokens, refused } = await usable(wallet, house, (scope) => scope.startsWith("file:"));
  if (tokens.length === 0) throw new Fault(refused[0] ?? "you have no token to file with in this browser: collect some first, some days before you file");
  const filing: Filing = { sodium, house, wallet, form: one<HTMLFormElement>("[data-filing]"), phrase: makePhrase(), files: [] };
  showClasses(house, tokens);
  showPhrase(filing);
  watchText(filing);
  watchFiles(filing);
  onSubmit(filing.form, () => send(filing));
  show("[data-filing]");
  saying("");
}

function showClasses({ view }: House, tokens: Usable[]): void {
  const place = one("[data-classes]");
  for (const [at, { kept, issuer }] of tokens.entries()) {
    const { classSize } = issuer.record;
    const option = element("div", "", "option");
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", id: `class-${at}`, name: "token", value: kept.id, checked: at === 0 });
    const label = document.createElement("label");
    label.htmlFor = input.id;
    label.textContent = `${className(view, kept.class)}: one of ${counted(classSize, "person", "people")}`;
    option.append(input, label);
    place.append(option);
  }
}

// Shown once, then typed from the paper: a phrase that was not written down is a filing that is lost.
function showPhrase(filing: Filing): void {
  const place = one("[data-phrase]");
  place.textContent = filing.phrase;
  one("[data-phrase-hide]").addEventListener("click", () => {
    place.textContent = "";
    place.hidden = true;
    show("[data-phrase-hide]", false);
    show("[data-phrase-back]");
    one("#again").focus();
  });
}

function watchText({ form }: Filing): void {
  const look = (): void => {
    const select = one<HTMLSelectElement>("#decision");
    const seen = select.selectedOptions[0]?.textContent ?? "";
    warnOf(["title", "text", "remedy"].map((name) => field(form, name)).join("\n"), seen);
  };
  form.addEventListener("input", look);
}

function watchFiles(filing: Filing): void {
  const input = one<HTMLInputElement>("#files");
  input.addEventListener("change", () => {
    void (async () => {
      const chosen = [...(input.files ?? [])];
      input.value = "";
      for (const file of chosen) {
        try {
          saying("Making it anew, without what programs write into it …");
          filing.files.push(await cleanAttachment(new Uint8Array(await file.arrayBuffer()), filing.files.length + 1, cleanImage));
          saying("");
        } catch (error) {
          sayFault(error);
        }
      }
      listFiles(filing);
    })();
  });
}

function listFiles(filing: Filing): void {
  one("[data-files]").replaceChildren(...filing.files.map((file, at) => {
    const line = element("li", `${file.name}, ${counted(Math.ceil(file.bytes.length / 1024), "KiB", "KiB")}${file.left.length > 0 ? `; left out: ${file.left.join(", ")}` : ""} `);
    const remove = element("button", "Remove", "plain") as HTMLButtonElement;
    remove.type = "button";
    remove.addEventListener("click", () => {
      filing.files.splice(at, 1);
      listFiles(filing);
    });
    line.append(remove);
    return line;
  }));
}

function textOf(form: HTMLFormElement): Text {
  const text = { decision: field(form, "decision"), kind: field(form, "kind"), title: visibleText(field(form, "title")).trim(), body: visibleText(field(form, "text")).trim(), remedy: visibleText(field(form, "remedy")).trim() };
  if (text.decision === "") throw new Fault("choose the decision that you disagree with");
  if (text.kind === "") throw new Fault("choose the kind of dissent");
  if (text.title === "") throw new Fault("give it a title of one line");
  if (text.body === "") throw new Fault("say what you disagree with, and why");
  return text;
}

function checkWrittenDown(filing: Filing): void {
  if (one("[data-phrase-back]").hidden) throw new Fault("write your phrase down first: without it you cannot come back");
  if (parsePhrase(field(filing.form, "again")) !== filing.phrase) throw new Fault("these are not the words that were shown. Look at your paper; if it is lost, load this page again and begin anew: nothing was sent");
}

async function send(filing: Filing): Promise<void> {
  const { sodium, house, wallet, form } = filing;
  const text = textOf(form);
  checkWrittenDown(filing);
  const tokenId = filing.made?.token ?? field(form, "token");
  saying("Locking it, and sending it …");
  const receipt = await spend(wallet, tokenId, async (token) => {
    filing.made ??= { ...(await lock(filing, text, token)), token: tokenId };
    return sendItem(sodium, house, filing.made.item);
  }, (error) => {
    const notTaken = error instanceof NotTaken || filing.made === undefined;
    if (notTaken) delete filing.made;
    return notTaken;
  });
  finish(filing, receipt);
}

async function lock({ sodium, house, phrase, files }: Filing, text: Text, token: Parameters<typeof filingItem>[2]): Promise<{ item: Item; id: string }> {
  const author = deriveReplyKeys(sodium, phrase, house.instance);
  try {
    return await filingItem(sodium, house, token, author, text, files);
  } finally {
    wipeReplyKeys(author);
  }
}

function finish(filing: Filing, receipt: Receipt): void {
  const { item, id } = filing.made as { item: Item; id: string };
  one("[data-filing-id]").textContent = id;
  one("[data-by]").textContent = receipt.by;
  offerFile(one<HTMLAnchorElement>("[data-receipt]"), { ...receipt, format: "demur/drop-receipt/v1", filing: id, item, log_key: filing.house.view.log_key, messages: 0, url: location.origin });
  filing.form.reset();
  filing.form.remove();
  filing.phrase = "";
  filing.files = [];
  delete filing.made;
  saying("");
  show("[data-done]");
  one("#done-title").focus();
}
