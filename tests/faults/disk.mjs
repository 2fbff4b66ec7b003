// A disk that fails under a commit: nobody is told that something was kept when nobody knows, nothing
// is written after it until a restart, and what was acknowledged before is all there.
//
//   DEMUR_PROGRAM=build/release/demur DEMUR_FAULTY_DISK=libfaulty_disk.so node tests/faults/disk.mjs
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { demur, newId, populate, Server } from "./client.mjs";
import { FaultyDisk, forEver, kinds } from "./faulty_disk.mjs";

const scratch = mkdtempSync(join(tmpdir(), "demur-disk-"));
const data = join(scratch, "institution");
const disk = new FaultyDisk(scratch, data);

const init = ["--name", "Ministry of Tests", "--origin", "disk.example/log", "--login", "c", "--custodian", "Edda"];
const founded = await demur("init", "--data", data, ...init);
assert.equal(founded.code, 0, founded.stderr);
const key = (await demur("log", "key", "--data", data)).stdout.trim();

const textOf = (id) => `Text of ${id}`;
const file = (server, house, id, text = textOf(id)) =>
  server.request("POST", `/decisions/${house.decision}/dissent`, {
    cookie: house.members[0],
    body: { id, step: "file", kind: "procedure", standing: "named", title: "We disagree", text },
  });

async function expectRefused(server, house, words) {
  const id = newId();
  const answer = await file(server, house, id);
  assert.equal(answer.status, 503, answer.text);
  assert.match(answer.json().error.what, words);
  return id;
}

async function expectThere(server, house, id, text = textOf(id)) {
  const page = await server.must("GET", `/dissents/${id}`, { cookie: house.members[0] });
  assert.equal(page.json().text, text);
  const receipt = join(scratch, "receipt.json");
  writeFileSync(receipt, (await server.must("GET", `/dissents/${id}/receipt.json`, { cookie: house.members[0] })).text);
  const verified = await demur("verify", "--key", key, receipt);
  assert.equal(verified.code, 0, verified.stderr);
}

let server = await Server.start(data, { env: disk.env() });
const house = await populate(server, founded.stdout.match(/\/invitation\/\S+/)[0], 1);
const acknowledged = [];
for (let i = 0; i < 5; ++i) {
  acknowledged.push(newId());
  assert.equal((await file(server, house, acknowledged.at(-1))).status, 200);
}

// After each failure the same filing is sent again: as it was, or with another text.
for (const changed of [false, true]) {
  disk.fault({ last: forEver, of: kinds.sync });
  const unknown = await expectRefused(server, house, /disk failed.*restart the server/);
  await expectRefused(server, house, /nothing is written since the disk failed/);
  await server.said(/"event":"commit_failed"/);
  disk.heal();
  // A disk that answers again proves nothing: what it dropped is still gone.
  const refused = await expectRefused(server, house, /nothing is written since the disk failed/);
  for (const id of acknowledged) await expectThere(server, house, id); // reading goes on
  await server.end("SIGTERM");

  server = await Server.start(data, { env: disk.env() });
  for (const id of acknowledged) await expectThere(server, house, id);
  // This disk had kept the first one, although it said that it failed.
  const again = await file(server, house, unknown, changed ? "Another text" : undefined);
  assert.equal(again.status, changed ? 409 : 200, again.text);
  if (changed) assert.match(again.text, /with another text.*that is what was kept/);
  assert.equal((await file(server, house, refused, "A text thought over")).status, 200);
  await expectThere(server, house, unknown);
  await expectThere(server, house, refused, "A text thought over");
  acknowledged.push(unknown);
  const audit = await demur("audit", `${server.url}/log`, "--json", "--key", key);
  assert.equal(audit.code, 0, audit.stdout + audit.stderr);
}
await server.end("SIGTERM");
rmSync(scratch, { recursive: true });
console.log("held: a failed commit was told, nothing was written after it, nothing acknowledged was lost, nothing came twice");
