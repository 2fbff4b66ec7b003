// Answers to somebody unknown: 8 KiB each whatever they say, on a feed that everybody downloads whole,
// so that nothing tells the server which one was read. Inside: the office's key id[32], the leaf that is
// answered[32], a signature[64] by the office's logged key, the text.
import { type Bytes, Fault, joined, labelled, utf8 } from "../bytes.js";
import { contentKey, kReply, newContentKey, openBody, openSlot, readEnvelope, seal } from "./envelope.js";
import { hash, type KeyPair, type Sodium, toText, wipe } from "./sodium.js";

export const kReplyBytes = 8_192;
export const kLongestReply = 7_815; // bytes of text

export interface Reply {
  officeKey: Bytes; // id of the officer's key record
  parent: Bytes;
  signature: Bytes;
  text: string;
}

const signedBytes = (sodium: Sodium, parent: Bytes, text: string): Bytes => labelled("demur/reply/v1", parent, hash(sodium, utf8(text)));

export interface Answer {
  context: Bytes; // the filing's
  author: Bytes; // the box key inside the filing
  officeKey: Bytes;
  office: Bytes; // the office's signing key, secret
  parent: Bytes;
  text: string;
}

export async function sealReply(sodium: Sodium, { context, author, officeKey, office, parent, text }: Answer): Promise<Bytes> {
  if (utf8(text).length > kLongestReply) throw new Fault(`an answer may have ${kLongestReply} bytes`);
  const signature = sodium.crypto_sign_detached(signedBytes(sodium, parent, text), office);
  const body = joined(officeKey, parent, signature, utf8(text));
  const key = newContentKey();
  const envelope = await seal(sodium, { purpose: kReply, threshold: 1, recipients: [author], context, body }, key);
  wipe(key, body);
  return envelope;
}

export async function openReply(sodium: Sodium, bytes: Bytes, context: Bytes, author: KeyPair): Promise<Reply> {
  const envelope = readEnvelope(bytes, kReply, context);
  const key = contentKey(sodium, envelope, [openSlot(sodium, envelope, author)]);
  const body = await openBody(sodium, envelope, key);
  wipe(key);
  if (body.length < 128) throw new Fault("the answer is malformed");
  try {
    return { officeKey: body.slice(0, 32), parent: body.slice(32, 64), signature: body.slice(64, 128), text: toText(body.slice(128)) };
  } catch {
    throw new Fault("the answer is not text");
  }
}

// An opened answer is nobody's word until this holds, with the key that the log has for its office.
export function checkReply(sodium: Sodium, reply: Reply, office: Bytes): void {
  if (!sodium.crypto_core_ed25519_is_valid_point(office) || !sodium.crypto_sign_verify_detached(reply.signature, signedBytes(sodium, reply.parent, reply.text), office))
    throw new Fault("the office that the answer names did not sign it");
}

export interface Found {
  index: number; // in the feed
  reply: Reply;
}

// All of a feed that opens with this key. Slices of some milliseconds leave the page alive.
export async function openFeed(sodium: Sodium, feed: Bytes, context: Bytes, author: KeyPair, progress: (share: number) => void = () => undefined): Promise<Found[]> {
  if (feed.length % kReplyBytes !== 0) throw new Fault("the feed of answers was cut off on its way");
  const found: Found[] = [];
  let sliceEnd = performance.now() + kSlice;
  for (let index = 0; index * kReplyBytes < feed.length; index++) {
    if (performance.now() > sliceEnd) {
      progress((index * kReplyBytes) / feed.length);
      await nextTurn();
      sliceEnd = performance.now() + kSlice;
    }
    const reply = await tryReply(sodium, feed.slice(index * kReplyBytes, (index + 1) * kReplyBytes), context, author);
    if (reply) found.push({ index, reply });
  }
  return found;
}

const kSlice = 12; // milliseconds: less than a frame

async function tryReply(sodium: Sodium, bytes: Bytes, context: Bytes, author: KeyPair): Promise<Reply | undefined> {
  try {
    return await openReply(sodium, bytes, context, author);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

// A message to oneself comes after what the page has to do. A timer would wait for 4 ms each time.
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
