// Signed notes and their keys (C2SP signed-note, tlog-cosignature). Checks nothing by itself: what
// a key's signature covers depends on its type.
import { type Bytes, Fault, fromBase64, hex, sha256, utf8 } from "./bytes.js";

export interface NoteKey {
  name: string;
  id: string; // hex
  bytes: Bytes; // Ed25519
}
export interface Note {
  text: string; // what is signed, with its last newline
  signatures: { name: string; id: string; bytes: Bytes }[];
}
export const kLogKey = 1;
export const kWitnessKey = 4;

export async function parseKey(text: string, type = kLogKey): Promise<NoteKey> {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text);
  if (!match) throw new Fault("the key is not of the form name+hash+base64");
  const [, name, id, encoded] = match as unknown as [string, string, string, string];
  const typed = fromBase64(encoded);
  if (typed.length !== 33 || typed[0] !== type) throw new Fault("the key is not an Ed25519 key");
  const digest = await sha256(utf8(`${name}\n`), typed);
  if (hex(digest.slice(0, 4)) !== id) throw new Fault("the key does not have the hash that it names");
  return { name, id, bytes: typed.slice(1) };
}

// The same key under another name: another log, or list, of the same owner.
export async function keyNamed(name: string, bytes: Bytes, type = kLogKey): Promise<NoteKey> {
  const digest = await sha256(utf8(`${name}\n`), Uint8Array.of(type), bytes);
  return { name, id: hex(digest.slice(0, 4)), bytes };
}

export function parseNote(note: string): Note {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new Fault("it is not a signed note");
  const signatures = note.slice(split + 2, -1).split("\n").map((line) => {
    const match = /^— (\S+) (\S+)$/u.exec(line);
    if (!match) throw new Fault("a line of its signatures is malformed");
    const bytes = fromBase64(match[2] as string);
    return { name: match[1] as string, id: hex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
  });
  return { text: note.slice(0, split + 1), signatures };
}

export async function verifyEd25519(key: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const publicKey = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, publicKey, signature, message);
}

// The text of a note that the key has signed.
export async function signedText(note: string, key: NoteKey): Promise<string> {
  const { text, signatures } = parseNote(note);
  const mine = signatures.find(({ name, id }) => name === key.name && id === key.id);
  if (!mine) throw new Fault("the log's key has not signed it");
  if (!(await verifyEd25519(key.bytes, mine.bytes, utf8(text)))) throw new Fault("the signature by the log's key is false");
  return text;
}
