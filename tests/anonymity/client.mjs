// The browser's modules for the tests: bundled for Node, or served to a real Chromium under the policy
// that the pages have. One namespace a module: `const { envelope, shamir } = await modules()`.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { bundle, bundleSodium, kSodiumFile, sodiumApart } from "../../client/bundle.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const vectors = join(root, "tests/vectors/anonymity");
const folder = join(root, "client/anonymity");
const names = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts")).map((file) => file.slice(0, -3));
const entry = {
  contents: [...names.map((name) => `export * as ${name} from "./${name}.js";`), 'export * as bytes from "../bytes.js";', 'export * as note from "../note.js";', 'export * as ballot from "../drop/ballot.js";', 'export * as proposal from "../drop/proposal.js";', 'export * as house from "../drop/house.js";'].join("\n"),
  resolveDir: folder,
  loader: "ts",
};

export async function modules() {
  const temporary = mkdtempSync(join(tmpdir(), "demur-client-"));
  const file = join(temporary, "modules.mjs");
  writeFileSync(file, await bundle(entry, { format: "esm" }));
  const all = await import(pathToFileURL(file).href);
  rmSync(temporary, { recursive: true });
  return { ...all, lib: await all.sodium.loadSodium() };
}

// What is served: everything but libsodium, and libsodium.
export const scripts = async () => ({ "modules.js": await bundle(entry, { format: "esm", plugins: [sodiumApart] }), [kSodiumFile]: await bundleSodium(folder) });

const kPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

// Runs `use(page)` on a page where `demur` holds the modules and `lib` libsodium. Anything that the
// page's policy stopped, or an error that nobody caught, fails.
export async function inChromium(use) {
  const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(browserPath)) {
    console.log(`skipped: there is no ${browserPath}`);
    process.exit(77);
  }
  const files = {
    ...(await scripts()),
    "start.js": 'import * as demur from "./modules.js"; globalThis.demur = demur; globalThis.lib = await demur.sodium.loadSodium(); document.title = "ready";',
  };
  const server = createServer((request, response) => {
    const script = files[request.url.slice(1)];
    response.writeHead(200, { "Content-Type": script ? "text/javascript" : "text/html; charset=utf-8", "Content-Security-Policy": kPolicy });
    response.end(script ?? '<!doctype html><title>starting</title><script type="module" src="/start.js"></script>');
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const faults = [];
  try {
    const page = await browser.newPage();
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("console", (message) => message.type() === "log" && console.log(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`http://localhost:${server.address().port}/`);
    await page.waitForFunction(() => document.title === "ready");
    await use(page);
  } finally {
    await browser.close();
    server.close();
  }
  if (faults.length > 0) throw new Error(`the page complained: ${faults.join("; ")}`);
}
