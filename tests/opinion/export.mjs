// A conversation in the format of Polis's exports, made up: two camps and a few statements that both
// agree to, in several scripts, with what real exports have: changed votes, commas, line breaks, a
// rejected statement, one that nobody voted on.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// mulberry32: the same numbers everywhere.
export function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled(list, random) {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; --at) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
}

export const texts = [
  "Decisions that are taken without the desk should say why, and by whom.",
  "The review should be public, \"in full\",\neven where it hurts.",
  "يجب أن تُنشر الأسباب مع القرار",
  "每一项决定都应当说明理由。",
  "מי שחולק צריך לקבל תשובה בכתב",
  "<b>Ampersands & angles</b> are only text",
];

// agree[camp] of each statement; the first few bridge, the next divide.
const chances = (statement) =>
  statement < 6 ? [0.9, 0.85] : statement < 16 ? (statement % 2 ? [0.85, 0.1] : [0.12, 0.8]) : [0.5, 0.5];

export function conversation({ people = 240, statements = 24, seed = 1 } = {}) {
  const random = generator(seed);
  const votes = [];
  for (let person = 0; person < people; ++person)
    for (let statement = 0; statement < statements; ++statement) {
      if (random() < 0.25 || statement === statements - 1) continue;
      const cast = () => (random() < 0.1 ? 0 : random() < chances(statement)[person % 2] ? 1 : -1);
      votes.push({ person, statement, vote: cast() });
    }
  return { people, statements, votes };
}

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** Writes the folder. `agree`: the number that means agreement in votes.csv. */
export function writeExport(folder, { people, statements, votes }, { agree = 1, order = votes, comments = true } = {}) {
  mkdirSync(folder, { recursive: true });
  const rows = order.map(({ person, statement, vote }, at) => `${1700000000000 - at},Mon Nov 20 2026,${statement},${person},${vote * agree}`);
  writeFileSync(join(folder, "votes.csv"), ["timestamp,datetime,comment-id,voter-id,vote", ...rows, ""].join("\n"));
  if (!comments) return;
  const count = (statement, value) => votes.filter((each) => each.statement === statement && each.vote === value).length;
  const lines = [];
  for (let at = 0; at < statements; ++at)
    lines.push([1, "Mon", at, 0, count(at, 1), count(at, -1), at === 20 ? -1 : 1, quoted(texts[at] ?? `Statement ${at}, with a comma`)].join(","));
  writeFileSync(join(folder, "comments.csv"), "\ufeff" + ["timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body", ...lines, ""].join("\r\n"));
  writeFileSync(join(folder, "summary.csv"), `topic,"How the ministry decides, and who is asked"\nurl,x\n`);
}
