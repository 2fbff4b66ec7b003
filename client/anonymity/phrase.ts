// The reply phrase: words that only the author has, from which the keys of their mailbox are derived.
// Made by machine only, one for each filing. 7 words are 90 bits and must hold alone: there is one salt
// for a whole institution.
import { type Bytes, Fault, labelled, utf8 } from "../bytes.js";
import { type Random, systemRandom } from "./blind_signature.js";
import { type KeyPair, type Sodium, subkey, wipe } from "./sodium.js";
import { wordList } from "./words.js";

export interface ReplyKeys {
  box: KeyPair; // what answers are sealed to
  sign: KeyPair; // what the author signs later messages with
}

const kPasses = 3;
const kMemory = 64 << 20;

// Words drawn evenly: the 16 bits that would favour the list's beginning are drawn again.
export function makePhrase(count: 7 | 8 = 7, random: Random = systemRandom): string {
  const fair = Math.floor(65_536 / wordList.length) * wordList.length;
  const chosen: string[] = [];
  while (chosen.length < count) {
    const [high, low] = random(2) as unknown as [number, number];
    const draw = (high << 8) | low;
    if (draw < fair) chosen.push(wordList[draw % wordList.length] as string);
  }
  return chosen.join(" ");
}

// As somebody types it: capitals, line ends and doubled spaces do not count.
export function parsePhrase(typed: string): string {
  const found = typed.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).split(/[ \t\n\r]+/).filter((word) => word !== "");
  if (found.length !== 7 && found.length !== 8) throw new Fault(`a phrase has 7 or 8 words, and this has ${found.length}`);
  found.forEach((word, at) => {
    if (!wordList.includes(word)) throw new Fault(`word ${at + 1} is not a word of the list: check its spelling`);
  });
  return found.join(" ");
}

// Takes 64 MiB and some tenths of a second. `instance` is the institution's hash.
export function deriveReplyKeys(sodium: Sodium, phrase: string, instance: Bytes): ReplyKeys {
  const salt = sodium.crypto_generichash(16, labelled("demur/reply-salt/v1", instance));
  const words = utf8(phrase);
  const root = sodium.crypto_pwhash(32, words, salt, kPasses, kMemory, sodium.crypto_pwhash_ALG_ARGON2ID13);
  const seeds = [subkey(sodium, 1, "demurrep", root), subkey(sodium, 2, "demurrep", root)] as const;
  const keys = { box: sodium.crypto_box_seed_keypair(seeds[0]), sign: sodium.crypto_sign_seed_keypair(seeds[1]) };
  wipe(words, root, ...seeds);
  return keys;
}

export function wipeReplyKeys(keys: ReplyKeys): void {
  wipe(keys.box.privateKey, keys.sign.privateKey);
}
