// An institution whose log is cosigned: the real `demur serve` with a witness policy, and what its
// readers check with the policy in hand.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { demur, populate, Server } from "../faults/client.mjs";
import { file, found, newFiling } from "../faults/evidence.mjs";
import { scratch } from "./programs.mjs";

/** Asks again until `probe` gives something true. */
export async function until(what, probe, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; ; ) {
    const answer = await probe();
    if (answer) return answer;
    assert.ok(Date.now() < end, `${what}: not within ${seconds} s`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

const sizeOf = (note) => Number(note.split("\n")[1]);

export class Institution {
  static async found(test, origin) {
    const folder = scratch(test);
    const servers = [];
    test.after(() => servers.forEach(({ child }) => child.kill("SIGKILL"))); // where it failed
    const house = Object.assign(new Institution(), { scratch: folder, servers, data: join(folder, "institution") });
    return Object.assign(house, await found(house.data, { scratch: folder, origin }));
  }

  // A folder that continues an older state of this one: what an operator must not do.
  forkIn(data) {
    return Object.assign(new Institution(), this, { data, server: undefined });
  }

  // All of them must cosign: [{name, vkey, url}].
  require(witnesses) {
    const lines = witnesses.map(({ name, vkey, url }) => `witness ${name} ${vkey} ${url}\n`).join("");
    const names = witnesses.map(({ name }) => name).join(" ");
    this.policy = join(this.scratch, "policy.txt");
    writeFileSync(this.policy, `log ${this.key}\n${lines}group all all ${names}\nquorum all\n`);
  }

  async serve() {
    this.server = await Server.start(this.data, { args: ["--witness-policy", this.policy] });
    this.servers.push(this.server);
    if (this.invitation) Object.assign(this, await populate(this.server, this.invitation, 1), { invitation: undefined });
  }
  async stop() {
    await this.server.end("SIGTERM");
  }

  async file() {
    const filing = newFiling(this.members[0]);
    await file(this.server, this.decision, filing);
    return filing;
  }
  async receiptOf(filing) {
    const path = join(this.scratch, `${filing.id}.json`);
    const text = (await this.server.must("GET", `/dissents/${filing.id}/receipt.json`, filing)).text;
    writeFileSync(path, text);
    return { path, text, ...JSON.parse(text) };
  }
  async shown() {
    const note = (await this.server.must("GET", "/log/checkpoint")).text;
    return { note, size: sizeOf(note) };
  }
  async witnesses() {
    return (await this.server.must("GET", "/verify")).json().head.witnesses;
  }
  allCosigned() {
    return until("every record is cosigned", async () => {
      const { has_quorum, waiting } = await this.witnesses();
      return has_quorum && waiting === 0;
    });
  }

  // By a reader who has the policy: {code, ...what was said in JSON}.
  async asReader(...args) {
    const { code, stdout, stderr } = await demur(...args, "--policy", this.policy, "--json");
    return { code, stderr, ...JSON.parse(stdout) };
  }
  async doctor() {
    const { code, stdout } = await demur("doctor", "--data", this.data, "--json");
    return { code, of: (name) => JSON.parse(stdout).checks.find(({ what }) => what === `the witness ${name} cosigns`) };
  }
}
