// What in a text may give away who wrote it, found on this device alone. It warns and never blocks, and
// finding nothing proves nothing: colleagues know each other's style. It does not know who works where;
// the page gives it the words that everybody has seen anyway (the decision's own text), which are no clue.
import { wordList } from "./words.js";

export type Clue = "name" | "contact" | "first_person" | "moment" | "place_in_house" | "rare_word" | "habit";
export interface Warning {
  clue: Clue;
  from: number; // where in the text, in UTF-16 units
  to: number;
  found: string;
  advice: string;
}

const kAdvice: Record<Clue, string> = {
  name: "A name narrows down who knows this. Is it needed?",
  contact: "An address, number or account leads to somebody.",
  first_person: "Speaking of yourself tells what you did or are. Could it be said without “I”?",
  moment: "A time or day tells who was there. Is the month enough?",
  place_in_house: "A room, team or file number is known to few.",
  rare_word: "An unusual word may be known as yours. Would a plainer one do?",
  habit: "A habit of writing may be known as yours.",
};
const kMostRare = 12;

const kMonths = "January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre";
const kPatterns: [Clue, RegExp][] = [
  ["contact", /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?:\/\/\S+|(?<![\w@])@\w{3,}|\+?\d[\d ()/-]{6,}\d/gu],
  ["first_person", /(?<!\p{L})(?:I|I['’](?:m|ve|d|ll)|me|my|mine|myself|ich|mir|mich|mein(?:e[mnrs]?)?|je|j['’](?=\p{L})|moi|mon|ma|mes|yo|mí|mis?|conmigo)(?!\p{L})/giu],
  ["moment", new RegExp(`(?<!\\p{L})(?:\\d{1,2}\\.? (?:${kMonths})|(?:${kMonths}) \\d{1,2}(?!\\d)|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}|\\d{1,2}:\\d{2}(?: ?(?:am|pm|Uhr))?|\\d{1,2}\\.\\d{2} ?(?:am|pm|Uhr)|yesterday|last (?:night|week|Monday|Tuesday|Wednesday|Thursday|Friday))(?!\\p{L})`, "giu")],
  ["place_in_house", /(?<!\p{L})(?:room|floor|desk|team|unit|section|Raum|Zimmer|Referat|bureau|salle|sala)\s+\p{Lu}?\d(?:[\w.-]*\w)?|(?<![\p{L}\d])\p{Lu}{2,}[-/ ]?\d{2,}[\w/-]*/gu],
  ["name", /(?<!\p{L})(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame|Lord|Lady|Minister|Director|Ambassador|Herr|Frau|Monsieur|Madame|Mme|Señora?)\.?\s+\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?/gu],
  ["habit", /[!?]{2,}|\.{4,}|(?<=[.!?]) {2,}(?=\p{Lu})|(?<!\p{L})\p{Lu}{6,}(?!\p{L})|[:;]-?[)(DP](?!\p{L})|[\u2060-\u2064\u200b\ufeff]/gu],
];

export function checkStyle(text: string, seen = ""): Warning[] {
  const known = new Set(wordsIn(seen).map(({ word }) => word.toLowerCase()));
  const warnings = kPatterns.flatMap(([clue, pattern]) => [...text.matchAll(pattern)].map((match) => warning(clue, match.index, match[0])));
  const isFree = ({ from, to }: { from: number; to: number }): boolean => !warnings.some((other) => from < other.to && other.from < to);
  warnings.push(...names(text, known).filter(isFree));
  warnings.push(...rareWords(text, known).filter(isFree));
  return warnings.filter(({ clue, found }) => clue !== "name" || !known.has(found.toLowerCase())).sort((a, b) => a.from - b.from);
}

const warning = (clue: Clue, from: number, found: string): Warning => ({ clue, from, to: from + found.length, found, advice: kAdvice[clue] });

interface Word {
  word: string;
  at: number;
  opens: boolean; // a sentence or line, where a capital says nothing
}

function wordsIn(text: string): Word[] {
  return [...text.matchAll(/\p{L}[\p{L}\p{M}'’-]*/gu)].map((match) => ({
    word: match[0].replace(/['’]s$/u, ""),
    at: match.index,
    opens: /(?:^|[.!?:;…\n][\s"“„»«(]*|["“„»«(])$/u.test(text.slice(Math.max(0, match.index - 12), match.index)),
  }));
}

const isCapital = (word: string): boolean => /^\p{Lu}[\p{Ll}'’-]/u.test(word);

// Capitals in the middle of a sentence. In a language that writes all nouns so they say nothing, which
// shows in how many there are.
function names(text: string, known: Set<string>): Warning[] {
  const inside = wordsIn(text).filter(({ opens }) => !opens);
  const capitals = inside.filter(({ word }) => isCapital(word) && word.length > 1);
  if (capitals.length * 5 > inside.length && inside.length > 30) return [];
  return capitals.filter(({ word }) => !known.has(word.toLowerCase())).map(({ word, at }) => warning("name", at, word));
}

const kEndings = /(?:'s|s|es|ed|d|ing|ly|er|est|ness|ment|ion|ions|able)$/;

function rareWords(text: string, known: Set<string>): Warning[] {
  const common = new Set(wordList);
  const isCommon = (word: string): boolean => {
    const stem = word.replace(kEndings, "");
    return [word, stem, `${stem}e`, `${stem}y`].some((form) => common.has(form) || known.has(form));
  };
  const rare = wordsIn(text).filter(({ word }) => word.length >= 9 && !isCapital(word) && !isCommon(word.toLowerCase()));
  const once = new Map(rare.map((each) => [each.word.toLowerCase(), each]));
  // The longest are the rarest, by and large.
  return [...once.values()].sort((a, b) => b.word.length - a.word.length).slice(0, kMostRare).map(({ word, at }) => warning("rare_word", at, word));
}
