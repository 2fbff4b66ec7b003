// /return: everything is downloaded, whoever asks; which is theirs, the author's phrase finds here.
import { Fault, fromBase64, hex, joined, toBase64 } from "../bytes.js";
import { visibleText } from "../anonymity/clean_text.js";
import { contextOf } from "../anonymity/envelope.js";
import { deriveReplyKeys, parsePhrase, type ReplyKeys } from "../anonymity/phrase.js";
import { checkReply, openFeed, type Reply } from "../anonymity/reply.js";
import { loadSodium, type Sodium } from "../anonymity/sodium.js";
import { kHindsights, kVerdicts } from "../anonymity/statement.js";
import { bytesAt, decisionOf, type Filing, type House, loadFilings, loadHouse } from "./house.js";
import { type Followed, type Hindsight, type Item, lastWordItem, messageItem, reviewItem, sendItem, type Verdict, withdrawItem } from "./items.js";
import { element, field, offerFile, one, onSubmit, saying, show } from "./page.js";

interface Thread {
  sodium: Sodium;
  house: House;
  filing: Filing;
  followed: Followed;
  sent: number; // in this page: nothing is kept of it elsewhere
  unanswered?: { key: string; item: Item };
}

export async function startReturning(): Promise<void> {
  const form = one<HTMLFormElement>("[data-phrase-form]");
  onSubmit(form, async () => {
    const phrase = parsePhrase(field(form, "phrase"));
    saying("Downloading what everybody downloads, and looking for yours …");
    const sodium = await loadSodium();
    const [house, filings] = await Promise.all([loadHouse(sodium), loadFilings()]);
    const author = deriveReplyKeys(sodium, phrase, house.instance);
    const mine = toBase64(author.sign.publicKey);
    const filing = filings.find((each) => each.author === mine);
    if (!filing) throw new Fault("no filing in the list is of this phrase. It may not be in the log yet: come back after the day on your receipt. Or a word is another one");
    form.remove();
    await open(sodium, house, filing, author);
  });
  show("[data-phrase-form]");
}

async function open(sodium: Sodium, house: House, filing: Filing, author: ReplyKeys): Promise<void> {
  const followed = { id: filing.id, keyId: fromBase64(filing.key), decision: decisionOf(sodium, house, filing), author };
  const replies = await repliesTo(sodium, house, filing, followed);
  showFiling(filing);
  showReplies(replies);
  const form = one<HTMLFormElement>("[data-write]");
  const thread: Thread = { sodium, house, filing, followed, sent: 0 };
  one("[data-last-word]").hidden = filing.state !== "answered";
  one("[data-review]").hidden = filing.reviews === undefined;
  form.addEventListener("change", () => showQuestions(field(form, "as")));
  onSubmit(form, () => write(thread, form));
  warnOfMany(thread);
  saying("");
  show("[data-found]");
  one("#found-title").focus();
}

// The quarter of the filing and all since: whoever filed then downloads the same.
async function repliesTo(sodium: Sodium, house: House, filing: Filing, { keyId, author }: Followed): Promise<Reply[]> {
  const feeds = [];
  for (const quarter of quartersFrom(filing.quarter ?? house.view.quarter, house.view.quarter)) feeds.push(await bytesAt(`/replies/${quarter}`).catch(() => new Uint8Array(0)));
  const context = contextOf(sodium, house.instance, keyId);
  const found = await openFeed(sodium, joined(...feeds), context, author.box, (share) => saying(`Looking through the replies: ${Math.round(share * 100)} % …`));
  return found.map(({ reply }) => {
    const office = house.keys.officerById(hex(reply.officeKey));
    if (!office) throw new Fault("a reply names an office that is not in the keys log: do not believe it");
    checkReply(sodium, reply, office.sign);
    return reply;
  });
}

export function quartersFrom(first: string, last: string): string[] {
  const quarters: string[] = [];
  let [year, quarter] = first.split("q").map(Number) as [number, number];
  while (`${year}q${quarter}` <= last && quarters.length < 8) {
    quarters.push(`${year}q${quarter}`);
    [year, quarter] = quarter === 4 ? [year + 1, 1] : [year, quarter + 1];
  }
  return quarters;
}

const kHindsightWords: Record<Hindsight, string> = { right: "that it was right", partly_right: "that it was partly right", wrong: "that it was wrong", too_early: "that it is too early to tell" };

function showFiling(filing: Filing): void {
  one("[data-filing-id]").textContent = filing.id;
  one("[data-filing-state]").textContent = filing.state;
  one("[data-filing-day]").textContent = filing.filed ?? "not yet";
  one("[data-filing-review]").textContent = kHindsightWords[filing.review as Hindsight] ?? "";
  show("[data-reviewed]", filing.review !== undefined);
  if (filing.outcome === undefined) return;
  one("[data-outcome]").textContent = filing.outcome.replaceAll("_", " ");
  one("[data-reasons]").textContent = filing.reasons ?? "";
  one("[data-changed]").textContent = filing.what_changed ?? "";
  show("[data-changed-title]", (filing.what_changed ?? "") !== "");
  show("[data-answer]");
}

function showReplies(replies: Reply[]): void {
  one("[data-replies]").replaceChildren(...replies.map(({ text }) => {
    const paper = element("div", text, "prose", "paper");
    paper.dir = "auto";
    return paper;
  }));
  show("[data-no-replies]", replies.length === 0);
}

// The filing is the first; what was sent before on another device, only the log's count knows.
function warnOfMany({ filing, sent }: Thread): void {
  show("[data-many]", 1 + Math.max(filing.messages ?? 0, sent) >= 2);
}

function showQuestions(as: string): void {
  show("[data-verdict]", as === "last_word");
  show("[data-hindsight]", as === "review");
}

async function itemOf({ sodium, house, filing, followed }: Thread, form: HTMLFormElement): Promise<Item> {
  const text = visibleText(field(form, "message")).trim();
  switch (field(form, "as")) {
    case "withdraw": return withdrawItem(sodium, followed);
    case "last_word": {
      const verdict = field(form, "verdict");
      if (!kVerdicts.includes(verdict as Verdict)) throw new Fault("say whether the answer settles it");
      return lastWordItem(sodium, house, followed, verdict as Verdict, text);
    }
    case "review": {
      const hindsight = field(form, "hindsight");
      if (!kHindsights.includes(hindsight as Hindsight)) throw new Fault("say whether your dissent was right");
      return reviewItem(sodium, house, followed, (filing.reviews ?? 0) + 1, hindsight as Hindsight, text);
    }
    default:
      if (text === "") throw new Fault("write something first");
      return messageItem(sodium, house, followed, field(form, "as"), text);
  }
}

// What had no answer is sent again as it is: locked anew it would be another message.
async function write(thread: Thread, form: HTMLFormElement): Promise<void> {
  const key = JSON.stringify(["as", "verdict", "hindsight", "message"].map((name) => field(form, name)));
  if (thread.unanswered?.key !== key) thread.unanswered = { key, item: await itemOf(thread, form) };
  const { item } = thread.unanswered;
  const receipt = await sendItem(thread.sodium, thread.house, item);
  delete thread.unanswered;
  thread.sent += 1;
  form.reset();
  showQuestions("");
  one("[data-sent]").textContent = `It is here, and must be in the log by ${receipt.by}.`;
  show("[data-sent]");
  if (item.kind === "review") offerFile(one<HTMLAnchorElement>("[data-review-receipt]"), { format: "demur/review-receipt/v1", url: location.origin, log_key: thread.house.view.log_key, ...receipt, item });
  show("[data-review-kept]", item.kind === "review");
  warnOfMany(thread);
}
