// `demur witness` as a process, and what it is asked.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const program = process.env.DEMUR_PROGRAM ?? "build/dev/demur";

// A test that fails leaves nothing behind.
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

export function scratch(test) {
  const folder = mkdtempSync(join(tmpdir(), "demur-witness-"));
  test.after(() => {
    running.forEach((child) => child.kill("SIGKILL")); // a test that failed would wait for them
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

// A witness's new folder, and its verifier key.
export function newWitness(folder, name) {
  const said = execFileSync(program, ["witness", "init", "--data", folder, "--name", name], { encoding: "utf8" });
  return { folder, vkey: said.match(/^ {4}(\S+\+\S+)$/m)[1] };
}

export class Witness {
  // `under`: a command before the program's own, such as strace.
  static async start(folder, logs, { under = [], env = {}, port = 0 } = {}) {
    const args = [...under, program, "witness", "--data", folder, "--listen", `127.0.0.1:${port}`];
    for (const vkey of logs) args.push("--log", vkey);
    const witness = Object.assign(new Witness(), { folder });
    witness.child = spawn(args[0], args.slice(1), { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    running.add(witness.child);
    // "close", not "exit": by then all that it said was read.
    witness.ended = once(witness.child, "close").then(([code, signal]) => (running.delete(witness.child), code ?? signal));
    witness.errors = "";
    witness.child.stderr.on("data", (bytes) => (witness.errors += bytes));
    let said = "";
    witness.url = await new Promise((resolve, reject) => {
      witness.child.stdout.on("data", (bytes) => {
        const url = (said += bytes).match(/http:\/\/127\.0\.0\.1:\d+/);
        if (url) resolve(url[0]);
      });
      witness.child.once("error", reject);
      witness.ended.then((code) => reject(new Error(`the witness ended with ${code}: ${witness.errors}`)));
    });
    return witness;
  }

  // The program itself, which its folder's lock names: strace keeps signals to itself.
  async end(signal = "SIGTERM") {
    process.kill(Number(readFileSync(join(this.folder, "lock"), "utf8")), signal);
    return this.ended;
  }

  async ask(body) {
    const answer = await fetch(`${this.url}/add-checkpoint`, { method: "POST", body });
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
  }

  // Cosigned, or the test fails; the lines.
  async must(body) {
    const answer = await this.ask(body);
    assert.equal(answer.status, 200, answer.text);
    return answer.text;
  }
}
