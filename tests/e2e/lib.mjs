// What the end-to-end tests share: the real program on a free port and a folder of its own, a
// browser, and the few things that every story does (sign in, file, invite, expect an error).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

export const program = resolve(process.env.DEMUR_PROGRAM ?? "build/dev/demur");
export const demoPassword = "disagree well";
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export async function temporaryFolder(test) {
  const folder = await mkdtemp(join(tmpdir(), "demur-e2e-"));
  test.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the program to its end. */
export function run(args, { env = {}, input = "", cwd } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
    const result = { code: null, out: "", err: "" };
    child.stdout.on("data", (bytes) => (result.out += bytes));
    child.stderr.on("data", (bytes) => (result.err += bytes));
    child.on("error", fail);
    child.on("close", (code, signal) => done({ ...result, code: code ?? signal }));
    child.stdin.on("error", () => {}); // it may end without reading
    child.stdin.end(input);
  });
}

/** Starts `demur demo` or `demur serve` on a free port, and resolves once it says where it is. */
export function start(test, args) {
  const child = spawn(program, [...args, "--listen", "127.0.0.1:0"]);
  const server = { url: "", out: "", err: "", ended: null };
  server.ended = new Promise((done) => child.on("close", (code, signal) => done(code ?? signal)));
  server.stop = (signal = "SIGTERM") => (child.kill(signal), server.ended);
  test.after(() => server.stop());
  child.stderr.on("data", (bytes) => (server.err += bytes));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => fail(new Error(`the server ended with ${code}: ${server.err}`)));
    child.stdout.on("data", (bytes) => {
      server.out += bytes;
      const said = /http:\/\/localhost:\d+/.exec(server.out);
      if (said) done(Object.assign(server, { url: said[0] }));
    });
  });
}

export async function startDemo(test) {
  const data = join(await temporaryFolder(test), "demo");
  const demo = await start(test, ["demo", "--data", data]);
  const [drop] = await until("the drop's address", () => /http:\/\/127\.0\.0\.1:\d+/.exec(demo.out)); // it is said after the house's
  return Object.assign(demo, { data, drop });
}

/** Asks again until `probe` gives something true. */
export async function until(what, probe, seconds = 90) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    assert.ok(Date.now() < end, `${what}: not within ${seconds} s`);
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** Says in which step of a story something failed. */
export async function step(name, act) {
  try {
    return await act();
  } catch (error) {
    error.message = `${name}: ${error.message}`;
    throw error;
  }
}

export async function openBrowser(test) {
  if (!existsSync(browserPath)) {
    console.log(`skipped: there is no ${browserPath}`);
    process.exit(77);
  }
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  test.after(() => browser.close());
  return browser;
}

/**
 * A person at a browser of their own; `faults` collects what must not happen on any page. Unless `led`, they
 * were by way of the drop today: a browser goes there by itself once a day, to collect tokens.
 */
export async function person(browser, server, { led = false, ...options } = {}) {
  const context = await browser.newContext({ baseURL: server.url, acceptDownloads: true, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(60_000);
  if (!led) await context.addInitScript(() => location.hostname === "localhost" && localStorage.setItem("demur-collected", new Date().toISOString().slice(0, 10)));
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(`${page.url()}: ${error.message}`));
  page.on("response", (response) => response.status() >= 500 && page.faults.push(`${response.url()}: ${response.status()}`));
  page.on("console", (message) => /Content Security Policy|TrustedHTML/.test(message.text()) && page.faults.push(`${page.url()}: ${message.text()}`));
  return page;
}

export async function signIn(page, login, password = demoPassword) {
  await page.goto("/sign-in");
  await page.getByLabel("Sign-in name").fill(login);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const later = page.getByRole("link", { name: /^Not now/ }); // past the tokens, for who has some to collect
  const today = page.getByRole("heading", { level: 1, name: /^Today/ });
  await later.or(today).waitFor();
  if (await later.isVisible()) await later.click();
  await today.waitFor();
}

export async function signOut(page) {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
}

/** Somebody who has signed in. */
export async function member(browser, server, login, options = {}) {
  const page = await person(browser, server, options);
  await signIn(page, login);
  return page;
}

/** The page says what is wrong at the top, linked to the field, and again at the field. */
export async function expectError(page, field, words) {
  const link = page.locator(".errors a", { hasText: words });
  await link.waitFor();
  assert.match(await page.title(), /^Error: /);
  const target = await link.getAttribute("href");
  assert.equal(await page.locator(target).getAttribute("name"), field);
  await page.locator(".field.wrong .error", { hasText: words }).waitFor();
}

export const submit = (page, name) => page.getByRole("button", { name, exact: true }).click();
export const mainText = (page) => page.locator("main").innerText();

/** Through Settings > People: the link for a new member. */
export async function invite(custodian, { name, login, office }) {
  await custodian.goto("/settings/people");
  await custodian.getByLabel("Name", { exact: true }).fill(name);
  await custodian.getByLabel("Sign-in name").fill(login);
  await custodian.getByLabel("Office", { exact: true }).selectOption({ label: office });
  await submit(custodian, "Make an invitation");
  return custodian.locator("#invitation-link").inputValue();
}

export async function acceptInvitation(page, link, password) {
  await page.goto(link);
  await page.getByLabel("Choose a password").fill(password);
  await page.getByLabel("The same again").fill(password);
  await submit(page, "Accept and sign in");
  await page.getByRole("heading", { level: 1, name: /^Today/ }).waitFor();
}

/** The newest tile of a log of so many leaves, as its path ends: of 273, "001.p/17". */
export function newestTile(size) {
  const index = Math.ceil(size / 256) - 1;
  const name = String(index).padStart(3, "0");
  return size % 256 === 0 ? name : `${name}.p/${size % 256}`;
}

/** Alters one character of a text inside a receipt. */
export function altered(receipt) {
  const value = JSON.parse(receipt);
  const text = value.opening.private.text;
  value.opening.private.text = (text[0] === "X" ? "Y" : "X") + text.slice(1);
  return JSON.stringify(value);
}
