// A log of the tests' own, from the definitions alone and sharing no code with Demur: RFC 6962 trees
// and proofs, Ed25519 signed notes, requests to a witness. Slow, and small enough to be read.
import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const leafHash = (entry) => sha256(Buffer.of(0), entry);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

function split(count) {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}

function rootOf(hashes) {
  if (hashes.length === 0) return sha256("");
  if (hashes.length === 1) return hashes[0];
  const k = split(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, k)), rootOf(hashes.slice(k)));
}

// PROOF and SUBPROOF of RFC 6962 section 2.1.2.
function consistency(oldSize, hashes, whole = true) {
  if (oldSize === hashes.length) return whole ? [] : [rootOf(hashes)];
  const k = split(hashes.length);
  if (oldSize <= k) return [...consistency(oldSize, hashes.slice(0, k), whole), rootOf(hashes.slice(k))];
  return [...consistency(oldSize - k, hashes.slice(k), false), rootOf(hashes.slice(0, k))];
}

// ---- keys and notes

const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");
const spki = Buffer.from("302a300506032b6570032100", "hex");

export class Key {
  constructor(name, type = 1, seed = sha256(name)) {
    this.name = name;
    this.secret = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
    this.raw = createPublicKey(this.secret).export({ format: "der", type: "spki" }).subarray(spki.length);
    const typed = Buffer.concat([Buffer.of(type), this.raw]);
    this.id = sha256(name, "\n", typed).subarray(0, 4);
    this.vkey = `${name}+${this.id.toString("hex")}+${typed.toString("base64")}`;
  }
  line(text) {
    const bytes = Buffer.concat([this.id, sign(null, Buffer.from(text), this.secret)]);
    return `— ${this.name} ${bytes.toString("base64")}\n`;
  }
}

// The time of the cosignature by this verifier key among the lines; throws where there is none.
export function cosignatureTime(vkey, text, lines) {
  const [name, id, encoded] = [...vkey.split("+").slice(0, 2), vkey.split("+").slice(2).join("+")];
  const typed = Buffer.from(encoded, "base64");
  if (typed[0] !== 4) throw new Error("not a witness's key");
  const key = createPublicKey({ key: Buffer.concat([spki, typed.subarray(1)]), format: "der", type: "spki" });
  for (const line of lines.split("\n")) {
    const bytes = Buffer.from(line.split(" ")[2] ?? "", "base64");
    if (!line.startsWith(`— ${name} `) || bytes.subarray(0, 4).toString("hex") !== id) continue;
    const time = bytes.readBigUInt64BE(4);
    if (verify(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key, bytes.subarray(12))) return Number(time);
  }
  throw new Error(`no cosignature by ${name}`);
}

export const originHash = (origin) => sha256(origin).toString("hex");

export class Log {
  constructor(origin, key = new Key(origin)) {
    this.origin = origin;
    this.key = key;
    this.hashes = [];
  }
  get size() {
    return this.hashes.length;
  }
  grow(count, what = "entry") {
    for (let i = 0; i < count; ++i) this.hashes.push(leafHash(`${what} ${this.hashes.length}`));
    return this;
  }
  fork() {
    return Object.assign(new Log(this.origin, this.key), { hashes: [...this.hashes] });
  }
  text() {
    return `${this.origin}\n${this.size}\n${rootOf(this.hashes).toString("base64")}\n`;
  }
  checkpoint() {
    return `${this.text()}\n${this.key.line(this.text())}`;
  }
  request(oldSize) {
    const proof = oldSize === 0 ? [] : consistency(oldSize, this.hashes);
    const lines = proof.map((hash) => `${hash.toString("base64")}\n`).join("");
    return `old ${oldSize}\n${lines}\n${this.checkpoint()}`;
  }
}
