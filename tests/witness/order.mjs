// The order of system calls, by strace: no cosignature leaves before the change that it stands for was
// written to the database's log and flushed, nor before the log's name in its folder was; and none
// leaves when the flush fails.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Log } from "./log.mjs";
import { newWitness, scratch, Witness } from "./programs.mjs";

const calls = "openat,pwrite64,fsync,fdatasync,recvmsg,recvfrom,read,sendmsg,sendto,write,writev";
const env = { ASAN_OPTIONS: "detect_leaks=0" }; // the leak checker is a tracer too
const skip = spawnSync("strace", ["-V"]).status === 0 ? false : "needs strace";

const strace = (file, ...more) => ["strace", "-f", "-y", "-s", "200", "-o", file, "-e", `trace=${calls}`, ...more];

// {call, text, begins, done}. A call that another thread's line cuts in two is given twice: when it
// begins, and with all of its text when it is done.
function* callsIn(file) {
  const begun = new Map();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [, pid, rest] = line.match(/^(\d+) +(.*)$/) ?? [];
    if (!pid) continue;
    const resumed = rest.match(/^<\.\.\. (\w+) resumed>(.*)$/);
    if (resumed) {
      yield { call: resumed[1], text: begun.get(pid) + resumed[2], begins: false, done: true };
      continue;
    }
    const call = rest.match(/^(\w+)\(/)?.[1];
    if (!call) continue;
    const unfinished = rest.endsWith("<unfinished ...>");
    if (unfinished) begun.set(pid, rest);
    yield { call, text: rest, begins: true, done: !unfinished };
  }
}

const isFlush = ({ call, done, text }) => done && /^f(data)?sync$/.test(call) && / = 0$/.test(text);

function readTrace(file, folder) {
  const seen = { cosigned: 0, flushesBeforeServing: 0, flushes: 0 };
  let state = { written: false, flushed: false, named: true };
  for (const one of callsIn(file)) {
    const isWal = one.text.includes("demur.db-wal");
    if (one.call === "openat" && one.done && isWal && /O_CREAT/.test(one.text)) state.named = false;
    if (one.text.includes('"POST /add-checkpoint')) Object.assign(state, { written: false, flushed: false });
    if (one.call === "pwrite64" && isWal) Object.assign(state, { written: true, flushed: false });
    if (isFlush(one)) {
      ++seen.flushes;
      if (isWal) state.flushed = state.written;
      if (one.text.includes(`<${folder}>`)) state.named = true;
    }
    if (one.call === "write" && one.text.includes("cosigns at")) seen.flushesBeforeServing = seen.flushes;
    if (one.begins && /^(send|write)/.test(one.call) && one.text.includes('"HTTP/1.1 200')) {
      assert.deepEqual(state, { written: true, flushed: true, named: true }, `answered before it was durable: ${one.text}`);
      ++seen.cosigned;
    }
  }
  return seen;
}

test("every cosignature follows its flush", { skip }, async (t) => {
  const scratchFolder = scratch(t);
  const { folder } = newWitness(join(scratchFolder, "w"), "example.com/witness");
  const log = new Log("example.com/log").grow(1);
  const trace = join(scratchFolder, "trace");
  const witness = await Witness.start(folder, [log.key.vkey], { under: strace(trace), env });
  let size = 0;
  for (let i = 0; i < 20; ++i) {
    await witness.must(log.request(size));
    assert.equal((await witness.ask(log.request(0))).status, 409);
    size = log.size;
    log.grow(7);
  }
  await witness.end();
  assert.equal(readTrace(trace, folder).cosigned, 20);
});

test("a flush that fails is never answered with a cosignature, nor is anything after it", { skip }, async (t) => {
  const scratchFolder = scratch(t);
  const { folder } = newWitness(join(scratchFolder, "w"), "example.com/witness");
  const log = new Log("example.com/log").grow(1);
  const counted = join(scratchFolder, "counted");
  const first = await Witness.start(folder, [log.key.vkey], { under: strace(counted), env });
  await first.must(log.request(0));
  await first.end();
  const { flushesBeforeServing } = readTrace(counted, folder);
  assert.ok(flushesBeforeServing > 0);
  const failing = join(scratchFolder, "failing");
  const inject = `inject=fsync,fdatasync:error=EIO:when=${flushesBeforeServing + 1}+`;
  const witness = await Witness.start(folder, [log.key.vkey], { under: strace(failing, "-e", inject), env });
  log.grow(4);
  for (let i = 0; i < 3; ++i) assert.equal((await witness.ask(log.request(1))).status, 503);
  await witness.end();
  assert.match(readFileSync(failing, "utf8"), /\(INJECTED\)/);
  const again = await Witness.start(folder, [log.key.vkey]);
  const remembered = Number((await again.ask(log.request(0))).text);
  assert.ok([1, 5].includes(remembered), `neither what was before nor what was refused: ${remembered}`);
  await again.must(log.request(remembered));
  await again.end();
});
