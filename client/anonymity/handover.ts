// How a share of an envelope comes to another officer: released to a colleague who opens the filing, or
// rewrapped for a successor. The envelope itself never changes. Who gives signs, so that a wrong share
// names its maker.
import { type Bytes, equal, Fault, fromBase64, hex, joined, labelled, toBase64, utf8 } from "../bytes.js";
import { checkSlot, contentKey, type Envelope, kidOf, kShareRelease, newContentKey, openBody, openSlot, parseEnvelope, readEnvelope, seal, type Share, type Slot } from "./envelope.js";
import { hash, type KeyPair, type Sodium, wipe } from "./sodium.js";

const releaseText = (envelopeHash: Bytes, recipient: Bytes, { x, y }: Share): Bytes =>
  labelled("demur/share-release/v1", envelopeHash, recipient, Uint8Array.of(x), y);

// `giver` is the officer's signing key, secret.
export async function sealRelease(sodium: Sodium, envelope: Bytes, share: Share, recipient: Bytes, giver: Bytes): Promise<Bytes> {
  const { context } = parseEnvelope(envelope);
  const envelopeHash = hash(sodium, envelope);
  const signature = sodium.crypto_sign_detached(releaseText(envelopeHash, recipient, share), giver);
  const body = joined(envelopeHash, Uint8Array.of(share.x), share.y, signature);
  const key = newContentKey();
  const release = await seal(sodium, { purpose: kShareRelease, threshold: 1, recipients: [recipient], context, body }, key);
  wipe(key, body);
  return release;
}

// `giver` is the signing key that the log has for who released it.
export async function openRelease(sodium: Sodium, release: Bytes, envelope: Bytes, recipient: KeyPair, giver: Bytes): Promise<Share> {
  const parsed = readEnvelope(release, kShareRelease, parseEnvelope(envelope).context);
  const key = contentKey(sodium, parsed, [openSlot(sodium, parsed, recipient)]);
  const body = await openBody(sodium, parsed, key);
  wipe(key);
  if (body.length !== 129) throw new Fault("the released share is malformed");
  const envelopeHash = hash(sodium, envelope);
  const share = { x: body[32] as number, y: body.slice(33, 65) };
  if (!equal(body.slice(0, 32), envelopeHash)) throw new Fault("the released share is of another filing");
  if (!sodium.crypto_sign_verify_detached(body.slice(65), releaseText(envelopeHash, recipient.publicKey, share), giver)) throw new Fault("the officer who is named did not release this share");
  return share;
}

export interface Rewrap {
  instance: string;
  envelope: Bytes; // its hash
  from: Bytes; // the slot in the envelope
  to: Bytes; // the successor's key in short
  sealed: Bytes;
  signature: Bytes;
}

const kRewrap = "demur/rewrap/v1";
const unsigned = ({ instance, envelope, from, to, sealed }: Omit<Rewrap, "signature">): string =>
  [kRewrap, instance, toBase64(envelope), hex(from), hex(to), toBase64(sealed), ""].join("\n");
export const formatRewrap = (rewrap: Rewrap): string => `${unsigned(rewrap)}${toBase64(rewrap.signature)}\n`;

// One share of an envelope, and the slot of it from which it came, also where it was handed over since.
export interface SlotShare {
  share: Slot;
  from: Bytes;
}

export function ownShare(sodium: Sodium, bytes: Bytes, keys: KeyPair): SlotShare {
  return { share: openSlot(sodium, parseEnvelope(bytes), keys), from: kidOf(sodium, keys.publicKey) };
}

// `giver` is the signing key of who hands it over, secret.
export function makeRewrap(sodium: Sodium, bytes: Bytes, instance: string, { share: { x, y, bind }, from }: SlotShare, successor: Bytes, giver: Bytes): Rewrap {
  const slot = joined(Uint8Array.of(x), y, bind);
  const rewrap = { instance, envelope: hash(sodium, bytes), from, to: kidOf(sodium, successor), sealed: sodium.crypto_box_seal(slot, successor) };
  wipe(slot);
  return { ...rewrap, signature: sodium.crypto_sign_detached(utf8(unsigned(rewrap)), giver) };
}

export function parseRewrap(text: string): Rewrap {
  const [kind, instance = "", envelope = "", from = "", to = "", sealed = "", signature = "", end, ...more] = text.split("\n");
  if (kind !== kRewrap || !/^[\x21-\x2a\x2c-\x7e]{1,200}$/.test(instance) || !/^[0-9a-f]{16}$/.test(from) || !/^[0-9a-f]{16}$/.test(to) || end !== "" || more.length > 0)
    throw new Fault("this is not a rewrap record");
  const rewrap = { instance, envelope: fromBase64(envelope), from: fromHex(from), to: fromHex(to), sealed: fromBase64(sealed), signature: fromBase64(signature) };
  if (rewrap.envelope.length !== 32 || rewrap.sealed.length !== 113 || rewrap.signature.length !== 64) throw new Fault("this is not a rewrap record");
  return rewrap;
}

export async function openRewrap(sodium: Sodium, rewrap: Rewrap, bytes: Bytes, successor: KeyPair, giver: Bytes): Promise<Slot> {
  const envelope = parseEnvelope(bytes);
  if (!sodium.crypto_sign_verify_detached(rewrap.signature, utf8(unsigned(rewrap)), giver)) throw new Fault("the officer who is named did not hand over this share");
  if (!equal(rewrap.envelope, hash(sodium, bytes)) || !envelope.slots.some(({ kid }) => equal(kid, rewrap.from))) throw new Fault("the share that was handed over is of another filing");
  if (!equal(rewrap.to, kidOf(sodium, successor.publicKey))) throw new Fault("the share was handed over to another key");
  return openSealed(sodium, envelope, rewrap.sealed, successor);
}

function openSealed(sodium: Sodium, envelope: Envelope, sealed: Bytes, keys: KeyPair): Slot {
  let opened: Bytes;
  try {
    opened = sodium.crypto_box_seal_open(sealed, keys.publicKey, keys.privateKey);
  } catch {
    throw new Fault("the share that was handed over was altered");
  }
  return checkSlot(sodium, envelope, opened);
}

const fromHex = (text: string): Bytes => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
