// `demur witness` over HTTP, asked by a log that shares no code with it: every status of C2SP
// tlog-witness, and what it remembers when it is ended, killed, or started twice.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cosignatureTime, Key, Log, originHash } from "./log.mjs";
import { newWitness, program, scratch, Witness } from "./programs.mjs";

const origin = "example.com/log";

async function setUp(t) {
  const log = new Log(origin).grow(3);
  const made = newWitness(join(scratch(t), "w"), "example.com/witness");
  return { log, ...made, witness: await Witness.start(made.folder, [log.key.vkey]) };
}

test("every status of the protocol, and its body", async (t) => {
  const { log, vkey, witness } = await setUp(t);
  const before = Math.floor(Date.now() / 1000);
  const lines = await witness.must(log.request(0));
  const time = cosignatureTime(vkey, log.text(), lines);
  assert.ok(time >= before && time <= Date.now() / 1000, `cosigned at ${time}`);

  const stale = await witness.ask(log.request(0));
  assert.deepEqual([stale.status, stale.type, stale.text], [409, "text/x.tlog.size", "3\n"]);
  const fork = new Log(origin).grow(3).fork().grow(2, "another");
  await witness.must(log.grow(2).request(3)); // grown
  await witness.must(log.request(5)); // a refresh
  const refused = [
    [400, "old 05\n\n" + log.checkpoint()],
    [400, log.request(5).replace("old 5", "old 6")],
    [400, ""],
    [403, `old 5\n\n${log.text()}\n${new Key("example.com/log", 1, Buffer.alloc(32, 7)).line(log.text())}`],
    [404, new Log("example.com/unknown").grow(1).request(0)],
    [409, new Log(origin).grow(6).request(4)],
    [422, fork.request(5)],
    [422, fork.fork().grow(1).request(5)],
    [413, "old 0\n\n" + "x".repeat(70_000)],
  ];
  for (const [status, body] of refused) assert.equal((await witness.ask(body)).status, status, body.slice(0, 200));
  assert.equal((await fetch(`${witness.url}/add-checkpoint`)).status, 405);

  const kept = await fetch(`${witness.url}/${originHash(origin)}/checkpoint`);
  assert.equal(kept.headers.get("content-type"), "text/plain; charset=utf-8");
  const [text, signatures] = (await kept.text()).split("\n\n");
  assert.equal(`${text}\n`, log.text());
  assert.ok(signatures.includes(log.key.line(log.text()).trim()), "the log's own signature");
  cosignatureTime(vkey, log.text(), signatures);
  assert.equal((await fetch(`${witness.url}/${originHash("example.com/unknown")}/checkpoint`)).status, 404);
  assert.equal(await witness.end(), 0);
  assert.match(witness.errors, /"event":"inconsistent_checkpoint"/);
});

test("what was cosigned is remembered, however it ended", async (t) => {
  const { log, folder, witness: first } = await setUp(t);
  let witness = first;
  let size = 0;
  for (let round = 0; round < 6; ++round) {
    // Asked without pause, and killed behind some answer.
    for (let i = 0; i <= round; ++i) {
      await witness.must(log.request(size));
      size = log.size;
      log.grow(1 + i);
    }
    const last = witness.ask(log.request(size)).catch(() => null);
    await witness.end(round % 2 === 0 ? "SIGKILL" : "SIGTERM");
    const answered = (await last)?.status === 200;
    witness = await Witness.start(folder, [log.key.vkey]);
    const stale = await witness.ask(log.request(0));
    assert.equal(stale.status, 409);
    const now = Number(stale.text);
    assert.ok(now === log.size || (!answered && now === size), `cosigned ${size}, then ${answered}; remembers ${now}`);
    size = now;
    if (size === log.size) log.grow(1);
  }
  await witness.end();
});

test("it does not start twice, nor on what others may write, nor without its state", async (t) => {
  const { log, folder, witness } = await setUp(t);
  const start = () => spawnSync(program, ["witness", "--data", folder, "--listen", "127.0.0.1:0", "--log", log.key.vkey], { encoding: "utf8", timeout: 60_000 });
  assert.equal(start().status, 5, "a second process");
  await witness.end();
  for (const [file, mode, good] of [["", 0o770, 0o700], ["demur.db", 0o622, 0o600], ["witness.key", 0o604, 0o600]]) {
    chmodSync(join(folder, file), mode);
    const refused = start();
    assert.equal(refused.status, 3, `${file}: ${refused.stderr}`);
    chmodSync(join(folder, file), good);
  }
  rmSync(join(folder, "demur.db"));
  assert.match(start().stderr, /a key and no state/);
});
