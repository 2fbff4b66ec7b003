// For tests: what an institution can do that means harm. It has the log's key, so all that it makes is signed and
// whole; only it is not what everybody gets.
import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, privateDecrypt, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { demur } from "./house.mjs";

const { bytes, keys_log } = demur;
const b64 = (raw) => Buffer.from(raw).toString("base64");
const number = (raw) => BigInt(`0x${Buffer.from(raw).toString("hex")}`);

const bundle = (entries) => Buffer.concat(entries.flatMap((entry) => {
  const text = Buffer.from(entry);
  return [Buffer.from([text.length >> 8, text.length & 255]), text];
}));

/** Shown in place of the real answers: { path: body }. */
export class Forger {
  constructor(data) {
    const [, origin, secret] = /^PRIVATE\+KEY\+([^+]+)\+[0-9a-f]{8}\+(\S+)\s*$/.exec(readFileSync(join(data, "log.key"), "utf8"));
    const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.from(secret, "base64").subarray(1)]);
    this.origin = origin;
    this.key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
    this.marked = generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey; // a key for one person
    this.modulus = Buffer.from(this.marked.export({ format: "jwk" }).n, "base64url");
  }

  async #note(name, entries) {
    const root = await keys_log.rootOfEntries(entries);
    const text = `${name}\n${entries.length}\n${b64(root)}\n`;
    const raw = Buffer.from(createPublicKey(this.key).export({ format: "jwk" }).x, "base64url");
    const id = (await bytes.sha256(bytes.utf8(`${name}\n`), Uint8Array.of(1), raw)).slice(0, 4);
    return `${text}\n— ${name} ${b64(Buffer.concat([id, sign(null, Buffer.from(text), this.key)]))}\n`;
  }
  note = (entries) => this.#note(`${this.origin}/keys`, entries);

  /** A keys log of these entries, as a server shows it. */
  async log(entries) {
    return { "/keys/checkpoint": await this.note(entries), "/keys/all": bundle(entries) };
  }

  /** And a main log that records it, and nothing else. */
  async recorded(entries) {
    const said = { root: b64(await keys_log.rootOfEntries(entries)), size: entries.length };
    const leaf = bytes.canonical({ day: new Date().toISOString().slice(0, 10), id: "a".repeat(26), public: said, refs: [], type: "keys.extended", v: 1 });
    const log = { "/log/checkpoint": await this.#note(this.origin, [leaf]), "/log/tile/entries/000.p/1": bundle([leaf]), "/log/tile/0/000.p/1": Buffer.from(await keys_log.rootOfEntries([leaf])) };
    return { ...(await this.log(entries)), ...log };
  }

  /** An issuer's record with other lines: `changed(record, { class_size: 3 })`. */
  changed(record, lines) {
    const order = ["format", "instance", "scope", "class", "class_size", "quota", "not_before", "not_after", "roster", "modulus"];
    return record.split("\n").map((line, at) => lines[order[at]] ?? line).join("\n");
  }
  withOwnKey = (record) => this.changed(record, { modulus: b64(this.modulus) });

  /** An issuer's answer, signed by the key for one person. */
  signedByAnother(request) {
    const width = this.modulus.length;
    const raise = (blinded) => {
      const below = (number(Buffer.from(blinded, "base64")) % number(this.modulus)).toString(16).padStart(2 * width, "0");
      return b64(privateDecrypt({ key: this.marked, padding: constants.RSA_NO_PADDING }, Buffer.from(below, "hex")));
    };
    return bytes.canonical({ signatures: JSON.parse(request).tokens.map(({ blinded_msg }) => raise(blinded_msg)), v: 1 });
  }
}
