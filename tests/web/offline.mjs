// The offline verifier, opened as a file with the network cut: it accepts a receipt that this
// script signs with Node's own Ed25519, over a tree it hashes by the definition of RFC 6962, and
// refuses it once any one part is altered.
//
//   node tests/web/offline.mjs OFFLINE.HTML
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { chromium } from "playwright-core";

const page_file = process.argv[2];
if (!page_file) {
  console.error("usage: node tests/web/offline.mjs OFFLINE.HTML");
  process.exit(2);
}
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(browserPath)) {
  console.log(`skipped: there is no ${browserPath}`);
  process.exit(77);
}

const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const name = "example.org/log";
const keys = generateKeyPairSync("ed25519");
const raw = Buffer.concat([Buffer.from([1]), keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32)]);
const id = sha(`${name}\n`, raw).subarray(0, 4);
const note = (text) => `${text}\n— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), keys.privateKey)]).toString("base64")}\n`;
const leafHash = (text) => sha([0], text);
const tree = (hashes) => {
  if (hashes.length === 1) return hashes[0];
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return sha([1], tree(hashes.slice(0, split)), tree(hashes.slice(split)));
};
const path = (hashes, index) => {
  if (hashes.length === 1) return [];
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return index < split
    ? [...path(hashes.slice(0, split), index), tree(hashes.slice(split))]
    : [...path(hashes.slice(split), index - split), tree(hashes.slice(0, split))];
};

const salt = randomBytes(32);
const text = "We disagree, “formally”.";
const commit = sha("demur/commit/v1", [0], salt, JSON.stringify({ text })).toString("base64");
const leaf = `{"commit":"${commit}","day":"2026-11-23","id":"k3j5","refs":["policy:main"],"type":"sealed","v":1}`;
const size = 13;
const index = 12;
const hashes = Array.from({ length: size }, (_, at) => leafHash(at === index ? leaf : `entry ${at}`));
const checkpoint = note(`${name}\n${size}\n${tree(hashes).toString("base64")}\n`);
const proof = `c2sp.org/tlog-proof@v1\nindex ${index}\n${path(hashes, index).map((hash) => `${hash.toString("base64")}\n`).join("")}\n${checkpoint}`;
const others = Buffer.concat([id, randomBytes(72)]).toString("base64");
const good = {
  demur: "receipt/v1",
  log: `${name}+${id.toString("hex")}+${raw.toString("base64")}`,
  leaf,
  opening: { salt: salt.toString("base64"), private: { text } },
  promise: note(`demur/promise/v1\n${name}\nleaf ${leafHash(leaf).toString("base64")}\nby 2026-11-24\n`),
  proof,
};
const cases = [
  ["the receipt as it is", good, true, "This is in the log, unaltered."],
  ["signed along by others", { ...good, proof: `${proof}— university ${others}\n— union ${others}\n` }, true, "2 more signatures, as of witnesses; this page knows no witness and did not check"],
  ["only promised", { ...good, proof: undefined }, true, "A promise, and no proof yet"],
  ["another text", { ...good, opening: { ...good.opening, private: { text: "We agree." } } }, false, "The text: does not hold"],
  ["another leaf", { ...good, leaf: leaf.replace("-23", "-22") }, false, "The proof: does not hold"],
  ["another place", { ...good, proof: proof.replace("index 12", "index 11") }, false, "The proof: does not hold"],
  ["a longer log", { ...good, proof: proof.replace(`\n${size}\n`, `\n${size + 1}\n`) }, false, "The proof: does not hold"],
  ["another day promised", { ...good, promise: good.promise.replace("11-24", "11-25") }, false, "The promise: does not hold"],
  ["another key id", { ...good, log: good.log.replace(id.toString("hex"), "00000000") }, false, "The log’s key: does not hold"],
  ["nothing", "", false, "This is not JSON"],
];

const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext({ offline: true });
const page = await context.newPage();
const faults = [];
page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
page.on("pageerror", (error) => faults.push(error.message));
await page.goto(`file://${resolve(page_file)}`);
for (const [what, receipt, holds, words] of cases) {
  await page.evaluate(() => (document.getElementById("verdict").hidden = true));
  await page.fill("#receipt", typeof receipt === "string" ? receipt : JSON.stringify(receipt));
  await page.click("button");
  await page.waitForSelector("#verdict:not([hidden])");
  const said = await page.innerText("#verdict");
  const shown = await page.$eval("#verdict", (section) => section.classList.contains("holds"));
  if (shown !== holds || !said.includes(words)) faults.push(`${what}: ${said}`);
}
await browser.close();
for (const fault of faults) console.error(fault);
console.log(`${cases.length} receipts, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
