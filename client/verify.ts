// Checks a receipt without any server. Formats: docs/formats.md; C2SP signed-note, tlog-checkpoint
// and tlog-proof; RFC 6962 hashing, RFC 9162 section 2.1.3.2 for inclusion. Uses WebCrypto only.
import { type Bytes, canonical, decimal, equal, Fault, fromBase64, hex, labelled, sha256, toBase64, utf8 } from "./bytes.js";
import { type NoteKey, parseKey, signedText } from "./note.js";

export type Outcome = "holds" | "fails" | "unknown";
export interface Check {
  outcome: Outcome;
  what: string;
  why: string;
}
export interface Verdict {
  holds: boolean;
  summary: string;
  checks: Check[];
  opened?: unknown; // the private part, where the receipt holds it and it matches
}

const node = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(Uint8Array.of(1), left, right);

export async function rootOf(leaf: Bytes, index: number, size: number, path: Bytes[]): Promise<Bytes> {
  if (index >= size) throw new Fault("its place is beyond the end of the log");
  let at = index;
  let last = size - 1;
  let root = leaf;
  for (const step of path) {
    if (last === 0) throw new Fault("its path is too long");
    if (at % 2 === 1 || at === last) {
      root = await node(step, root);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      root = await node(root, step);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw new Fault("its path is too short");
  return root;
}

// Witnesses' keys are not known here, so nothing is said of what they signed.
function othersOn(note: string): string {
  const others = note.slice(note.lastIndexOf("\n\n") + 2, -1).split("\n").length - 1;
  if (others === 0) return "";
  const carried = others === 1 ? "another signature" : `${others} more signatures`;
  return ` That carries ${carried}, as of witnesses; this page knows no witness and did not check: demur verify --policy does.`;
}

async function checkProof(text: string, leaf: Bytes, key: NoteKey): Promise<string> {
  const split = text.indexOf("\n\n");
  if (split < 0) throw new Fault("it has no checkpoint");
  const lines = text.slice(0, split).split("\n");
  if (lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Fault("it is not a tlog-proof of version 1");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const place = /^index (.+)$/.exec(lines.shift() ?? "");
  if (!place) throw new Fault("it names no place in the log");
  const index = decimal(place[1] as string);
  const note = text.slice(split + 2);
  const checkpoint = (await signedText(note, key)).split("\n");
  if (checkpoint[0] !== key.name) throw new Fault("its checkpoint is of another log");
  const size = decimal(checkpoint[1] ?? "");
  const root = await rootOf(leaf, index, size, lines.map(fromBase64));
  if (!equal(root, fromBase64(checkpoint[2] ?? ""))) throw new Fault("the path does not lead to the root that was signed");
  return `It is record ${index} of the ${size} under the signed checkpoint.${othersOn(note)}`;
}

async function checkPromise(note: string, leaf: Bytes, key: NoteKey): Promise<string> {
  const [version, origin, hash, by, end] = (await signedText(note, key)).split("\n");
  const day = /^by (\d{4}-\d{2}-\d{2})$/.exec(by ?? "");
  if (version !== "demur/promise/v1" || end !== "" || !day) throw new Fault("it is not a promise of version 1");
  if (origin !== key.name) throw new Fault("it is of another log");
  if (hash !== `leaf ${toBase64(leaf)}`) throw new Fault("it was given for another record");
  return `The log signed that this record would be in it by ${day[1]}.`;
}

async function checkOpening(opening: { salt?: unknown; private?: unknown }, commit: unknown): Promise<string> {
  if (typeof commit !== "string") throw new Fault("the record commits to nothing");
  const salt = fromBase64(String(opening.salt));
  if (salt.length !== 32) throw new Fault("its salt does not have 32 bytes");
  const hash = await sha256(labelled("demur/commit/v1", salt, utf8(canonical(opening.private))));
  if (!equal(hash, fromBase64(commit))) throw new Fault("it is not what was committed to: one of the two was altered");
  return "It is, to the letter, what the record commits to.";
}

async function hasEd25519(): Promise<boolean> {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

interface Receipt {
  demur: string;
  log: string;
  leaf: string;
  opening?: { salt?: unknown; private?: unknown };
  promise?: string;
  proof?: string;
}

function parseReceipt(text: string): Receipt {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Fault("This is not JSON: paste the whole file, from { to }.");
  }
  const receipt = value as Receipt;
  if (receipt === null || typeof receipt !== "object" || receipt.demur !== "receipt/v1")
    throw new Fault("This is not a receipt of version 1.");
  for (const name of ["log", "leaf"] as const)
    if (typeof receipt[name] !== "string") throw new Fault(`The receipt has no ${name}.`);
  for (const name of ["promise", "proof"] as const)
    if (receipt[name] !== undefined && typeof receipt[name] !== "string") throw new Fault(`The receipt’s ${name} is not a text.`);
  if (receipt.promise === undefined && receipt.proof === undefined) throw new Fault("The receipt has neither a promise nor a proof.");
  return receipt;
}

async function attempt(checks: Check[], what: string, check: () => Promise<string>): Promise<boolean> {
  try {
    checks.push({ outcome: "holds", what, why: await check() });
    return true;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    checks.push({ outcome: "fails", what, why: `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.` });
    return false;
  }
}

function leafOf(receipt: Receipt): Record<string, unknown> {
  let leaf: unknown;
  try {
    leaf = JSON.parse(receipt.leaf);
  } catch {
    throw new Fault("it is not JSON");
  }
  if (leaf === null || typeof leaf !== "object" || Array.isArray(leaf) || canonical(leaf) !== receipt.leaf)
    throw new Fault("it is not in canonical form");
  if ((leaf as Record<string, unknown>)["v"] !== 1) throw new Fault("it is not a record of version 1");
  return leaf as Record<string, unknown>;
}

function summarise(holds: boolean, receipt: Receipt): string {
  if (!holds) return "This receipt does not hold.";
  if (receipt.proof === undefined) return "A promise, and no proof yet: fetch the receipt again after the day it names.";
  return receipt.opening ? "This is in the log, unaltered." : "This record is in the log.";
}

// `trustedKey` is the log's key as you got it elsewhere; without it, nothing shows who signed.
export async function verify(text: string, trustedKey = ""): Promise<Verdict> {
  let receipt: Receipt;
  try {
    receipt = parseReceipt(text);
  } catch (error) {
    if (error instanceof Fault) return { holds: false, summary: error.message, checks: [] };
    throw error;
  }
  if (!(await hasEd25519()))
    return { holds: false, summary: "This browser cannot check Ed25519 signatures. Use Chromium 137, Firefox 129 or Safari 17, or newer; or the command line: demur verify receipt.json", checks: [] };

  const checks: Check[] = [];
  let key: NoteKey | undefined;
  let leaf: Record<string, unknown> = {};
  const hash = await sha256(Uint8Array.of(0), utf8(receipt.leaf));
  let holds = await attempt(checks, "The log’s key", async () => {
    key = await parseKey(receipt.log);
    if (trustedKey !== "" && trustedKey !== receipt.log) throw new Fault("it is not the key that you trust");
    return `Its id is ${key.id}, and it belongs to ${key.name}.`;
  });
  if (trustedKey === "")
    checks.push({ outcome: "unknown", what: "Whose key it is", why: "You gave no key to compare with, so this shows only that the receipt agrees with itself." });
  holds = (await attempt(checks, "The record", async () => {
    leaf = leafOf(receipt);
    return `Its hash is ${hex(hash)}.`;
  })) && holds;
  if (key) {
    const { promise, proof } = receipt;
    const signer = key;
    if (promise !== undefined) holds = (await attempt(checks, "The promise", () => checkPromise(promise, hash, signer))) && holds;
    if (proof !== undefined) holds = (await attempt(checks, "The proof", () => checkProof(proof, hash, signer))) && holds;
  }
  const { opening } = receipt;
  if (opening === undefined) checks.push({ outcome: "unknown", what: "The text", why: "The receipt does not hold the text, so nothing is said of it." });
  else holds = (await attempt(checks, "The text", () => checkOpening(opening, leaf["commit"]))) && holds;
  const verdict: Verdict = { holds, summary: summarise(holds, receipt), checks };
  if (holds && opening) verdict.opened = opening.private;
  return verdict;
}
