// Kill -9 under load, again and again: nothing that was acknowledged is lost, and the log is never
// rewritten.
//
//   DEMUR_PROGRAM=build/release/demur node tests/faults/kill.mjs --rounds 100 [--seed N]
//       [--publishing at_once|minute] [--filers 16] [--longest 700] [--data NEW-FOLDER]
//
// Each round: filers file over HTTP, somebody keeps the checkpoints that are seen, and at a random
// moment the server is killed, at times once more while it starts. After the restart every filing
// that was answered is on its author's page with its text, its receipt verifies and is of the same
// leaf at the same place as before, the log extends the checkpoints that were seen, and the audit
// finds nothing. A filing that was cut off is sent again under its id, and must come out as one.
//
// What it does not show: a machine that loses its power. The kernel keeps what a killed process wrote.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { demur, newId, populate, randomFrom, Server, sha256 } from "./client.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "12" },
    seed: { type: "string", default: String(Date.now() % 2 ** 32) },
    publishing: { type: "string", default: "at_once" },
    filers: { type: "string", default: "16" },
    longest: { type: "string", default: "700" }, // milliseconds of load before the kill
    data: { type: "string" },
  },
});
const rounds = Number(options.rounds);
const random = randomFrom(Number(options.seed));
const scratch = mkdtempSync(join(tmpdir(), "demur-kill-"));
const data = options.data ?? join(scratch, "institution");
const counts = { kills: 0, kills_while_starting: 0, acknowledged: 0, cut_off: 0, pages: 0, receipts: 0, proven: 0, checkpoints: 0 };

const filings = []; // acknowledged: {id, cookie, text, leaf, index}
const checkpoints = []; // seen, oldest first

function policy() {
  const daily = 'every = "day"\nhour = 18\n';
  const toml = readFileSync(new URL("../../policies/state-dissent.toml", import.meta.url), "utf8");
  assert.ok(toml.includes(daily), "policies/state-dissent.toml no longer publishes daily at 18");
  const file = join(scratch, "policy.toml");
  writeFileSync(file, toml.replace(daily, `every = "${options.publishing}"\n`));
  return file;
}

async function found() {
  const founded = await demur(
    ...["init", "--data", data, "--name", "Ministry of Tests", "--origin", "kill.example/log"],
    ...["--policy", policy(), "--login", "custodian", "--custodian", "Edda Varga"],
  );
  assert.equal(founded.code, 0, founded.stderr);
  return founded.stdout.match(/\/invitation\/\S+/)[0];
}

// ---- under load

class Load {
  constructor(server, house) {
    this.server = server;
    this.house = house;
    this.killed = false;
    this.filed = [];
    this.cutOff = [];
    this.firstAnswer = new Promise((resolve) => (this.answered = resolve));
  }

  start() {
    const { members } = this.house;
    const filers = Array.from({ length: Number(options.filers) }, (_, number) =>
      this.untilCut(() => this.fileOne(members[number % members.length])),
    );
    this.all = Promise.all([...filers, this.untilCut(() => keepCheckpoint(this.server))]);
    this.all.catch(() => this.answered()); // told by finish()
  }

  // After the kill, an error is what we came for; before it, it is a failure.
  async untilCut(act) {
    try {
      for (;;) await act();
    } catch (error) {
      if (!this.killed || error.code === "ERR_ASSERTION") throw error;
    }
  }

  async fileOne(cookie) {
    const filing = { id: newId(), cookie, text: `We disagree, and say why: ${newId()}.\n${"Because. ".repeat(40)}end` };
    this.cutOff.push(filing);
    await send(this.server, this.house.decision, filing);
    this.cutOff.splice(this.cutOff.indexOf(filing), 1);
    this.filed.push(filing);
    this.answered();
    if (this.filed.length % 4 === 0) await keepReceipt(this.server, filing);
  }

  async kill(delay) {
    await this.firstAnswer;
    await new Promise((resolve) => setTimeout(resolve, delay));
    this.killed = true;
    await this.server.end("SIGKILL");
    await this.all;
  }
}

async function keepCheckpoint(server) {
  const note = (await server.must("GET", "/log/checkpoint")).text;
  if (note !== checkpoints.at(-1)) checkpoints.push(note);
}

async function send(server, decision, { id, cookie, text }) {
  const body = { id, step: "file", kind: "change_of_policy", standing: "named", title: "We disagree", text };
  const answer = await server.request("POST", `/decisions/${decision}/dissent`, { cookie, body });
  assert.equal(answer.status, 200, `a filing was refused: ${answer.text}`);
  assert.equal(answer.json().id, id);
}

// ---- after it

// Remembers where the leaf is; what was told once must be told for ever.
async function keepReceipt(server, filing) {
  const answer = await server.must("GET", `/dissents/${filing.id}/receipt.json`, filing);
  const receipt = answer.json();
  const leaf = sha256(Buffer.from([0]), receipt.leaf);
  const index = receipt.proof?.match(/^index (\d+)$/m)?.[1];
  assert.equal(leaf, filing.leaf ?? leaf, `the leaf of ${filing.id} changed`);
  assert.equal(index, filing.index ?? index, `the leaf of ${filing.id} moved`);
  assert.equal(receipt.opening.private.text, filing.text, `the receipt of ${filing.id} has another text`);
  if (options.publishing === "at_once") assert.ok(index, `no proof for ${filing.id}`);
  Object.assign(filing, { leaf, index });
  return answer.text;
}

async function checkFiling(server, filing) {
  const page = await server.must("GET", `/dissents/${filing.id}`, filing);
  assert.equal(page.json().text, filing.text, `the page of ${filing.id} has another text`);
  ++counts.pages;
  return keepReceipt(server, filing);
}

async function verifyReceipt(server, key, filing) {
  const file = join(scratch, `${filing.id}.json`);
  writeFileSync(file, await checkFiling(server, filing));
  const verified = await demur("verify", "--json", "--key", key, file);
  rmSync(file);
  assert.equal(verified.code, 0, `the receipt of ${filing.id}: ${verified.stdout}${verified.stderr}`);
  const verdict = JSON.parse(verified.stdout);
  assert.ok(verdict.holds && verdict.key_pinned && verdict.opening_matches, verified.stdout);
  ++counts.receipts;
  if (verdict.included) {
    assert.equal(String(verdict.included.index), filing.index);
    ++counts.proven;
  }
}

async function ofEach(some, check) {
  const queue = [...some];
  const worker = async () => {
    for (let filing = queue.pop(); filing; filing = queue.pop()) await check(filing);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

async function checkLog(server, key, since) {
  for (const note of since) {
    const file = join(scratch, "checkpoint");
    writeFileSync(file, note);
    const audit = await demur("audit", `${server.url}/log`, "--json", "--key", key, "--since", file);
    assert.equal(audit.code, 0, `the audit since ${note}: ${audit.stdout}${audit.stderr}`);
    assert.deepEqual(JSON.parse(audit.stdout).findings, []);
    ++counts.checkpoints;
  }
}

function sample(list, most) {
  const left = [...list];
  const drawn = [];
  while (left.length > 0 && drawn.length < most)
    drawn.push(left.splice(Math.floor(random() * left.length), 1)[0]);
  return drawn;
}

async function round(server, house, key) {
  const load = new Load(server, house);
  const before = { filings: [...filings], checkpoints: [...checkpoints] };
  await keepCheckpoint(server);
  load.start();
  await load.kill(random() * Number(options.longest));
  ++counts.kills;
  if (random() < 0.25) {
    await Server.killWhileStarting(data, random() * 60);
    ++counts.kills_while_starting;
  }
  const restarted = await Server.start(data);
  for (const filing of load.cutOff) await send(restarted, house.decision, filing);
  filings.push(...load.filed, ...load.cutOff);
  counts.acknowledged += load.filed.length;
  counts.cut_off += load.cutOff.length;
  await ofEach([...load.filed, ...load.cutOff, ...sample(before.filings, 20)], (filing) =>
    verifyReceipt(restarted, key, filing),
  );
  const last = checkpoints.at(-1);
  const seen = checkpoints.slice(before.checkpoints.length, -1);
  await checkLog(restarted, key, [last, ...sample(seen, 1), ...sample(before.checkpoints, 1)]);
  return restarted;
}

async function main() {
  console.log(`seed ${options.seed}, ${rounds} rounds, publishing ${options.publishing}, ${options.filers} filers`);
  const invitation = await found();
  const key = (await demur("log", "key", "--data", data)).stdout.trim();
  let server = await Server.start(data);
  const house = await populate(server, invitation, 4);
  for (let number = 1; number <= rounds; ++number) {
    server = await round(server, house, key);
    if (process.stdout.isTTY || number % 10 === 0) console.log(`round ${number}: ${JSON.stringify(counts)}`);
  }
  await ofEach(filings, (filing) => checkFiling(server, filing));
  await checkLog(server, key, sample(checkpoints, 10));
  await server.end("SIGTERM");
  rmSync(scratch, { recursive: true });
  console.log(`held: ${JSON.stringify(counts)}, ${filings.length} filings, ${checkpoints.length} checkpoints seen`);
}

try {
  await main();
} catch (error) {
  console.error(`seed ${options.seed}; the folder is kept in ${data}; so far ${JSON.stringify(counts)}`);
  console.error(error);
  process.exit(1);
}
