// libsodium, compiled to WebAssembly. Whatever needs it asks for it as a parameter, so that nobody
// can call it before it is there. The page's policy must allow 'wasm-unsafe-eval'.
import sodium, { type KeyPair, type Sodium } from "libsodium-wrappers-sumo";
import { type Bytes } from "../bytes.js";

export type { KeyPair, Sodium };

export async function loadSodium(): Promise<Sodium> {
  await sodium.ready;
  return sodium;
}

// Overwrites secrets. The engine may hold copies that nothing in a page can reach: best effort.
export function wipe(...secrets: (Bytes | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}

// BLAKE2b-256: H, wherever the formats say H of envelopes, texts and ids.
export const hash = (sodium: Sodium, message: Bytes, key: Bytes | null = null): Bytes => sodium.crypto_generichash(32, message, key);

// A context of libsodium's key derivation has eight characters.
export const subkey = (sodium: Sodium, id: number, context: string, key: Bytes): Bytes =>
  sodium.crypto_kdf_derive_from_key(32, id, context, key);

export const toText = (bytes: Bytes): string => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
