// What goes wrong with a machine and what people do to a folder: a full disk, a read-only one, a clock set
// back, a second process, an older copy put back. Each is refused in words that say what to do, nothing
// that was answered is lost, and where it passes by itself, the server goes on by itself.
//
//   DEMUR_PROGRAM=build/release/demur node --test tests/faults/conditions.mjs
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { demur, killServers, populate, Server } from "./client.mjs";
import { Evidence, file, found, newFiling, send } from "./evidence.mjs";
import { FaultyDisk, forEver } from "./faulty_disk.mjs";

const scratch = mkdtempSync(join(tmpdir(), "demur-conditions-"));
after(() => {
  killServers();
  rmSync(scratch, { recursive: true, force: true });
});

const template = join(scratch, "template");
const { invitation, key } = await found(template, { scratch });
const first = await Server.start(template);
const house = await populate(first, invitation, 1);
await first.end("SIGTERM");

// A folder of its own with a copy of the institution.
function place(name) {
  const here = join(scratch, name);
  mkdirSync(here);
  const data = join(here, "institution");
  cpSync(template, data, { recursive: true, preserveTimestamps: true });
  return { data, disk: new FaultyDisk(here, data), evidence: new Evidence(here, key) };
}

const fileOne = async (server, filed) => {
  filed.push(newFiling(house.members[0]));
  await file(server, house.decision, filed.at(-1));
};

async function expectRefused(server, words, filing = newFiling(house.members[0])) {
  const answer = await send(server, house.decision, filing);
  assert.equal(answer.status, 503, answer.text);
  assert.match(answer.json().error.what, words);
}

async function expectAllThere(data, filed, evidence) {
  const server = await Server.start(data);
  for (const filing of filed) await evidence.verifyReceipt(server, filing);
  await evidence.keepCheckpoint(server);
  await evidence.checkLog(`${server.url}/log`, evidence.checkpoints);
  await server.end("SIGTERM");
}

// ---- the disk

test("A disk that fills up refuses in words, and takes filings again as soon as there is room", async (t) => {
  const { data, evidence } = place("full");
  const mount = join(scratch, "small-disk");
  mkdirSync(mount);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", mount]).status !== 0)
    return t.skip("needs the right to mount a small disk");
  try {
    const small = join(mount, "institution");
    cpSync(data, small, { recursive: true });
    const server = await Server.start(small);
    const filed = [];
    await fileOne(server, filed);
    await evidence.keepCheckpoint(server);
    const { bavail, bsize } = statfsSync(mount);
    writeFileSync(join(mount, "ballast"), Buffer.alloc(bavail * bsize));
    const refused = newFiling(house.members[0]);
    for (let i = 0; i < 3; ++i) await expectRefused(server, /the disk is full.*undone.*free some space/, refused);
    for (const filing of filed) await evidence.checkFiling(server, filing); // reading goes on
    rmSync(join(mount, "ballast"));
    await file(server, house.decision, refused);
    filed.push(refused);
    await fileOne(server, filed);
    await evidence.keepCheckpoint(server);
    await server.end("SIGTERM");
    await expectAllThere(small, filed, evidence);
  } finally {
    spawnSync("umount", ["-l", mount]);
  }
});

test("A disk that becomes read-only refuses what is new and shows what there is", async () => {
  const { data, disk, evidence } = place("read-only");
  const server = await Server.start(data, { env: disk.env() });
  const filed = [];
  await fileOne(server, filed);
  disk.fault({ last: forEver, error: "EROFS" });
  await expectRefused(server, /disk failed.*restart the server/);
  for (const filing of filed) await evidence.checkFiling(server, filing).catch((error) => assert.match(error.message, /503/));
  await server.end("SIGTERM");
  await expectAllThere(data, filed, evidence);
});

test("A read-only disk is named at the start", async () => {
  const { data, disk } = place("read-only-start");
  disk.fault({ last: forEver, error: "EROFS" });
  await assert.rejects(Server.start(data, { env: disk.env() }), /cannot make the data directory .*: Read-only file system/);
});

// ---- the clock

test("A clock set back stops filing, is in the log of the program, and does no harm when set right", async () => {
  const { data, disk, evidence } = place("clock");
  const server = await Server.start(data, { env: disk.env() });
  const filed = [];
  await fileOne(server, filed);
  disk.setClockBack(2);
  await expectRefused(server, /clock stands before the day of the newest record/);
  await server.said(/"event":"clock_went_back"/);
  disk.setClockBack(0);
  await fileOne(server, filed);
  await server.end("SIGTERM");
  disk.setClockBack(2);
  const again = await Server.start(data, { env: disk.env() }).catch((error) => error);
  if (again instanceof Server) {
    await expectRefused(again, /clock/);
    await again.end("SIGTERM");
  } else {
    assert.match(again.message, /clock/);
  }
  await expectAllThere(data, filed, evidence);
});

// ---- two processes

test("A folder that is served is nobody else's, and each is told whose it is", async (t) => {
  const { data, evidence } = place("two");
  const server = await Server.start(data);
  const copy = join(scratch, "two.db");
  assert.equal((await demur("backup", "--data", data, copy)).code, 0);
  const whose = new RegExp(`process ${server.pid} has the data directory .* open: stop it first`);
  t.after(() => server.end("SIGKILL"));
  const others = {
    serve: [whose, "serve", "--listen", "127.0.0.1:0"],
    doctor: [whose, "doctor"],
    restore: [/holds an institution already/, "restore", copy, "--nothing-newer"],
    init: [/name a new folder/, "init", "--name", "X", "--origin", "x.example/log", "--login", "c", "--custodian", "E"],
    witness: [/holds a database already/, "witness", "init", "--name", "x.example/witness"],
  };
  for (const [name, [words, ...args]] of Object.entries(others)) {
    const { code, stdout, stderr } = await demur(...args, "--data", data);
    assert.notEqual(code, 0, `${name} took a folder that is served`);
    assert.match(stdout + stderr, words, name);
  }
  const filed = [];
  await fileOne(server, filed); // and the server was not disturbed
  await server.end("SIGKILL");
  await expectAllThere(data, filed, evidence); // a killed one holds nothing
});

// ---- an older copy

test("An older copy of the database is not served, exported or backed up, and it is said what to do", async () => {
  const { data, evidence } = place("older");
  const old = join(scratch, "older.db");
  let server = await Server.start(data);
  assert.equal((await demur("backup", "--data", data, old)).code, 0);
  const filed = [];
  await fileOne(server, filed);
  await evidence.keepCheckpoint(server);
  await server.end("SIGTERM");
  const newest = join(scratch, "newest.db");
  copyFileSync(join(data, "demur.db"), newest);
  copyFileSync(old, join(data, "demur.db"));
  const words = /The database is an older copy: its log ends at \d+, and this node signed \d+ on .*put the newest copy back/;
  for (const args of [
    ["serve", "--data", data, "--listen", "127.0.0.1:0"],
    ["log", "export", "--data", data, join(scratch, "exported")],
    ["backup", "--data", data, join(scratch, "copy.db")],
    ["doctor", "--data", data],
  ]) {
    const { code, stdout, stderr } = await demur(...args);
    assert.notEqual(code, 0, `${args[0]} took an older copy`);
    assert.match(stdout + stderr, words, args[0]);
  }
  copyFileSync(newest, join(data, "demur.db"));
  await expectAllThere(data, filed, evidence);
});
