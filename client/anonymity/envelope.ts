// Envelopes: a text sealed to the custodians, `threshold` of whom must agree to open it. Layout and
// constructions: docs/formats.md, "Envelope". The content key is split at the filer's side, anew for
// every filing: there is no key of the office that opens all.
//
//   const key = newContentKey();
//   const envelope = await seal(sodium, { purpose: kFiling, threshold: 2, recipients, context, body }, key);
//   const opened = readEnvelope(envelope, kFiling, context);
//   const share = openSlot(sodium, opened, custodian);
//   const text = await openBody(sodium, opened, contentKey(sodium, opened, [share, another]));
import { type Bytes, equal, Fault, hex, joined, labelled, utf8 } from "../bytes.js";
import { systemRandom } from "./blind_signature.js";
import { bodyBucket, kBuckets, pad, unpad } from "./padding.js";
import { combine, split } from "./shamir.js";
import { hash, type KeyPair, type Sodium, subkey, wipe } from "./sodium.js";
import { pull, push, sealedSize } from "./stream.js";

export const kFiling = 1;
export const kReply = 2;
export const kThread = 3;
export const kShareRelease = 4;
export type Purpose = typeof kFiling | typeof kReply | typeof kThread | typeof kShareRelease;

export interface Plain {
  purpose: Purpose;
  threshold: number; // how many must agree
  recipients: Bytes[]; // X25519 keys, 1 to 32, all different
  context: Bytes; // contextOf()
  body: Bytes;
}
export interface Envelope {
  purpose: Purpose;
  threshold: number;
  context: Bytes;
  commit: Bytes;
  fixed: Bytes; // magic to n, context, kids
  slots: { kid: Bytes; sealed: Bytes }[];
  header: Bytes; // all before the stream
  stream: Bytes;
  padded: number; // size of the padded body
}
// One custodian's part of the content key. With a threshold of one, `x` is 0 and `y` the key itself.
export interface Share {
  x: number;
  y: Bytes; // 32
}

const kMagic = utf8("demur/envelope/v1\n");
const kKid = 8;
const kSlot = kKid + 113;
const kMostRecipients = 32;
const kReplyBody = 7_944; // makes the envelope 8,192 bytes

export const contextOf = (sodium: Sodium, instance: Bytes, keyId: Bytes): Bytes => hash(sodium, labelled("demur/context/v1", instance, keyId));
export const kidOf = (sodium: Sodium, publicKey: Bytes): Bytes => hash(sodium, labelled("demur/kid/v1", publicKey)).slice(0, kKid);
export const newContentKey = (): Bytes => systemRandom(32);

const commitOf = (sodium: Sodium, key: Bytes, fixed: Bytes): Bytes => hash(sodium, labelled("demur/commit/v1", fixed), key);
const bindOf = (sodium: Sodium, fixed: Bytes, commit: Bytes): Bytes => hash(sodium, labelled("demur/bind/v1", fixed, commit));
const bodyKey = (sodium: Sodium, key: Bytes): Bytes => subkey(sodium, 1, "demurbdy", key);

function sharesOf(key: Bytes, threshold: number, count: number): Share[] {
  if (threshold === 1) return Array.from({ length: count }, () => ({ x: 0, y: key.slice() }));
  return split(key, threshold, count).map((share) => ({ x: share[32] as number, y: share.slice(0, 32) }));
}

export async function seal(sodium: Sodium, plain: Plain, key: Bytes): Promise<Bytes> {
  const { purpose, threshold, recipients, context } = plain;
  const count = recipients.length;
  if (count < 1 || count > kMostRecipients || threshold < 1 || threshold > count) throw new Fault("an envelope has 1 to 32 recipients, and as many must agree as there are at most");
  const kids = recipients.map((recipient) => kidOf(sodium, recipient));
  if (new Set(kids.map(hex)).size !== count) throw new Fault("two recipients of an envelope have the same key");
  const fixed = joined(kMagic, Uint8Array.of(1, purpose, threshold, count), context, ...kids);
  const commit = commitOf(sodium, key, fixed);
  const bind = bindOf(sodium, fixed, commit);
  const shares = sharesOf(key, threshold, count);
  const slots = shares.map((share, at) => {
    const slot = joined(Uint8Array.of(share.x), share.y, bind);
    const sealed = sodium.crypto_box_seal(slot, recipients[at] as Bytes);
    wipe(slot, share.y);
    return joined(kids[at] as Bytes, sealed);
  });
  const header = joined(fixed.slice(0, kMagic.length + 4), context, commit, ...slots);
  const padded = pad(plain.body, purpose === kReply ? kReplyBody : bodyBucket(plain.body.length));
  const parts = [header];
  const streamKey = bodyKey(sodium, key);
  await push(sodium, streamKey, hash(sodium, header), padded.length, async (at, size) => padded.slice(at, at + size), (chunk) => parts.push(chunk));
  wipe(padded, streamKey);
  return joined(...parts);
}

export function parseEnvelope(bytes: Bytes): Envelope {
  const refuse = (what: string): never => {
    throw new Fault(`this is not an envelope: ${what}`);
  };
  const at = kMagic.length;
  if (bytes.length < at + 4 || !equal(bytes.slice(0, at), kMagic)) refuse("it does not begin as one");
  const [suite, purpose, threshold, count] = bytes.slice(at, at + 4) as unknown as [number, number, number, number];
  if (suite !== 1) refuse("it is sealed in a way that is not known here");
  if (purpose < kFiling || purpose > kShareRelease) refuse("its purpose is unknown");
  if (count < 1 || count > kMostRecipients || threshold < 1 || threshold > count) refuse("its recipients do not add up");
  if ((purpose === kReply || purpose === kShareRelease) && count !== 1) refuse("it must have one recipient");
  const head = at + 4 + 64;
  const header = bytes.slice(0, head + count * kSlot);
  const stream = bytes.slice(header.length);
  const padded = paddedSize(purpose as Purpose, stream.length) ?? refuse("its size is not one that envelopes have");
  const slots = Array.from({ length: count }, (_, slot) => {
    const from = head + slot * kSlot;
    return { kid: bytes.slice(from, from + kKid), sealed: bytes.slice(from + kKid, from + kSlot) };
  });
  if (new Set(slots.map(({ kid }) => hex(kid))).size !== count) refuse("two of its recipients are the same");
  const context = bytes.slice(at + 4, at + 36);
  const fixed = joined(bytes.slice(0, at + 4), context, ...slots.map(({ kid }) => kid));
  return { purpose: purpose as Purpose, threshold, context, commit: bytes.slice(at + 36, head), fixed, slots, header, stream, padded };
}

// An envelope that is what it should be: of that purpose, and of that filing's context.
export function readEnvelope(bytes: Bytes, purpose: Purpose, context: Bytes): Envelope {
  const envelope = parseEnvelope(bytes);
  if (envelope.purpose !== purpose) throw new Fault("the envelope is for another purpose");
  if (!equal(envelope.context, context)) throw new Fault("the envelope belongs to another filing or institution");
  return envelope;
}

function paddedSize(purpose: Purpose, stream: number): number | undefined {
  if (purpose === kReply) return stream === sealedSize(kReplyBody) ? kReplyBody : undefined;
  return kBuckets.find((bucket) => sealedSize(bucket) === stream);
}

// A slot's content, for who opens it and for who reseals it to a successor.
export interface Slot extends Share {
  bind: Bytes;
}

export function openSlot(sodium: Sodium, envelope: Envelope, keys: KeyPair): Slot {
  const kid = kidOf(sodium, keys.publicKey);
  const slot = envelope.slots.find((each) => equal(each.kid, kid));
  if (!slot) throw new Fault("it is not sealed to this key");
  let opened: Bytes;
  try {
    opened = sodium.crypto_box_seal_open(slot.sealed, keys.publicKey, keys.privateKey);
  } catch {
    throw new Fault("its part for this key was altered");
  }
  return checkSlot(sodium, envelope, opened);
}

export function checkSlot(sodium: Sodium, envelope: Envelope, opened: Bytes): Slot {
  const slot = { x: opened[0] as number, y: opened.slice(1, 33), bind: opened.slice(33) };
  if (opened.length !== 65 || !equal(slot.bind, bindOf(sodium, envelope.fixed, envelope.commit))) throw new Fault("a part of its key belongs to another envelope");
  if ((slot.x === 0) !== (envelope.threshold === 1)) throw new Fault("a part of its key is malformed");
  return slot;
}

// The content key, from as many shares as the threshold asks for.
export function contentKey(sodium: Sodium, envelope: Envelope, shares: Share[]): Bytes {
  const needed = envelope.threshold;
  if (shares.length < needed) throw new Fault(`${needed} custodians must agree to open it, and ${shares.length} did`);
  const first = shares.slice(0, needed);
  const key = needed === 1 ? (first[0] as Share).y.slice() : combine(first.map(({ x, y }) => joined(y, Uint8Array.of(x))));
  if (equal(commitOf(sodium, key, envelope.fixed), envelope.commit)) return key;
  wipe(key);
  throw new Fault("the shares do not give the key that was committed to: one of them is false");
}

export async function openBody(sodium: Sodium, envelope: Envelope, key: Bytes): Promise<Bytes> {
  const padded = new Uint8Array(envelope.padded);
  const streamKey = bodyKey(sodium, key);
  const ad = hash(sodium, envelope.header);
  try {
    await pull(sodium, streamKey, ad, envelope.padded, async (at, size) => envelope.stream.slice(at, at + size), (chunk, at) => {
      padded.set(chunk, at);
      wipe(chunk);
    });
    return unpad(padded);
  } finally {
    wipe(streamKey, padded);
  }
}
