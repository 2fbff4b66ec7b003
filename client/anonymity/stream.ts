// libsodium's secretstream in chunks of 64 KiB, the last one marked as the last: what is cut off,
// swapped or added is refused. A stream that was refused at its end may have given chunks before;
// nothing of them may be used before the end was seen.
import { type Bytes, Fault } from "../bytes.js";
import type { Sodium } from "./sodium.js";

export const kChunk = 65_536;
export const kOverhead = 17;
export const kStreamHeader = 24;

export const sealedSize = (padded: number): number => kStreamHeader + padded + kOverhead * Math.ceil(padded / kChunk);

// `chunkAt(at, size)` gives the padded plaintext in order. `ad` goes with the first chunk.
export async function push(
  sodium: Sodium, key: Bytes, ad: Bytes | null, size: number,
  chunkAt: (at: number, size: number) => Promise<Bytes>, sink: (chunk: Bytes) => void,
): Promise<void> {
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
  sink(header);
  for (let at = 0; at < size; at += kChunk) {
    const last = at + kChunk >= size;
    const tag = last ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    const chunk = await chunkAt(at, Math.min(kChunk, size - at));
    sink(sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, at === 0 ? ad : null, tag));
    chunk.fill(0);
  }
}

// `sealedAt(at, size)` gives the sealed bytes in order, `size` is that of the padded plaintext.
export async function pull(
  sodium: Sodium, key: Bytes, ad: Bytes | null, size: number,
  sealedAt: (at: number, size: number) => Promise<Bytes>, sink: (chunk: Bytes, at: number) => void,
): Promise<void> {
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(await sealedAt(0, kStreamHeader), key);
  let place = kStreamHeader;
  for (let at = 0; at < size; at += kChunk) {
    const length = Math.min(kChunk, size - at) + kOverhead;
    const opened = sodium.crypto_secretstream_xchacha20poly1305_pull(state, await sealedAt(place, length), at === 0 ? ad : null);
    const last = at + kChunk >= size;
    const tag = last ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    if (!opened || opened.tag !== tag) throw new Fault("it was altered after it was sealed, or cut off");
    sink(opened.message, at);
    place += length;
  }
}
