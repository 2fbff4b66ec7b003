// Filing without a name by the command line alone, with real processes: members make wallets and collect
// tokens, one files at a drop, the drop hands in, two custodians open it, the author reads the answer, writes
// back and says the last word, and an audit of the exported log holds. Afterwards nothing that only the author
// and the custodians know is found anywhere on the house's or the drop's disk or in what they said.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer as createSite } from "node:http";
import { createServer } from "node:net";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Client, newId } from "../e2e/api_client.mjs";
import { program, run, step as inStep, temporaryFolder, until } from "../e2e/lib.mjs";

const password = "none of my colleagues";
const passphrase = "lamp orchard seventeen gravel quiet";
const members = ["m0", "m1", "m2", "m3", "m4", "m5"];
const custodians = ["edda", "felix", "gesa"];
const canaries = { title: "CANARY-TITLE-8121", text: "CANARY-TEXT-5521", remedy: "CANARY-REMEDY-7731", table: "CANARY-TABLE-9917", message: "CANARY-MESSAGE-4410", last: "CANARY-LASTWORD-3305", reply: "CANARY-REPLY-2207", name: "CANARY-FILENAME-6116" };

const step = async (name, act) => {
  const began = Date.now();
  const result = await inStep(name, act);
  console.log(`# ${((Date.now() - began) / 1000).toFixed(1)} s  ${name}`);
  return result;
};

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** A server that can be stopped and started again on its port; all that it ever says is kept. */
function servant(t, args, said) {
  const server = { said: "", stop: async () => {} };
  server.start = () =>
    new Promise((done, fail) => {
      const child = spawn(program, args);
      const ended = new Promise((over) => child.on("close", (code, signal) => over(code ?? signal)));
      server.stop = async () => (child.kill("SIGTERM"), assert.equal(await ended, 0, server.said));
      t.after(() => child.kill("SIGTERM"));
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk) => {
          server.said += chunk;
          if (String(chunk).includes(said)) done();
        });
      child.on("close", (code) => fail(new Error(`${args[0]} ended with ${code}: ${server.said}`)));
    });
  return server;
}

/** Runs the program with secrets on standard input and, where asked, the phrase taken from descriptor 3. */
function demur(args, secrets = [], { code = 0, phrase = false, env = {} } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe", "pipe"] });
    const result = { out: "", err: "", phrase: "" };
    child.stdout.on("data", (bytes) => (result.out += bytes));
    child.stderr.on("data", (bytes) => (result.err += bytes));
    child.stdio[3].on("data", (bytes) => (result.phrase += bytes));
    child.on("error", fail);
    child.on("close", (ended) => {
      try {
        assert.equal(ended, code, `demur ${args.join(" ")}: ${result.out}${result.err}`);
        assert.equal(result.phrase !== "", phrase);
        done({ ...result, phrase: result.phrase.trim(), json: () => JSON.parse(result.out) });
      } catch (error) {
        fail(error);
      }
    });
    child.stdin.on("error", () => {});
    child.stdin.end(secrets.map((secret) => `${secret}\n`).join(""));
  });
}

const ok = async (client, path, fields) => {
  const answer = await client.post(path, fields);
  assert.equal(answer.status, 200, `${path}: ${answer.body}`);
  return answer.json();
};

async function join_(house, link, login) {
  const client = new Client(house);
  await ok(client, "/invitation", { invitation: link.split("/invitation/")[1], password, password_again: password });
  return Object.assign(client, { login });
}

/** An institution with three custodians, six members and a decision. */
async function found(t, folder) {
  const data = join(folder, "house");
  const anonymous = `[anonymous]\nto_open = 2\nfloor = ${members.length}\nper_quarter = 3\npasskey = "required"\nsource = "a test"\nverified = "unverified"\n\n`;
  const policy = readFileSync("policies/demo.toml", "utf8")
    .replace('every = "minute"', 'every = "at_once"')
    .replace(/standings = .*/, 'standings = ["named", "confidential", "anonymous"]')
    .replace(/\[anonymous\][^[]*/, "")
    .replace("[calendar]", `${anonymous}[calendar]`);
  writeFileSync(join(folder, "policy.toml"), policy);
  const made = await run(["init", "--data", data, "--name", "Ministry of X", "--origin", "dissent.example.org/log", "--policy", join(folder, "policy.toml"), "--login", "edda", "--custodian", "Edda Varga"]);
  assert.equal(made.code, 0, made.err);
  const port = await freePort();
  const house = Object.assign(servant(t, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`], "is served at"), { url: `http://localhost:${port}`, data });
  await house.start();
  const people = { edda: await join_(house, /\/invitation\/\S+/.exec(made.out)[0], "edda") };
  const bureau = newId();
  await ok(people.edda, "/settings/offices", { id: bureau, name: "Bureau of Rivers" });
  const { offices } = (await people.edda.get("/settings/people")).json();
  const channel = offices.find(({ id }) => id !== bureau).id;
  const invite = async (login, office, roles) => {
    const { invitation_link: link } = await ok(people.edda, "/settings/people/invite", { id: newId(), name: `Member ${login}`, login, office, roles });
    people[login] = await join_(house, link, login);
  };
  for (const login of custodians.slice(1)) await invite(login, channel, ["custodian"]);
  for (const login of members) await invite(login, bureau, login === "m0" ? ["respondent"] : []);
  await ok(people.m0, "/decisions/new", { id: newId(), number: "2026/14", title: "Waiver for the canal", owner: bureau, text: "The waiver is granted.", taken_on: new Date().toISOString().slice(0, 10) });
  return { house, people };
}

/** A server in between that changes what it is told to. */
async function altering(t, target, change) {
  const site = createSite(async (request, response) => {
    const answer = await fetch(target + request.url, { headers: { Accept: request.headers.accept } });
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { "Content-Type": answer.headers.get("content-type") ?? "" }).end(change(request.url, body));
  });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  t.after(() => (site.closeAllConnections(), site.close()));
  return `http://localhost:${site.address().port}`;
}

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
  const { house, people } = await step("found the house", () => found(t, folder));
  const wallet = (login) => join(own, `${login}.wallet`);
  const key = (login) => join(own, `${login}.key`);
  const asOfficer = (login) => ["--house", house.url, "--login", login, "--key", key(login), "--json"];
  const floor = ["--floor", String(members.length)];

  const dropPort = await freePort();
  const dropUrl = `http://localhost:${dropPort}`;
  const dropData = join(folder, "drop");
  const drop = servant(t, ["drop", "serve", dropData, "--port", String(dropPort)], "is served at");
  await step("custodians make and publish their keys, and one registers the drop", async () => {
    for (const login of custodians) {
      await demur(["officer", "keygen", ...asOfficer(login)], [password, passphrase]);
      assert.equal(statSync(key(login)).mode & 0o777, 0o600);
      await demur(["officer", "publish", ...asOfficer(login)], [password, passphrase]);
    }
    await demur(["officer", "publish", ...asOfficer("edda")], [password, "a wrong passphrase"], { code: 1 });
    const made = await demur(["drop", "init", dropData, "--house", house.url, "--url", dropUrl, "--name", "Staff association"]);
    await ok(people.edda, "/settings/drops", { line: /^ +(Staff association .*)$/m.exec(made.out)[1] });
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
    await until("the keys for filing", async () => (await keysLog()).includes("file:"));
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
  const receipt = join(own, "receipt.json");
  const filing = ["file", "--anonymous", "--drop", dropUrl, "--wallet", wallet("m1"), "--decision", "2026/14", "--title", canaries.title, "--text", text, "--would-change-my-mind", canaries.remedy, "--receipt", receipt, "--phrase-fd", "3", "--json", ...floor];
  let phrase;
  let id;
  await step("one sees what would be told to whom, and files", async () => {
    await until("the drop's copy", async () => (await fetch(`${dropUrl}/view.json`)).ok);
    const plan = (await demur([...filing, "--attach", table, "--dry-run"], [passphrase])).json();
    assert.deepEqual([plan.class_size, plan.to_open, plan.custodians.length], [members.length, 2, 3]);
    await demur([...filing, "--attach", join(own, "letter.xyz")], [passphrase], { code: existsSync("/usr/bin/mat2") ? 6 : 5 });
    const filed = await demur([...filing, "--attach", table], [passphrase], { phrase: true });
    phrase = filed.phrase;
    id = filed.json().filing;
    assert.equal(phrase.split(" ").length, 7);
    assert.equal((filed.out + filed.err).includes(phrase), false);
    const { tokens, unsent } = (await demur(["member", "tokens", "--wallet", wallet("m1"), "--json"], [passphrase])).json();
    assert.equal(tokens.find((line) => line.class === "members").count, 2);
    assert.equal(unsent, 0);
    await demur(["reply", "--drop", dropUrl, "--json", ...floor], [phrase], { code: 4 }); // not in the log yet
  });
  const relay = async () => {
    await drop.stop();
    const handed = await demur(["drop", "relay", dropData]);
    await drop.start();
    return handed.out;
  };
  await step("the drop hands it in", async () => assert.match(await relay(), /1 taken, 0 refused/));

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

  await step("a custodian agrees again, and the other reads what came later", async () => {
    assert.equal((await demur(["officer", "agree", id, ...asOfficer("felix")], [password, passphrase])).json().shares, 8, "of three messages and a last word, for two others");
    const { messages } = (await demur(["officer", "open", id, ...asOfficer("edda")], [password, passphrase])).json();
    assert.deepEqual(messages.map(({ text }) => text).sort(), [...Array(3).fill(`One thing more: ${canaries.message}\n`), `It was not: ${canaries.last}\n`].sort());
  });
  await step("what is served is what the keys log records, and what was changed on the way is noticed", async () => {
    for (const url of [house.url, dropUrl]) assert.equal((await demur(["verify-ui", url, "--json"])).json().holds, true);
    const script = await altering(t, dropUrl, (path, body) => (path === "/assets/drop.js" ? Buffer.concat([body, Buffer.from("//")]) : body));
    const { files } = (await demur(["verify-ui", script, "--json"], [], { code: 1 })).json();
    assert.deepEqual(files.filter((file) => file.served && !file.as_recorded).map((file) => file.path), ["assets/drop.js"]);
    const page = await altering(t, house.url, (path, body) => (path === "/sign-in" ? Buffer.from(body.toString().replace("</body>", "<script>steal()</script></body>")) : body));
    assert.match((await demur(["verify-ui", page], [], { code: 1 })).out, /PAGE \/sign-in: a script stands in the page itself/);
  });
  await step("keys that somebody exchanged on the way are refused, in words", async () => {
    const cut = await altering(t, dropUrl, (path, body) => (path === "/keys/all" ? body.subarray(0, body.length - 10) : body));
    const swapped = await altering(t, dropUrl, (path, body) => (path === "/keys/all" ? Buffer.from(body.toString("latin1").replace("file:", "vote:"), "latin1") : body));
    for (const url of [cut, swapped]) await demur(["reply", "--drop", url, "--json", ...floor], [phrase], { code: url === cut ? 2 : 1 });
    const other = "dissent.example.org/log+7ae3aa09+AUm4VdWoVvMBwAmbSQ5bhmGtcbZvmN8aDHkVqlTYAaGY";
    assert.match((await demur(["reply", "--drop", dropUrl, "--log-key", other, ...floor], [phrase], { code: 1 })).err, /another log than the one that you know/);
  });
  const log = join(folder, "log");
  await step("the exported log holds, with its keys log and not without", async () => {
    const logKey = (await demur(["log", "key", "--data", house.data])).out.trim();
    await demur(["log", "export", "--data", house.data, log]);
    for (const place of [log, `${house.url}/log`]) {
      const audited = (await demur(["audit", place, "--key", logKey, "--json"])).json();
      assert.deepEqual(audited.findings, []);
      assert.deepEqual([audited.anonymous.filed, audited.anonymous.cosigned, audited.anonymous.messages, audited.anonymous.opened, audited.anonymous.unanchored], [1, 5, 3, 1, 0]);
      assert.equal(audited.figures.last_words.maintained, 1);
    }
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

  await step("nothing that only some may know is anywhere else", async () => {
    await drop.stop();
    await house.stop();
    const secret = [...Object.values(canaries), phrase, phrase.split(" ").slice(0, 3).join(" "), passphrase, password, "127.0.0.1"];
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
