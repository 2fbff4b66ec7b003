// What the documentation says and a program can check: every relative link and picture leads to a
// file, and every #anchor to a heading; every `demur ...` command line names a subcommand and options
// that the program has; every test named in the threat model or in the log's README exists, and every sentence quoted there
// stands in the pages; the table of layers says what CMake says.
//
//   node tests/docs/check_links.mjs DEMUR
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const program = process.argv[2];
if (!program || !existsSync(program)) {
  console.error("usage: node tests/docs/check_links.mjs DEMUR   (the built program)");
  process.exit(2);
}
const git = (...args) =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...args], { encoding: "utf8" })
    .split("\n")
    .filter((file) => file && existsSync(file));
const root = process.cwd();
const pages = git("*.md");
const faults = [];
const counted = { links: 0, commands: 0, tests: 0, quotes: 0, layers: 0 };
const lineOf = (text, index) => text.slice(0, index).split("\n").length;

// ---- links

// As GitHub makes them: lower case, punctuation gone, spaces to hyphens.
const anchorsOf = (text) =>
  new Set([...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replace(/\s/g, "-")));
const withoutCode = (text) =>
  text
    .replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, " "))
    .replace(/`[^`\n]*`/g, (span) => " ".repeat(span.length));

function checkLinks(page, text) {
  for (const match of withoutCode(text).matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)) {
    const [target, anchor] = match[1].split("#");
    if (/^[a-z][a-z0-9+.-]*:/i.test(match[1])) continue;
    ++counted.links;
    const where = `${page}:${lineOf(text, match.index)}`;
    const file = target === "" ? page : relative(root, join(root, dirname(page), decodeURIComponent(target)));
    if (file.startsWith("..") || !existsSync(file)) faults.push(`${where}: no such file: ${match[1]}`);
    else if (anchor && file.endsWith(".md") && !anchorsOf(readFileSync(file, "utf8")).has(anchor))
      faults.push(`${where}: no such heading: ${match[1]}`);
  }
}

// ---- command lines

const helps = new Map();
function helpOf(words) {
  const key = words.join(" ");
  if (!helps.has(key)) {
    const ran = spawnSync(program, [...words, "--help"], { encoding: "utf8" });
    helps.set(key, ran.status === 0 ? ran.stdout : null);
  }
  return helps.get(key);
}

// Code blocks (fenced or indented) and code spans; a trailing backslash continues a line. What stands
// in $( ) is a command of its own.
function* commandsIn(text) {
  const joined = text.replace(/\\\n\s*/g, (gap) => " ".repeat(gap.length));
  for (const { index } of joined.matchAll(/(?<![\w./-])(?:build\/[a-z]+\/)?demur (?=[a-z-])/g)) {
    if (!isCode(joined, index)) continue;
    const rest = joined.slice(joined.indexOf("demur ", index) + 6).split(/[`\n#]/)[0];
    yield { index, line: rest.replace(/\$\([^)]*\)/g, "X").split(")")[0] };
  }
}
function isCode(text, index) {
  const start = text.lastIndexOf("\n", index - 1) + 1;
  const fences = (text.slice(0, index).match(/^```/gm) ?? []).length;
  const ticks = (text.slice(start, index).match(/`/g) ?? []).length;
  return fences % 2 === 1 || ticks % 2 === 1 || text.startsWith("    ", start);
}

const groups = [...(helpOf([]) ?? "").matchAll(/^  ([a-z-]+) {2,}/gm)].map(([, name]) => name);
function checkCommand(where, line) {
  const words = line.trim().split(/\s+/);
  if (words[0] === "demur") return; // sudo -u demur demur ...: the second is the program
  const path = words[0].startsWith("-") ? [] : [words[0]];
  if (path.length > 0 && !groups.includes(words[0])) {
    faults.push(`${where}: \`demur ${words[0]}\` is no command`);
    return;
  }
  if (/SUBCOMMAND/.test(helpOf(path) ?? "") && /^[a-z]+$/.test(words[1] ?? "")) path.push(words[1]);
  ++counted.commands;
  const help = helpOf(path);
  if (help === null || (path.length === 2 && !help.includes(`demur ${path.join(" ")} `))) {
    faults.push(`${where}: \`demur ${path.join(" ")}\` is no command`);
    return;
  }
  for (const [, option] of line.matchAll(/(?:^|\s)(--[a-z][a-z-]*)/g))
    if (!new RegExp(`(^|[\\s,])${option}(?![a-z-])`, "m").test(help))
      faults.push(`${where}: \`demur ${path.join(" ")}\` has no ${option}`);
}

// ---- tests that are named

const sources = git("*_test.cpp").map((file) => readFileSync(file, "utf8")).join("\n");
const tests = new Set();
for (const [, suite, name] of sources.matchAll(/\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|RC_GTEST_PROP)\(\s*(\w+),\s*(\w+)/g))
  tests.add(`${suite}.${name}`);
function checkTests(page, text) {
  for (const match of text.matchAll(/`([A-Z]\w+\.[A-Z]\w+)`/g)) {
    ++counted.tests;
    if (!tests.has(match[1])) faults.push(`${page}:${lineOf(text, match.index)}: no such test: ${match[1]}`);
  }
}

// ---- sentences that are quoted

const plain = (text) => text.replace(/<[^>]*>|[*]/g, "").replace(/\s+/g, " ").trim();
const shown = [...git("src/demur/web/templates/*.html"), ...git("src/demur/web/views/*.cpp")]
  .map((file) => plain(readFileSync(file, "utf8").replace(/"\s*\n\s*"/g, "")))
  .join("\n");
function checkQuotes(page, text) {
  const blocks = [...text.matchAll(/^(?:>.*\n)+/gm)].flatMap(([block]) => block.replace(/^> ?/gm, "").split(/\n\n/));
  const spans = [...text.matchAll(/\*"([^"]+)"\*/g)].map(([, quote]) => quote);
  for (const quote of [...blocks, ...spans].map(plain)) {
    ++counted.quotes;
    if (!shown.includes(quote)) faults.push(`${page}: no page says: ${quote}`);
  }
}

// ---- the table of layers

function checkLayers(page, text) {
  const rules = readFileSync("src/demur/CMakeLists.txt", "utf8").matchAll(/^demur_layer\((\w+)(?: USES ([\w ]+?))?(?: LINKS [^)]*)?\)/gm);
  const below = [];
  for (const [, layer, uses] of rules) {
    ++counted.layers;
    const row = text.match(new RegExp(`^\\| \`${layer}\` \\|.*\\| ([^|]+) \\|$`, "m"));
    const names = row?.[1].replace("nothing", "").replace("all of the above", below.join(", "));
    if ((names ?? "?").split(/, */).join(" ") !== (uses ?? "")) faults.push(`${page}: the row of ${layer} does not say: ${uses}`);
    below.push(layer);
  }
}

for (const page of pages) {
  const text = readFileSync(page, "utf8");
  checkLinks(page, text);
  for (const { index, line } of commandsIn(text)) checkCommand(`${page}:${lineOf(text, index)}`, line);
  if (/threat-model|translog.README/.test(page)) checkTests(page, text);
  if (page === "docs/threat-model.md") checkQuotes(page, text);
  if (page === "docs/architecture.md") checkLayers(page, text);
}
for (const [what, count] of Object.entries(counted)) if (count === 0) faults.push(`no ${what} found: this check reads nothing`);
for (const fault of faults) console.error(fault);
console.log(`${pages.length} pages:`, Object.entries(counted).map(([what, count]) => `${count} ${what}`).join(", "));
process.exit(faults.length === 0 ? 0 : 1);
