// An institution that means harm. Everything is real, the log's key too, and between it and its members stands a
// server that alters what it answers: keys for one person, a keys log that forked or went back, groups that hide
// nobody, two keys for one scope, tokens of another key, other scripts. The command line and the browser each
// refuse, and say why.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, person, step as inStep, temporaryFolder, until } from "../e2e/lib.mjs";
import { between, custodians, demur, found, freePort, ok, passphrase, password, servant } from "./command_line.mjs";
import { Forger } from "./forger.mjs";
import { demur as client, publishKey, withPasskey } from "./house.mjs";
import { newWitness, Witness } from "../witness/programs.mjs";

const members = ["m0", "m1", "m2", "m3", "m4"];
const floor = ["--floor", String(members.length)];
const step = async (name, act) => {
  const began = Date.now();
  const result = await inStep(name, act);
  console.log(`# ${((Date.now() - began) / 1000).toFixed(1)} s  ${name}`);
  return result;
};

/** What a front shows in place of the real answers, until it is honest again. */
const show = (front, answers) => (front.change = ({ path }) => answers[path.split("?")[0]]);
const honest = (front) => (front.change = undefined);
const alterJson = (change) => (body) => Buffer.from(JSON.stringify(change(JSON.parse(body))));
const viewWith = (fields) => ({ path }, body) => (/\/view\.json$/.test(path) ? alterJson((view) => ({ ...view, ...fields }))(body) : undefined);
const appended = (path, text) => (asked, body) => (asked.path === path ? Buffer.concat([body, Buffer.from(text)]) : undefined);

/** A house with its drop, each behind a front of its own. */
async function world(t, folder) {
  const { house, people } = await found(t, folder, members, (own) => between(t, own));
  for (const login of custodians) await publishKey(people[login]);
  const port = await freePort();
  const data = join(folder, "drop");
  const front = await between(t, `http://127.0.0.1:${port}`, "127.0.0.1"); // another host, whose cookies are its own
  const made = await demur(["drop", "init", data, "--house", house.url, "--url", front.url, "--name", "Staff association"]);
  await ok(people.edda, "/settings/drops", { line: /^ +(Staff association .*)$/m.exec(made.out)[1] });
  const drop = Object.assign(servant(t, ["drop", "serve", data, "--port", String(port)], "is served at"), { url: front.url, front });
  drop.refresh = async () => (await drop.stop(), await demur(["drop", "relay", data]), await drop.start());
  return { house, drop };
}

const entriesAt = async (house) => client.keys_log.entriesOf(new Uint8Array(await (await fetch(`${house.own}/keys/all`)).arrayBuffer()));
const isIssuer = (entry) => entry.startsWith("demur/issuer-key/v1\n") && entry.includes("\nfile:") && entry.includes("\nmembers\n");
const refusals = [];

test("whatever an institution shows to one person, they refuse, and are told why", async (t) => {
  const folder = await temporaryFolder(t);
  const own = join(folder, "own");
  mkdirSync(own);
  const { house, drop } = await step("found the house and its drop, each behind a server in between", () => world(t, folder));
  const forger = new Forger(house.data);
  const wallet = join(own, "m1.wallet");
  await step("a member makes a wallet, and has seen no key yet", async () => {
    const now = await entriesAt(house);
    const first = now.findIndex((entry) => entry.startsWith("demur/issuer-key/v1\n")); // the clock may have been quicker
    show(house.front, await forger.log(first < 0 ? now : now.slice(0, first)));
    await demur(["member", "enroll", "--house", house.url, "--login", "m1", "--wallet", wallet, ...floor], [password, passphrase]);
    honest(house.front);
  });
  // What a reader who asks for a witness has from elsewhere.
  const policy = join(own, "policy.txt");
  await step("a witness is asked from now on", async () => {
    const logKey = (await demur(["log", "key", "--data", house.data])).out.trim();
    const { folder: kept, vkey } = newWitness(join(folder, "witness"), "ngo.example/witness");
    const witness = await Witness.start(kept, [logKey]);
    t.after(() => witness.child.kill("SIGTERM"));
    writeFileSync(policy, `log ${logKey}\nwitness ngo ${vkey} ${witness.url}\nquorum ngo\n`);
    house.args.push("--witness-policy", policy);
  });
  await step("keys are made, and the drop has them", async () => {
    await house.stop();
    await house.start();
    await until("the key for filing", async () => (await entriesAt(house)).some(isIssuer));
    await demur(["drop", "relay", join(folder, "drop")]);
    await drop.start();
  });
  const real = await entriesAt(house);
  const at = real.findIndex(isIssuer);
  const record = real[at];
  const another = (lines) => real.map((entry, index) => (index === at ? forger.changed(record, lines) : entry));

  // Each with a copy of the wallet: what it was shown and remembers is nobody else's.
  const collect = async (words, by = join(own, "copy.wallet")) => {
    if (by !== wallet) copyFileSync(wallet, by);
    const { out, err } = await demur(["member", "collect", "--wallet", by, ...floor], [passphrase], { code: 1 });
    assert.match(out + err, words);
    assert.doesNotMatch(out, /[1-9]\d* new tokens/);
    refusals.push((out + err).trim().split("\n").pop());
  };
  await step("by the command line, collecting", async () => {
    const offered = alterJson((page) => ({ ...page, tokens: page.tokens.map((line) => (line.record === record ? { ...line, record: forger.withOwnKey(record) } : line)) }));
    house.front.change = ({ path, method }, body) => (path === "/tokens" && method === "GET" ? offered(body) : undefined);
    await collect(/the house offers you another key for file:\S+ than the one that the keys log has for everybody/);
    show(house.front, await forger.log([...real, forger.withOwnKey(record)]));
    await collect(/There are two keys for file:\S+ and the class members/);
    show(house.front, await forger.log(another({ class_size: 3, quota: 9 })));
    await collect(/The class members has 3 people, fewer than the 5/);
    show(house.front, await forger.log([...real, forger.changed(record, { scope: "vote:other" })]));
    await collect(/modulus stands in another record too/);
    show(house.front, await forger.log(real.slice(1)));
    await collect(/the keys log has forked/);
    show(house.front, { "/keys/checkpoint": await forger.note(real.slice(0, -1)) });
    await collect(/another number of entries than its checkpoint says/);
    house.front.change = viewWith({ floor: 1 });
    await collect(/group of fewer than 5 is enough: it hides nobody/);
    house.front.change = ({ path, method, sent }) => (path === "/tokens" && method === "POST" ? forger.signedByAnother(sent) : undefined);
    await collect(/signature/, wallet);
    honest(house.front);
  });
  await step("a member who was never here, and asks for a witness", async () => {
    const fresh = (name, code, words) => async (answers) => {
      show(house.front, answers);
      const said = await demur(["member", "enroll", "--house", house.url, "--login", "m3", "--wallet", join(own, `${name}.wallet`), "--policy", policy, ...floor], [password, passphrase], { code });
      assert.match(said.err, words);
      refusals.push(said.err.trim().split("\n").pop());
    };
    const marked = another({ modulus: forger.withOwnKey(record).split("\n")[9] });
    await fresh("forked", 1, /not those that the log records/)(await forger.log(marked));
    await fresh("alone", 1, /lacks witnesses that you ask for/)(await forger.recorded(marked));
    await fresh("older", 5, /the newest that its log records under its witnesses/)(await forger.log(real.slice(0, -1)));
    await fresh("honest", 0, /./)({});
    honest(house.front);
  });
  await step("honestly, those that were asked for come", async () => {
    const { tokens } = (await demur(["member", "collect", "--wallet", wallet, "--policy", policy, "--json", ...floor], [passphrase])).json();
    assert.ok(tokens >= 3);
  });

  const browser = await openBrowser(t);
  const page = await person(browser, house);
  const wordsOf = (place) => place.locator("[data-fault-words]").filter({ hasText: /./ }).innerText();
  await step("by the browser, collecting", async () => {
    const trip = `${drop.url}/wallet#collect=${house.url}&back=/tokens`;
    // Each in a browser that was never here.
    const arrive = async () => {
      const context = await browser.newContext();
      const fresh = await context.newPage();
      await fresh.goto(trip);
      await fresh.locator("[data-fault-words], [data-collect-words]").filter({ hasText: /./ }).first().waitFor();
      const words = `${await fresh.locator("[data-fault-words]").innerText()} ${await fresh.locator("[data-collect-words]").innerText()}`;
      assert.equal(new URL(fresh.url()).origin, drop.url, "nobody is sent on");
      await context.close();
      refusals.push(words.trim());
      return words;
    };
    show(drop.front, await forger.log([...real, forger.withOwnKey(record)]));
    assert.match(await arrive(), /more than one key for this scope and class/);
    show(drop.front, await forger.log(another({ class_size: 3, quota: 9 })));
    assert.match(await arrive(), /class has 3 people, and under 5 it does not hide anybody/);
    show(drop.front, await forger.log([...real, forger.changed(record, { scope: "vote:other" })]));
    assert.match(await arrive(), /same modulus stands under two keys/);
    show(drop.front, { "/keys/checkpoint": await forger.note(real.slice(0, -1)) });
    assert.match(await arrive(), /not the one that was signed/);
    drop.front.change = viewWith({ floor: 1 });
    assert.match(await arrive(), /hides nobody/);
    drop.front.change = viewWith({ to_open: 1 });
    assert.match(await arrive(), /one custodian alone/);
    honest(drop.front);
  });
  await step("by the browser, with tokens that another key signed, and with those of everybody's", async () => {
    await withPasskey(page);
    assert.equal((await page.request.post("/sign-in", { data: { login: "m2", password }, headers: { Origin: house.url, Accept: "application/json" } })).status(), 200);
    await page.goto("/settings");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("button", { name: /^Remove/ }).waitFor();
    house.front.change = ({ path, method, sent }) => (path === "/tokens" && method === "POST" ? forger.signedByAnother(sent) : undefined);
    const go = async () => {
      await page.goto("/tokens");
      await page.getByRole("link", { name: /^(Collect them|Ask again) at Staff association/ }).click();
      await page.waitForURL(`${drop.url}/wallet`);
    };
    await go();
    refusals.push(await wordsOf(page));
    assert.match(refusals.at(-1), /signed with another key than the one in the log/);
    honest(house.front);
    await go();
    await page.getByText("tokens more").waitFor();
  });
  await step("the others collect too: each has three, and five people must have some", async () => {
    for (const login of ["m0", "m4"]) await demur(["member", "enroll", "--house", house.url, "--login", login, "--wallet", join(own, `${login}.wallet`), ...floor], [password, passphrase]);
    for (const name of ["m0", "m4", "honest"]) await demur(["member", "collect", "--wallet", join(own, `${name}.wallet`), ...floor], [passphrase]);
  });
  await step("what was issued is counted, and the drop and the wallet have it", async () => {
    await house.stop();
    await house.start();
    await until("the count", async () => (await entriesAt(house)).some((entry) => entry.startsWith("demur/issued/v1\n")));
    await drop.refresh();
    await demur(["member", "collect", "--wallet", wallet, ...floor], [passphrase]);
  });

  const counted = await entriesAt(house);
  const forked = await forger.log(counted.map((entry) => (entry === record ? forger.withOwnKey(record) : entry)));
  const back = await forger.log(real);
  const doubled = await forger.log([...counted, forger.withOwnKey(record)]);
  await step("by the browser, filing", async () => {
    const file = async () => {
      await page.goto(`${drop.url}/file`);
      const words = await wordsOf(page);
      assert.equal(await page.locator("[data-filing]").isVisible(), false, "there is nothing to write into");
      refusals.push(words);
      return words;
    };
    const opens = async () => {
      await page.goto(`${drop.url}/file`);
      await page.getByLabel("Title").waitFor();
    };
    await opens();
    show(drop.front, forked);
    assert.match(await file(), /changed since your last visit/);
    show(drop.front, back);
    assert.match(await file(), /changed since your last visit/);
    drop.front.change = viewWith({ to_open: 1 });
    assert.match(await file(), /one custodian alone/);
    honest(drop.front);
    await opens();
    show(drop.front, doubled);
    assert.match(await file(), /more than one key for this scope and class/);
    honest(drop.front);
  });
  await step("by the command line, filing", async () => {
    const text = join(own, "dissent.txt");
    writeFileSync(text, "The waiver pays for nobody.\n");
    const file = async (words, code = 1) => {
      const copy = join(own, "copy.wallet");
      copyFileSync(wallet, copy);
      const { out, err } = await demur(["file", "--anonymous", "--dry-run", "--drop", drop.url, "--wallet", copy, "--decision", "2026/14", "--title", "The canal", "--text", text, "--receipt", join(own, "receipt.json"), "--phrase-fd", "3", ...floor], [passphrase], { code });
      assert.match(out + err, words);
      refusals.push((out + err).trim().split("\n").pop());
    };
    await file(/one of 5 people/, 0);
    show(drop.front, forked);
    await file(/the keys log has forked/);
    show(drop.front, doubled);
    await file(/There are two keys for file:\S+ and the class members/);
    drop.front.change = viewWith({ to_open: 1 });
    await file(/one custodian alone may open what is sent/);
    show(drop.front, { ...back });
    await file(/an older keys log than the one that you have seen/, 0); // and goes on by what it has
    honest(drop.front);
    await file(/one of 5 people/, 0);
  });
  await step("scripts and pages that were altered on the way", async () => {
    for (const url of [house.url, drop.url]) assert.equal((await demur(["verify-ui", url, "--json"])).json().holds, true);
    drop.front.change = appended("/assets/drop.js", "//");
    const { files } = (await demur(["verify-ui", drop.url, "--json"], [], { code: 1 })).json();
    assert.deepEqual(files.filter((each) => each.served && !each.as_recorded).map((each) => each.path), ["assets/drop.js"]);
    house.front.change = ({ path }, body) => (path === "/sign-in" ? Buffer.from(body.toString().replace("</body>", "<script>steal()</script></body>")) : undefined);
    assert.match((await demur(["verify-ui", house.url], [], { code: 1 })).out, /PAGE \/sign-in: a script stands in the page itself/);
  });
  await step("another log's key", async () => {
    honest(drop.front);
    const other = "dissent.example.org/log+7ae3aa09+AUm4VdWoVvMBwAmbSQ5bhmGtcbZvmN8aDHkVqlTYAaGY";
    assert.match((await demur(["verify-ui", drop.url, "--log-key", other], [], { code: 1 })).err, /another log than the one that you know/);
  });
  for (const words of refusals) console.log(`#   ${words.replaceAll("\n", " ")}`);
});
