// What is inside the envelope of a filing or of a later message: canonical JSON with every member there.
import { type Bytes, canonical, Fault, fromBase64, toBase64, utf8 } from "../bytes.js";
import { kMostAttachments, type Sealed } from "./attachments.js";
import { attachmentBucket } from "./padding.js";
import { toText } from "./sodium.js";

export interface FilingBody {
  kind: string;
  decision: string;
  title: string;
  body: string;
  remedy: string;
  reply: { box: Bytes; sign: Bytes }; // the author's keys, of this filing alone
  attachments: ({ name: string } & Sealed)[];
}

const kTexts = ["kind", "decision", "title", "body", "remedy"] as const;

// Half a character, as an editor may leave one, has no UTF-8: it becomes U+FFFD.
const wellFormed = (text: string): string => toText(utf8(text));

export function formatFilingBody({ reply, attachments, ...filing }: FilingBody): Bytes {
  return utf8(canonical({
    ...Object.fromEntries(kTexts.map((name) => [name, wellFormed(filing[name])])), v: 1,
    reply: { box: toBase64(reply.box), sign: toBase64(reply.sign) },
    attachments: attachments.map(({ name, size, padded, digest }) => ({ name: wellFormed(name), size, padded, digest: toBase64(digest) })),
  }));
}

function bytes32(value: unknown): Bytes {
  const bytes = typeof value === "string" ? fromBase64(value) : new Uint8Array(0);
  if (bytes.length !== 32) throw new Fault("a key or hash in the filing does not have 32 bytes");
  return bytes;
}

function attachment(value: unknown): { name: string } & Sealed {
  const { name, size, padded, digest } = (value ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || typeof size !== "number" || typeof padded !== "number" || size < 0 || padded < 0) throw new Fault("an attachment of the filing is malformed");
  if (padded !== attachmentBucket(size)) throw new Fault("an attachment is padded to another size than its own");
  return { name, size, padded, digest: bytes32(digest) };
}

// Exactly what formatFilingBody writes: any other spelling is refused.
export function parseFilingBody(bytes: Bytes): FilingBody {
  let value: Record<string, unknown>;
  let text: string;
  try {
    text = toText(bytes);
    value = JSON.parse(text);
  } catch {
    throw new Fault("the filing is not JSON");
  }
  const { reply, attachments } = (value ?? {}) as { reply?: { box?: unknown; sign?: unknown }; attachments?: unknown };
  if (value?.["v"] !== 1 || !Array.isArray(attachments) || attachments.length > kMostAttachments) throw new Fault("the filing is not of version 1");
  const texts = kTexts.map((name) => {
    if (typeof value[name] !== "string") throw new Fault(`the filing has no ${name}`);
    return [name, value[name]];
  });
  const filing = { ...Object.fromEntries(texts), reply: { box: bytes32(reply?.box), sign: bytes32(reply?.sign) }, attachments: attachments.map(attachment) } as FilingBody;
  if (toText(formatFilingBody(filing)) !== text) throw new Fault("the filing is not in canonical form");
  return filing;
}
