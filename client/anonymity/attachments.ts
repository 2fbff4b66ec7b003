// Attachments: each a stream of its own under a subkey of the envelope's content key, padded. Read
// and sealed 64 KiB at a time, so that a large file needs little memory; nothing is kept on disk.
// The manifest stands in the sealed body: names and true sizes are nobody's but the custodians'.
import { type Bytes, equal, Fault, labelled, u32 } from "../bytes.js";
import { attachmentBucket } from "./padding.js";
import { hash, type Sodium, subkey, wipe } from "./sodium.js";
import { pull, push, sealedSize } from "./stream.js";

export const kMostAttachments = 32;

export interface Sealed {
  size: number;
  padded: number;
  digest: Bytes; // BLAKE2b-256 of the ciphertext
}

// What is read from: a Blob, or anything else that gives its bytes by place.
export interface Source {
  size: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

const keyOf = (sodium: Sodium, key: Bytes, index: number): Bytes => {
  if (index < 0 || index >= kMostAttachments) throw new Fault("there may be 32 attachments");
  return subkey(sodium, 16 + index, "demuratt", key);
};

async function read(source: Source, from: number, size: number): Promise<Bytes> {
  const bytes = new Uint8Array(await source.slice(from, from + size).arrayBuffer());
  if (bytes.length !== size) throw new Fault("an attachment changed or was cut off while it was read");
  return bytes;
}

export async function sealAttachment(sodium: Sodium, key: Bytes, index: number, file: Source, sink: (chunk: Bytes) => void): Promise<Sealed> {
  const { size } = file;
  const padded = attachmentBucket(size);
  const digest = sodium.crypto_generichash_init(null, 32);
  const streamKey = keyOf(sodium, key, index);
  const chunkAt = async (at: number, length: number): Promise<Bytes> => {
    const chunk = new Uint8Array(length);
    const text = await read(file, Math.min(at, size), Math.min(length, Math.max(0, size - at)));
    chunk.set(text);
    wipe(text);
    if (size >= at && size < at + length) chunk[size - at] = 0x80;
    return chunk;
  };
  await push(sodium, streamKey, null, padded, chunkAt, (chunk) => {
    sodium.crypto_generichash_update(digest, chunk);
    sink(chunk);
  });
  wipe(streamKey);
  return { size, padded, digest: sodium.crypto_generichash_final(digest, 32) };
}

// `sink` gets the content piece by piece. Nothing of it is to be believed before the promise is kept.
export async function openAttachment(sodium: Sodium, key: Bytes, index: number, expected: Sealed, sealed: Source, sink: (chunk: Bytes) => void): Promise<void> {
  const { size, padded } = expected;
  if (padded !== attachmentBucket(size) || sealed.size !== sealedSize(padded)) throw new Fault("an attachment does not have the size that the filing says");
  const digest = sodium.crypto_generichash_init(null, 32);
  const streamKey = keyOf(sodium, key, index);
  const sealedAt = async (at: number, length: number): Promise<Bytes> => {
    const chunk = await read(sealed, at, length);
    sodium.crypto_generichash_update(digest, chunk);
    return chunk;
  };
  await pull(sodium, streamKey, null, padded, sealedAt, (chunk, at) => {
    const text = Math.max(0, Math.min(chunk.length, size - at));
    chunk.subarray(text).forEach((byte, place) => {
      if (byte !== (at + text + place === size ? 0x80 : 0)) throw new Fault("an attachment's padding is damaged");
    });
    if (text > 0) sink(chunk.slice(0, text));
    wipe(chunk);
  });
  wipe(streamKey);
  if (!equal(sodium.crypto_generichash_final(digest, 32), expected.digest)) throw new Fault("an attachment is not the one that the filing names");
}

// What a filing's statement signs of its attachments.
export const attachmentsRoot = (sodium: Sodium, digests: Bytes[]): Bytes => hash(sodium, labelled("demur/attachments/v1", u32(digests.length), ...digests));
