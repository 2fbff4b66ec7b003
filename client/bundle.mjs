// One script for the browser out of TypeScript modules, by esbuild.
import { build } from "esbuild";

export async function bundle(entry, options = {}) {
  const result = await build({
    ...(typeof entry === "string" ? { entryPoints: [entry] } : { stdin: entry }),
    bundle: true,
    minify: true,
    write: false,
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    ...options,
  });
  return result.outputFiles[0].text.trim();
}

// libsodium is larger than all the rest and changes only with its version: a file of its own, that
// scripts load as a module from where they are.
export const kSodiumFile = "sodium.js";
export const sodiumApart = {
  name: "sodium-apart",
  setup: ({ onResolve }) => onResolve({ filter: /^libsodium-wrappers-sumo$/ }, () => ({ path: `./${kSodiumFile}`, external: true })),
};
export const bundleSodium = (folder) =>
  bundle({ contents: 'export { default } from "libsodium-wrappers-sumo";', resolveDir: folder }, { format: "esm" });
