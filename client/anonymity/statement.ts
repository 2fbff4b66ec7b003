// What is said about a filing or question, signed so that nobody can replay it, change it or carry it
// elsewhere, and an auditor can check it offline. Filings, co-signatures, votes and proposals are signed by
// the one-time key of a token; what follows on a filing by the author's key, which the phrase gives again on
// any device. Hashes and keys have 32 bytes; `keyId` is that of the issuer's key of the filing's token.
import { type Bytes, Fault, labelled, u32, utf8 } from "../bytes.js";
import { hash, type Sodium } from "./sodium.js";
import type { Token } from "./token.js";

export const kVerdicts = ["satisfied", "partly", "maintained"] as const;
export const kHindsights = ["right", "partly_right", "wrong", "too_early"] as const;

export type Statement =
  | { kind: "filing"; envelope: Bytes; attachmentsRoot: Bytes; author: Bytes; about: Bytes } // envelope: H of its bytes
  | { kind: "cosign"; leaf: Bytes }
  | { kind: "vote"; statement: Bytes; value: -1 | 0 | 1; sequence: number }
  | { kind: "propose"; proposal: Bytes } // proposalHash
  | { kind: "thread"; leaf: Bytes; envelope: Bytes }
  | { kind: "withdraw"; leaf: Bytes }
  | { kind: "last-word"; leaf: Bytes; verdict: (typeof kVerdicts)[number]; envelope: Bytes } // H of nothing without words
  | { kind: "review"; leaf: Bytes; number: number; verdict: (typeof kHindsights)[number]; envelope: Bytes }; // the same

function content(statement: Statement): Bytes[] {
  switch (statement.kind) {
    case "filing": return [statement.envelope, statement.attachmentsRoot, statement.author, statement.about];
    case "cosign": return [statement.leaf];
    case "vote": return [statement.statement, Uint8Array.of(statement.value), u32(statement.sequence)];
    case "propose": return [statement.proposal];
    case "thread": return [statement.leaf, statement.envelope];
    case "withdraw": return [statement.leaf];
    case "last-word": return [statement.leaf, Uint8Array.of(kVerdicts.indexOf(statement.verdict)), statement.envelope];
    case "review": return [statement.leaf, u32(statement.number), Uint8Array.of(kHindsights.indexOf(statement.verdict)), statement.envelope];
  }
}

export const statementBytes = (keyId: Bytes, statement: Statement): Bytes => labelled(`demur/${statement.kind}/v1`, keyId, ...content(statement));

// The decision and the kind are told in clear, for duties follow from them; this ties them to the filing.
export const aboutOf = (sodium: Sodium, decision: string, kind: string): Bytes =>
  hash(sodium, labelled("demur/about/v1", utf8(decision), Uint8Array.of(0), utf8(kind)));

// What stands for a filing in statements about it.
export const leafOf = (sodium: Sodium, filingId: string): Bytes => hash(sodium, utf8(filingId));

// What a vote is on: these very words, and with a number by chance that only who has the ballot knows.
export const askedHash = (sodium: Sodium, statement: string, nonce: Bytes, text: string): Bytes =>
  hash(sodium, labelled("demur/asked/v1", utf8(statement), nonce, utf8(text)));

// What is proposed to be asked in a round, by that very token: nobody without the nonce can try out which it is.
export const proposalHash = (sodium: Sodium, round: string, holder: Bytes, nonce: Bytes, text: string): Bytes =>
  hash(sodium, labelled("demur/proposal/v1", utf8(round), holder, nonce, utf8(text)));

// A filing's id is the first 16 bytes of its envelope's hash, a proposal's of its own: sent twice it is one, and no
// server chooses it.
export function filingIdOf(envelopeHash: Bytes): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  const number = envelopeHash.slice(0, 16).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) << 2n;
  return Array.from({ length: 26 }, (_, at) => alphabet[Number((number >> BigInt(5 * (25 - at))) & 31n)]).join("");
}

// `secretKey` is an Ed25519 key as libsodium keeps it, of 64 bytes.
export const signStatement = (sodium: Sodium, secretKey: Bytes, keyId: Bytes, statement: Statement): Bytes =>
  sodium.crypto_sign_detached(statementBytes(keyId, statement), secretKey);

export function signByToken(sodium: Sodium, token: Token, statement: Statement): Bytes {
  const { privateKey } = sodium.crypto_sign_seed_keypair(token.holderSeed);
  const signature = signStatement(sodium, privateKey, token.credential.keyId, statement);
  privateKey.fill(0);
  return signature;
}

export function checkStatement(sodium: Sodium, signer: Bytes, keyId: Bytes, statement: Statement, signature: Bytes): void {
  if (signature.length !== 64 || !sodium.crypto_core_ed25519_is_valid_point(signer) || !sodium.crypto_sign_verify_detached(signature, statementBytes(keyId, statement), signer))
    throw new Fault("it was not signed by who should have");
}
