// The command line as it is used: every help has an example, exit codes mean what commands.hpp says,
// JSON is JSON, and a fresh institution goes from `init` to a verified receipt.
import assert from "node:assert/strict";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { signedIn } from "./api_client.mjs";
import { acceptInvitation, altered, demoPassword, invite, member, newestTile, openBrowser, person, program, run, signIn, start, startDemo, step, submit, temporaryFolder } from "./lib.mjs";

const commands = [["init"], ["serve"], ["demo"], ["file"], ["verify"], ["audit"], ["log", "key"], ["log", "export"], ["backup"], ["restore"], ["witness"], ["witness", "init"], ["witness", "key"], ["policy", "check"], ["doctor"],
  ["cosign"], ["reply"], ["verify-ui"], ["export"], ...["enroll", "collect", "tokens", "forget"].map((name) => ["member", name]),
  ...["keygen", "publish", "list", "agree", "open", "release", "write"].map((name) => ["officer", name]), ...["init", "serve", "relay", "doctor"].map((name) => ["drop", name])];

async function exits(code, args, options) {
  const ended = await run(args, options);
  assert.equal(ended.code, code, `demur ${args.join(" ")}: ${ended.out}${ended.err}`);
  return ended;
}

test("every command's help has an example", async () => {
  for (const command of commands) {
    const help = await exits(0, [...command, "--help"]);
    assert.match(help.out, new RegExp(`Examples?:\\n  demur ${command.join(" ")}`), command.join(" "));
  }
  const top = await exits(0, ["--help"]);
  for (const [command] of commands) assert.match(top.out, new RegExp(`^  ${command}\\b`, "m"));
  assert.match((await exits(0, ["--version"])).out, /^demur \d+\.\d+/);
});

test("wrong use ends with 2, a missing file with 4", async (t) => {
  const folder = await temporaryFolder(t);
  await exits(2, []);
  await exits(2, ["nonsense"]);
  await exits(2, ["verify"]);
  await exits(2, ["audit", folder, "--key", "not a key"]);
  await exits(2, ["serve", "--data", folder, "--listen", "nowhere"]);
  for (const url of ["http://dissent.example.org", "http://localhost.evil.example", "https://dissent.example.org/path", "dissent.example.org"])
    await exits(2, ["serve", "--data", folder, "--public-url", url]);
  await exits(2, ["file", "--server", "http://localhost.evil.example", "--login", "x", "--decision", "1", "--title", "x", "--text", "x"]);
  await exits(2, ["demo", "--listen", "0.0.0.0:0"]);
  await exits(4, ["verify", join(folder, "none.json")]);
  await exits(2, ["verify", "--silence", join(folder, "none.json")]);
  await exits(4, ["log", "key", "--data", join(folder, "none")]);
  await exits(4, ["serve", "--data", join(folder, "none"), "--listen", "127.0.0.1:0"]);
  const refused = await exits(4, ["verify", join(folder, "none.json"), "--json"]);
  assert.equal(JSON.parse(refused.out).error.code, "not_found");
});

test("the demo says why it listens on this machine only", async () => {
  assert.match((await exits(2, ["demo", "--listen", "0.0.0.0:0"])).err, /this machine only/);
});

test("the demo serves no institution but its own", async (t) => {
  const house = await found(await temporaryFolder(t));
  assert.match((await exits(5, ["demo", "--data", house.data, "--listen", "127.0.0.1:0"])).err, /no demo/);
});

test("a broken policy is reported by line", async (t) => {
  const file = join(await temporaryFolder(t), "policy.toml");
  const good = await readFile(new URL("../../policies/state-dissent.toml", import.meta.url), "utf8");
  await writeFile(file, good);
  await exits(0, ["policy", "check", file]);
  const lines = good.split("\n");
  const line = lines.findIndex((text) => text.startsWith("cosign_threshold")) + 1;
  lines[line - 1] = 'cosign_threshold = "many"';
  await writeFile(file, lines.join("\n"));
  const said = await exits(2, ["policy", "check", file]);
  assert.ok(said.out.includes(`${file}:${line}: error: `), said.out);
  const json = JSON.parse((await exits(2, ["policy", "check", file, "--json"])).out);
  assert.equal(json.good, false);
  assert.ok(json.findings.some((finding) => finding.line === line && finding.weight === "error"));
  await writeFile(file, "[filing\n");
  await exits(2, ["policy", "check", file]);
});

async function found(folder) {
  const data = join(folder, "house");
  const init = ["init", "--data", data, "--name", "Ministry of X", "--origin", "dissent.example.org/log", "--policy", "state-dissent", "--login", "edda", "--custodian", "Edda Varga"];
  const said = await exits(0, init);
  await exits(5, init); // never over an institution that is there
  return { data, invitation: /\/invitation\/\S+/.exec(said.out)[0], key: /dissent\.example\.org\/log\+\S+/.exec(said.out)[0] };
}

test("a fresh institution: from init to a receipt that holds", async (t) => {
  const folder = await temporaryFolder(t);
  const house = await step("init", () => found(folder));
  assert.equal((await exits(0, ["log", "key", "--data", house.data])).out.trim(), house.key);
  const server = await start(t, ["serve", "--data", house.data]);
  const browser = await openBrowser(t);
  const custodian = await person(browser, server);
  await step("the custodian chooses a password", () => acceptInvitation(custodian, house.invitation, "harbour mouth granite"));
  const mara = await person(browser, server);
  await step("invite a member, who registers a decision", async () => {
    await acceptInvitation(mara, await invite(custodian, { name: "Mara Quill", login: "mara", office: "Secretariat" }), "seven lamps of rain");
    await mara.goto("/decisions/new");
    await mara.getByLabel("Number").fill("2026/1");
    await mara.getByLabel("Title").fill("Close the archive");
    await mara.getByLabel("Text", { exact: true }).fill("The archive closes.");
    await mara.getByLabel("Taken on").fill("2026-01-05");
    await submit(mara, "Register the decision");
    await mara.getByText("The decision is registered, and in the log.").waitFor();
  });
  await step("sign in again", async () => {
    const again = await person(browser, server);
    await signIn(again, "mara", "seven lamps of rain");
    await again.goto("/settings/policy");
    assert.match(await again.locator("main").innerText(), /state-dissent, version 1/);
  });
  await step("file from the command line", () => fileAndVerify(server, folder, house.key));
  assert.equal(await server.stop(), 0, "SIGTERM ends it well");
  await step("doctor", () => examine(house.data));
});

async function fileAndVerify(server, folder, key) {
  const receipt = join(folder, "receipt.json");
  const words = ["file", "--server", server.url, "--login", "mara", "--decision", "2026/1", "--title", "Keep it open", "--text", "-", "--receipt", receipt];
  const env = { DEMUR_PASSWORD: "seven lamps of rain" };
  const input = "The archive holds the only copies.\n";
  await exits(0, words, { env, input });
  const verdict = JSON.parse((await exits(0, ["verify", receipt, "--key", key, "--json"])).out);
  assert.deepEqual([verdict.holds, verdict.key_pinned, verdict.opening_matches], [true, true, true]);
  const text = await readFile(receipt, "utf8");
  assert.equal(JSON.parse(text).opening.private.text, input.trim());
  await writeFile(join(folder, "altered.json"), altered(text));
  await exits(1, ["verify", join(folder, "altered.json"), "--key", key]);
  const json = JSON.parse((await exits(0, [...words, "--json"], { env, input })).out);
  assert.ok(json.location.startsWith(server.url));
  const other = [...words];
  other[other.indexOf("2026/1")] = "2026/99";
  await exits(4, other, { env, input });
  await exits(3, words, { env: { DEMUR_PASSWORD: "wrong wrong wrong" }, input });
  await exits(2, [...words, "--kind", "whim"], { env, input });
  await exits(6, words.map((word) => (word === server.url ? "http://localhost:1" : word)), { env, input });
}

async function examine(data) {
  const well = await exits(0, ["doctor", "--data", data]);
  assert.match(well.out, /^ok /m);
  assert.doesNotMatch(well.out, /FAULT/);
  await chmod(join(data, "log.key"), 0o640);
  const ill = await exits(1, ["doctor", "--data", data]);
  assert.match(ill.out, /^FAULT .*log\.key.*chmod go-rwx/m);
  const json = JSON.parse((await exits(1, ["doctor", "--data", data, "--json"])).out);
  assert.equal(json.good, false);
  await chmod(join(data, "log.key"), 0o600);
  await exits(0, ["doctor", "--data", data]);
}

// Its witness is one that nobody asked.
async function auditByPolicy(folder, out, key) {
  const witness = "example.com/witness+5ad2079a+BCD6ddx3VC59iU0Tekg8XiRaOY9nGmg9K5g/HKUgKB45";
  const policy = join(folder, "trust.policy");
  const audit = ["audit", out, "--policy", policy];
  await exits(2, ["audit", out]);
  await writeFile(policy, `log ${key}\nwitness w ${witness}\nquorum none\n`);
  assert.deepEqual(JSON.parse((await exits(0, [...audit, "--json"])).out).witnesses, { name: "none", met: true, cosigned: [], missing: "" });
  await writeFile(policy, `log ${key}\nwitness w ${witness}\nquorum w\n`);
  assert.match((await exits(1, audit)).out, /does NOT meet the quorum w: cosigned by none; missing: w$/m);
  assert.equal(JSON.parse((await exits(1, [...audit, "--json"])).out).holds, false);
  await writeFile(policy, `log ${key}\nquorum w\n`);
  assert.match((await exits(2, audit)).err, /trust\.policy: line 2: /);
}

test("audit prints JSON, and refuses another log's key and an altered log", async (t) => {
  const demo = await startDemo(t);
  const folder = await temporaryFolder(t);
  const out = join(folder, "log");
  await exits(0, ["log", "export", "--data", demo.data, out]); // while the server runs
  const key = (await exits(0, ["log", "key", "--data", demo.data])).out.trim();
  const audit = JSON.parse((await exits(0, ["audit", out, "--key", key, "--json"])).out);
  assert.equal(audit.holds, true);
  assert.deepEqual(audit.findings, []);
  assert.equal(audit.figures.records, audit.size);
  assert.ok(audit.figures.decisions >= 5 && audit.figures.answered >= 4);
  const checkpoint = join(folder, "checkpoint");
  await writeFile(checkpoint, audit.checkpoint);
  await exits(0, ["audit", out, "--key", key, "--since", checkpoint]);
  await step("a policy says which log and which witnesses", () => auditByPolicy(folder, out, key));
  const other = await found(folder);
  assert.notEqual((await run(["audit", out, "--key", other.key])).code, 0);
  const entries = join(out, "tile", "entries", newestTile(audit.size));
  const bytes = await readFile(entries).catch(() => null);
  assert.ok(bytes, "the last bundle of entries");
  bytes[bytes.length >> 1] ^= 1;
  await writeFile(entries, bytes);
  await exits(1, ["audit", out, "--key", key]);
});

// In the demo the answer on Port Sorrel is overdue, and its author holds a receipt.
test("a silence is proven from a receipt and the log, by 7; a filing of today is not silent", async (t) => {
  const server = await startDemo(t);
  const folder = await temporaryFolder(t);
  const key = (await exits(0, ["log", "key", "--data", server.data])).out.trim();
  const member = await signedIn(server, "member");
  const [overdue] = (await member.get("/")).json().due_to_me;
  const receipt = join(folder, "receipt.json");
  await writeFile(receipt, (await member.get(`${overdue.about.path}/receipt.json`)).body);
  await exits(0, ["log", "export", "--data", server.data, join(folder, "log")]);
  for (const log of [`${server.url}/log`, join(folder, "log")]) {
    const ask = ["verify", "--silence", receipt, "--log", log, "--key", key];
    assert.match((await exits(7, ask)).out, /answer by .*: NOT RECORDED/);
    const account = JSON.parse((await exits(7, [...ask, "--json"])).out);
    assert.deepEqual([account.silent, account.filing, account.dissent], [true, "in_log", overdue.about.ref.replace("dissent:", "")]);
    assert.deepEqual(account.duties.map((duty) => [duty.duty, duty.verdict]), [["acknowledge", "in_time"], ["answer", "undone"]]);
  }
  const text = join(folder, "text.txt");
  const today = join(folder, "today.json");
  await writeFile(text, "The waiver pays for itself.\n");
  await exits(0, ["file", "--server", server.url, "--login", "member", "--decision", "2026/07", "--title", "Keep it", "--text", text, "--receipt", today], { env: { DEMUR_PASSWORD: demoPassword } });
  const awaited = JSON.parse((await exits(0, ["verify", "--silence", today, "--log", `${server.url}/log`, "--key", key, "--json"])).out);
  assert.deepEqual([awaited.silent, awaited.filing], [false, "awaited"]);
});
