// The whole chain with real programs: `demur serve`, two `demur witness` that must both cosign, and a
// reader who demands both. One witness goes away and comes back with an older state; then the log forks.
import assert from "node:assert/strict";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { demur } from "../faults/client.mjs";
import { Institution, until } from "./institution.mjs";
import { cosignatureTime } from "./log.mjs";
import { newWitness, Witness } from "./programs.mjs";

async function setUp(t) {
  const house = await Institution.found(t, "cosigned.example/log");
  const witnesses = [];
  for (const name of ["union", "press"]) {
    const made = newWitness(join(house.scratch, name), `${name}.example/witness`);
    const running = await Witness.start(made.folder, [house.key]);
    witnesses.push({ name, ...made, running, url: running.url, port: Number(new URL(running.url).port) });
  }
  house.require(witnesses);
  const [union, press] = witnesses;
  return { house, union, press };
}

const again = async (witness, house) =>
  (witness.running = await Witness.start(witness.folder, [house.key], { port: witness.port }));

test("a log with two witnesses, both of which must cosign", async (t) => {
  const { house, union, press } = await setUp(t);
  await house.serve();
  await house.allCosigned();

  // An older state of one, for later.
  await press.running.end();
  cpSync(press.folder, `${press.folder}.older`, { recursive: true });
  await again(press, house);

  const first = await house.file();
  await house.allCosigned();
  const cosigned = await house.shown();
  const [text, signatures] = cosigned.note.split("\n\n");
  for (const { vkey } of [union, press]) assert.ok(cosignatureTime(vkey, `${text}\n`, signatures) > 0);
  const receipt = await house.receiptOf(first);
  const verified = await house.asReader("verify", receipt.path);
  assert.equal(verified.code, 0, verified.stderr);
  assert.deepEqual(verified.witnesses.cosigned.map(({ witness }) => witness).sort(), ["press", "union"]);
  const { verdict } = (await house.server.must("POST", "/verify", { body: { receipt: receipt.text } })).json();
  assert.equal(verdict.checks.find(({ what }) => what === "Witnesses").outcome, "holds");
  const exported = join(house.scratch, "exported");
  assert.equal((await demur("log", "export", "--data", house.data, exported)).code, 0);
  for (const log of [exported, `${house.server.url}/log`]) {
    const audited = await house.asReader("audit", log);
    assert.equal(audited.code, 0, audited.stderr);
    assert.ok(audited.witnesses.met);
  }
  const backup = join(house.scratch, "backup.db");
  assert.equal((await demur("backup", "--data", house.data, backup)).code, 0);

  // One is away: filing goes on, nothing uncosigned is shown, and what is said is true.
  await press.running.end();
  const second = await house.file();
  await until("the witness is missed", () => /"event":"witness_unreachable","witness":2/.test(house.server.errors));
  assert.equal((await house.shown()).note, cosigned.note);
  assert.equal((await house.witnesses()).waiting, 1);
  const promised = await house.receiptOf(second);
  assert.equal(promised.proof, undefined);
  const held = await house.asReader("verify", promised.path);
  assert.equal(held.code, 0, held.stderr);
  assert.equal(held.witnesses, null, "a promise is cosigned by nobody");
  const page = (await house.server.must("GET", `/dissents/${second.id}`, second)).json();
  assert.match(page.log.words, /^In the log as record \d+\. Not enough witnesses have cosigned that yet/);
  assert.equal((await house.asReader("audit", `${house.server.url}/log`)).code, 0);

  // It is back, and remembers less than we do of it: it says so by a 409, and gets a proof from there.
  rmSync(press.folder, { recursive: true });
  cpSync(`${press.folder}.older`, press.folder, { recursive: true });
  await again(press, house);
  await house.allCosigned();
  assert.match(house.server.errors, /"event":"witness_back","witness":2/);
  assert.equal((await house.asReader("verify", (await house.receiptOf(second)).path)).witnesses.met, true);
  const newest = await house.shown();
  await house.stop();
  assert.equal((await house.doctor()).code, 0);

  // The same key goes on from an older state, and further than what was cosigned.
  const fork = house.forkIn(join(house.scratch, "fork"));
  const restored = await demur("restore", backup, "--data", fork.data, "--key", join(house.data, "log.key"), "--nothing-newer");
  assert.equal(restored.code, 0, restored.stderr);
  await fork.serve();
  while ((await fork.witnesses()).waiting + (await fork.shown()).size <= newest.size) await fork.file();
  for (const number of [1, 2])
    await until("the fork is refused", () => fork.server.errors.includes(`"event":"witness_refused","witness":${number},"status":422`));
  // Of the fork nothing is shown but what both histories have: what was cosigned before it.
  assert.equal((await fork.shown()).size, cosigned.size);
  const since = join(house.scratch, "since");
  writeFileSync(since, newest.note);
  assert.equal((await fork.asReader("audit", `${fork.server.url}/log`)).code, 0);
  assert.equal((await fork.asReader("audit", `${fork.server.url}/log`, "--since", since)).code, 1);
  await fork.stop();
  const found = await fork.doctor();
  assert.equal(found.code, 1);
  assert.match(found.of("union").why, /refused \(status 422\)/);
  for (const { running } of [union, press]) {
    await running.end();
    assert.match(running.errors, /"event":"inconsistent_checkpoint"/);
  }
});

test("a policy that cannot be asked for is refused at the start, by file and line", async (t) => {
  const { house, union, press } = await setUp(t);
  const serve = () => demur("serve", "--data", house.data, "--listen", "127.0.0.1:0", "--witness-policy", house.policy);
  house.require([{ ...union, url: "" }]);
  const refused = await serve();
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /policy\.txt: the witness union has no address/);
  house.require([union, { ...press, name: "union" }]);
  assert.match((await serve()).stderr, /policy\.txt: line 3: the name is taken/);
  for (const { running } of [union, press]) await running.end();
});
