// demur map as people run it, on made-up exports: what it writes can be read by programs and by people,
// holds nothing about a single person, and does not depend on the order of rows or on threads.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, run, temporaryFolder } from "../e2e/lib.mjs";
import { accessibilityFaults } from "../web/accessibility.mjs";
import { conversation, generator, shuffled, texts, writeExport } from "./export.mjs";

function readCsv(text) {
  const rows = [[""]];
  let inside = false;
  for (let at = 0; at < text.length; ++at) {
    const row = rows[rows.length - 1];
    const c = text[at];
    if (inside && c === '"' && text[at + 1] === '"') row[row.length - 1] += text[++at];
    else if (c === '"') inside = !inside;
    else if (!inside && c === ",") row.push("");
    else if (!inside && c === "\n") rows.push([""]);
    else if (inside || c !== "\r") row[row.length - 1] += c;
  }
  rows.pop();
  const [header, ...body] = rows;
  for (const row of body) assert.equal(row.length, header.length);
  return body.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at]])));
}

const contents = (folder) => Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));

async function mapped(folder, out, ...options) {
  const ran = await run(["map", folder, "--out", out, ...options]);
  assert.equal(ran.code, 0, ran.err);
  return { ...ran, files: contents(out) };
}

test("an export becomes a page, tables and JSON that agree with its votes", async (t) => {
  const folder = await temporaryFolder(t);
  const made = conversation();
  writeExport(join(folder, "export"), made);
  const { out, files } = await mapped(join(folder, "export"), join(folder, "map"), "--floor", "1");
  assert.deepEqual(Object.keys(files), ["defining.csv", "groups.csv", "map.html", "map.json", "map.svg", "statements.csv"]);

  const order = ["What bridges", "What divides", "Groups", "What is uncertain"].map((heading) => out.indexOf(heading));
  assert.ok(order.every((at, index) => at > (order[index - 1] ?? 0)), "the text is in reading order");

  const map = JSON.parse(files["map.json"]);
  assert.equal(map.people, 240);
  assert.equal(map.statements_rejected, 1);
  assert.deepEqual(map.bridging.slice().sort((a, b) => a - b).slice(0, 3), ["0", "1", "2"]);
  assert.ok(map.divisive.slice(0, 10).every((id) => id >= 6 && id < 16), `divisive: ${map.divisive}`);
  assert.equal(map.groups.length, 2);

  for (const row of readCsv(files["statements.csv"])) {
    const of = (vote) => made.votes.filter((each) => each.statement === Number(row["comment-id"]) && each.vote === vote).length;
    assert.deepEqual([row.agree_low, row.agree_high, row.disagree_low, row.pass_low].map(Number), [of(1), of(1), of(-1), of(0)]);
  }
  assert.equal(readCsv(files["statements.csv"])[1]["comment-body"], texts[1]);
  assert.equal(readCsv(files["groups.csv"]).length, 2 * 23);
});

test("by default no count under the floor is shown, and no row is about a person", async (t) => {
  const folder = await temporaryFolder(t);
  writeExport(join(folder, "export"), conversation());
  const { files } = await mapped(join(folder, "export"), join(folder, "map"));
  const map = JSON.parse(files["map.json"]);
  assert.equal(map.floor, 10);
  const counts = map.statements.flatMap((statement) => [statement.everybody, ...statement.groups]).flatMap((cells) => Object.values(cells).map(({ count }) => count));
  assert.ok(counts.some(({ low, high }) => low !== high), "something is hidden in this conversation");
  for (const { low, high } of counts) assert.ok(low === high ? low >= 10 : high - low >= 9, `${low} to ${high}`);
  for (const [name, text] of Object.entries(files)) assert.ok(!/participant|voter/.test(text), `${name} speaks of single people`);
});

test("the same bytes come from rows in any order and from any number of threads", async (t) => {
  const folder = await temporaryFolder(t);
  const made = conversation();
  writeExport(join(folder, "a"), made);
  writeExport(join(folder, "b"), made, { order: shuffled(made.votes, generator(9)) });
  const one = await mapped(join(folder, "a"), join(folder, "a-map"), "--threads", "1", "--coords", join(folder, "a.csv"));
  const two = await mapped(join(folder, "b"), join(folder, "b-map"), "--threads", "2", "--coords", join(folder, "b.csv"));
  assert.deepEqual(one.files, two.files);
  assert.equal(readFileSync(join(folder, "a.csv"), "utf8"), readFileSync(join(folder, "b.csv"), "utf8"));
});

test("a vote that changed counts once, as it was last", async (t) => {
  const folder = await temporaryFolder(t);
  const made = conversation();
  writeExport(join(folder, "a"), made);
  writeExport(join(folder, "b"), made, { order: [...made.votes.slice(0, 500).map((each) => ({ ...each, vote: 0 })), ...made.votes] });
  const plain = await mapped(join(folder, "a"), join(folder, "a-map"));
  const changed = await mapped(join(folder, "b"), join(folder, "b-map"));
  assert.deepEqual(plain.files, changed.files);
});

test("coordinates and predictions are of everybody asked for, known or not", async (t) => {
  const folder = await temporaryFolder(t);
  const path = (name) => join(folder, name);
  writeExport(path("export"), conversation());
  writeFileSync(path("pairs.csv"), "participant,comment\n0,7\n1,7\n0,nobody-knows\n99999,0\n99999,nobody-knows\n0,20\n");
  await mapped(path("export"), path("map"), "--agree", "1", "--coords", path("map.csv"), "--predict", path("pairs.csv"), "--pred", path("pred.csv"));
  const coordinates = readCsv(readFileSync(path("map.csv"), "utf8"));
  assert.deepEqual(Object.keys(coordinates[0]), ["participant", "x", "y", "group"]);
  assert.equal(coordinates.length, 240);
  assert.notEqual(coordinates[0].group, coordinates[1].group);
  const predicted = readCsv(readFileSync(path("pred.csv"), "utf8"));
  assert.deepEqual(Object.keys(predicted[0]), ["participant", "comment", "p_disagree", "p_pass", "p_agree"]);
  assert.equal(predicted.length, 6);
  for (const row of predicted) {
    const chances = [row.p_disagree, row.p_pass, row.p_agree].map(Number);
    assert.ok(Math.abs(chances.reduce((a, b) => a + b) - 1) < 1e-4 && chances.every((each) => each > 0 && each < 1));
  }
  assert.ok(Number(predicted[0].p_agree) > 0.6 && Number(predicted[1].p_agree) < 0.4, "each camp is predicted as it votes");
});

test("the sign of votes is settled by the export, or asked for", async (t) => {
  const folder = await temporaryFolder(t);
  const made = conversation();
  writeExport(join(folder, "export"), made);
  writeExport(join(folder, "raw"), made, { agree: -1 });
  writeExport(join(folder, "alone"), made, { comments: false });
  const asExported = await mapped(join(folder, "export"), join(folder, "1"));
  const asInDatabase = await mapped(join(folder, "raw"), join(folder, "2"));
  assert.equal(asInDatabase.files["groups.csv"], asExported.files["groups.csv"]);
  const refused = await run(["map", join(folder, "alone", "votes.csv")]);
  assert.equal(refused.code, 2);
  assert.match(refused.err, /Pass --agree 1 or --agree -1/);
  assert.equal((await run(["map", join(folder, "alone", "votes.csv"), "--agree", "1"])).code, 0);
});

test("what cannot be read is refused, with the place and what to do", async (t) => {
  const folder = await temporaryFolder(t);
  const refused = async (text, pattern, code = 2) => {
    writeFileSync(join(folder, "votes.csv"), text);
    const ran = await run(["map", folder, "--agree", "1"]);
    assert.equal(ran.code, code, ran.err);
    assert.match(ran.err, pattern);
    assert.equal(ran.out, "");
  };
  const header = "comment-id,voter-id,vote\n";
  await refused("", /empty/);
  await refused(header, /no vote/);
  await refused("a,b\n1,2\n", /comment-id, voter-id and vote/);
  await refused(`${header}1,2,NaN\n`, /votes\.csv, line 2, column vote/);
  await refused(`${header}1,2,1\n`, /fewer than 10 people/);
  await refused(`${header}"1,2,1\n`, /line 2: a quotation/);
  await refused(Buffer.from([0xff, 0xfe, 0x41, 0x00]), /UTF-16|NUL/);
  await refused(Buffer.alloc(4096), /NUL/);
  await refused(header + "x".repeat(20 << 20), /more than 16777216 bytes/);
  mkdirSync(join(folder, "inner"));
  writeExport(join(folder, "inner", "copy"), conversation());
  const ran = await run(["map", join(folder, "inner")]);
  assert.equal(ran.code, 4);
  assert.match(ran.err, /pass that folder/);
});

test("degenerate conversations are mapped or refused, and never crash", async (t) => {
  const folder = await temporaryFolder(t);
  const of = (people, statements, vote) => {
    const votes = [];
    for (let person = 0; person < people; ++person) for (let statement = 0; statement < statements; ++statement) votes.push({ person, statement, vote: vote(person, statement) });
    return { people, statements, votes };
  };
  const kinds = { one: of(1, 1, () => 1), same: of(30, 8, () => 1), pass: of(30, 8, () => 0), single: of(30, 1, (person) => (person % 2 ? 1 : -1)), tiny: of(12, 3, (person, at) => ((person * at) % 3) - 1) };
  for (const [name, made] of Object.entries(kinds)) {
    writeExport(join(folder, name), made, { comments: false });
    const ran = await run(["map", join(folder, name), "--agree", "1", "--floor", "1", "--json"]);
    assert.equal(ran.code, 0, `${name}: ${ran.err}`);
    assert.ok(!/NaN|Infinity|null/i.test(ran.out), `${name} prints no number`);
    assert.equal(JSON.parse(ran.out).people, made.people);
  }
});

test("two rounds are compared, with who left, and too few is said to be too few", async (t) => {
  const folder = await temporaryFolder(t);
  const path = (name) => join(folder, name);
  const before = conversation();
  const moved = conversation({ seed: 1 });
  for (const each of moved.votes) if (each.statement === 16) each.vote = generator(each.person)() < 0.8 ? 1 : -1;
  moved.votes = moved.votes.filter(({ person }) => person >= 80);
  writeExport(path("before"), before);
  writeExport(path("after"), moved);
  const ran = await run(["map", "--compare", path("before"), path("after"), "--eligible", "300", "--out", path("change")]);
  assert.equal(ran.code, 0, ran.err);
  assert.match(ran.out, /240 people answered before and 160 after \(80 % and 53 % of the 300 who could\)/);
  const change = JSON.parse(readFileSync(path("change/change.json"), "utf8"));
  assert.equal(change.linked, true);
  assert.equal(change.statements.find(({ id }) => id === "16").finding, "more agree");
  assert.equal(readCsv(readFileSync(path("change/change.csv"), "utf8")).length, 23);

  const few = (made) => ({ ...made, votes: made.votes.filter(({ person }) => person < 30) });
  writeExport(path("few-before"), few(before));
  writeExport(path("few-after"), few(conversation({ seed: 2 })));
  const unsure = await run(["map", "--compare", path("few-before"), path("few-after")]);
  assert.equal(unsure.code, 0, unsure.err);
  assert.match(unsure.out, /Division\n {2}Too few to tell/);
});

test("the pages are found without fault by axe, in light and dark, and fit a phone", async (t) => {
  const folder = await temporaryFolder(t);
  const path = (name) => join(folder, name);
  writeExport(path("export"), conversation());
  writeExport(path("later"), conversation({ seed: 4 }));
  await mapped(path("export"), path("out"));
  await run(["map", "--compare", path("export"), path("later"), "--out", path("out")]);
  const browser = await openBrowser(t);
  const faults = [];
  for (const name of ["map.html", "change.html"])
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      await page.goto(`file://${path("out")}/${name}`);
      for (const fault of await accessibilityFaults(page)) faults.push(`${name}, ${colorScheme}: ${fault}`);
      for (const width of [768, 360]) {
        await page.setViewportSize({ width, height: 700 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > width) faults.push(`${name}: ${wide} px wide on a screen of ${width}`);
      }
      assert.equal(await page.locator("script").count(), 0);
      assert.ok(!/NaN|undefined/.test(await page.innerText("main")));
      await context.close();
    }
  assert.deepEqual(faults, []);
  const html = readFileSync(path("out/map.html"), "utf8");
  assert.ok(html.includes("&lt;b&gt;Ampersands &amp; angles&lt;/b&gt;"), "statements are text and nothing else");
  assert.ok(!/(src|href)=["']?http/.test(html), "nothing is loaded from elsewhere");
});
