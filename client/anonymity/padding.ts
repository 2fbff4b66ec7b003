// Sizes say little: what is sealed is first padded to one of a few, by 80 and zeros (ISO/IEC 7816-4,
// as sodium_pad does).
import { type Bytes, Fault } from "../bytes.js";

const kMiB = 1 << 20;
export const kBuckets = [4 << 10, 16 << 10, 64 << 10, 256 << 10, kMiB];
export const kLargestAttachment = 64 * kMiB; // padded

// The smallest size that holds so many bytes and the mark.
export function bodyBucket(size: number): number {
  const bucket = kBuckets.find((each) => size < each);
  if (bucket === undefined) throw new Fault("the text is longer than 1 MiB");
  return bucket;
}

export function attachmentBucket(size: number): number {
  const bucket = kBuckets.find((each) => size < each) ?? Math.ceil((size + 1) / kMiB) * kMiB;
  if (bucket > kLargestAttachment) throw new Fault("an attachment is larger than 64 MiB");
  return bucket;
}

export function pad(text: Bytes, bucket: number): Bytes {
  if (text.length >= bucket) throw new Fault("the text is too long for its envelope");
  const padded = new Uint8Array(bucket);
  padded.set(text);
  padded[text.length] = 0x80;
  return padded;
}

export function unpad(padded: Bytes): Bytes {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== 0x80) throw new Fault("its padding is damaged");
  return padded.slice(0, end);
}
