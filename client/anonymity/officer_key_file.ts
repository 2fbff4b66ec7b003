// A custodian's secret keys in a file, locked by a passphrase of theirs: what a browser and `demur officer`
// both read. Layout: docs/formats.md, "Officer key file". A person chose the passphrase, so the work factor
// is higher than that of a reply phrase, and stands in the file.
import { type Bytes, canonical, equal, Fault, fromBase64, joined, sha256, toBase64, utf8 } from "../bytes.js";
import { systemRandom } from "./blind_signature.js";
import { type KeyPair, type Sodium, toText, wipe } from "./sodium.js";

export interface OfficerKeys {
  box: KeyPair;
  sign: KeyPair;
}
// What the file says in clear.
export interface OfficerKeyFile {
  instance: string; // the log's origin
  member: string; // id
  box: Bytes;
  sign: Bytes;
  memory: number; // bytes
  passes: number;
  salt: Bytes;
  nonce: Bytes;
  sealed: Bytes;
}

const kFormat = "demur/officer-key-file/v1";
const kMemory = 256 << 20;
const kPasses = 3;
const kLeastMemory = 8 << 20;
const kMostMemory = 1024 << 20;
const kMostPasses = 10;
const kSealed = 16 + 3 * 32;
export const kLeastPassphrase = 12; // bytes

export function keysFromSeeds(sodium: Sodium, boxSeed: Bytes, signSeed: Bytes): OfficerKeys {
  return { box: sodium.crypto_box_seed_keypair(boxSeed), sign: sodium.crypto_sign_seed_keypair(signSeed) };
}

const lockOf = (sodium: Sodium, passphrase: string, { salt, passes, memory }: Pick<OfficerKeyFile, "salt" | "passes" | "memory">): Bytes =>
  sodium.crypto_pwhash(32, utf8(passphrase), salt, passes, memory, sodium.crypto_pwhash_ALG_ARGON2ID13);

export interface NewOfficerKeys {
  keys: OfficerKeys;
  text: string; // the file
}

export async function makeOfficerKeys(sodium: Sodium, instance: string, member: string, passphrase: string, memory = kMemory): Promise<NewOfficerKeys> {
  if (utf8(passphrase).length < kLeastPassphrase) throw new Fault("The passphrase is too short: five words are a good length.");
  const [boxSeed, signSeed, salt, nonce] = [systemRandom(32), systemRandom(32), systemRandom(16), systemRandom(24)];
  const keys = keysFromSeeds(sodium, boxSeed, signSeed);
  const lock = lockOf(sodium, passphrase, { salt, passes: kPasses, memory });
  const secrets = joined(await sha256(utf8(instance)), boxSeed, signSeed);
  const sealed = sodium.crypto_secretbox_easy(secrets, nonce, lock);
  wipe(lock, secrets, boxSeed, signSeed);
  const text = formatOfficerKeyFile({ instance, member, box: keys.box.publicKey, sign: keys.sign.publicKey, memory, passes: kPasses, salt, nonce, sealed });
  return { keys, text };
}

export function formatOfficerKeyFile({ instance, member, memory, passes, ...binary }: OfficerKeyFile): string {
  const encoded = Object.fromEntries(Object.entries(binary).map(([name, bytes]) => [name, toBase64(bytes)]));
  return `${canonical({ ...encoded, format: kFormat, instance, member, memory, passes })}\n`;
}

// Exactly what formatOfficerKeyFile writes: any other spelling is refused.
export function parseOfficerKeyFile(text: string): OfficerKeyFile {
  const refuse = (): never => {
    throw new Fault("This is not a custodian's key file, or it is damaged.");
  };
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse();
  }
  const { format, instance, member, memory, passes } = value ?? {};
  if (format !== kFormat || typeof instance !== "string" || typeof member !== "string" || typeof memory !== "number" || typeof passes !== "number") return refuse();
  const bytes = (name: string, size: number): Bytes => {
    const encoded = value[name];
    const decoded = typeof encoded === "string" ? fromBase64(encoded) : refuse();
    return decoded.length === size ? decoded : refuse();
  };
  let file: OfficerKeyFile;
  try {
    file = { instance, member, memory, passes, box: bytes("box", 32), sign: bytes("sign", 32), salt: bytes("salt", 16), nonce: bytes("nonce", 24), sealed: bytes("sealed", kSealed) };
    if (formatOfficerKeyFile(file) !== text) return refuse();
  } catch {
    return refuse();
  }
  const whole = Number.isSafeInteger(passes) && Number.isSafeInteger(memory) && memory % 1024 === 0;
  if (!whole || passes < 1 || passes > kMostPasses || memory < kLeastMemory || memory > kMostMemory) return refuse();
  return file;
}

// None where the passphrase is another one: whoever tries one on several files goes on to the next.
export async function unlockOfficerKeys(sodium: Sodium, file: OfficerKeyFile, passphrase: string): Promise<OfficerKeys | undefined> {
  const lock = lockOf(sodium, passphrase, file);
  let secrets: Bytes;
  try {
    secrets = sodium.crypto_secretbox_open_easy(file.sealed, file.nonce, lock);
  } catch {
    return undefined;
  } finally {
    wipe(lock);
  }
  const keys = keysFromSeeds(sodium, secrets.slice(32, 64), secrets.slice(64));
  const holds = equal(secrets.slice(0, 32), await sha256(utf8(file.instance))) && equal(keys.box.publicKey, file.box) && equal(keys.sign.publicKey, file.sign);
  wipe(secrets);
  if (!holds) throw new Fault("The key file contradicts itself: it was altered.");
  return keys;
}

export const readOfficerKeyFile = (bytes: Bytes): OfficerKeyFile => {
  let text: string;
  try {
    text = toText(bytes);
  } catch {
    throw new Fault("This is not a custodian's key file, or it is damaged.");
  }
  return parseOfficerKeyFile(text);
};
