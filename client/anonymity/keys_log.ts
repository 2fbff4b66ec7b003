// The keys log, fetched whole and checked whole: the entries give the root that the log and enough
// witnesses signed, and they begin with what was seen before. What they say is keys_view.ts's matter.
// C2SP tlog-checkpoint, tlog-cosignature (type 0x04), tlog-tiles (entry bundles); RFC 6962 hashing.
import { type Bytes, decimal, equal, Fault, fromBase64, joined, labelled, sha256, utf8 } from "../bytes.js";
import { kLogKey, kWitnessKey, type NoteKey, parseKey, parseNote, verifyEd25519 } from "../note.js";
import { toText } from "./sodium.js";
import { wordsOf } from "./words.js";

export interface Trust {
  log: NoteKey;
  witnesses: NoteKey[];
  quorum: number; // how many of them must have signed
}
export interface Checkpoint {
  text: string; // as signed
  origin: string;
  size: number;
  root: Bytes;
}

export async function parseTrust(log: string, witnesses: string[], quorum: number): Promise<Trust> {
  const trust = { log: await parseKey(log, kLogKey), witnesses: await Promise.all(witnesses.map((key) => parseKey(key, kWitnessKey))), quorum };
  if (trust.witnesses.some(({ bytes }) => equal(bytes, trust.log.bytes))) throw new Fault("the log cannot be its own witness");
  if (!Number.isInteger(quorum) || quorum < 0 || quorum > witnesses.length) throw new Fault("more witnesses are asked for than there are");
  return trust;
}

// A bundle of entries: each a length of two bytes, big-endian, and so many bytes of text.
export function entriesOf(bundle: Bytes): string[] {
  const entries: string[] = [];
  for (let at = 0; at < bundle.length;) {
    const size = ((bundle[at] as number) << 8) | (bundle[at + 1] ?? 0);
    if (at + 2 + size > bundle.length) throw new Fault("the keys log was cut off on its way");
    try {
      entries.push(toText(bundle.slice(at + 2, at + 2 + size)));
    } catch {
      throw new Fault("an entry of the keys log is not text");
    }
    at += 2 + size;
  }
  return entries;
}

// RFC 6962 section 2.1, level by level: a node without a sibling moves up as it is.
export async function rootOfEntries(entries: string[]): Promise<Bytes> {
  let level = await Promise.all(entries.map((entry) => sha256(joined(Uint8Array.of(0), utf8(entry)))));
  if (level.length === 0) return sha256();
  while (level.length > 1) {
    const pairs = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) => level.slice(2 * at, 2 * at + 2));
    level = await Promise.all(pairs.map(([left, right]) => (right ? sha256(Uint8Array.of(1), left as Bytes, right) : (left as Bytes))));
  }
  return level[0] as Bytes;
}

export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root] = text.split("\n") as [string, string?, string?];
  if (size === undefined || root === undefined) throw new Fault("it is not a checkpoint");
  const checkpoint = { text, origin, size: decimal(size), root: fromBase64(root) };
  if (origin === "" || checkpoint.root.length !== 32) throw new Fault("it is not a checkpoint");
  return checkpoint;
}

async function cosigned(text: string, signature: Bytes, witness: NoteKey): Promise<boolean> {
  if (signature.length !== 72) return false;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return verifyEd25519(witness.bytes, signature.slice(8), utf8(`cosignature/v1\ntime ${time}\n${text}`));
}

// The checkpoint of a note that the log signed, and as many different witnesses as the trust asks for.
export async function openCheckpoint(note: string, trust: Trust): Promise<Checkpoint> {
  const { text, signatures } = parseNote(note);
  let byLog = false;
  const by = new Set<string>();
  for (const { name, id, bytes } of signatures) {
    const isOf = (key: NoteKey): boolean => key.name === name && key.id === id;
    const witness = trust.witnesses.find(isOf);
    if (isOf(trust.log)) {
      if (!(await verifyEd25519(trust.log.bytes, bytes, utf8(text)))) throw new Fault("the log's signature on its keys is false");
      byLog = true;
    } else if (witness) {
      if (!(await cosigned(text, bytes, witness))) throw new Fault("the signature of a witness is false");
      by.add(String(witness.bytes));
    }
  }
  if (!byLog) throw new Fault("the log has not signed the list of its keys");
  if (by.size < trust.quorum)
    throw new Fault(`${by.size} of the ${trust.quorum} witnesses that are asked for have seen this list of keys: it may be shown to you alone`);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== trust.log.name) throw new Fault("the list of keys is of another log");
  return checkpoint;
}

// `seen` is the checkpoint of the last visit, if there was one: the log may only have grown since.
export async function checkKeysLog(entries: string[], note: string, trust: Trust, seen?: { size: number; root: Bytes }): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(note, trust);
  if (checkpoint.size !== entries.length || !equal(await rootOfEntries(entries), checkpoint.root))
    throw new Fault("the list of keys is not the one that was signed");
  if (seen && (seen.size > entries.length || !equal(await rootOfEntries(entries.slice(0, seen.size)), seen.root)))
    throw new Fault("the list of keys was changed since your last visit: an older one that was signed is not in it");
  return checkpoint;
}

// Eight words that stand for a checkpoint, to compare with a notice board.
export const checkpointWords = async (checkpoint: Checkpoint): Promise<string> =>
  wordsOf(await sha256(labelled("demur/checkpoint-words/v1", utf8(checkpoint.text))), 8);
