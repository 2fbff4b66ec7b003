// The entries of the keys log: which keys an institution uses, and what became of them. Texts with one
// spelling for one value; docs/formats.md, "Keys log", has each. Whatever else a text is, it is refused.
import { type Bytes, decimal, equal, Fault, fromBase64, hex, sha256, toBase64, utf8 } from "../bytes.js";
import type { Sodium } from "./sodium.js";

export interface IssuerKey {
  type: "issuer-key";
  instance: string;
  scope: string; // "file:2026q4", "vote:<round>", "propose:<round>", "cosign:<filing>", "attend:<meeting>"
  class: string; // who gets tokens: "staff", "former", a bureau
  classSize: number; // how many people that is
  quota: number; // tokens for each of them
  notBefore: string; // YYYY-MM-DD
  notAfter: string; // the last day on which a token can be spent
  rosterRoot: string; // base64
  moduli: Bytes[]; // one issuer, or two who must both sign
}
export interface OfficerKey {
  type: "officer-key";
  instance: string;
  office: string;
  post: string;
  notBefore: string;
  notAfter: string;
  supersedes: string; // hex of a key id, or ""
  box: Bytes;
  sign: Bytes;
}
export interface Revocation {
  type: "issuer-key-revoke" | "officer-key-revoke";
  instance: string;
  keyId: string; // hex
  day: string;
  reason: string;
}
export interface Issued {
  type: "issued";
  instance: string;
  day: string;
  keyId: string; // hex
  count: number; // tokens issued from the beginning to the end of that day
}
export interface DropKey {
  type: "drop-key";
  instance: string;
  name: string;
  url: string;
  sign: Bytes;
  notBefore: string;
  notAfter: string;
}
export interface UiBundle {
  type: "ui-bundle";
  instance: string;
  version: string;
  files: { digest: string; path: string }[]; // SHA-256 in hex
}
export type KeyRecord = IssuerKey | OfficerKey | Revocation | Issued | UiBundle | DropKey;

const kMaxBytes = 65_536;
const kPrefix = "demur/";
const kVersion = "/v1";

// The id of a record of any kind, in hex: the hash of its text.
export const keyIdOf = async (text: string): Promise<string> => hex(await sha256(utf8(text)));
// The institution in hashes; in records it stands as it is.
export const instanceHash = (instance: string): Promise<Bytes> => sha256(utf8(instance));

type Take = () => string; // the next line
type Check = (line: string) => boolean;

const isInstance: Check = (line) => /^[\x21-\x2a\x2c-\x7e]{1,200}$/.test(line);
const isScope: Check = (line) => /^(file|vote|propose|cosign|attend):[a-z0-9][a-z0-9._-]{0,63}$/.test(line);
const isClass: Check = (line) => /^[a-z0-9][a-z0-9._-]{0,63}$/.test(line);
const isPath: Check = (path) => /^[A-Za-z0-9._/-]{1,200}$/.test(path);
const isUrl: Check = (line) => /^https?:\/\/[\x21-\x7e]*$/.test(line) && line.length <= 200;
const isText: Check = (line) => {
  const size = utf8(line).length;
  return size >= 1 && size <= 200 && !/[\x00-\x1f\x7f]|^ | $/.test(line);
};

export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && year <= 2999 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function checked(line: string, check: Check, what: string): string {
  if (!check(line)) throw new Fault(`${what} is malformed`);
  return line;
}

function number(line: string, what: string, least: number, most: number): number {
  const value = decimal(line);
  if (value < least || value > most) throw new Fault(`${what} is out of bounds`);
  return value;
}

function bytes32(line: string): Bytes {
  const bytes = fromBase64(line);
  if (bytes.length !== 32) throw new Fault("a key or hash in it does not have 32 bytes");
  return bytes;
}

// An Ed25519 key that can be anybody's: of small order, any signature would fit it.
function signKey(sodium: Sodium, line: string): Bytes {
  const key = bytes32(line);
  if (!sodium.crypto_core_ed25519_is_valid_point(key)) throw new Fault("a signing key in it is none");
  return key;
}

function modulus(text: string): Bytes {
  const bytes = fromBase64(text);
  const [first, last] = [bytes[0] ?? 0, bytes[bytes.length - 1] ?? 0];
  if (bytes.length < 256 || bytes.length > 512 || (first & 0x80) === 0 || (last & 1) === 0) throw new Fault("a modulus in it is malformed");
  return bytes;
}

function validity(take: Take): { notBefore: string; notAfter: string } {
  const notBefore = checked(take(), isDay, "its first day");
  const notAfter = checked(take(), isDay, "its last day");
  if (notAfter < notBefore) throw new Fault("it ends before it begins");
  return { notBefore, notAfter };
}

function issuerKey(instance: string, take: Take): IssuerKey {
  const scope = checked(take(), isScope, "its scope");
  const group = checked(take(), isClass, "its class");
  const classSize = number(take(), "its class size", 1, 100_000_000);
  const quota = number(take(), "its quota", 1, 1_000);
  const days = validity(take);
  const rosterRoot = toBase64(bytes32(take()));
  const moduli = take().split(",").map(modulus);
  if (moduli.length > 2) throw new Fault("it has more than two moduli");
  if (moduli.length === 2 && equal(moduli[0] as Bytes, moduli[1] as Bytes)) throw new Fault("its two moduli are the same");
  return { type: "issuer-key", instance, scope, class: group, classSize, quota, ...days, rosterRoot, moduli };
}

function officerKey(sodium: Sodium, instance: string, take: Take): OfficerKey {
  const office = checked(take(), isText, "its office");
  const post = checked(take(), isText, "its post");
  const days = validity(take);
  const former = take();
  const supersedes = former === "-" ? "" : hex(bytes32(former));
  return { type: "officer-key", instance, office, post, ...days, supersedes, box: bytes32(take()), sign: signKey(sodium, take()) };
}

function revocation(type: Revocation["type"], instance: string, take: Take): Revocation {
  const keyId = hex(bytes32(take()));
  return { type, instance, keyId, day: checked(take(), isDay, "its day"), reason: checked(take(), isText, "its reason") };
}

function issued(instance: string, take: Take): Issued {
  const day = checked(take(), isDay, "its day");
  return { type: "issued", instance, day, keyId: hex(bytes32(take())), count: decimal(take()) };
}

function dropKey(sodium: Sodium, instance: string, take: Take): DropKey {
  const name = checked(take(), isText, "its name");
  const url = checked(take(), isUrl, "its address");
  return { type: "drop-key", instance, name, url, sign: signKey(sodium, take()), ...validity(take) };
}

function uiBundle(instance: string, take: Take, left: () => number): UiBundle {
  const version = checked(take(), isText, "its version");
  const files: UiBundle["files"] = [];
  while (left() > 0) {
    const [digest, path, ...more] = take().split("  ") as [string, string?, ...string[]];
    if (!/^[0-9a-f]{64}$/.test(digest) || path === undefined || !isPath(path) || more.length > 0) throw new Fault("a file in it is malformed");
    const before = files[files.length - 1];
    if (before && before.path >= path) throw new Fault("its files are not in order");
    files.push({ digest, path });
  }
  if (files.length < 1 || files.length > 200) throw new Fault("it does not have 1 to 200 files");
  return { type: "ui-bundle", instance, version, files };
}

export function parseRecord(sodium: Sodium, text: string): KeyRecord {
  if (!text.endsWith("\n") || text.includes("\r") || utf8(text).length > kMaxBytes) throw new Fault("it is not a text of lines");
  const lines = text.slice(0, -1).split("\n").reverse();
  const take: Take = () => {
    const line = lines.pop();
    if (line === undefined) throw new Fault("a line is missing in it");
    return line;
  };
  const first = take();
  const type = first.startsWith(kPrefix) && first.endsWith(kVersion) ? first.slice(kPrefix.length, -kVersion.length) : "";
  const instance = checked(take(), isInstance, "its institution");
  const record = body(sodium, type, instance, take, () => lines.length);
  if (lines.length > 0) throw new Fault("it has lines too many");
  return record;
}

function body(sodium: Sodium, type: string, instance: string, take: Take, left: () => number): KeyRecord {
  switch (type) {
    case "issuer-key": return issuerKey(instance, take);
    case "officer-key": return officerKey(sodium, instance, take);
    case "issuer-key-revoke":
    case "officer-key-revoke": return revocation(type, instance, take);
    case "issued": return issued(instance, take);
    case "drop-key": return dropKey(sodium, instance, take);
    case "ui-bundle": return uiBundle(instance, take, left);
    default: throw new Fault("it is of a kind that is not known here");
  }
}
