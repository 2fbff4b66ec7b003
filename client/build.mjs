// Builds what the browser gets into the folder named: style.css, demur.js, offline.html (one file
// that needs nothing else and may load nothing else), icon.svg; for the drop drop.js and sodium.js; one script for each page that has
// work of its own.
//
//   node client/build.mjs build/dev/client
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, bundleSodium, kSodiumFile, sodiumApart } from "./bundle.mjs";

const source = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2];
if (!target) {
  console.error("usage: node client/build.mjs FOLDER");
  process.exit(2);
}
mkdirSync(target, { recursive: true });

// What a Content-Security-Policy says of an inline script or style: it may run only as it is.
const fingerprint = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

async function offlinePage(style) {
  const script = await bundle(join(source, "offline.ts"), { format: "iife" });
  const policy = `default-src 'none'; script-src ${fingerprint(script)}; style-src ${fingerprint(style)}; form-action 'none'; base-uri 'none'`;
  return readFileSync(join(source, "offline.html"), "utf8")
    .replace("@POLICY@", () => policy)
    .replace("@STYLE@", () => style)
    .replace("@SCRIPT@", () => script);
}

const style = await bundle(join(source, "style.css"));
writeFileSync(join(target, "style.css"), style);
writeFileSync(join(target, "demur.js"), await bundle(join(source, "demur.ts"), { format: "esm" }));
for (const page of ["drop", "tokens", "officer", "sealed", "hand_over"])
  writeFileSync(join(target, `${page}.js`), await bundle(join(source, `${page}.ts`), { format: "esm", plugins: [sodiumApart] }));
writeFileSync(join(target, kSodiumFile), await bundleSodium(source));
writeFileSync(join(target, "offline.html"), await offlinePage(style));
copyFileSync(join(source, "icon.svg"), join(target, "icon.svg"));
