// Proposals: a statement for an opinion round or a question before a session, as a drop takes them. Knows no page:
// it is tested by itself.
import { type Bytes, canonical, Fault, toBase64, utf8 } from "../bytes.js";
import type { Sodium } from "../anonymity/sodium.js";
import { filingIdOf, proposalHash, signByToken } from "../anonymity/statement.js";
import { encodeCredential, type Token } from "../anonymity/token.js";
import type { Item } from "./items.js";

const kSize = 8_192; // of every proposal
const kMostBytes = 600;

// One line, without what the institution would take off.
const kAround = /^[\s\u200b\u2060]+|[\s\u200b\u2060]+$/gu;
export function proposalText(typed: string): string {
  const text = new TextDecoder().decode(utf8(typed)).replace(kAround, "").replace(/\s*[\n\r\t]\s*/g, " ");
  if (text === "") throw new Fault("write what you propose first");
  if (utf8(text).length > kMostBytes) throw new Fault(`this is too long: at most ${kMostBytes} bytes are kept, which are as many letters of English`);
  return text;
}

export interface Proposal {
  item: Item;
  id: string; // of the statement or question, if it is shown
}
// The nonce salts the log's commitment and is nowhere else but in what is sent: without it nobody who takes the
// token can try out which statement was its owner's.
export function proposalItem(sodium: Sodium, token: Token, round: string, nonce: Bytes, text: string): Proposal {
  const proposal = proposalHash(sodium, round, token.credential.holder, nonce, text);
  const bare = {
    kind: "proposal", round, text, nonce: toBase64(nonce), credential: toBase64(encodeCredential(token.credential)),
    statement: toBase64(signByToken(sodium, token, { kind: "propose", proposal })), padding: "",
  };
  return { item: { ...bare, padding: "x".repeat(kSize - utf8(canonical(bare)).length) }, id: filingIdOf(proposal) };
}
