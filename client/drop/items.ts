// Items as the drop takes them: made, locked and signed here, sent, and the receipt checked.
import { type Bytes, canonical, Fault, fromBase64, labelled, toBase64, utf8 } from "../bytes.js";
import { attachmentsRoot, sealAttachment } from "../anonymity/attachments.js";
import type { Cleaned } from "../anonymity/clean_document.js";
import { contextOf, kFiling, kThread, newContentKey, seal } from "../anonymity/envelope.js";
import { formatFilingBody } from "../anonymity/filing_body.js";
import type { ReplyKeys } from "../anonymity/phrase.js";
import type { DropKey } from "../anonymity/key_record.js";
import { hash, type Sodium, wipe } from "../anonymity/sodium.js";
import { aboutOf, filingIdOf, kHindsights, kVerdicts, leafOf, signByToken, signStatement } from "../anonymity/statement.js";
import { encodeCredential, type Token } from "../anonymity/token.js";
import { type House, kAsk, ownDrop, recipientsOf, wordsOf } from "./house.js";

export interface Item extends Record<string, unknown> {
  kind: string;
}
export interface Receipt {
  by: string;
  day: string;
  digest: string;
  drop: string;
  promise: string;
}
export interface Text {
  kind: string;
  decision: string;
  title: string;
  body: string;
  remedy: string;
}
export type Verdict = (typeof kVerdicts)[number];
export type Hindsight = (typeof kHindsights)[number];

const kNoText = { decision: "", title: "", remedy: "" };

export async function filingItem(sodium: Sodium, house: House, token: Token, author: ReplyKeys, text: Text, files: Cleaned[]): Promise<{ item: Item; id: string }> {
  const { keyId } = token.credential;
  const key = newContentKey();
  const sealed: Bytes[] = [];
  const attachments = [];
  for (const [at, { bytes, name }] of files.entries()) {
    const chunks: BlobPart[] = [];
    const entry = await sealAttachment(sodium, key, at, new Blob([bytes]), (chunk) => chunks.push(chunk));
    sealed.push(new Uint8Array(await new Blob(chunks).arrayBuffer()));
    attachments.push({ name, ...entry });
  }
  const body = formatFilingBody({ ...text, reply: publicKeys(author), attachments });
  const context = contextOf(sodium, house.instance, keyId);
  const envelope = await seal(sodium, { purpose: kFiling, threshold: house.view.to_open, recipients: recipientsOf(house, text.decision), context, body }, key);
  wipe(key, body);
  const envelopeHash = hash(sodium, envelope);
  const statement = signByToken(sodium, token, {
    kind: "filing", envelope: envelopeHash, attachmentsRoot: attachmentsRoot(sodium, attachments.map(({ digest }) => digest)),
    author: author.sign.publicKey, about: aboutOf(sodium, text.decision, text.kind),
  });
  const item = {
    kind: "filing", decision: text.decision, dissent_kind: text.kind, envelope: toBase64(envelope), attachments: sealed.map(toBase64),
    author: toBase64(author.sign.publicKey), credential: toBase64(encodeCredential(token.credential)), statement: toBase64(statement),
  };
  return { item, id: filingIdOf(envelopeHash) };
}

export const cosignItem = (sodium: Sodium, token: Token, filing: string): Item => ({
  kind: "cosign", filing, credential: toBase64(encodeCredential(token.credential)),
  statement: toBase64(signByToken(sodium, token, { kind: "cosign", leaf: leafOf(sodium, filing) })),
});

export interface Followed {
  id: string;
  keyId: Bytes;
  decision: string | undefined;
  author: ReplyKeys;
}

export async function messageItem(sodium: Sodium, house: House, filing: Followed, kind: string, body: string): Promise<Item> {
  const envelope = await sealedMessage(sodium, house, filing, kind, body);
  return { kind: "message", filing: filing.id, envelope: toBase64(envelope), statement: byAuthor(sodium, filing, { kind: "thread", leaf: leafOf(sodium, filing.id), envelope: hash(sodium, envelope) }) };
}

export async function lastWordItem(sodium: Sodium, house: House, filing: Followed, verdict: Verdict, body: string): Promise<Item> {
  const envelope = body === "" ? new Uint8Array(0) : await sealedMessage(sodium, house, filing, "last_word", body);
  const statement = byAuthor(sodium, filing, { kind: "last-word", leaf: leafOf(sodium, filing.id), verdict, envelope: hash(sodium, envelope) });
  return { kind: "last_word", filing: filing.id, verdict, envelope: toBase64(envelope), statement };
}

// `number`: how often its author will have looked back on it, this time counted.
export async function reviewItem(sodium: Sodium, house: House, filing: Followed, number: number, verdict: Hindsight, body: string): Promise<Item> {
  const envelope = body === "" ? new Uint8Array(0) : await sealedMessage(sodium, house, filing, "review", body);
  const statement = byAuthor(sodium, filing, { kind: "review", leaf: leafOf(sodium, filing.id), number, verdict, envelope: hash(sodium, envelope) });
  return { kind: "review", filing: filing.id, number, verdict, envelope: toBase64(envelope), statement };
}

export const withdrawItem = (sodium: Sodium, filing: Followed): Item => ({
  kind: "withdraw", filing: filing.id, statement: byAuthor(sodium, filing, { kind: "withdraw", leaf: leafOf(sodium, filing.id) }),
});

const publicKeys = ({ box, sign }: ReplyKeys): { box: Bytes; sign: Bytes } => ({ box: box.publicKey, sign: sign.publicKey });
const byAuthor = (sodium: Sodium, { author, keyId }: Followed, statement: Parameters<typeof signStatement>[3]): string =>
  toBase64(signStatement(sodium, author.sign.privateKey, keyId, statement));

async function sealedMessage(sodium: Sodium, house: House, { keyId, decision, author }: Followed, kind: string, text: string): Promise<Bytes> {
  const key = newContentKey();
  const body = formatFilingBody({ ...kNoText, kind, body: text, reply: publicKeys(author), attachments: [] });
  const context = contextOf(sodium, house.instance, keyId);
  const envelope = await seal(sodium, { purpose: kThread, threshold: house.view.to_open, recipients: recipientsOf(house, decision), context, body }, key);
  wipe(key, body);
  return envelope;
}

// Refused by the drop: nothing was taken. An answer that got lost is another matter, and is not this.
export class NotTaken extends Fault {
  constructor(words: string, readonly field: string) {
    super(words);
  }
}

export async function sendItem(sodium: Sodium, house: House, item: Item): Promise<Receipt> {
  ownDrop(house);
  const text = canonical(item);
  const answer = await fetch("/items", { ...kAsk, method: "POST", headers: { "Content-Type": "application/json" }, body: text }).catch(() => {
    throw new Fault("no answer came. It may have arrived or not: send it again, as often as you like, it counts once");
  });
  if (!answer.ok) throw await refusalOf(answer);
  const receipt = (await answer.json()) as Receipt;
  checkReceipt(sodium, ownDrop(house), receipt, text);
  return receipt;
}

// What the drop itself refuses, it did not take. Of anything else, such as what stands before it, nobody knows.
async function refusalOf(answer: Response): Promise<Fault> {
  type Said = { error?: { code?: string; field?: string } };
  const { error } = (await answer.clone().json().catch(() => ({}))) as Said;
  const words = await wordsOf(answer);
  return (error?.code ?? "internal") === "internal" ? new Fault(words) : new NotTaken(words, error?.field ?? "");
}

function checkReceipt(sodium: Sodium, { sign }: DropKey, receipt: Receipt, text: string): void {
  const digest = hash(sodium, utf8(text));
  const message = labelled("demur/drop-promise/v1", digest, utf8(receipt.day + receipt.by));
  if (receipt.digest !== toBase64(digest) || !sodium.crypto_sign_verify_detached(fromBase64(receipt.promise), message, sign))
    throw new Fault("the receipt does not hold: this site did not sign what you sent. Keep your phrase, and send it again elsewhere");
}
