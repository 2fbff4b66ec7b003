// The part of /vote where somebody proposes a statement, or a question before a session: one token, one proposal.
import type { Sodium } from "../anonymity/sodium.js";
import { systemRandom } from "../anonymity/blind_signature.js";
import type { Wallet } from "../anonymity/wallet.js";
import type { House, Round } from "./house.js";
import { NotTaken, sendItem } from "./items.js";
import { counted, field, offerFile, one, onSubmit, show, today } from "./page.js";
import { type Proposal, proposalItem, proposalText } from "./proposal.js";
import { warnOf } from "./recognisable.js";
import { spend, usable, type Usable } from "./tokens.js";

interface Proposing {
  sodium: Sodium;
  house: House;
  wallet: Wallet;
  round: Round;
  made?: { proposal: Proposal; token: string }; // sent again as it is, when an answer got lost
}

const scopeOf = ({ id }: Round): string => `propose:${id}`;
const isInTime = ({ proposals_until: until }: Round): boolean => until !== undefined && today() <= until;

// Whether something can be proposed now: then the part is shown, and works.
export async function offerProposing(sodium: Sodium, house: House, wallet: Wallet, round: Round): Promise<boolean> {
  if (!isInTime(round)) return false;
  const { tokens: [token] } = await usable(wallet, house, (scope) => scope === scopeOf(round));
  if (!token) return false;
  const proposing: Proposing = { sodium, house, wallet, round };
  one("[data-propose-title]").textContent = round.kind === "session" ? "Ask a question" : "Propose a statement";
  one("[data-propose-for]").textContent = round.title;
  one("[data-propose-until]").textContent = round.proposals_until ?? "";
  one("[data-propose-group]").textContent = counted(token.issuer.record.classSize, "member", "members");
  const form = one<HTMLFormElement>("[data-proposal]");
  form.addEventListener("input", () => warnOf(field(form, "proposal"), round.title));
  onSubmit(form, () => send(proposing, form));
  await countLeft(proposing, token);
  show("[data-propose]");
  return true;
}

async function countLeft({ wallet, round }: Proposing, { kept: { keyId } }: Usable): Promise<number> {
  const left = (await wallet.all()).filter((kept) => kept.state === "unspent" && kept.scope === scopeOf(round) && kept.keyId === keyId).length;
  one("[data-propose-left]").textContent = left === 0 ? "No token for this is left here." : `${counted(left, "token", "tokens")} for this left here: each is spent on one.`;
  return left;
}

async function send(proposing: Proposing, form: HTMLFormElement): Promise<void> {
  const { sodium, house, wallet, round } = proposing;
  const area = one<HTMLTextAreaElement>("#proposal", form);
  const text = proposalText(field(form, "proposal"));
  const { tokens: [token] } = await usable(wallet, house, (scope) => scope === scopeOf(round));
  const id = proposing.made?.token ?? token?.kept.id ?? "";
  area.readOnly = true; // what may have arrived is sent again, and nothing else in its place
  const receipt = await spend(wallet, id, (signer) => {
    proposing.made ??= { proposal: proposalItem(sodium, signer, round.id, systemRandom(32), text), token: id };
    return sendItem(sodium, house, proposing.made.proposal.item);
  }, (error) => {
    if (!(error instanceof NotTaken)) return false;
    delete proposing.made;
    return true;
  }).catch(async (error: unknown) => {
    // Another copy of this wallet spent it: here it is of no use, and would be chosen again.
    if (error instanceof NotTaken && error.field === "token") await wallet.close(id);
    throw error;
  }).finally(() => void (area.readOnly = proposing.made !== undefined));
  if (proposing.made) showTaken(proposing.made.proposal, receipt, house);
  delete proposing.made;
  form.reset();
  area.readOnly = false;
  warnOf("", "");
  if (token && (await countLeft(proposing, token)) === 0) form.remove();
}

function showTaken({ item, id }: Proposal, receipt: Awaited<ReturnType<typeof sendItem>>, { view }: House): void {
  one("[data-proposed-by]").textContent = receipt.by;
  one("[data-proposed-id]").textContent = id;
  offerFile(one<HTMLAnchorElement>("[data-proposed-receipt]"), { format: "demur/proposal-receipt/v1", url: location.origin, log_key: view.log_key, ...receipt, item });
  show("[data-proposed]");
  one("#proposed-title").focus();
}
