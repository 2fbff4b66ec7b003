// A machine that loses its power, and a disk that had not yet kept what was not flushed.
//
//   DEMUR_PROGRAM=build/release/demur node tests/faults/power.mjs [--cuts 24] [--lives 2] [--seed N]
//
// `./dev faults` builds the program and runs 1,000 of them.
//
// A life of a server, in which everything that it writes under its folder is recorded (faulty_disk.c):
// it starts, members file and ask for receipts and checkpoints, at times a flush fails, it stops. Then
// for moments of that life the folder is made as the machine could find it: what was flushed by then is
// there, and of the rest any part is missing: whole writes, or sectors of them, new lengths, new names. On
// each, a server starts, every filing that was answered before the moment is there with its text and a
// receipt that verifies, the log extends the checkpoints that were seen before, and a backup finds the
// database whole. What it holds SQLite's files, `last-checkpoint` and the folder's names to is therefore
// that they were flushed, in this order, before anybody was answered. The power is also cut when `init`,
// `backup` and `restore` have said that they are done.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

import { demur, populate, randomFrom, Server } from "./client.mjs";
import { Evidence, file, found, newFiling, ofEach, sample, send } from "./evidence.mjs";
import { FaultyDisk, forEver, kinds } from "./faulty_disk.mjs";

const { values: options } = parseArgs({
  options: {
    cuts: { type: "string", default: "24" },
    lives: { type: "string", default: "2" },
    seed: { type: "string", default: "20261125" },
  },
});
const random = randomFrom(Number(options.seed));
const scratch = mkdtempSync(join(tmpdir(), "demur-power-"));
const template = join(scratch, "institution");
const counts = { filings: 0, checkpoints: 0 };
const sector = 512;

// ---- a life, recorded

// {deeds, told}: what was done to the folder, and what was told to whom after how many calls.
async function live(house, number) {
  const place = join(scratch, `life-${number}`);
  const folder = join(place, "institution");
  mkdirSync(place);
  cpSync(template, folder, { recursive: true, preserveTimestamps: true });
  const disk = new FaultyDisk(place, folder);
  const record = join(place, "record");
  const told = [];
  const server = await Server.start(folder, { env: disk.env(record) });
  // In every other life a flush fails, once; what comes after it is refused.
  const failing = number % 2 === 0 ? undefined : 4 + Math.floor(random() * 4);
  for (let i = 0; i < 8; ++i) {
    if (i === failing) disk.fault({ last: forEver, of: kinds.sync });
    const filing = newFiling(house.members[i % house.members.length]);
    const answer = await send(server, house.decision, filing);
    if (answer.status === 200) told.push({ at: disk.seen, filing });
    if (random() < 0.5) continue;
    const note = await server.request("GET", "/log/checkpoint");
    if (note.status === 200) told.push({ at: disk.seen, note: note.text });
  }
  await server.end("SIGTERM");
  disk.close();
  return { deeds: readRecord(record), told };
}

function readRecord(path) {
  const bytes = readFileSync(path);
  const deeds = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const [number, call, name, to, place, size] = bytes.subarray(at, end).toString().split("\t");
    at = end + 1 + Number(size);
    deeds.push({ number: Number(number), call, name, to, place: Number(place), bytes: bytes.subarray(end + 1, at) });
  }
  return deeds;
}

// ---- what the disk kept

class File {
  constructor(bytes = Buffer.alloc(0)) {
    this.bytes = bytes;
    this.waiting = [];
  }
  flush() {
    this.waiting.forEach((deed) => this.#apply(deed));
    this.waiting = [];
  }
  afterPowerCut() {
    const fate = ["nothing", "everything", "some", "sectors"][Math.floor(random() * 4)];
    for (const deed of this.waiting) {
      if (fate === "nothing" || (fate !== "everything" && random() < 0.5)) continue;
      if (fate === "sectors" && deed.bytes.length > 0) this.#applyInPart(deed);
      else this.#apply(deed);
    }
    return this.bytes;
  }
  #apply({ call, place, bytes }) {
    if (call === "ftruncate") this.bytes = this.#ofLength(place);
    else this.#put(place, bytes);
  }
  #applyInPart({ place, bytes }) {
    for (let from = 0; from < bytes.length; ) {
      const size = Math.min(sector - ((place + from) % sector), bytes.length - from);
      if (random() < 0.5) this.#put(place + from, bytes.subarray(from, from + size));
      from += size;
    }
  }
  #put(at, bytes) {
    this.bytes = this.#ofLength(Math.max(this.bytes.length, at + bytes.length));
    bytes.copy(this.bytes, at);
  }
  #ofLength(length) {
    const bytes = Buffer.alloc(length);
    this.bytes.copy(bytes, 0, 0, length);
    return bytes;
  }
}

const aFolder = Symbol("a folder");

// What there is under a folder, by name: as the program sees it, and as the disk has it for certain.
class Folder {
  constructor(from) {
    const names = from ? readdirSync(from).map((name) => [name, new File(readFileSync(join(from, name)))]) : [];
    this.names = new Map([[".", aFolder], ...names]);
    this.kept = new Map(this.names);
    this.waiting = []; // {folder, apply}: changes of names that their folder's flush keeps
  }
  take(deed) {
    const { call, name, to } = deed;
    const there = this.names.get(name);
    if (call === "fdatasync" && there === aFolder) {
      // keeps data, and the names in a folder need not be any: SQLite flushes the folder of a new log so
    } else if (call === "fsync" && there === aFolder) {
      this.waiting.filter(({ folder }) => folder === name).forEach(({ apply }) => apply(this.kept));
      this.waiting = this.waiting.filter(({ folder }) => folder !== name);
    } else if (call === "mkdir" || call === "openat") {
      const made = call === "mkdir" ? aFolder : new File();
      if (!there) this.#change(name, (names) => names.set(name, made));
    } else if (call === "rename") {
      this.#change(to, (names) => {
        names.delete(name);
        names.set(to, there);
      });
    } else if (call === "unlink" || call === "rmdir") {
      this.#change(name, (names) => names.delete(name));
    } else if (call === "fsync" || call === "fdatasync") {
      there.flush();
    } else if (call === "write" || call === "pwrite64" || call === "ftruncate") {
      there.waiting.push(deed);
    } else {
      assert.match(call, /^(fchmod|fchown)$/, `${call} of ${name} is not thought of here`);
    }
  }
  afterPowerCut(to) {
    for (const { apply } of this.waiting) if (random() < 0.5) apply(this.kept);
    for (const [name, file] of [...this.kept].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!existsSync(dirname(join(to, name)))) continue; // its folder was lost
      if (file === aFolder) mkdirSync(join(to, name), { mode: 0o700 });
      else writeFileSync(join(to, name), file.afterPowerCut(), { mode: 0o600 });
    }
  }
  #change(name, apply) {
    apply(this.names);
    this.waiting.push({ folder: dirname(name), apply });
  }
}

// ---- afterwards

const sizeOf = (note) => Number(note.split("\n")[1]);

async function cut(house, { deeds, told }, moment) {
  const place = mkdtempSync(join(scratch, "cut-"));
  const data = join(place, "institution");
  const folder = new Folder(template);
  for (const deed of deeds) if (deed.number <= moment) folder.take(deed);
  folder.afterPowerCut(data);
  const before = told.filter(({ at }) => at <= moment);
  const evidence = new Evidence(place, house.key);
  const shown = Math.max(0, ...before.map(({ note }) => (note ? sizeOf(note) : 0)));
  try {
    const remembered = join(data, "last-checkpoint");
    assert.ok(shown === 0 || sizeOf(readFileSync(remembered, "utf8")) >= shown, "a checkpoint was shown and not remembered");
    const server = await Server.start(data);
    for (const { filing } of before) if (filing) await evidence.verifyReceipt(server, { ...filing });
    const notes = before.flatMap(({ note }) => note ?? []);
    await evidence.checkLog(`${server.url}/log`, [house.checkpoint, ...new Set(notes.slice(-2))]);
    const whole = await demur("backup", "--data", data, join(place, "copy.db"));
    assert.equal(whole.code, 0, whole.stdout + whole.stderr);
    await file(server, house.decision, newFiling(house.members[0])); // it goes on
    await server.end("SIGTERM");
  } catch (error) {
    error.message = `power cut at call ${moment}: ${error.message}`;
    throw error;
  }
  counts.filings += evidence.counts.receipts;
  counts.checkpoints += evidence.counts.checkpoints;
  rmSync(place, { recursive: true });
}

// A command that says that it is done, and then the power goes: where its folder is found again.
async function doneAndCut(args) {
  const place = mkdtempSync(join(scratch, "done-"));
  const [folder, record, found] = ["folder", "record", "found"].map((name) => join(place, name));
  mkdirSync(folder);
  const disk = new FaultyDisk(place, folder);
  const done = await demur(...args(folder), { env: disk.env(record) });
  assert.equal(done.code, 0, done.stderr);
  disk.close();
  const kept = new Folder();
  for (const deed of readRecord(record)) kept.take(deed);
  kept.afterPowerCut(found);
  return { found, said: done.stdout, folder };
}

async function cutAfterCommands(house) {
  const init = ["--name", "Ministry", "--origin", "power.example/log", "--login", "c", "--custodian", "Edda"];
  const founded = await doneAndCut((folder) => ["init", "--data", join(folder, "new", "institution"), ...init]);
  const keyIn = async (folder) => (await demur("log", "key", "--data", join(folder, "new", "institution"))).stdout;
  assert.equal(await keyIn(founded.found), await keyIn(founded.folder), "the key of a new institution is gone");
  const server = await Server.start(join(founded.found, "new", "institution"));
  await populate(server, founded.said.match(/\/invitation\/\S+/)[0], 1);
  await server.end("SIGTERM");

  const copied = await doneAndCut((folder) => ["backup", "--data", template, join(folder, "copy.db")]);
  const newest = join(scratch, "newest");
  writeFileSync(newest, house.checkpoint);
  const from = ["restore", join(copied.found, "copy.db"), "--key", join(template, "log.key"), "--since", newest];
  const restored = await doneAndCut((folder) => [...from, "--data", join(folder, "new")]);
  const back = await Server.start(join(restored.found, "new"));
  await new Evidence(scratch, house.key).checkLog(`${back.url}/log`, [house.checkpoint]);
  await back.end("SIGTERM");
}

async function main() {

  const { invitation, key } = await found(template, { scratch });
  const server = await Server.start(template);
  const house = { ...(await populate(server, invitation, 2)), key };
  house.checkpoint = (await server.must("GET", "/log/checkpoint")).text;
  await server.end("SIGTERM");

  for (let round = 0; round < 3; ++round) await cutAfterCommands(house);
  const perLife = Math.ceil(Number(options.cuts) / Number(options.lives));
  let calls = 0;
  for (let number = 0; number < Number(options.lives); ++number) {
    const life = await live(house, number);
    const last = life.deeds.at(-1).number;
    calls += last;
    const moments = Array.from({ length: perLife }, () => 1 + Math.floor(random() * last));
    // The moment just after something was told is where a flush that is missing shows.
    const sharp = moments.map((moment, i) => (i % 2 === 0 ? moment : sample(life.told, 1, random)[0].at));
    await ofEach(sharp, (moment) => cut(house, life, moment));
  }
  rmSync(scratch, { recursive: true });
  console.log(`held: ${perLife * Number(options.lives)} power cuts in ${options.lives} lives of ${calls} calls, ${JSON.stringify(counts)}`);
}

try {
  await main();
} catch (error) {
  console.error(`seed ${options.seed}; the folders are kept in ${scratch}; so far ${JSON.stringify(counts)}`);
  console.error(error);
  process.exit(1);
}
