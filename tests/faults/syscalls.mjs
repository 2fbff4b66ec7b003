// A failure at every call by which a server writes, and its end before, after and amid each.
//
//   DEMUR_PROGRAM=build/release/demur node tests/faults/syscalls.mjs [--cases 24] [--how HOW] [--seed N]
//
// `./dev faults` builds the program and runs every case.
//
// A life of a server: it starts, members file twice and ask for receipts and the checkpoint, it stops.
// Its write-side calls are counted, and strace is asked whether it sees more of them. Then the same
// life again, from the same folder, for each call and each thing that may befall it: refused with EIO or
// with ENOSPC; done and yet refused; half written and refused; the process killed before it, after it, or
// with half written; and the disk full or failing from there on. An answer is a success only where all
// was kept, and an error is a 503. After a restart on a disk that is well, all that was answered is there
// with its text and a receipt that verifies, the log extends every checkpoint that was seen, and the audit
// finds nothing. What was not answered is sent again, as it was or with another text: each comes out once,
// and no text is taken for another.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { populate, randomFrom, Server } from "./client.mjs";
import { Evidence, entriesOf, file, found, newFiling, ofEach, sample, send } from "./evidence.mjs";
import { FaultyDisk, forEver } from "./faulty_disk.mjs";

const { values: options } = parseArgs({
  options: {
    cases: { type: "string", default: "24" }, // of all, drawn by the seed
    how: { type: "string" }, // only this, such as done_and_refused
    seed: { type: "string", default: "20261125" },
  },
});
const faults = [
  { how: "refused", error: "EIO" },
  { how: "refused", error: "ENOSPC" },
  { how: "done_and_refused", error: "EIO" },
  { how: "torn_and_refused", error: "ENOSPC" },
  { how: "killed_before" },
  { how: "killed_after" },
  { how: "killed_torn" },
  { how: "refused", error: "ENOSPC", forGood: true },
  { how: "refused", error: "EIO", forGood: true },
];
const scratch = mkdtempSync(join(tmpdir(), "demur-syscalls-"));
const template = join(scratch, "institution");
const counts = { acknowledged: 0, refused: 0, cut_off: 0, not_started: 0, sent_again: 0, kept_though_refused: 0 };

// ---- one life

// {acknowledged, unsure, evidence}: what the people outside were told, and what they hold.
async function live(house, data, disk, fault, under = []) {
  const evidence = new Evidence(data.scratch, house.key);
  const life = { acknowledged: [], unsure: [], evidence };
  const mayDie = fault?.how.startsWith("killed");
  let server;
  try {
    const env = { ...disk.env(), ...(under.length > 0 && { ASAN_OPTIONS: "detect_leaks=0" }) }; // a tracer too
    server = await Server.start(data.folder, { env, under });
  } catch (error) {
    if (!mayDie) assert.match(error.message, /"?[A-Za-z].*\n/, "it did not start, and did not say why");
    ++counts.not_started;
    return life;
  }
  try {
    for (const member of house.members) await fileOne(server, house, member, disk, life);
  } catch (error) {
    if (!mayDie || error.code === "ERR_ASSERTION") throw error;
  }
  await server.end("SIGTERM");
  return life;
}

async function fileOne(server, house, cookie, disk, life) {
  const filing = newFiling(cookie);
  life.unsure.push(filing);
  const before = disk.befell;
  const answer = await send(server, house.decision, filing);
  if (disk.befell > before && disk.call.endsWith("demur.db-wal"))
    assert.equal(answer.status, 503, `${disk.call} failed, and a filing was answered with ${answer.status}`);
  if (answer.status !== 200) {
    assert.equal(answer.status, 503, answer.text);
    assert.match(answer.json().error.what, /disk/, "the error does not say what is wrong");
    ++counts.refused;
  } else {
    life.unsure.pop();
    life.acknowledged.push(filing);
  }
  for (const path of [...(answer.status === 200 ? [`/dissents/${filing.id}/receipt.json`] : []), "/log/checkpoint"]) {
    const shown = await server.request("GET", path, { cookie });
    assert.ok(shown.status === 200 || shown.status === 503, `${path}: ${shown.status} ${shown.text}`);
    if (shown.status !== 200) continue;
    if (path === "/log/checkpoint") life.evidence.checkpoints.push(shown.text);
    else life.evidence.takeReceipt(filing, shown.text);
  }
}

// ---- afterwards

async function expectAllThere(server, house, { acknowledged, unsure, evidence }, changed) {
  for (const filing of acknowledged) await evidence.verifyReceipt(server, filing);
  for (const [i, filing] of unsure.entries())
    await (i % 2 === changed % 2 ? sendWithAnotherText : fileAgain)(server, house, filing);
  for (const filing of unsure) await evidence.verifyReceipt(server, filing);
  await evidence.keepCheckpoint(server);
  const seen = [...new Set([house.checkpoint, ...evidence.checkpoints])];
  await evidence.checkLog(`${server.url}/log`, seen);
  const ids = (await entriesOf(server)).map((entry) => JSON.parse(entry).id);
  for (const { id } of [...house.filed, ...acknowledged, ...unsure])
    assert.equal(ids.filter((one) => one === id).length, 1, `${id} is not in the log once`);
  counts.acknowledged += acknowledged.length;
  counts.sent_again += unsure.length;
}

const fileAgain = (server, house, filing) => file(server, house.decision, filing);

async function sendWithAnotherText(server, house, filing) {
  const changed = { ...filing, text: `${filing.text}, and more` };
  const answer = await send(server, house.decision, changed);
  if (answer.status === 200) return Object.assign(filing, changed);
  assert.equal(answer.status, 409, answer.text);
  assert.match(answer.text, /with another text/);
  ++counts.kept_though_refused;
}

async function oneCase(house, { first, fault }) {
  const place = mkdtempSync(join(scratch, "case-"));
  const data = { scratch: place, folder: join(place, "institution") };
  cpSync(template, data.folder, { recursive: true, preserveTimestamps: true });
  const disk = new FaultyDisk(place, data.folder);
  disk.fault({ ...fault, error: fault.error ?? "EIO", first, last: fault.forGood ? forEver : first });
  const name = `call ${first}, ${fault.how} ${fault.error ?? ""}${fault.forGood ? " from there on" : ""}`;
  try {
    const life = await live(house, data, disk, fault);
    if (fault.how.startsWith("killed")) counts.cut_off += life.unsure.length;
    const server = await Server.start(data.folder);
    await expectAllThere(server, house, life, Number(options.seed) + first);
    await server.end("SIGTERM");
  } catch (error) {
    error.message = `${name} (${disk.call}): ${error.message}`;
    throw error;
  }
  befallen.set(disk.call, (befallen.get(disk.call) ?? 0) + 1);
  disk.close();
  rmSync(place, { recursive: true });
}
const befallen = new Map(); // call -> how often

// ---- which calls there are

// By strace: one more than ours would be one that never fails in these tests.
function countByStrace(trace, folder) {
  const made = /^\d+ +(?:pwrite64|write|pwritev2?|writev|fsync|fdatasync|ftruncate|fallocate|rename\w*|unlink\w*|mkdir\w*|rmdir|fchmod|fchown|openat?\(.*O_(?:CREAT|TRUNC)|creat|truncate|link\w*|symlink\w*|chmod|sync_file_range|copy_file_range)\b/;
  return readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => made.test(line) && line.includes(folder)).length;
}

async function countCalls(house) {
  const data = { scratch, folder: join(scratch, "counted") };
  cpSync(template, data.folder, { recursive: true, preserveTimestamps: true });
  const disk = new FaultyDisk(scratch, data.folder);
  const trace = join(scratch, "trace");
  const isTraced = spawnSync("strace", ["-V"]).status === 0;
  const under = isTraced ? ["strace", "-f", "-y", "-qq", "-o", trace, "-e", "trace=%file,%desc"] : [];
  const life = await live(house, data, disk, undefined, under);
  assert.equal(life.acknowledged.length, house.members.length);
  if (isTraced) assert.equal(countByStrace(trace, data.folder), disk.seen, "strace sees other calls than the library");
  const calls = disk.seen;
  disk.close();
  return { calls, isTraced };
}

async function main() {
  const { invitation, key } = await found(template, { scratch });
  const server = await Server.start(template);
  const house = { ...(await populate(server, invitation, 2)), key, filed: [] };
  for (const member of house.members) {
    house.filed.push(newFiling(member));
    await file(server, house.decision, house.filed.at(-1));
  }
  house.checkpoint = (await server.must("GET", "/log/checkpoint")).text;
  await server.end("SIGTERM");

  const { calls, isTraced } = await countCalls(house);
  const asked = faults.filter(({ how }) => how === (options.how ?? how));
  const all = Array.from({ length: calls }, (_, before) => asked.map((fault) => ({ first: before + 1, fault }))).flat();
  const cases = sample(all, Number(options.cases), randomFrom(Number(options.seed)));
  await ofEach(cases, (one) => oneCase(house, one));
  rmSync(scratch, { recursive: true });
  const by = isTraced ? "as many by strace" : "not compared with strace, which is missing";
  console.log(`held: ${cases.length} of ${all.length} cases at ${calls} calls (${by}), ${JSON.stringify(counts)}`);
  for (const [call, times] of [...befallen].sort()) console.log(`  ${times} at ${call || "(came no more)"}`);
}

try {
  await main();
} catch (error) {
  console.error(`seed ${options.seed}; the folders are kept in ${scratch}; so far ${JSON.stringify(counts)}`);
  console.error(error);
  process.exit(1);
}
