// Filing without a name by the command line alone, with real processes: members make wallets and collect
// tokens, one files at a drop, the drop hands in, two custodians open it, the author reads the answer, writes
// back and says the last word, and an audit of the exported log holds. Afterwards nothing that only the author
// and the custodians know is found anywhere on the house's or the drop's disk or in what they said.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { newId } from "../e2e/api_client.mjs";
import { run, step as inStep, temporaryFolder, until } from "../e2e/lib.mjs";
import { custodians, demur, found, freePort, inMemory, ok, passphrase, password, pipe, servant } from "./command_line.mjs";

const members = ["m0", "m1", "m2", "m3", "m4", "m5"];
const canaries = { title: "CANARY-TITLE-8121", text: "CANARY-TEXT-5521", remedy: "CANARY-REMEDY-7731", table: "CANARY-TABLE-9917", message: "CANARY-MESSAGE-4410", last: "CANARY-LASTWORD-3305", back: "CANARY-HINDSIGHT-6612", reply: "CANARY-REPLY-2207", name: "CANARY-FILENAME-6116" };

const step = async (name, act) => {
  const began = Date.now();
  const result = await inStep(name, act);
  console.log(`# ${((Date.now() - began) / 1000).toFixed(1)} s  ${name}`);
  return result;
};

/** A folder's files that hold one of these words, anywhere. */
function holding(folder, words) {
  const found = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = readFileSync(path);
    for (const word of words) if (bytes.includes(word)) found.push(`${path}: ${word}`);
  }
  return found;
}

test("a member files at a drop by the command line, is answered, and nobody else learns of it", async (t) => {
  const folder = await temporaryFolder(t);
  const own = join(folder, "own"); // what people have at home
  mkdirSync(own);
  const { house, people } = await step("found the house", () => found(t, folder, members));
  const wallet = (login) => join(own, `${login}.wallet`);
  const key = (login) => join(own, `${login}.key`);
  const asOfficer = (login) => ["--house", house.url, "--login", login, "--key", key(login), "--json"];
  const floor = ["--floor", String(members.length)];

  const dropPort = await freePort();
  // Who files comes from an address of their own, and all that the drop and the house say to each other is kept.
  const address = "127.0.0.77";
  const { url: dropUrl } = await pipe(t, dropPort, { from: address });
  const wire = await pipe(t, new URL(house.own).port);
  const dropData = join(folder, "drop");
  const drop = servant(t, ["drop", "serve", dropData, "--port", String(dropPort)], "is served at");
  await step("custodians make and publish their keys, and one registers the drop", async () => {
    for (const login of custodians) {
      await demur(["officer", "keygen", ...asOfficer(login)], [password, passphrase]);
      assert.equal(statSync(key(login)).mode & 0o777, 0o600);
      await demur(["officer", "publish", ...asOfficer(login)], [password, passphrase]);
    }
    await demur(["officer", "publish", ...asOfficer("edda")], [password, "a wrong passphrase"], { code: 1 });
    const made = await demur(["drop", "init", dropData, "--house", wire.url, "--url", dropUrl, "--name", "Staff association"]);
    await ok(people.edda, "/settings/drops", { line: /^ +(Staff association .*)$/m.exec(made.out)[1] });
  });

  const round = newId();
  const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await step("an office asks for votes by token", async () => {
    const { offices } = (await people.edda.get("/settings/people")).json();
    const mandate = { level: "consult", fixed: "The treaty stands.", may_change: "The year of the waiver.", decides: "The minister", hear_by: inDays(30) };
    const opening = { id: round, title: "The canal", owner: offices.find(({ name }) => name === "Bureau of Rivers").id, closes_on: inDays(14), statements: "The waiver should end.\nThe survey is enough.\n", ...mandate };
    await ok(people.m0, "/opinion/new", { ...opening, attribution: "not_recorded" });
  });

  await step("members make their wallets", async () => {
    for (const login of members) await demur(["member", "enroll", "--house", house.url, "--login", login, "--wallet", wallet(login), ...floor], [password, passphrase]);
    await demur(["member", "enroll", "--house", house.url, "--login", "m1", "--wallet", wallet("m1"), ...floor], [password, passphrase], { code: 5 });
  });
  const collect = async () => {
    for (const login of members) await demur(["member", "collect", "--wallet", wallet(login), "--json", ...floor], [passphrase]);
  };
  const restarted = async (server) => (await server.stop(), server.start());
  const keysLog = async () => (await fetch(`${house.url}/keys/all`)).text();
  const counts = async () => ((await keysLog()).match(/demur\/issued\/v1/g) ?? []).length;
  // Collected by everybody, and the counts published, which a fresh start does at once.
  const collected = async () => {
    const before = await counts();
    await collect();
    await restarted(house);
    await until("the counts", async () => (await counts()) > before);
  };
  await step("they collect what is ready, and the count is published", async () => {
    await restarted(house);
    await until("the keys for filing and voting", async () => (await keysLog()).includes("file:") && (await keysLog()).includes(`vote:${round}`) && (await keysLog()).includes(`propose:${round}`));
    const careful = await demur(["member", "collect", "--wallet", wallet("m2"), "--floor", "20", "--json"], [passphrase], { code: 1 });
    assert.equal(careful.json().tokens, 0, "a set of people smaller than one's own floor is refused");
    await collected();
    const { tokens } = (await demur(["member", "tokens", "--wallet", wallet("m1"), "--json"], [passphrase])).json();
    assert.ok(tokens.some((line) => line.class === "members" && line.size === members.length && line.count === 3), JSON.stringify(tokens));
  });
  await drop.start();
  const text = join(own, "dissent.txt");
  const table = join(own, `${canaries.name}.csv`);
  writeFileSync(text, `We were there: ${canaries.text}.\n`);
  writeFileSync(table, `level,${canaries.table}\n`);
  writeFileSync(join(own, "letter.xyz"), "who knows what this says of its maker");
  const receipt = join(own, "receipts", "receipt.json");
  const filing = ["file", "--anonymous", "--drop", dropUrl, "--wallet", wallet("m1"), "--decision", "2026/14", "--title", canaries.title, "--text", text, "--would-change-my-mind", canaries.remedy, "--receipt", receipt, "--phrase-fd", "3", "--json", ...floor];
  let phrase;
  let id;
  await step("one sees what would be told to whom, and files", async () => {
    await until("the drop's copy", async () => (await fetch(`${dropUrl}/view.json`)).ok);
    const plan = (await demur([...filing, "--attach", table, "--dry-run"], [passphrase])).json();
    assert.deepEqual([plan.class_size, plan.to_open, plan.custodians.length], [members.length, 2, 3]);
    await demur([...filing, "--attach", join(own, "letter.xyz")], [passphrase], { code: existsSync("/usr/bin/mat2") ? 6 : 5 });
    const filed = await demur([...filing, "--attach", table], [passphrase], { phrase: true, code: 2 }); // there is no folder for the receipt
    assert.match(filed.json().error.what, /^The drop has it/);
    const again = ["file", "--anonymous", "--again", "--drop", dropUrl, "--wallet", wallet("m1"), "--json", ...floor];
    assert.match((await demur(again, [passphrase], { code: 2 })).json().error.what, /^1 sent\. The drop has it/);
    mkdirSync(dirname(receipt));
    assert.deepEqual((await demur(again, [passphrase])).json(), { sent: 1 });
    phrase = filed.phrase;
    id = JSON.parse(readFileSync(receipt, "utf8")).filing;
    assert.equal(phrase.split(" ").length, 7);
    assert.equal((filed.out + filed.err).includes(phrase), false);
    const { tokens, unsent } = (await demur(["member", "tokens", "--wallet", wallet("m1"), "--json"], [passphrase])).json();
    assert.equal(tokens.find((line) => line.class === "members" && line.scope.startsWith("file:")).count, 2);
    assert.equal(unsent, 0);
    await demur(["reply", "--drop", dropUrl, "--json", ...floor], [phrase], { code: 4 }); // not in the log yet
  });
  const relay = async () => {
    await drop.stop();
    const handed = await demur(["drop", "relay", dropData]);
    await drop.start();
    return handed.out;
  };
  await step("the drop hands it in, and nobody is shown it who does not sign in", async () => {
    assert.match(await relay(), /1 taken, 0 refused/);
    const { filings } = await (await fetch(`${dropUrl}/filings.json`)).json();
    assert.deepEqual(filings.map((filing) => filing.id), [id]);
    for (const url of [`${house.url}/drop/filings/${id}/envelope`, `${dropUrl}/filings/${id}/envelope`]) assert.equal((await fetch(url)).status, 404);
  });

  await step("one custodian alone opens nothing; two do, and the second reads it", async () => {
    await demur(["officer", "open", id, "--reason", "To acknowledge it", ...asOfficer("edda")], [password, passphrase], { code: 5 });
    await demur(["officer", "agree", id, ...asOfficer("felix")], [password, passphrase]);
    const listed = (await demur(["officer", "list", "--house", house.url, "--login", "edda", "--json"], [password])).json();
    assert.equal(listed.filings[0].agreements, 1);
    const out = join(own, "opened");
    const opened = (await demur(["officer", "open", id, "--reason", "To acknowledge it", "--out", out, ...asOfficer("edda")], [password, passphrase])).json();
    assert.deepEqual([opened.title, opened.text, opened.remedy], [canaries.title, `We were there: ${canaries.text}.\n`, canaries.remedy]);
    assert.equal(readFileSync(join(out, `1-${canaries.name}.csv`), "utf8"), `level,${canaries.table}\n`);
  });
  await step("she releases other words, and writes to the author", async () => {
    writeFileSync(join(own, "reworded.txt"), "The survey should be read before the waiver is granted.\n");
    await demur(["officer", "release", id, "--title", "The survey", "--text", join(own, "reworded.txt"), "--house", house.url, "--login", "edda", "--json"], [password]);
    writeFileSync(join(own, "answer.txt"), `Thank you. ${canaries.reply}\n`);
    await demur(["officer", "write", id, "--text", join(own, "answer.txt"), ...asOfficer("edda")], [password, passphrase]);
  });
  await step("five colleagues stand behind it, and their number shows", async () => {
    await restarted(house);
    await until("the key for co-signing", async () => (await keysLog()).includes(`cosign:${id}`));
    await collected();
    await relay();
    for (const login of ["m0", "m2", "m3", "m4", "m5"]) await demur(["cosign", id, "--drop", dropUrl, "--wallet", wallet(login), "--json", ...floor], [passphrase]);
    await demur(["cosign", id, "--drop", dropUrl, "--wallet", wallet("m0"), "--json", ...floor], [passphrase], { code: 4 });
    assert.match(await relay(), /5 taken, 0 refused/);
    assert.equal((await (await fetch(`${dropUrl}/filings.json`)).json()).filings[0].cosigners, 5);
  });
  await step("two vote in the round, and one changes a vote; nobody is told before it closes", async () => {
    const votes = join(own, "votes.txt");
    const vote = (login, lines, more = [], expected = {}) => {
      writeFileSync(votes, lines);
      return demur(["vote", round, "--drop", dropUrl, "--votes", votes, "--wallet", wallet(login), "--json", ...floor, ...more], [passphrase], expected);
    };
    const ballots = ["first", "second"].map((name) => join(own, `${name}-ballot.json`));
    const { rounds } = (await demur(["vote", "--drop", dropUrl, "--wallet", wallet("m2"), "--json", ...floor], [passphrase])).json();
    assert.deepEqual(rounds.map(({ id, statements }) => [id, statements.length]), [[round, 2]]);
    const copy = readFileSync(wallet("m2"));
    const sent = (await vote("m2", "1 agree\n2 pass\n", ["--receipt", ballots[0]])).json();
    assert.deepEqual([sent.votes, sent.by], [2, inDays(17)]);
    await vote("m2", "1 disagree\n", ["--receipt", ballots[0]], { code: 5 }); // nothing is written over a receipt
    writeFileSync(wallet("m2"), copy); // another device, whose copy of the wallet has not counted with
    await vote("m2", "1 disagree\n", ["--receipt", ballots[1]], { code: 5 });
    assert.equal(existsSync(ballots[1]), false);
    await vote("m2", "1 disagree\n", ["--receipt", ballots[1]]);
    const verified = await demur(["verify", ballots[1], "--with", ballots[0], "--log", `${house.url}/log`, "--json"]);
    assert.deepEqual([verified.json().ballot, verified.json().votes], ["awaited", 2]);
    await demur(["verify", ballots[1], "--json"], [], { code: 2 }); // without a log there is nothing to compare with
    writeFileSync(join(own, "changed.json"), readFileSync(ballots[1], "utf8").replace('"vote":"disagree"', '"vote":"agree"'));
    await demur(["verify", join(own, "changed.json"), "--log", `${house.url}/log`, "--json"], [], { code: 1 });
    await vote("m3", "# mine\n2 agree\n");
    writeFileSync(votes, "3 agree\n");
    await demur(["vote", round, "--drop", dropUrl, "--votes", votes, "--wallet", wallet("m3"), "--json", ...floor], [passphrase], { code: 2 });
    const before = await (await fetch(`${house.url}/log/checkpoint`)).text();
    assert.match(await relay(), / taken, 0 refused/);
    assert.equal(await (await fetch(`${house.url}/log/checkpoint`)).text(), before, "votes leave no record while the round is open");
    const seen = (await people.m2.get(`/opinion/${round}`)).json();
    assert.deepEqual([seen.round.by_token, seen.round.may_vote, seen.has_results], [true, false, false]);
    const named = await people.m2.post(`/opinion/${round}/vote`, { statement: seen.statements[0].id, vote: "agree" });
    assert.equal(named.status, 409, named.body);
  });
  await step("one proposes a statement, which a custodian rejects, and hears why", async () => {
    const words = join(own, "statement.txt");
    const file = join(own, "proposal.json");
    writeFileSync(words, "The gates should be counted first.\n");
    const propose = (expected = {}) => demur(["propose", round, "--drop", dropUrl, "--text", words, "--receipt", file, "--wallet", wallet("m3"), "--json", ...floor], [passphrase], expected);
    const { statement } = (await propose()).json();
    await propose({ code: 5 }); // nothing is written over a receipt
    assert.match(await relay(), / taken, 0 refused/);
    const told = async () => (await demur(["verify", file, "--log", `${house.url}/log`, "--json"])).json();
    assert.deepEqual([(await told()).proposal, (await told()).id], ["recorded", statement]);
    await ok(people.edda, `/opinion/statements/${statement}/reject`, { reason: "It is asked already." });
    assert.deepEqual([(await told()).proposal, (await told()).reason], ["rejected", "It is asked already."]);
    const named = await people.m2.post(`/opinion/${round}/propose`, { id: newId(), text: "By name." });
    assert.equal(named.status, 409, named.body);
  });
  await step("the office acknowledges and answers", async () => {
    await ok(people.edda, `/dissents/${id}/acknowledge`, {});
    await ok(people.m0, `/dissents/${id}/answer`, { id: newId(), outcome: "declined", reasons: "The survey was read, and the waiver follows from it." });
  });

  const reply = ["reply", "--receipt", receipt, "--keys", join(own, "keys.json"), "--json", ...floor];
  await step("the author comes back with the phrase, reads, and writes", async () => {
    await relay();
    const heard = (await demur(reply, [`  ${phrase.toUpperCase()} `])).json();
    assert.deepEqual(heard.replies.map((one) => one.text), [`Thank you. ${canaries.reply}\n`]);
    assert.equal(heard.filing.outcome, "declined");
    writeFileSync(join(own, "message.txt"), `One thing more: ${canaries.message}\n`);
    for (const number of [1, 2, 3]) {
      const sent = await demur([...reply, "--write", join(own, "message.txt")], [phrase]);
      assert.equal(/message number 3/.test(sent.err), number === 3);
    }
    await demur(reply, ["acorn acorn acorn acorn acorn acorn acorn"], { code: 4 });
  });
  await step("the author says the last word", async () => {
    writeFileSync(join(own, "last.txt"), `It was not: ${canaries.last}\n`);
    await demur([...reply, "--last-word", "maintained", "--write", join(own, "last.txt")], [phrase]);
    assert.match(await relay(), / taken, 0 refused/);
    assert.equal((await demur(reply, [phrase])).json().filing.last_word, "maintained");
  });

  await step("the author looks back, and thinks better of it", async () => {
    await demur([...reply, "--review", "perhaps"], [phrase], { code: 2 });
    const word = join(own, "review.json");
    await demur([...reply, "--keep", word], [phrase], { code: 2 });
    await demur([...reply, "--review", "wrong", "--keep", word], [phrase]);
    const kept = JSON.parse(readFileSync(word, "utf8"));
    assert.deepEqual([kept.format, kept.item.verdict, kept.item.number, typeof kept.promise], ["demur/review-receipt/v1", "wrong", 1, "string"]);
    await demur([...reply, "--review", "right"], [phrase], { code: 5 }); // the first is not in the log yet
    assert.match(await relay(), / taken, 0 refused/);
    const { filing } = (await demur(reply, [phrase])).json();
    assert.deepEqual([filing.reviews, filing.review], [1, "wrong"]);
    writeFileSync(join(own, "back.txt"), `The canal is dry: ${canaries.back}\n`);
    await demur([...reply, "--review", "right", "--write", join(own, "back.txt")], [phrase]);
    assert.match(await relay(), / taken, 0 refused/);
    const { looks } = (await people.m2.get(`/decisions/${filing.decision}/review`)).json();
    assert.deepEqual(looks, [], "who may not know of the dissent is not told");
    const seen = (await people.m0.get(`/decisions/${filing.decision}/review`)).json().looks;
    assert.deepEqual(seen.map(({ said, form }) => [said.verdict.word, said.text, form]), [["right", "", null]]);
  });

  await step("a custodian agrees again, and the other reads what came later", async () => {
    assert.equal((await demur(["officer", "agree", id, ...asOfficer("felix")], [password, passphrase])).json().shares, 10, "of three messages, a last word and a look back, for two others");
    const { messages } = (await demur(["officer", "open", id, ...asOfficer("edda")], [password, passphrase])).json();
    assert.deepEqual(messages.map(({ text }) => text).sort(), [...Array(3).fill(`One thing more: ${canaries.message}\n`), `It was not: ${canaries.last}\n`, `The canal is dry: ${canaries.back}\n`].sort());
  });
  const log = join(folder, "log");
  await step("the exported log holds, with its keys log and not without", async () => {
    const logKey = (await demur(["log", "key", "--data", house.data])).out.trim();
    await demur(["log", "export", "--data", house.data, log]);
    for (const place of [log, `${house.url}/log`]) {
      const audited = (await demur(["audit", place, "--key", logKey, "--json"])).json();
      assert.deepEqual(audited.findings, []);
      assert.deepEqual([audited.anonymous.filed, audited.anonymous.cosigned, audited.anonymous.messages, audited.anonymous.looks_back, audited.anonymous.opened, audited.anonymous.unanchored], [1, 5, 3, 2, 1, 0]);
      assert.equal(audited.figures.last_words.maintained, 1);
    }
    const verified = (await demur(["verify", join(own, "review.json"), "--log", log, "--key", logKey, "--json"])).json();
    assert.deepEqual([verified.review, verified.is_promised], ["replaced", true]);
    const bare = join(folder, "bare");
    await run(["log", "export", "--data", house.data, bare]);
    rmSync(join(bare, "keys"), { recursive: true });
    const audited = (await demur(["audit", bare, "--key", logKey, "--json"], [], { code: 1 })).json();
    assert.ok(audited.findings.some(({ what }) => /the keys log had \d+ entries/.test(what)), JSON.stringify(audited.findings));
  });
  await step("the records go to whoever keeps them, encrypted or not at all", async () => {
    await demur(["export", "--data", house.data, "--age", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", join(folder, "none.age")], [], { code: 6, env: { PATH: "/nonexistent" } });
    assert.equal(existsSync(join(folder, "none.age")), false);
    const identity = join(own, "age.key");
    const made = spawn("age-keygen", ["-o", identity], { stdio: "ignore" });
    const there = await new Promise((done) => (made.on("error", () => done(false)), made.on("close", (code) => done(code === 0))));
    if (!there) return console.log("skipped: age is not installed");
    const recipient = /public key: (\S+)/.exec(readFileSync(identity, "utf8"))[1];
    const archive = join(folder, "records.tar.age");
    await demur(["export", "--data", house.data, "--age", recipient, archive]);
    const unpacked = spawn("sh", ["-c", `age -d -i '${identity}' '${archive}' | tar t`]);
    let names = "";
    unpacked.stdout.on("data", (bytes) => (names += bytes));
    assert.equal(await new Promise((done) => unpacked.on("close", done)), 0);
    for (const name of ["README.txt", "log/checkpoint", "log/keys/checkpoint", "openings.jsonl", `sealed/${id}/envelope`, `sealed/${id}/attachment-1`, "replies/"]) assert.ok(names.includes(name), `${name} in ${names}`);
  });

  const texts = [...Object.values(canaries), phrase, phrase.split(" ").slice(0, 3).join(" "), passphrase];
  await step("what only some may know is not in the memory of the two servers, nor between them", () => {
    for (const { pid } of [house, drop]) {
      assert.deepEqual(inMemory(pid, ["Waiver for the canal"]), ["Waiver for the canal"], "what is public is found, so the search works");
      assert.deepEqual(inMemory(pid, texts), []);
      assert.match(readFileSync(`/proc/${pid}/limits`, "utf8"), /^Max core file size +0 +0 /m); // what else is there, goes with it
    }
    const said = wire.bytes();
    assert.ok(said.includes("Waiver for the canal") && said.includes("/drop/hand-in"));
    for (const word of [...texts, password, address]) assert.equal(said.includes(word), false, word);
  });
  await step("nothing that only some may know is anywhere else", async () => {
    await drop.stop();
    await house.stop();
    const secret = [...texts, password, address, "127.0.0.1"];
    assert.notDeepEqual(holding(house.data, ["Waiver for the canal"]), [], "what is public is found, so the search works");
    assert.deepEqual(holding(house.data, secret), []);
    assert.deepEqual(holding(dropData, secret), []);
    assert.deepEqual(holding(log, secret), []);
    for (const word of secret.slice(0, -1)) assert.equal((house.said + drop.said).includes(word), false, word);
    // At home they are where their owners put them, and in no wallet, receipt or key file.
    const closed = [...members.map(wallet), ...custodians.map(key), receipt].map((path) => readFileSync(path));
    for (const bytes of closed) for (const word of [...secret.slice(0, -1), "m1\""]) assert.equal(bytes.includes(word), false, word);
  });
});
