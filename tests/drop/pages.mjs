// The drop's pages in a real Chromium: tokens collected by way of the institution, a filing locked and sent,
// opened by two custodians, answered, found again by its phrase, and its last word; then a co-signature.
// Nothing breaks the pages' policy, no cookie is set, and the token is gone.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, run, temporaryFolder } from "../e2e/lib.mjs";
import { accessibilityFaults } from "../web/accessibility.mjs";
import { startDrop } from "./lib.mjs";

const submit = (page, name) => page.getByRole("button", { name, exact: true }).click();

async function visitor(browser, drop) {
  const context = await browser.newContext({ baseURL: drop.url, acceptDownloads: true, reducedMotion: "reduce" });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && page.url().startsWith(drop.url) && page.faults.push(`${page.url()}: ${message.text()}`));
  return page;
}

async function look(page, faults) {
  const where = `${new URL(page.url()).pathname}`;
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const fault of await accessibilityFaults(page)) faults.push(`${where} ${colorScheme}: ${fault}`);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > 320) faults.push(`${where}: ${width} px wide on a screen of 320`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

async function collect(page, drop) {
  const { house } = drop;
  await page.goto("about:blank"); // a fragment alone would not load the page anew
  await page.goto(`/wallet#collect=${house.url}&keys=${[...house.issuers.keys()].join(",")}&back=%2Fsettings`);
  await page.getByRole("link", { name: "Back", exact: true }).waitFor();
  assert.equal(new URL(page.url()).hash, "");
  assert.equal(await page.getByRole("link", { name: "Back", exact: true }).getAttribute("href"), `${house.url}/settings`);
}

const refreshed = async (drop) => {
  await drop.kill("SIGTERM");
  const handed = await drop.relay();
  assert.equal(handed.code, 0, handed.err);
  drop.house.show();
  assert.equal((await drop.relay()).code, 0);
  await drop.serve();
};

async function write(page, { text, files = [] }) {
  await page.goto("/file");
  await page.getByLabel("Decision", { exact: true }).selectOption({ index: 1 });
  await page.getByLabel("Change of policy").check();
  assert.ok(await page.getByLabel("any member of the institution: one of 2,000 people").isChecked());
  await page.getByLabel("Title").fill("The canal waiver");
  await page.getByLabel("Text").fill(text);
  if (files.length > 0) await page.locator("#files").setInputFiles(files);
  const phrase = await page.locator("[data-phrase]").innerText();
  await submit(page, "I have written them down");
  assert.equal(await page.locator("[data-phrase]").isVisible(), false, await page.locator("[data-step=phrase]").innerText());
  return phrase;
}

test("a filing goes its whole way", async (t) => {
  const drop = await startDrop(t);
  const { house } = drop;
  drop.house.addIssuer(`cosign:${"a".repeat(26)}`);
  await refreshed(drop);
  const browser = await openBrowser(t);
  const page = await visitor(browser, drop);
  const faults = [];

  await t.test("without tokens the page says what to do", async () => {
    await page.goto("/file");
    await page.getByRole("alert").getByText("You have no token").waitFor();
    await look(page, faults);
  });

  await t.test("tokens are collected once, and no more on a second trip", async () => {
    await collect(page, drop);
    await page.getByRole("cell", { name: "any member of the institution" }).first().waitFor();
    assert.equal(await page.locator("[data-tokens] tr").count(), 2);
    await look(page, faults);
    await collect(page, drop);
    await page.getByText("You hold all the tokens").waitFor();
  });

  let phrase;
  await t.test("it is locked and sent, and the receipt holds", async () => {
    const file = join(await temporaryFolder(t), "minutes.txt");
    await writeFile(file, "The minutes say\u200b otherwise.\r\n");
    phrase = await write(page, { text: "I was there on 3 May 2026. The waiver pays for nobody.", files: [file] });
    await page.getByText("attachment-1.txt").waitFor();
    await page.getByText("“3 May”").waitFor();
    await look(page, faults);
    await page.getByLabel("Type them again").fill(`${phrase} x`);
    await submit(page, "Lock it and send it");
    await page.getByRole("alert").getByText("not a word of the list").or(page.getByRole("alert").getByText("7 or 8 words, and this has")).waitFor();
    await page.getByLabel("Type them again").fill(phrase.toUpperCase());
    await submit(page, "Lock it and send it");
    await page.getByRole("heading", { name: "It is here" }).waitFor();
    await look(page, faults);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save the receipt" }).click();
    const saved = await (await download).path();
    const receipt = JSON.parse(await readFile(saved, "utf8"));
    const verified = await run(["verify", saved, "--key", receipt.drop, "--json"]);
    assert.deepEqual([verified.code, JSON.parse(verified.out).filing], [0, receipt.filing], verified.err);
    assert.equal(receipt.filing, await page.locator("[data-filing-id]").innerText());
    assert.ok(!JSON.stringify(receipt).includes("waiver"));
  });

  await t.test("the token is gone, and no cookie was ever set", async () => {
    await page.goto("/wallet");
    await page.getByRole("cell", { name: /^Filing in/ }).waitFor();
    assert.equal(await page.locator("[data-tokens] tr", { hasText: "Filing in" }).locator("td").nth(3).innerText(), "1");
    assert.deepEqual(await page.context().cookies(), []);
  });

  await t.test("two custodians open it, one cannot", async () => {
    await refreshed(drop);
    assert.equal(house.taken.size, 1);
    const [item] = house.taken.values();
    await assert.rejects(house.openFiling(item, 1), /2 custodians must agree/);
    const { body, key } = await house.openFiling(item);
    assert.equal(body.body, "I was there on 3 May 2026. The waiver pays for nobody.");
    const pieces = [];
    await house.client.attachments.openAttachment(house.lib, key, 0, body.attachments[0], new Blob([Buffer.from(item.attachments[0], "base64")]), (piece) => pieces.push(piece));
    assert.equal(Buffer.concat(pieces).toString(), "The minutes say otherwise.\n");
    await house.reply(item, "Thank you. Whom may we ask?");
    Object.assign(house.filings[0], { state: "answered", outcome: "declined", reasons: "It is law.", reviews: 0 });
    await refreshed(drop);
  });

  await t.test("the phrase finds it from another device, with its reply, and writes back", async () => {
    const other = await visitor(browser, drop);
    await other.goto("/return");
    await other.getByLabel("Your phrase").fill(phrase);
    await submit(other, "Look for it");
    await other.getByText("Thank you. Whom may we ask?").waitFor();
    await other.getByText("It is law.").waitFor();
    await look(other, faults);
    await other.getByLabel("Message", { exact: true }).fill("Ask the archive.");
    await submit(other, "Lock it and send it");
    await other.getByText("It is here, and must be in the log").waitFor();
    await other.getByText("You have written often.").waitFor();
    await other.getByLabel("My last word on the answer").check();
    await other.getByLabel("does not settle it").check();
    await submit(other, "Lock it and send it");
    await other.locator("[data-verdict]").waitFor({ state: "hidden" }); // it is sent, and the form is empty again
    await other.getByLabel("I look back: was my dissent right?").check();
    await look(other, faults);
    await submit(other, "Lock it and send it");
    await other.getByRole("alert").getByText("say whether your dissent was right").waitFor();
    await other.getByLabel("was partly right").check();
    await submit(other, "Lock it and send it");
    await other.locator("[data-hindsight]").waitFor({ state: "hidden" });
    const download = other.waitForEvent("download");
    await other.getByRole("link", { name: "Save what was sent" }).click();
    const saved = JSON.parse(await readFile(await (await download).path(), "utf8"));
    assert.deepEqual([saved.format, saved.item.kind, saved.item.verdict, saved.promise.length], ["demur/review-receipt/v1", "review", "partly_right", 88]);
    assert.deepEqual(other.faults, []);
    await refreshed(drop);
    assert.deepEqual([...house.taken.values()].map(({ kind }) => kind).sort(), ["filing", "last_word", "message", "review"]);
    assert.deepEqual([...house.taken.values()].filter(({ kind }) => kind === "review").map(({ number, verdict, envelope }) => [number, verdict, envelope]), [[1, "partly_right", ""]]);
    await other.context().close();
  });

  await t.test("a colleague signs with one token", async () => {
    house.filings.push({ ...house.filings[0], id: "a".repeat(26), author: house.filings[0].key });
    await refreshed(drop);
    await page.goto(`/cosign#${"a".repeat(26)}`);
    await look(page, faults);
    await submit(page, "Sign it");
    await page.getByRole("heading", { name: "Signed" }).waitFor();
    await refreshed(drop);
    assert.ok([...house.taken.values()].some(({ kind, filing }) => kind === "cosign" && filing === "a".repeat(26)));
  });

  await t.test("leaving goes away and stays away", async () => {
    await page.route("https://www.wikipedia.org/", (route) => route.fulfill({ body: "elsewhere" }));
    await page.goto("/");
    await look(page, faults);
    await page.goto("/file");
    await page.getByRole("link", { name: "Leave this site" }).click();
    await page.waitForURL("https://www.wikipedia.org/");
    await page.goBack();
    assert.notEqual(new URL(page.url()).pathname, "/file");
  });

  assert.deepEqual(page.faults, []);
  assert.deepEqual(faults, []);
});
