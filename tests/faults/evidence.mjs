// What people keep of an institution, and whether it still honours all of it: what was filed and
// answered, the receipts that were given, the checkpoints that were seen.
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { demur, newId, sha256 } from "./client.mjs";

// A new institution in `data`: the invitation's path and the log's key.
export async function found(data, { scratch, publishing = "at_once", origin = "faults.example/log" }) {
  const daily = 'every = "day"\nhour = 18\n';
  const toml = readFileSync(new URL("../../policies/state-dissent.toml", import.meta.url), "utf8");
  assert.ok(toml.includes(daily), "policies/state-dissent.toml no longer publishes daily at 18");
  const policy = join(scratch, "policy.toml");
  writeFileSync(policy, toml.replace(daily, `every = "${publishing}"\n`));
  const founded = await demur(
    ...["init", "--data", data, "--name", "Ministry of Tests", "--origin", origin],
    ...["--policy", policy, "--login", "custodian", "--custodian", "Edda Varga"],
  );
  assert.equal(founded.code, 0, founded.stderr);
  const key = (await demur("log", "key", "--data", data)).stdout.trim();
  return { invitation: founded.stdout.match(/\/invitation\/\S+/)[0], key };
}

export const newFiling = (cookie) => ({
  id: newId(),
  cookie,
  text: `We disagree, and say why: ${newId()}.\n${"Because. ".repeat(40)}end`,
});

// Filed, and answered; sent again under its id it comes out as one.
export async function file(server, decision, filing) {
  const answer = await send(server, decision, filing);
  assert.equal(answer.status, 200, `a filing was refused: ${answer.text}`);
  assert.equal(answer.json().id, filing.id);
}

export function send(server, decision, { id, cookie, text }) {
  const body = { id, step: "file", kind: "change_of_policy", standing: "named", title: "We disagree", text };
  return server.request("POST", `/decisions/${decision}/dissent`, { cookie, body });
}

export class Evidence {
  checkpoints = []; // seen, oldest first
  counts = { pages: 0, receipts: 0, proven: 0, checkpoints: 0 };

  constructor(scratch, key, publishing = "at_once") {
    Object.assign(this, { scratch, key, publishing });
  }

  async keepCheckpoint(server) {
    const note = (await server.must("GET", "/log/checkpoint")).text;
    if (note !== this.checkpoints.at(-1)) this.checkpoints.push(note);
  }

  // Remembers where the leaf is; what was told once must be told for ever.
  async keepReceipt(server, filing) {
    const answer = await server.must("GET", `/dissents/${filing.id}/receipt.json`, filing);
    return this.takeReceipt(filing, answer.text);
  }

  takeReceipt(filing, text) {
    const receipt = JSON.parse(text);
    const leaf = sha256(Buffer.from([0]), receipt.leaf);
    const index = receipt.proof?.match(/^index (\d+)$/m)?.[1];
    assert.equal(leaf, filing.leaf ?? leaf, `the leaf of ${filing.id} changed`);
    assert.equal(index, filing.index ?? index, `the leaf of ${filing.id} moved`);
    assert.equal(receipt.opening.private.text, filing.text, `the receipt of ${filing.id} has another text`);
    if (this.publishing === "at_once") assert.ok(index, `no proof for ${filing.id}`);
    Object.assign(filing, { leaf, index });
    return text;
  }

  async checkFiling(server, filing) {
    const page = await server.must("GET", `/dissents/${filing.id}`, filing);
    assert.equal(page.json().text, filing.text, `the page of ${filing.id} has another text`);
    ++this.counts.pages;
    return this.keepReceipt(server, filing);
  }

  async verifyReceipt(server, filing) {
    const file = join(this.scratch, `${filing.id}.json`);
    writeFileSync(file, await this.checkFiling(server, filing));
    const verified = await demur("verify", "--json", "--key", this.key, file);
    rmSync(file);
    assert.equal(verified.code, 0, `the receipt of ${filing.id}: ${verified.stdout}${verified.stderr}`);
    const verdict = JSON.parse(verified.stdout);
    assert.ok(verdict.holds && verdict.key_pinned && verdict.opening_matches, verified.stdout);
    ++this.counts.receipts;
    if (verdict.included) {
      assert.equal(String(verdict.included.index), filing.index);
      ++this.counts.proven;
    }
  }

  // The whole log of a server or a folder, which must extend each of these checkpoints.
  async checkLog(log, since) {
    for (const note of since) {
      const file = join(this.scratch, "checkpoint");
      writeFileSync(file, note);
      const audit = await demur("audit", log, "--json", "--key", this.key, "--since", file);
      assert.equal(audit.code, 0, `the audit since ${note}: ${audit.stdout}${audit.stderr}`);
      assert.deepEqual(JSON.parse(audit.stdout).findings, []);
      ++this.counts.checkpoints;
    }
  }
}

// The entries of a log of less than 256, as the server hands them out now.
export async function entriesOf(server) {
  const size = Number((await server.must("GET", "/log/checkpoint")).text.split("\n")[1]);
  assert.ok(size < 256);
  const bundle = (await server.must("GET", `/log/tile/entries/000.p/${size}`)).bytes;
  const entries = [];
  for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at))
    entries.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)).toString());
  assert.equal(entries.length, size);
  return entries;
}

export async function ofEach(some, check) {
  const queue = [...some];
  const worker = async () => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) await check(one);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

export function sample(list, most, random) {
  const left = [...list];
  const drawn = [];
  while (left.length > 0 && drawn.length < most) drawn.push(left.splice(Math.floor(random() * left.length), 1)[0]);
  return drawn;
}
