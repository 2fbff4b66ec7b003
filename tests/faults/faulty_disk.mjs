// A disk that a test makes fail: the test's side of faulty_disk.c, which is preloaded into the server.
//
//   const disk = new FaultyDisk(scratch, data);
//   const server = await Server.start(data, { env: disk.env() });
//   disk.fault({ first: 7, how: "refused", error: "ENOSPC" });
//
// DEMUR_FAULTY_DISK is where the library was built.
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";

const library = resolve(process.env.DEMUR_FAULTY_DISK ?? "build/release/tests/faults/libfaulty_disk.so");

// What befalls a call, in the order of the C file. "torn": half of its bytes are written.
export const hows = ["refused", "done_and_refused", "torn_and_refused", "killed_before", "killed_after", "killed_torn"];
export const kinds = { write: 1, sync: 2, name: 4, size: 8, any: 15 };
export const forEver = 2 ** 52;

const layout = { seen: 0, first: 8, last: 16, kinds: 24, how: 28, error: 32, befell: 36, call: 40, clock: 104, size: 112 };

export class FaultyDisk {
  constructor(scratch, folder) {
    Object.assign(this, { folder, path: join(scratch, "disk-control") });
    this.file = openSync(this.path, "w+", 0o600);
    writeSync(this.file, Buffer.alloc(layout.size));
  }

  env(record) {
    const names = { LD_PRELOAD: library, DEMUR_DISK_FOLDER: this.folder, DEMUR_DISK_CONTROL: this.path };
    return { ...process.env, ...names, ...(record && { DEMUR_DISK_RECORD: record }) };
  }

  // Befalls the calls from `first` to `last` of these kinds, counted from 1 since the disk was made.
  fault({ first = 1, last = first, of = kinds.any, how = "refused", error = "EIO" }) {
    this.heal();
    this.#write(layout.how, hows.indexOf(how));
    this.#write(layout.error, constants.errno[error]);
    this.#write(layout.kinds, of);
    this.#write(layout.first, first, 8);
    this.#write(layout.last, last, 8);
  }
  heal() {
    this.#write(layout.last, 0, 8);
  }

  setClockBack(days) {
    this.#write(layout.clock, -days * 86_400, 8);
  }

  // How many calls there were, how many of them were befallen, and which was first.
  get seen() {
    return Number(this.#read(layout.seen, 8).readBigInt64LE());
  }
  get befell() {
    return this.#read(layout.befell, 4).readInt32LE();
  }
  get call() {
    return this.#read(layout.call, 64).toString().replace(/\0.*/s, "");
  }

  close() {
    closeSync(this.file);
  }

  #write(at, value, size = 4) {
    const bytes = Buffer.alloc(size);
    if (size === 8) bytes.writeBigInt64LE(BigInt(value));
    else bytes.writeInt32LE(value);
    writeSync(this.file, bytes, 0, size, at);
  }
  #read(at, size) {
    const bytes = Buffer.alloc(size);
    readSync(this.file, bytes, 0, size, at);
    return bytes;
  }
}
