// Ballots: votes by token in one opinion round, as a drop takes them. Knows no page: it is tested by itself.
import { type Bytes, canonical, Fault, toBase64 } from "../bytes.js";
import type { Sodium } from "../anonymity/sodium.js";
import { askedHash, signByToken } from "../anonymity/statement.js";
import { encodeCredential, type Token } from "../anonymity/token.js";
import type { Item } from "./items.js";

export type VoteWord = "agree" | "disagree" | "pass";
const kVoteValues = { agree: 1, disagree: -1, pass: 0 } as const;
const kLeastBallot = 8_192;
const kMostBallot = 262_144;

// Days since 1970, and the wallet's count: a ballot of another day is the later one whichever copy of a wallet
// signed it.
export const ballotSequence = (day: string, count: number): number => (Date.parse(`${day}T00:00:00Z`) / 86_400_000) * 65_536 + count;

export interface Vote {
  statement: string;
  text: string; // as it was shown
  vote: VoteWord;
}
// Votes by token, each signed for itself and on the words that were shown, padded to a power of two: on the way
// nobody sees how many there are. The nonce salts the log's commitment, and is nowhere else: without it nobody
// who takes the token can try out how its owner voted.
export function ballotItem(sodium: Sodium, token: Token, round: string, sequence: number, nonce: Bytes, votes: Vote[]): Item {
  const signed = [...votes].sort((a, b) => (a.statement < b.statement ? -1 : 1)).map(({ statement, text, vote }) => ({
    signature: toBase64(signByToken(sodium, token, { kind: "vote", statement: askedHash(sodium, statement, nonce, text), value: kVoteValues[vote], sequence })), statement, vote,
  }));
  const bare = { kind: "ballot", round, sequence, votes: signed, nonce: toBase64(nonce), credential: toBase64(encodeCredential(token.credential)), padding: "" };
  const length = canonical(bare).length;
  const size = Math.max(kLeastBallot, 2 ** Math.ceil(Math.log2(length)));
  if (size > kMostBallot) throw new Fault("these votes are more than one ballot holds");
  return { ...bare, padding: "x".repeat(size - length) };
}
