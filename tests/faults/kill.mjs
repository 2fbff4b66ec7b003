// Kill -9 under load, again and again: nothing that was acknowledged is lost, and the log is never
// rewritten.
//
//   DEMUR_PROGRAM=build/release/demur node tests/faults/kill.mjs --rounds 100 [--seed N]
//       [--publishing at_once|minute] [--filers 16] [--longest 700] [--data NEW-FOLDER]
//
// `./dev kill 1000` builds the program and runs it.
//
// Each round: filers file over HTTP, somebody keeps the checkpoints that are seen, and at a random
// moment the server is killed, at times once more while it starts. After the restart every filing
// that was answered is on its author's page with its text, its receipt verifies and is of the same
// leaf at the same place as before, the log extends the checkpoints that were seen, and the audit
// finds nothing. A filing that was cut off is sent again under its id, and must come out as one.
//
// What it does not show: a machine that loses its power. The kernel keeps what a killed process wrote.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { populate, randomFrom, Server, signInAgain } from "./client.mjs";
import { Evidence, file, found, newFiling, ofEach, sample } from "./evidence.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "12" },
    seed: { type: "string", default: String(Date.now() % 2 ** 32) },
    publishing: { type: "string", default: "at_once" },
    filers: { type: "string", default: "16" },
    longest: { type: "string", default: "700" }, // milliseconds of load before the kill
    session: { type: "string", default: "20" }, // minutes, then all sign in again
    data: { type: "string" },
  },
});
const rounds = Number(options.rounds);
const random = randomFrom(Number(options.seed));
const scratch = mkdtempSync(join(tmpdir(), "demur-kill-"));
const data = options.data ?? join(scratch, "institution");
const counts = { kills: 0, kills_while_starting: 0, acknowledged: 0, cut_off: 0 };
const filings = []; // acknowledged: {id, cookie, text, leaf, index}
let signedIn = Date.now();

class Load {
  constructor(server, house, evidence) {
    Object.assign(this, { server, house, evidence, killed: false, filed: [], cutOff: [] });
    this.firstAnswer = new Promise((resolve) => (this.answered = resolve));
  }

  start() {
    const { members } = this.house;
    const filers = Array.from({ length: Number(options.filers) }, (_, number) =>
      this.untilCut(() => this.fileOne(members[number % members.length])),
    );
    this.all = Promise.all([...filers, this.untilCut(() => this.evidence.keepCheckpoint(this.server))]);
    this.all.catch(() => this.answered()); // told by kill()
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
    const filing = newFiling(cookie);
    this.cutOff.push(filing);
    await file(this.server, this.house.decision, filing);
    this.cutOff.splice(this.cutOff.indexOf(filing), 1);
    this.filed.push(filing);
    this.answered();
    if (this.filed.length % 4 === 0) await this.evidence.keepReceipt(this.server, filing);
  }

  async kill(delay) {
    await this.firstAnswer;
    await new Promise((resolve) => setTimeout(resolve, delay));
    this.killed = true;
    await this.server.end("SIGKILL");
    await this.all;
  }
}

async function round(server, house, evidence) {
  const load = new Load(server, house, evidence);
  const before = { filings: [...filings], checkpoints: [...evidence.checkpoints] };
  await evidence.keepCheckpoint(server);
  load.start();
  await load.kill(random() * Number(options.longest));
  ++counts.kills;
  if (random() < 0.25) {
    await Server.killWhileStarting(data, random() * 60);
    ++counts.kills_while_starting;
  }
  const restarted = await Server.start(data);
  // That somebody was active is written once a minute, and no server here lives so long.
  if (Date.now() - signedIn > Number(options.session) * 60_000) {
    const renewed = await signInAgain(restarted, house);
    for (const filing of [...filings, ...load.filed, ...load.cutOff]) filing.cookie = renewed.get(filing.cookie);
    signedIn = Date.now();
  }
  for (const filing of load.cutOff) await file(restarted, house.decision, filing);
  filings.push(...load.filed, ...load.cutOff);
  counts.acknowledged += load.filed.length;
  counts.cut_off += load.cutOff.length;
  await ofEach([...load.filed, ...load.cutOff, ...sample(before.filings, 20, random)], (filing) =>
    evidence.verifyReceipt(restarted, filing),
  );
  const last = evidence.checkpoints.at(-1);
  const seen = evidence.checkpoints.slice(before.checkpoints.length, -1);
  const some = [last, ...sample(seen, 1, random), ...sample(before.checkpoints, 1, random)];
  await evidence.checkLog(`${restarted.url}/log`, some);
  return restarted;
}

async function main() {
  console.log(`seed ${options.seed}, ${rounds} rounds, publishing ${options.publishing}, ${options.filers} filers`);
  const { invitation, key } = await found(data, { scratch, publishing: options.publishing });
  const evidence = new Evidence(scratch, key, options.publishing);
  Object.assign(counts, evidence.counts);
  evidence.counts = counts;
  let server = await Server.start(data);
  const house = await populate(server, invitation, 4);
  for (let number = 1; number <= rounds; ++number) {
    server = await round(server, house, evidence);
    if (process.stdout.isTTY || number % 10 === 0) console.log(`round ${number}: ${JSON.stringify(counts)}`);
  }
  await ofEach(filings, (filing) => evidence.checkFiling(server, filing));
  await evidence.checkLog(`${server.url}/log`, sample(evidence.checkpoints, 10, random));
  await server.end("SIGTERM");
  rmSync(scratch, { recursive: true });
  console.log(`held: ${JSON.stringify(counts)}, ${filings.length} filings, ${evidence.checkpoints.length} checkpoints seen`);
}

try {
  await main();
} catch (error) {
  console.error(`seed ${options.seed}; the folder is kept in ${data}; so far ${JSON.stringify(counts)}`);
  console.error(error);
  process.exit(1);
}
