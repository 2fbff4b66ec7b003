// Opens every page of the gallery in Chromium: axe finds nothing wrong on any of them, light and
// dark, wide and narrow, left-to-right and right-to-left, with and without scripts; nothing is wider than a small screen; the
// strict policy stops nothing of ours. With --pictures FOLDER it also takes pictures.
//
//   node tests/web/look.mjs GALLERY [--pictures FOLDER] [--only NAME]
import { createServer } from "node:http";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { chromium } from "playwright-core";
import { accessibilityFaults } from "./accessibility.mjs";

const gallery = process.argv[2];
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const pictures = option("--pictures");
const only = option("--only");
if (!gallery) {
  console.error("usage: node tests/web/look.mjs GALLERY [--pictures FOLDER] [--only NAME]");
  process.exit(2);
}
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(browserPath)) {
  console.log(`skipped: there is no ${browserPath}`);
  process.exit(77);
}

// Pages on which something sealed is opened may run WebAssembly.
const opensSealed = /^\/(sealed|officer-key|hand-over|drop-)/;
const policyOf = (path) => (opensSealed.test(path) ? policy.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") : policy);
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
// As a browser shows it that runs none; axe itself is a script, and needs one that does.
const withoutScripts = (html) => html.replace(/<script[^>]*><\/script>/g, "").replace(/<\/?noscript>/g, "");
const server = createServer((request, response) => {
  const path = join(gallery, new URL(request.url, "http://x").pathname);
  if (!existsSync(path)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": types[extname(path)] ?? "text/plain", "Content-Security-Policy": policyOf(request.url) });
  const body = readFileSync(path);
  response.end(request.url.endsWith("?no-script") ? withoutScripts(body.toString()) : body);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}`;

const settings = [
  { name: "1280-light", width: 1280, colorScheme: "light", axe: "all" },
  { name: "1280-dark", width: 1280, colorScheme: "dark", axe: "colours" },
  { name: "768-light", width: 768, colorScheme: "light", pictureOnly: true },
  { name: "768-dark", width: 768, colorScheme: "dark", pictureOnly: true },
  { name: "360-light", width: 360, colorScheme: "light" },
  { name: "360-dark", width: 360, colorScheme: "dark", pictureOnly: true },
  { name: "print", width: 718, colorScheme: "light", media: "print", pictureOnly: true }, // A4 without its margins
  { name: "320-rtl", width: 320, colorScheme: "light", direction: "rtl", axe: "layout" },
  { name: "1280-no-script", width: 1280, colorScheme: "light", axe: "all", noScript: true },
].filter((setting) => pictures || !setting.pictureOnly);

// In the dark only colours differ; from right to left where things stand, and what then lies over what.
const rulesOf = {
  all: undefined,
  colours: ["color-contrast"],
  layout: ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"],
};

const names = readdirSync(gallery).filter((name) => name.endsWith(".html") && (!only || name === `${only}.html`)).sort();
// Where a script changes nothing, what is seen without one has been seen.
const differsWithoutScript = (name) => /<noscript|\sdata-/.test(readFileSync(join(gallery, name), "utf8"));
const faults = [];
if (pictures) mkdirSync(pictures, { recursive: true });

async function lookAt(page, name, setting) {
  const where = `${name} at ${setting.name}`;
  await page.emulateMedia({ media: setting.media ?? "screen", colorScheme: setting.colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width: setting.width, height: 900 });
  await page.evaluate((direction) => (document.documentElement.dir = direction), setting.direction ?? "ltr");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) faults.push(`${where}: ${overflow} px wider than the screen`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, a.button, nav a, input:not([type=hidden]), select, summary")]
      .filter((element) => element.checkVisibility())
      .filter((element) => element.getBoundingClientRect().height < 24)
      .map((element) => element.textContent || element.id));
  if (small.length > 0) faults.push(`${where}: target below 24 px: ${small[0].trim()}`);
  if (pictures) await page.screenshot({ path: join(pictures, `${basename(name, ".html")}-${setting.name}.png`), fullPage: true });
  if (!setting.axe) return;
  for (const fault of await accessibilityFaults(page, { rules: rulesOf[setting.axe] })) faults.push(`${where}: axe ${fault}`);
}

const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await (await browser.newContext()).newPage();
page.on("console", (message) => {
  if (/Content Security Policy/.test(message.text())) faults.push(`${page.url()}: ${message.text()}`);
});
page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
// A page is loaded once for all settings with scripts: loading is a third of the work.
for (const name of names) {
  await page.goto(`${origin}/${name}`);
  for (const setting of settings) if (!setting.noScript) await lookAt(page, name, setting);
  if (!differsWithoutScript(name)) continue;
  await page.goto(`${origin}/${name}?no-script`);
  for (const setting of settings) if (setting.noScript) await lookAt(page, name, setting);
}
await browser.close();
server.close();
for (const fault of faults) console.error(fault);
console.log(`${names.length} pages, ${settings.length} settings, ${faults.length} faults`);
process.exit(faults.length === 0 && names.length > 0 ? 0 : 1);
