// Blind RSA signatures as RFC 9474 has them, the client's half: prepare, blind, finalize, verify.
// The product uses RSABSSA-SHA384-PSS-Randomized over RSA-3072; the other three variants are here
// for the RFC's vectors. The public exponent is always 65537, so that a key is its modulus alone.
//
// BigInt is not constant in time. All secrets here (blinding factor, salt, prefix) are used once, on
// the member's own device; the issuer's private key never comes near this file.
import { type Bytes, equal, Fault, joined, u32 } from "../bytes.js";

export interface Variant {
  saltLength: 0 | 48;
  randomized: boolean;
}
export const kRandomized: Variant = { saltLength: 48, randomized: true };
export const kDeterministic: Variant = { saltLength: 48, randomized: false };

const kHashLength = 48;

// Random bytes of that length. A parameter only so that the RFC's vectors can be replayed.
export type Random = (length: number) => Bytes;
export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

export function toInteger(bytes: Bytes): bigint {
  let digits = "0x0";
  for (const byte of bytes) digits += byte.toString(16).padStart(2, "0");
  return BigInt(digits);
}

export function fromInteger(value: bigint, length: number): Bytes {
  const digits = value.toString(16).padStart(2 * length, "0");
  return Uint8Array.from({ length }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

const sha384 = async (...parts: Bytes[]): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-384", joined(...parts)));

// RFC 8017 appendix B.2.1, and the exclusive or that always follows it.
async function masked(block: Bytes, seed: Bytes): Promise<Bytes> {
  const mask = joined(...(await Promise.all(Array.from({ length: Math.ceil(block.length / kHashLength) }, (_, at) => sha384(seed, u32(at))))));
  return block.map((byte, at) => byte ^ (mask[at] as number));
}

// x to the power of 65537: sixteen squarings and one product.
function raised(x: bigint, n: bigint): bigint {
  let power = x;
  for (let squarings = 0; squarings < 16; squarings++) power = (power * power) % n;
  return (power * x) % n;
}

function inverse(value: bigint, n: bigint): bigint | undefined {
  let [a, b, x, y] = [value % n, n, 1n, 0n];
  while (b !== 0n) {
    const q = a / b;
    [a, b, x, y] = [b, a - q * b, y, x - q * y];
  }
  return a === 1n ? (x < 0n ? x + n : x) : undefined;
}

// The modulus of a key: whole bytes, odd, its top bit set. Then an encoded message has as many bytes
// as the modulus, with its topmost bit clear.
function modulusOf(key: Bytes): bigint {
  const size = key.length;
  if (size < 256 || size > 512 || ((key[0] as number) & 0x80) === 0 || ((key[size - 1] as number) & 1) === 0)
    throw new Fault("the issuer's key is not an RSA modulus of 2048 to 4096 bits");
  return toInteger(key);
}

// RFC 8017 section 9.1.1.
async function encoded(message: Bytes, salt: Bytes, size: number): Promise<Bytes> {
  const hash = await sha384(new Uint8Array(8), await sha384(message), salt);
  const block = joined(new Uint8Array(size - salt.length - kHashLength - 2), Uint8Array.of(1), salt);
  const maskedBlock = await masked(block, hash);
  maskedBlock[0] = (maskedBlock[0] as number) & 0x7f;
  return joined(maskedBlock, hash, Uint8Array.of(0xbc));
}

// RFC 8017 section 9.1.2. The salt has exactly the length asked for.
async function isEncoded(message: Bytes, em: Bytes, saltLength: number): Promise<boolean> {
  const size = em.length - kHashLength - 1;
  if (em[em.length - 1] !== 0xbc || ((em[0] as number) & 0x80) !== 0) return false;
  const hash = em.slice(size, -1);
  const block = await masked(em.slice(0, size), hash);
  block[0] = (block[0] as number) & 0x7f;
  const saltAt = size - saltLength;
  if (block[saltAt - 1] !== 1 || block.subarray(0, saltAt - 1).some((byte) => byte !== 0)) return false;
  return equal(hash, await sha384(new Uint8Array(8), await sha384(message), block.slice(saltAt)));
}

export function prepare(message: Bytes, variant = kRandomized, random = systemRandom): Bytes {
  return variant.randomized ? joined(random(32), message) : message;
}

export interface Blinded {
  blindedMessage: Bytes; // for the issuer
  inverse: Bytes; // to be kept secret, and needed to finalize
}

export async function blind(key: Bytes, input: Bytes, variant = kRandomized, random = systemRandom): Promise<Blinded> {
  const n = modulusOf(key);
  const m = toInteger(await encoded(input, random(variant.saltLength), key.length));
  if (inverse(m, n) === undefined) throw new Fault("the message shares a factor with the issuer's key");
  for (;;) {
    const r = toInteger(random(key.length));
    if (r === 0n || r >= n) continue; // at most every second draw
    const inverted = inverse(r, n);
    if (inverted === undefined) continue;
    return { blindedMessage: fromInteger((m * raised(r, n)) % n, key.length), inverse: fromInteger(inverted, key.length) };
  }
}

export async function finalize(key: Bytes, input: Bytes, blindSignature: Bytes, blindingInverse: Bytes, variant = kRandomized): Promise<Bytes> {
  const n = modulusOf(key);
  if (blindSignature.length !== key.length) throw new Fault("the issuer's answer has the wrong length");
  const signature = fromInteger((toInteger(blindSignature) * toInteger(blindingInverse)) % n, key.length);
  if (!(await verify(key, input, signature, variant))) throw new Fault("the issuer signed with another key than the one in the log");
  return signature;
}

export async function verify(key: Bytes, input: Bytes, signature: Bytes, variant = kRandomized): Promise<boolean> {
  const n = modulusOf(key);
  const s = toInteger(signature);
  if (signature.length !== key.length || s >= n) return false;
  return isEncoded(input, fromInteger(raised(s, n), key.length), variant.saltLength);
}
