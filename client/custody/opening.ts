// Opening one sealed dissent: the custodian's own share and those that were handed over, then the text,
// held against what the server says of it.
import { type Bytes, equal, Fault, fromBase64, toBase64 } from "../bytes.js";
import { contentKey, contextOf, type Envelope, kFiling, kidOf, kThread, openBody, parseEnvelope, type Purpose, readEnvelope, type Share } from "../anonymity/envelope.js";
import { type FilingBody, parseFilingBody } from "../anonymity/filing_body.js";
import { formatRewrap, makeRewrap, openRelease, openRewrap, ownShare, parseRewrap, sealRelease, type SlotShare } from "../anonymity/handover.js";
import { instanceHash } from "../anonymity/key_record.js";
import type { OfficerKeys } from "../anonymity/officer_key_file.js";
import { hash, type Sodium, wipe } from "../anonymity/sodium.js";
import { filingIdOf } from "../anonymity/statement.js";
import { checkOfficers, takerOf, isSealedTo, type NamedOfficer, type OfficersOfLog } from "./keys.js";

// GET /dissents/{id}/sealed; whatever is binary in base64.
export interface SealedDissent {
  id: string;
  decision: { id: string };
  kind: { word: string };
  state: { word: string };
  origin: string;
  key_id: string;
  author_key: string;
  envelope: string;
  attachments: number;
  messages: { kind: "message" | "last_word" | "review"; day: string; envelope: string }[];
  releases: { envelope: string; of: string; givers: string[] }[];
  handed: { record: string; giver: string }[]; // shares that were handed over to this custodian
  officers: (NamedOfficer & { holds: string[] })[]; // of which envelopes each keeps a share
  given: string[];
  has_agreed: boolean;
  has_opened: boolean;
  may_open: boolean;
  agreements: number;
  to_open: number;
  released: boolean;
}

export interface Opened {
  key: Bytes; // of its attachments too
  body: FilingBody;
}

// An envelope of the dissent and what it is named by.
export interface Subject {
  bytes: Bytes;
  digest: string; // base64
  purpose: Purpose;
}

export function subjectsOf(sodium: Sodium, sealed: SealedDissent): Subject[] {
  const subject = (envelope: string, purpose: Purpose): Subject => {
    const bytes = fromBase64(envelope);
    return { bytes, purpose, digest: toBase64(hash(sodium, bytes)) };
  };
  return [subject(sealed.envelope, kFiling), ...sealed.messages.map(({ envelope }) => subject(envelope, kThread))];
}

export const dissentContext = async (sodium: Sodium, sealed: SealedDissent): Promise<Bytes> =>
  contextOf(sodium, await instanceHash(sealed.origin), fromBase64(sealed.key_id));

const holds = (sodium: Sodium, envelope: Envelope, keys: OfficerKeys): boolean => envelope.slots.some(({ kid }) => equal(kid, kidOf(sodium, keys.box.publicKey)));

// This custodian's own share, from a slot of the envelope or from what was handed over to them, with the keys
// that open it.
async function keptShare(sodium: Sodium, sealed: SealedDissent, bytes: Bytes, envelope: Envelope, ring: OfficerKeys[], signers: Set<string>): Promise<(SlotShare & { keys: OfficerKeys }) | undefined> {
  const keys = ring.find((each) => holds(sodium, envelope, each));
  if (keys) return { ...ownShare(sodium, bytes, keys.box), keys };
  const digest = hash(sodium, bytes);
  for (const { record, giver } of sealed.handed) {
    const rewrap = parseRewrap(record);
    const mine = ring.find(({ box }) => equal(kidOf(sodium, box.publicKey), rewrap.to));
    if (mine && equal(rewrap.envelope, digest) && signers.has(giver)) return { share: await openRewrap(sodium, rewrap, bytes, mine.box, fromBase64(giver)), from: rewrap.from, keys: mine };
  }
  return undefined;
}

// Every share that this custodian can use. One that does not hold stops nothing while others do.
async function sharesOf(sodium: Sodium, sealed: SealedDissent, { bytes, digest }: Subject, envelope: Envelope, ring: OfficerKeys[], signers: Set<string>): Promise<{ shares: Share[]; fault?: Fault }> {
  const kept = await keptShare(sodium, sealed, bytes, envelope, ring, signers);
  const shares: Share[] = kept ? [kept.share] : [];
  let fault: Fault | undefined;
  for (const release of sealed.releases.filter(({ of }) => of === digest)) {
    try {
      shares.push(await openHanded(sodium, fromBase64(release.envelope), bytes, release.givers.filter((giver) => signers.has(giver)), ring));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fault = error;
    }
  }
  return fault ? { shares, fault } : { shares };
}

async function openHanded(sodium: Sodium, release: Bytes, envelope: Bytes, givers: string[], ring: OfficerKeys[]): Promise<Share> {
  const parsed = parseEnvelope(release);
  const keys = ring.find((each) => holds(sodium, parsed, each));
  if (!keys) throw new Fault("A share was handed to a key of yours that is not unlocked: choose its file as well.");
  let fault = new Fault("A share was handed to you by somebody whose key is not in the keys log.");
  for (const giver of givers) {
    try {
      return await openRelease(sodium, release, envelope, keys.box, fromBase64(giver));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fault = error;
    }
  }
  throw fault;
}

function* choices<Item>(items: Item[], count: number, from = 0): Generator<Item[]> {
  if (count === 0) yield [];
  for (let at = from; count > 0 && at <= items.length - count; at++)
    for (const rest of choices(items, count - 1, at + 1)) yield [items[at] as Item, ...rest];
}

async function keyOf(sodium: Sodium, sealed: SealedDissent, subject: Subject, envelope: Envelope, ring: OfficerKeys[], signers: Set<string>): Promise<Bytes> {
  const { shares, fault: bad } = await sharesOf(sodium, sealed, subject, envelope, ring, signers);
  let fault = bad ?? new Fault(`${envelope.threshold} custodians must take part to open it, and of ${shares.length} you have the share so far.`);
  for (const chosen of choices(shares, envelope.threshold)) {
    try {
      return contentKey(sodium, envelope, chosen);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fault = error;
    }
  }
  throw fault;
}

export async function openSubject(sodium: Sodium, sealed: SealedDissent, subject: Subject, ring: OfficerKeys[], signers: Set<string>): Promise<Opened> {
  const envelope = readEnvelope(subject.bytes, subject.purpose, await dissentContext(sodium, sealed));
  const key = await keyOf(sodium, sealed, subject, envelope, ring, signers);
  const text = await openBody(sodium, envelope, key);
  const body = parseFilingBody(text);
  wipe(text);
  return { key, body };
}

// Where the server contradicts what the author sealed. Nothing of that is an accident.
export function contradictions(sodium: Sodium, sealed: SealedDissent, { body }: Opened): string[] {
  const found: string[] = [];
  if (filingIdOf(hash(sodium, fromBase64(sealed.envelope))) !== sealed.id) found.push("This text was filed under another number.");
  if (body.decision !== sealed.decision.id) found.push("The author wrote about another decision.");
  if (body.kind !== sealed.kind.word) found.push("The author filed it as another kind of dissent.");
  if (!equal(body.reply.sign, fromBase64(sealed.author_key))) found.push("The key that is taken for the author’s is another one than they named: later messages may be somebody else’s.");
  if (body.attachments.length !== sealed.attachments) found.push(`The author attached ${body.attachments.length}, and ${sealed.attachments} are here.`);
  return found;
}

export interface Handed {
  recipient: string;
  envelope: string;
  of: string;
}

// This custodian's share of each subject, sealed to each of the others.
export async function handOver(sodium: Sodium, sealed: SealedDissent, subjects: Subject[], ring: OfficerKeys[], signers: Set<string>): Promise<Handed[]> {
  const others = sealed.officers.filter(({ mine }) => !mine);
  if (others.length === 0) throw new Fault("There is no other custodian who has a key and is not recused.");
  const handed: Handed[] = [];
  for (const { bytes, digest } of subjects) {
    const envelope = parseEnvelope(bytes);
    const kept = await keptShare(sodium, sealed, bytes, envelope, ring, signers);
    if (!kept) throw new Fault("It is not sealed to a key that you have unlocked: if you have an older key file, choose it as well. If you became a custodian later, the others open it without you, or one of them hands their share over to you.");
    const { share, keys } = kept;
    for (const { key_id, box } of others)
      handed.push({ recipient: key_id, of: digest, envelope: toBase64(await sealRelease(sodium, bytes, share, fromBase64(box), keys.sign.privateKey)) });
    wipe(share.y);
  }
  return handed;
}

// By this pair: the envelope was sealed to it, or the share handed over to it since.
const opensWith = (sodium: Sodium, sealed: SealedDissent, { digest }: Subject, envelope: Envelope, keys: OfficerKeys): boolean =>
  holds(sodium, envelope, keys) ||
  sealed.handed.map(({ record }) => parseRewrap(record)).some(({ envelope: of, to }) => toBase64(of) === digest && equal(to, kidOf(sodium, keys.box.publicKey)));

// This custodian's shares, handed over for good: to a colleague who has none of the same envelope, or to their
// own new key. `present` is the giver's pair in force. To whom is the keys log's word: the box of the record
// there, and their own key only where it is the pair that they hold. The server is believed that who takes them
// holds a share already; that they hold none is seen in the envelope, and of what was handed over since it is
// the server's word, which an auditor of the log sees through as far as the log has it.
export async function rewrapsFor(sodium: Sodium, sealed: SealedDissent, keyId: string, present: OfficerKeys, ring: OfficerKeys[], log: OfficersOfLog): Promise<string[]> {
  checkOfficers(sealed.officers, log);
  const taker = sealed.officers.find(({ key_id }) => key_id === keyId);
  if (!taker) throw new Fault("Whom you chose is recused from this one.");
  const { isOwn, record } = takerOf(taker, present, log);
  const mine = sealed.officers.find((each) => each.mine);
  const records: string[] = [];
  for (const subject of subjectsOf(sodium, sealed)) {
    const { bytes, digest } = subject;
    const envelope = parseEnvelope(bytes);
    if (isOwn ? opensWith(sodium, sealed, subject, envelope, present) : taker.holds.includes(digest) || isSealedTo(envelope, keyId, log)) continue;
    const kept = await keptShare(sodium, sealed, bytes, envelope, ring, log.signers);
    if (!kept && mine?.holds.includes(digest)) throw new Fault("Your share is sealed to an older key of yours: load the page again and choose its file as well.");
    if (!kept) continue;
    records.push(formatRewrap(makeRewrap(sodium, bytes, sealed.origin, kept, record.box, present.sign.privateKey)));
    wipe(kept.share.y);
  }
  return records;
}
