// Every page that each role can reach by links, in light and in dark: axe finds nothing wrong, and
// at 320 px nothing scrolls sideways. Links are followed from a few first pages; of the pages that
// differ only in an id, a few of each kind are enough. No page shows a value that is not there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityFaults } from "../web/accessibility.mjs";
import { member, openBrowser, person, startDemo } from "./lib.mjs";

const firstPages = ["/", "/decisions", "/decisions/new", "/verify", "/settings", "/settings/people", "/settings/policy", "/settings/log-key"];
const notPages = /^\/(log|assets)\/|\.(csv|ics|json|md)$|^\/verify\/offline\.html$/;
const enoughOf = { "/dissents/*": 6, "/decisions/*": 3 }; // nouns look different in each state
const enough = (kind) => enoughOf[kind] ?? 1;

// "/dissents/k3j5.../answer" is a page of the kind "/dissents/*/answer".
const kindOf = (path) => path.replace(/\/[a-z2-7]{26}(?=\/|$)/g, "/*").replace(/\?.*$/, "");

async function linksOf(page, origin) {
  const found = await page.$$eval("a[href]", (links) => links.map((link) => link.href));
  return found.map((href) => new URL(href)).filter((url) => url.origin === origin && !notPages.test(url.pathname)).map((url) => url.pathname + url.search);
}

/** What a page is made of, whatever its words: of elements that are alike beside each other, one. */
const shapeOf = (page) =>
  page.evaluate(() => {
    const told = /^(class|type|role|open|hidden|disabled|aria-.*)$/;
    const shape = (element) => {
      const attributes = [...element.attributes].map(({ name, value }) => (told.test(name) ? `${name}=${value}` : name));
      const words = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
      const children = new Set([...element.children].map(shape));
      return `<${element.localName} ${attributes.sort().join(" ")} ${words ? "words" : ""}>${[...children].join("")}</>`;
    };
    return shape(document.body);
  });

/** Pages of the same shape, which roles share, are looked at by axe once. */
const looksByShape = new Set();

async function lookInEveryWay(page, path, faults) {
  await page.waitForLoadState(); // with its styles
  const shape = await shapeOf(page);
  if (!looksByShape.has(shape)) {
    looksByShape.add(shape);
    for (const fault of await accessibilityFaults(page)) faults.push(`${path}, light: ${fault}`);
    await page.emulateMedia({ colorScheme: "dark" });
    const colours = { rules: ["color-contrast", "link-in-text-block"] }; // nothing else differs in the dark
    for (const fault of await accessibilityFaults(page, colours)) faults.push(`${path}, dark: ${fault}`);
    await page.emulateMedia({ colorScheme: "light" });
  }
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > 320) faults.push(`${path}: ${width} px wide on a screen of 320`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Follows links until no new kind of page turns up. */
async function crawl(page, first) {
  const waiting = [...first];
  const met = new Set(waiting);
  const kinds = new Map();
  const faults = [];
  while (waiting.length > 0) {
    const path = waiting.shift();
    const kind = kindOf(path);
    if ((kinds.get(kind) ?? 0) >= enough(kind)) continue;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const response = await page.goto(path);
    if (response.status() !== 200) faults.push(`${path}: a link leads to ${response.status()}`);
    if (/1970|undefined|NaN/.test(await page.innerText("main"))) faults.push(`${path}: shows a value that is not there`);
    await lookInEveryWay(page, path, faults);
    for (const next of await linksOf(page, new URL(page.url()).origin)) {
      if (met.has(next)) continue;
      met.add(next);
      waiting.push(next);
    }
  }
  return { kinds: [...kinds.keys()], faults: [...faults, ...page.faults] };
}

/** Pages that no link leads to: errors, and forms sent empty. */
async function lookAtMistakes(page, faults) {
  assert.equal((await page.goto("/decisions/none")).status() >= 400, true);
  await lookInEveryWay(page, "an address that leads nowhere", faults);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Change the password" }).click();
  await lookInEveryWay(page, "a form sent empty", faults);
  await page.goto("/verify");
  await page.locator("#receipt").fill("{}");
  await page.locator("form.one-form button").click();
  await lookInEveryWay(page, "a receipt that does not hold", faults);
}

test("every page is for everybody", async (t) => {
  const server = await startDemo(t);
  const browser = await openBrowser(t);
  const mustReach = {
    member: ["/", "/dissents/*", "/dissents/*/withdraw", "/decisions/*", "/decisions/*/dissent", "/decisions/new", "/settings/leave",
      "/opinion", "/opinion/*", "/opinion/*/vote", "/meetings", "/meetings/*", "/meetings/*/series", "/ledger", "/ledger/figures", "/rounds/*"],
    respondent: ["/dissents/*/answer", "/dissents/*/extend", "/decisions/*/supersede", "/decisions/*/cite"],
    custodian: ["/dissents/*/acknowledge", "/dissents/*/open-identity", "/settings/people/appoint", "/settings/people/leave", "/settings/offices/merge", "/settings/offices/close"],
    auditor: ["/dissents/*", "/dissents/*/waive-answer"],
  };
  for (const [login, wanted] of Object.entries(mustReach)) {
    await t.test(login, async () => {
      const page = await member(browser, server, login, { viewport: { width: 1280, height: 900 }, colorScheme: "light" });
      const { kinds, faults } = await crawl(page, firstPages);
      for (const kind of wanted) assert.ok(kinds.includes(kind), `${login} reaches ${kind}: ${kinds.join(" ")}`);
      await lookAtMistakes(page, faults);
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }
  await t.test("a visitor", async () => {
    const page = await person(browser, server, { viewport: { width: 1280, height: 900 }, colorScheme: "light" });
    const { faults } = await crawl(page, ["/sign-in", "/signed-out", "/verify"]);
    assert.deepEqual(faults, []);
  });
});
