// Takes the pictures that the documentation shows, of the demo as it is:
//
//   node tests/e2e/screenshots.mjs FOLDER          decision.png and dissent.png, for docs/images
//   node tests/e2e/screenshots.mjs FOLDER --all    every kind of page, three widths, light and dark
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { member, openBrowser, person, startDemo } from "./lib.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node tests/e2e/screenshots.mjs FOLDER [--all]");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const largest = 200_000; // bytes

// What runs here is no test, yet it must clean up as one does.
const chores = [];
const run = { after: (chore) => chores.unshift(chore) };

async function follow(page, from, ...links) {
  await page.goto(from);
  for (const name of links) await page.getByRole("link", { name }).first().click();
}

async function forDocs(browser, server) {
  const options = { viewport: { width: 1280, height: 900 }, colorScheme: "light" };
  const pictures = [
    ["decision", "respondent", ["/decisions", "Resume patrol boat deliveries"]],
    ["dissent", "respondent", ["/decisions", "Resume patrol boat deliveries", "A report once a year"]],
  ];
  for (const [name, login, way] of pictures) {
    const page = await member(browser, server, login, options);
    await follow(page, ...way);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path });
    if (statSync(path).size > largest) throw new Error(`${path} is larger than ${largest} bytes`);
    await page.context().close();
  }
}

const ways = {
  member: [
    ["today", "/"],
    ["decisions", "/decisions"],
    ["decision", "/decisions", "Rotation rules"],
    ["dissent-overdue", "/", "Eleven thousand citizens"],
    ["filing", "/decisions", "Suspend the water", "File a dissent"],
    ["register", "/decisions/new"],
    ["verify", "/verify"],
    ["account", "/settings"],
    ["leave", "/settings/leave"],
    ["policy", "/settings/policy"],
    ["log-key", "/settings/log-key"],
    ["nothing", "/dissents/none"],
  ],
  respondent: [["answer", "/decisions", "Suspend the water", "The Legal Office learned", /^Answer$/]],
  custodian: [
    ["today-custodian", "/"],
    ["people", "/settings/people"],
    ["member-left", "/settings/people", "Has left"],
    ["office-merge", "/settings/people", "Merge"],
    ["office-close", "/settings/people", "Close"],
    ["acknowledge", "/", "The student waiver", "Acknowledge"],
    ["open-identity", "/decisions", "Suspend the water", "The Legal Office learned", "Open the author"],
  ],
  auditor: [["today-auditor", "/"], ["dissent-auditor", "/", "A dissent"]],
};

async function all(browser, server) {
  const sizes = [1280, 768, 360].flatMap((width) => ["light", "dark"].map((colorScheme) => ({ width, colorScheme })));
  for (const { width, colorScheme } of sizes) {
    const options = { viewport: { width, height: 900 }, colorScheme };
    const visitor = await person(browser, server, options);
    await visitor.goto("/sign-in");
    await visitor.screenshot({ path: join(folder, `sign-in-${width}-${colorScheme}.png`), fullPage: true });
    for (const [login, pages] of Object.entries(ways)) {
      const page = await member(browser, server, login, options);
      for (const [name, ...way] of pages) {
        await follow(page, ...way);
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
      await page.context().close();
    }
    await visitor.context().close();
  }
}

try {
  const server = await startDemo(run);
  const browser = await openBrowser(run);
  await (process.argv.includes("--all") ? all : forDocs)(browser, server);
} finally {
  for (const chore of chores) await chore();
}
