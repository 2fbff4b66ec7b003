// A copy of the wallet for when a device is lost, under a key that only the member's passkey gives
// (WebAuthn's PRF extension). Off unless the member asks for it: a backup is evidence too. Padded, so
// that its size does not tell how many tokens are left.
import { type Bytes, Fault, fromBase64, joined, labelled, toBase64, utf8 } from "../bytes.js";
import { systemRandom } from "./blind_signature.js";
import { bodyBucket, pad, unpad } from "./padding.js";
import { hash, type Sodium, toText, wipe } from "./sodium.js";
import type { Kept } from "./wallet.js";

// What the page gives navigator.credentials.get as extensions.prf.eval.first.
export const kPrfInput = labelled("demur/wallet-backup/v1");

const kMagic = utf8("demur/wallet-backup/v1\n");
const kNonce = 24;

// `prf` is the extension's answer, of 32 bytes.
const keyOf = (sodium: Sodium, prf: Bytes): Bytes => hash(sodium, labelled("demur/wallet-backup-key/v1"), prf);

export function sealBackup(sodium: Sodium, prf: Bytes, tokens: Kept[]): Bytes {
  const text = utf8(JSON.stringify(tokens.map((kept) => ({ ...kept, bytes: toBase64(kept.bytes) }))));
  const padded = pad(text, bodyBucket(text.length));
  const nonce = systemRandom(kNonce);
  const key = keyOf(sodium, prf);
  const sealed = sodium.crypto_secretbox_easy(padded, nonce, key);
  wipe(key, text, padded);
  return joined(kMagic, nonce, sealed);
}

export function openBackup(sodium: Sodium, prf: Bytes, backup: Bytes): Kept[] {
  const at = kMagic.length;
  if (!kMagic.every((byte, place) => backup[place] === byte)) throw new Fault("this is not a backup of a wallet");
  const key = keyOf(sodium, prf);
  try {
    const padded = sodium.crypto_secretbox_open_easy(backup.slice(at + kNonce), backup.slice(at, at + kNonce), key);
    return (JSON.parse(toText(unpad(padded))) as (Omit<Kept, "bytes"> & { bytes: string })[]).map((kept) => ({ ...kept, bytes: fromBase64(kept.bytes) }));
  } catch {
    throw new Fault("the backup was altered, or is of another passkey");
  } finally {
    wipe(key);
  }
}
