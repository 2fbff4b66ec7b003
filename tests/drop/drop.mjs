// A real drop, killed at any moment, sent garbage, before an institution that is away, breaks off or refuses:
// whatever got a receipt is handed in, once, and nothing about who sent it stays anywhere.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeFiling, post, startDrop } from "./lib.mjs";

const canary = "canary-address-203.0.113.77 canary-agent";

test("whatever got a receipt outlives kill -9, and is handed in once", async (t) => {
  const drop = await startDrop(t);
  const { house } = drop;
  const receipts = new Map();
  const filings = [];
  for (let i = 0; i < 12; i++) filings.push(await makeFiling(house));

  await t.test("killed while items come in", async () => {
    for (let round = 0; round < 3; round++) {
      const sending = filings.slice(4 * round, 4 * round + 4).map(async ({ item }) => {
        const answer = await post(drop, item, { "User-Agent": canary, "X-Forwarded-For": canary, "Accept-Language": canary }).catch(() => null);
        if (answer?.status === 200) receipts.set(answer.body.digest, { receipt: answer.body, item });
      });
      await Promise.race(sending);
      await drop.kill("SIGKILL");
      await Promise.all(sending);
      await drop.serve();
    }
    assert.ok(receipts.size >= 3, `${receipts.size} receipts`);
  });

  await t.test("the same item gets the same receipt", async () => {
    for (const { receipt, item } of receipts.values()) assert.deepEqual((await post(drop, item)).body, receipt);
    for (const { item } of filings) assert.equal((await post(drop, item)).status, 200);
    for (const { item } of filings) receipts.set((await post(drop, item)).body.digest, {});
    assert.equal(receipts.size, 12);
  });

  await t.test("the institution is away, breaks off, refuses, and has it all in the end", async () => {
    await drop.kill("SIGTERM");
    house.isAway = true;
    assert.equal((await drop.relay()).code, 6);
    house.isAway = false;
    house.answersNothing = true;
    assert.equal((await drop.relay()).code, 6);
    house.answersNothing = false;
    house.taken.clear();
    house.refusesAll = "not today";
    assert.equal((await drop.relay()).code, 0);
    const [digest] = receipts.keys();
    const checks = await drop.doctor();
    assert.ok(checks.some(({ why }) => why === `${digest}: not today`));
    house.refusesAll = "";
    assert.equal((await drop.relay()).code, 0);
    assert.deepEqual([...house.taken.keys()].sort(), [...receipts.keys()].sort());
    for (const { size } of house.handIns) assert.ok(size >= 65_536 && Number.isInteger(Math.log2(size)), `${size} bytes`);
  });

  await t.test("killed while it hands in, it hands in again", async () => {
    await drop.serve();
    const late = await makeFiling(house);
    const { digest } = (await post(drop, late.item)).body;
    await drop.kill("SIGKILL");
    house.answersNothing = true;
    await drop.relay();
    house.answersNothing = false;
    assert.equal((await drop.relay()).code, 0);
    assert.ok(house.taken.has(digest));
    house.show();
    assert.equal((await drop.relay()).code, 0);
    const before = house.handIns.length;
    assert.equal((await drop.relay()).code, 0);
    assert.equal(house.handIns[before].items, 0, "what the institution shows is not handed in again");
    await drop.serve();
    assert.equal((await post(drop, late.item)).body.digest, digest, "and its receipt is still given");
  });

  await t.test("nothing of a request is in any file or line of output", () => {
    const bytes = Buffer.concat(readdirSync(drop.folder).map((name) => readFileSync(join(drop.folder, name))));
    for (const word of ["203.0.113.77", "canary", "The waiver pays"]) {
      assert.ok(!bytes.includes(word), `a file holds ${word}`);
      assert.ok(!drop.err.includes(word));
    }
    for (const line of drop.err.split("\n").filter(Boolean)) assert.equal(JSON.parse(line).time % 86_400, 0, line);
  });
});

test("garbage is refused and changes nothing", async (t) => {
  const drop = await startDrop(t);
  const { item } = await makeFiling(drop.house);
  const good = JSON.stringify(item);
  const statuses = new Set();
  for (let i = 0; i < 60; i++) {
    const bytes = Buffer.from(good);
    for (const at of randomBytes(3)) bytes[Math.floor((at / 256) * bytes.length)] ^= 1 + (i % 127);
    const { status } = await post(drop, bytes.toString("latin1"));
    statuses.add(status);
    assert.ok([400, 409, 413, 422].includes(status), `${status}`);
  }
  for (const body of ["", "null", "[]", "{}", "{".repeat(100_000), `{"kind":"filing","x":"${"y".repeat(1 << 20)}"}`, '{"kind":"filing","kind":"cosign"}']) assert.ok([400, 413, 422].includes((await post(drop, body)).status));
  assert.equal((await post(drop, "x".repeat(14 << 20)).catch(() => ({ status: 413 }))).status, 413);
  for (const path of ["/keys/tile/0/999", "/keys/..%2fdrop.key", "/replies/2026q9", "/assets/..%2f", "/nothing"]) assert.ok([400, 404].includes((await fetch(drop.url + path)).status), path);
  const answer = await post(drop, item);
  assert.equal(answer.status, 200, "and a good item is taken as before");
  assert.equal(answer.headers.get("set-cookie"), null);
  assert.equal((await post(drop, { ...item, decision: "b".repeat(26) })).status, 409, "its token is spent");
});

test("a keys log that forked is refused, and said", async (t) => {
  const drop = await startDrop(t);
  const held = await (await fetch(`${drop.url}/keys/checkpoint`)).text();
  await drop.kill("SIGTERM");
  drop.house.entries[0] = drop.house.entries[0].replace("Secretariat", "Secretariaf");
  assert.equal((await drop.relay()).code, 1);
  assert.ok((await drop.doctor()).some(({ good, why }) => !good && /two lists of keys/.test(why)));
  await drop.serve();
  assert.equal(await (await fetch(`${drop.url}/keys/checkpoint`)).text(), held);
  assert.match(await (await fetch(drop.url)).text(), /Do not file here now/);
});
