// /vote, and what is proposed there (proposing.ts): one statement at a time, in an order by chance; what is chosen stays in this page until it is sent, all
// together. Nothing is kept here of how somebody voted: who comes back casts votes again, and those count. So a ballot whose answer got lost is nowhere
// when its page is closed, but in the file that its voter saved: it is offered before it is sent, and again when no answer came.
import { Fault } from "../bytes.js";
import { systemRandom } from "../anonymity/blind_signature.js";
import { loadSodium, type Sodium } from "../anonymity/sodium.js";
import { decodeToken } from "../anonymity/token.js";
import { Wallet } from "../anonymity/wallet.js";
import { ballotItem, ballotSequence, type Vote, type VoteWord } from "./ballot.js";
import { type House, loadHouse, loadRounds, ownDrop, type Round } from "./house.js";
import { type Item, NotTaken, type Receipt, sendItem } from "./items.js";
import { busy, counted, element, offerFile, one, saying, show, today } from "./page.js";
import { offerProposing } from "./proposing.js";
import { usable, type Usable } from "./tokens.js";

// A question before a session is wanted, or it is not: nobody votes against one.
const kWords: Record<VoteWord, string> = { agree: "Agree", disagree: "Disagree", pass: "Pass" };
const kQuestionWords: Record<VoteWord, string> = { ...kWords, agree: "I want this asked", pass: "Not, or not any more" };
const isSession = ({ kind }: Round): boolean => kind === "session";
const wordOf = (round: Round, vote: VoteWord): string => (isSession(round) ? kQuestionWords : kWords)[vote];
const countedIn = (round: Round, count: number): string => (isSession(round) ? counted(count, "question", "questions") : counted(count, "statement", "statements"));

interface Voting {
  sodium: Sodium;
  house: House;
  wallet: Wallet;
  round: Round;
  token: Usable;
  order: Round["statements"];
  at: number; // in the order; past its end, all are voted on
  votes: Map<string, VoteWord>;
  made?: Item; // sent again as it is, when an answer got lost
  unanswered: Item[]; // the files are offered; the newest is last
}

export async function startVoting(): Promise<void> {
  saying("Looking at your tokens and at the keys that everybody gets …");
  const [sodium, wallet] = await Promise.all([loadSodium(), Wallet.open()]);
  await wallet.tidy(today());
  const house = await loadHouse(sodium, wallet);
  ownDrop(house);
  const rounds = (await loadRounds(house.view)).filter(({ closes }) => today() <= closes).map(shownOf);
  saying("");
  one("[data-rounds]").replaceChildren(...rounds.map((round) => roundLine(round, () => begin(sodium, house, wallet, round))));
  show("[data-choose]");
  show("[data-no-rounds]", rounds.length === 0);
}

const shownOf = (round: Round): Round => ({ ...round, statements: round.statements.filter(({ state }) => state === "shown") });

function roundLine(round: Round, choose: () => Promise<void>): HTMLElement {
  const line = element("li", "");
  const button = element("button", round.title) as HTMLButtonElement;
  button.type = "button";
  button.dir = "auto";
  button.addEventListener("click", () => void busy(document, choose));
  const aside = element("p", "", "aside");
  const owner = element("bdi", round.owner);
  aside.append(owner, `${isSession(round) ? " · a session" : ""} · ${countedIn(round, round.statements.length)} · votes until ${round.closes}`);
  line.append(button, aside);
  return line;
}

async function begin(sodium: Sodium, house: House, wallet: Wallet, round: Round): Promise<void> {
  const { tokens, refused } = await usable(wallet, house, (scope) => scope === `vote:${round.id}`);
  const [token] = tokens;
  for (const part of document.querySelectorAll<HTMLElement>("[data-for]")) part.hidden = part.dataset["for"] !== (round.kind ?? "round");
  const proposes = await offerProposing(sodium, house, wallet, round);
  const why = token ? "nothing is shown here to vote on yet: come again" : (refused[0] ?? "you have no token to vote with here in this browser. Sign in at the institution and collect tokens, as everybody does; those of a new round or session are ready on the day after it opens");
  if (proposes) show("[data-choose]", false);
  if (!token || round.statements.length === 0) throw new Fault(why);
  const voting: Voting = { sodium, house, wallet, round, token, order: shuffled(round.statements), at: 0, votes: new Map(), unanswered: [] };
  showMandate(voting);
  for (const word of Object.keys(kWords) as VoteWord[]) one(`[data-vote="${word}"]`).addEventListener("click", () => vote(voting, word));
  document.addEventListener("keydown", (event) => pressed(event));
  one("[data-review]").addEventListener("click", () => review(voting));
  one("[data-send]").addEventListener("click", () => void busy(document, () => send(voting)));
  one("[data-save-first]").addEventListener("click", () => void busy(document, () => saveFirst(voting)));
  show("[data-choose]", false);
  show("[data-round]");
  showStatement(voting);
}

function showMandate({ round, token }: Voting): void {
  const { mandate } = round;
  const nothing = mandate.level === "inform";
  one("[data-title]").textContent = round.title;
  show("[data-briefing]", nothing);
  for (const [name, words] of Object.entries({ fixed: mandate.fixed, may_change: nothing ? "Nothing." : mandate.may_change, decides: mandate.decides, hear_by: mandate.hear_by })) one(`[data-mandate="${name}"]`).textContent = words;
  one("[data-group]").textContent = counted(token.issuer.record.classSize, "member", "members");
}

// Evenly, by the browser's own source: the order says nothing, also to who looks over a shoulder twice.
function shuffled<Value>(values: Value[]): Value[] {
  const order = [...values];
  for (let left = order.length; left > 1; --left) {
    const at = crypto.getRandomValues(new Uint32Array(1))[0]! % left;
    [order[left - 1], order[at]] = [order[at]!, order[left - 1]!];
  }
  return order;
}

function showStatement(voting: Voting): void {
  const statement = voting.order[voting.at];
  if (!statement) return review(voting);
  show("[data-one]");
  show("[data-all]", false);
  one("[data-statement]").textContent = statement.text;
  const now = voting.votes.get(statement.id);
  one("[data-now]").textContent = now ? `Your vote now: ${wordOf(voting.round, now)}. A new one takes its place.` : "";
  one("[data-progress]").textContent = `${voting.votes.size} of ${countedIn(voting.round, voting.order.length)} voted on, nothing sent yet.`;
  show("[data-review]", voting.votes.size > 0);
  one("[data-statement]").focus();
}

function vote(voting: Voting, word: VoteWord): void {
  const statement = voting.order[voting.at];
  if (!statement) return;
  voting.votes.set(statement.id, word);
  delete voting.made;
  voting.at = voting.order.findIndex(({ id }) => !voting.votes.has(id));
  if (voting.at < 0) voting.at = voting.order.length;
  showStatement(voting);
}

function pressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || one("[data-one]").hidden) return;
  one("[data-one]").querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]:not([hidden])`)?.click();
}

// All of them together, each to be changed, before anything leaves this page.
function review(voting: Voting): void {
  show("[data-one]", false);
  one("[data-chosen]").replaceChildren(...voting.round.statements.filter(({ id }) => voting.votes.has(id)).map(({ id, text }) => {
    const line = element("li", "");
    const what = element("p", text, "what");
    what.dir = "auto";
    const aside = element("p", `${wordOf(voting.round, voting.votes.get(id)!)} `, "aside");
    const change = element("button", "Change", "plain") as HTMLButtonElement;
    change.type = "button";
    change.addEventListener("click", () => {
      voting.at = voting.order.findIndex((each) => each.id === id);
      showStatement(voting);
    });
    aside.append(change);
    line.append(what, aside);
    return line;
  }));
  one("[data-send]").textContent = `Send ${counted(voting.votes.size, "vote", "votes")}`;
  show("[data-all]");
  one("#all-title").focus();
}

// What the drop has already, from another copy of this wallet, it says; the next that is sent passes over that.
const kPassOver = 64;

async function signed({ sodium, wallet, round, token, votes }: Voting): Promise<Item> {
  const kept = await wallet.ballot(token.kept.id);
  const signer = decodeToken(kept.bytes);
  const chosen: Vote[] = round.statements.flatMap(({ id, text }) => (votes.has(id) ? [{ statement: id, text, vote: votes.get(id)! }] : []));
  const item = ballotItem(sodium, signer, round.id, ballotSequence(today(), kept.ballots ?? 1), systemRandom(32), chosen);
  signer.holderSeed.fill(0);
  return item;
}

// As `demur verify` reads it; without a receipt where no answer came yet.
const offerBallot = (link: HTMLAnchorElement, { house }: Voting, item: Item, receipt?: Receipt): HTMLAnchorElement => {
  offerFile(link, { format: "demur/ballot-receipt/v1", url: location.origin, log_key: house.view.log_key, ...receipt, item });
  return link;
};

async function saveFirst(voting: Voting): Promise<void> {
  voting.made ??= await signed(voting);
  offerBallot(one("[data-first-file]"), voting, voting.made).click();
}

// What was refused is known not to be there. Those that were sent before it, and not answered, still may be.
function offerUnanswered(voting: Voting, made: Item, isRefused: boolean): void {
  voting.unanswered = voting.unanswered.filter((each) => each !== made);
  if (!isRefused) voting.unanswered.push(made);
  const [newest, ...older] = voting.unanswered.slice().reverse();
  if (newest) offerBallot(one("[data-unanswered-file]"), voting, newest);
  one("[data-unanswered-before]").replaceChildren(...older.map((item, at) => unansweredLine(voting, item, older.length - at)));
  show("[data-unanswered-before]", older.length > 0);
  show("[data-unanswered]", newest !== undefined);
}

function unansweredLine(voting: Voting, item: Item, number: number): HTMLElement {
  const line = element("li", "");
  const link = element("a", `Save what was sent before, ${number}`) as HTMLAnchorElement;
  link.download = `ballot-unanswered-${number}.json`;
  line.append(offerBallot(link, voting, item));
  return line;
}

async function send(voting: Voting): Promise<void> {
  const { sodium, house, wallet, round, token } = voting;
  saying("Signing your votes, and sending them …");
  const made = (voting.made ??= await signed(voting));
  const receipt = await sendItem(sodium, house, made).catch(async (error: unknown) => {
    if (error instanceof NotTaken) delete voting.made;
    if (error instanceof NotTaken && error.field === "sequence") await wallet.ballot(token.kept.id, kPassOver);
    offerUnanswered(voting, made, error instanceof NotTaken);
    throw error;
  });
  one("[data-by]").textContent = receipt.by;
  one("[data-closes]").textContent = round.closes;
  offerBallot(one("[data-receipt]"), voting, made, receipt);
  one("[data-delete]").addEventListener("click", () => void busy(document, () => deleteToken(voting)));
  voting.votes.clear();
  delete voting.made;
  saying("");
  one("[data-round]").remove();
  show("[data-done]");
  one("#done-title").focus();
}

async function deleteToken({ wallet, token }: Voting): Promise<void> {
  await wallet.close(token.kept.id);
  show("[data-delete]", false);
  show("[data-deleted]");
  one("[data-deleted]").focus();
}
