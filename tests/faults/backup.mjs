// Backups of a server at work: each holds every filing that was answered before it began, whole and
// provable, and none that is older than what others hold is put back without being told.
//
//   DEMUR_PROGRAM=build/release/demur node tests/faults/backup.mjs [--backups 20] [--filers 8] [--seed N]
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { demur, populate, randomFrom, Server } from "./client.mjs";
import { Evidence, file, found, newFiling, ofEach, sample } from "./evidence.mjs";

const { values: options } = parseArgs({
  options: {
    backups: { type: "string", default: "20" },
    filers: { type: "string", default: "8" },
    seed: { type: "string", default: "20261123" },
  },
});
const random = randomFrom(Number(options.seed));
const scratch = mkdtempSync(join(tmpdir(), "demur-backup-"));
const data = join(scratch, "institution");
const { invitation, key } = await found(data, { scratch });
const evidence = new Evidence(scratch, key);
const server = await Server.start(data);
const house = await populate(server, invitation, 4);

const noteFile = (name, note) => {
  const path = join(scratch, name);
  writeFileSync(path, note);
  return path;
};

// ---- back up, while filings run

const filed = [];
let enough = false;
const filers = Array.from({ length: Number(options.filers) }, async (_, number) => {
  while (!enough) {
    const filing = newFiling(house.members[number % house.members.length]);
    await file(server, house.decision, filing);
    filed.push(filing);
    if (filed.length % 8 === 0) await evidence.keepReceipt(server, filing);
  }
});
const load = Promise.all(filers);
load.catch(() => {}); // told below

const backups = [];
for (let number = 1; number <= Number(options.backups); ++number) {
  const enoughMore = filed.length + 5;
  while (filed.length < enoughMore) await Promise.race([load, new Promise((resolve) => setTimeout(resolve, 5))]);
  await evidence.keepCheckpoint(server);
  const before = { filings: [...filed], checkpoint: evidence.checkpoints.at(-1) };
  const path = join(scratch, `backup-${number}.db`);
  const made = await demur("backup", "--data", data, path, "--json");
  assert.equal(made.code, 0, made.stdout + made.stderr);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.ok(!existsSync(`${path}.partial`));
  backups.push({ path, ...before, said: JSON.parse(made.stdout) });
}
enough = true;
await load;
const during = filed.length - backups[0].filings.length;
assert.ok(during > 10 * backups.length, "the load stood still while backups were made");
await evidence.keepCheckpoint(server);
const newest = noteFile("newest", evidence.checkpoints.at(-1));
assert.equal((await demur("backup", "--data", data, backups[0].path)).code, 5, "a backup is never written over");
await server.end("SIGTERM");

// ---- restore each

let checked = 0;
for (const backup of backups) {
  const folder = join(scratch, "restored");
  const restore = ["restore", backup.path, "--data", folder, "--key", join(data, "log.key"), "--json"];
  assert.equal((await demur(...restore)).code, 2, "without a checkpoint it must be asked for one");
  const older = await demur(...restore, "--since", newest);
  assert.equal(older.code, 1, `a backup older than what was shown was put back: ${older.stdout}`);
  assert.equal((await demur("serve", "--data", folder, "--listen", "127.0.0.1:0")).code, 4);
  const back = await demur(...restore, "--since", noteFile("since", backup.checkpoint));
  assert.equal(back.code, 0, back.stdout + back.stderr);
  assert.equal(JSON.parse(back.stdout).checkpoint, backup.said.checkpoint);
  assert.equal((await demur(...restore, "--since", newest)).code, 5, "an institution is never restored over");
  const restored = await Server.start(folder);
  const some = [...backup.filings.slice(-10), ...sample(backup.filings.slice(0, -10), 20, random)];
  await ofEach(some, (filing) => evidence.verifyReceipt(restored, filing));
  checked += some.length;
  await evidence.checkLog(`${restored.url}/log`, [backup.checkpoint, backup.said.checkpoint]);
  await restored.end("SIGTERM");
  rmSync(folder, { recursive: true });
}
rmSync(scratch, { recursive: true });
console.log(`held: ${backups.length} backups and restores, ${filed.length} filings, ${during} of them while backups were made, ` +
  `${checked} looked for again, ${JSON.stringify(evidence.counts)}`);
