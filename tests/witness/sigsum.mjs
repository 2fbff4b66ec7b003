// A witness that others wrote, sigsum-witness of Debian's backports, beside one of ours: both must
// cosign our log, and both refuse its fork. Skipped (77) where it cannot be had: see backports.sh.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { demur } from "../faults/client.mjs";
import { Institution, until } from "./institution.mjs";
import { newWitness, Witness } from "./programs.mjs";

const fetched = spawnSync(fileURLToPath(new URL("backports.sh", import.meta.url)), [process.argv[2]], { encoding: "utf8" });
if (fetched.status !== 0) {
  console.log(`skipped: ${fetched.stderr}`);
  process.exit(fetched.status === 77 ? 77 : 1);
}
const programs = fetched.stdout.trim();
const key = (...args) => execFileSync(join(programs, "sigsum-key"), args, { encoding: "utf8" });

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

// It knows one log, by its OpenSSH key.
async function startSigsum(t, house) {
  const at = (name) => join(house.scratch, name);
  key("generate", "-o", at("sigsum.key"));
  const name = `sigsum.org/v1/witness/${key("to-hash", "-k", at("sigsum.key.pub")).trim()}`; // the one it signs under
  const vkey = key("to-vkey", "-t", "cosignature/v1", "-n", name, "-k", at("sigsum.key.pub")).trim();
  const raw = Buffer.from(house.key.split("+").slice(2).join("+"), "base64").subarray(1);
  writeFileSync(at("log.hex"), raw.toString("hex"));
  key("from-hex", "-k", at("log.hex"), "-o", at("log.pub"));
  const port = await freePort();
  const args = ["-k", at("sigsum.key"), "--log-key", at("log.pub"), "--state-file", at("sigsum.state"), `127.0.0.1:${port}`];
  // Debian builds it in a way that turns the routes by method off: every POST would be a 404.
  const child = spawn(join(programs, "sigsum-witness"), args, { env: { ...process.env, GODEBUG: "httpmuxgo121=0" } });
  t.after(() => child.kill());
  let said = "";
  child.stderr.on("data", (bytes) => (said += bytes));
  child.once("exit", (code) => (said += `ended with ${code}`));
  const url = `http://127.0.0.1:${port}`;
  await until("sigsum-witness listens", () => {
    assert.ok(!said.includes("ended with"), said);
    return fetch(url).catch(() => null);
  });
  return { name: "sigsum", vkey, url };
}

test("a foreign witness cosigns our log and refuses its fork", async (t) => {
  const house = await Institution.found(t, "sigsum.org/v1/tree/{key}");
  const made = newWitness(join(house.scratch, "own"), "own.example/witness");
  const own = await Witness.start(made.folder, [house.key]);
  house.require([{ name: "own", ...made, url: own.url }, await startSigsum(t, house)]);
  await house.serve();
  for (let i = 0; i < 3; ++i) {
    await house.file();
    await house.allCosigned();
  }
  const backup = join(house.scratch, "backup.db");
  assert.equal((await demur("backup", "--data", house.data, backup)).code, 0);
  const filing = await house.file();
  await house.allCosigned();
  const verified = await house.asReader("verify", (await house.receiptOf(filing)).path);
  assert.equal(verified.code, 0, verified.stderr);
  assert.deepEqual(verified.witnesses.cosigned.map(({ witness }) => witness).sort(), ["own", "sigsum"]);
  assert.equal((await house.asReader("audit", `${house.server.url}/log`)).code, 0);
  const { size } = await house.shown();
  await house.stop();

  const fork = house.forkIn(join(house.scratch, "fork"));
  const restored = await demur("restore", backup, "--data", fork.data, "--key", join(house.data, "log.key"), "--nothing-newer");
  assert.equal(restored.code, 0, restored.stderr);
  await fork.serve();
  while ((await fork.witnesses()).waiting + (await fork.shown()).size <= size) await fork.file();
  for (const number of [1, 2])
    await until("the fork is refused", () => fork.server.errors.includes(`"event":"witness_refused","witness":${number},"status":422`));
  assert.ok((await fork.shown()).size < size, "nothing of the fork is shown");
  await fork.stop();
  assert.match((await fork.doctor()).of("sigsum").why, /refused \(status 422\)/);
  await own.end();
});
