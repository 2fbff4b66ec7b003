// How tokens are asked for: many at once, under one passkey signature over all of them, so that an
// auditor can check that a member stood behind every token that was issued. Layouts: docs/formats.md,
// "Issuing".
import { type Bytes, canonical, Fault, fromBase64, hex, labelled, sha256, toBase64, u32 } from "../bytes.js";
import type { TokenRequest } from "./token.js";

export const kMostTokens = 256;

export interface BlindedToken {
  keyId: Bytes;
  modulus: number; // which of the record's
  blindedMessage: Bytes;
}

export const blindedTokens = (request: TokenRequest): BlindedToken[] =>
  request.parts.map(({ blindedMessage }, modulus) => ({ keyId: request.keyId, modulus, blindedMessage }));

// What the passkey signs: the challenge of its assertion. `instance` is the institution's hash.
export const issueChallenge = (instance: Bytes, tokens: BlindedToken[]): Promise<Bytes> =>
  sha256(labelled("demur/issue/v1", instance, u32(tokens.length), ...tokens.flatMap(({ keyId, blindedMessage }) => [keyId, blindedMessage])));

export function formatIssueRequest(tokens: BlindedToken[], assertion?: Record<string, unknown>): string {
  if (tokens.length < 1 || tokens.length > kMostTokens) throw new Fault("1 to 256 tokens are asked for at once");
  if (new Set(tokens.map(({ blindedMessage }) => hex(blindedMessage))).size !== tokens.length) throw new Fault("a token is asked for twice");
  const list = tokens.map(({ keyId, modulus, blindedMessage }) => ({ key_id: toBase64(keyId), modulus, blinded_msg: toBase64(blindedMessage) }));
  return canonical({ v: 1, tokens: list, ...(assertion ? { assertion } : {}) });
}

// The blind signatures, in the request's order.
export function parseIssueAnswer(text: string, count: number): Bytes[] {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Fault("the issuer's answer is not JSON");
  }
  const { signatures, v } = (answer ?? {}) as { signatures?: unknown; v?: unknown };
  if (v !== 1 || !Array.isArray(signatures) || !signatures.every((each) => typeof each === "string") || canonical(answer) !== text || Object.keys(answer as object).length !== 2)
    throw new Fault("the issuer's answer is malformed");
  if (signatures.length !== count) throw new Fault("the issuer answered another number of tokens than was asked for");
  return (signatures as string[]).map(fromBase64);
}
