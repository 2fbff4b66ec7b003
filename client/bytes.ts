// Bytes and their spellings, and the hash of the log. Whatever reads from outside throws a Fault,
// whose words can be shown: they say what is wrong and never hold what somebody typed.

export type Bytes = Uint8Array<ArrayBuffer>;

export class Fault extends Error {}

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;
export const hex = (bytes: Bytes): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function fromBase64(text: string): Bytes {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw new Fault("it is not base64");
  }
  if (btoa(binary) !== text) throw new Fault("its base64 is not canonical");
  return Uint8Array.from(binary, (char) => char.charCodeAt(0)) as Bytes;
}

export function toBase64(bytes: Bytes): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

export function joined(...parts: Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= (a[at] as number) ^ (b[at] as number);
  return difference === 0;
}

export const sha256 = async (...parts: Bytes[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));

// The name of what is hashed or signed, a zero byte, and the parts: so that no hash or signature
// made for one purpose can be read as one for another.
export const labelled = (label: string, ...parts: Bytes[]): Bytes => joined(utf8(label), Uint8Array.of(0), ...parts);

export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function decimal(text: string): number {
  if (!/^(0|[1-9][0-9]*)$/.test(text) || !Number.isSafeInteger(Number(text))) throw new Fault("a number in it is malformed");
  return Number(text);
}

// RFC 8785 for what Demur signs or hashes: integers only, names in ASCII.
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Fault("it holds a number that is not an integer");
  return JSON.stringify(value);
}
