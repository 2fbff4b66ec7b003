// The whole way with nothing played by a test: a real institution, a real drop, members with passkeys in
// Chromium. Tokens travel between the two sites in the browser, a filing is sent signed out, handed in, and
// found again by its phrase.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, person, program, run, step, temporaryFolder } from "../e2e/lib.mjs";
import { newId } from "../e2e/api_client.mjs";
import { found, issuersThere, password, publishKey, withPasskey } from "./house.mjs";

const members = ["member0", "member1", "member2", "member3", "member4"];

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

async function startDrop(test, house) {
  const folder = join(await temporaryFolder(test), "drop");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`; // another host than the house's, whose cookies it must not get
  const made = await run(["drop", "init", folder, "--house", house.url, "--url", url, "--name", "Staff association"]);
  assert.equal(made.code, 0, made.err);
  const drop = { url, line: /^ {4}(Staff association .*)$/m.exec(made.out)[1], child: null };
  test.after(() => drop.child?.exitCode === null && drop.child.kill("SIGKILL"));
  drop.serve = async () => {
    drop.child = spawn(program, ["drop", "serve", folder, "--port", String(port)], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((done, fail) => {
      drop.child.stdout.once("data", done);
      drop.child.once("close", () => fail(new Error("the drop did not start")));
    });
  };
  drop.stop = () => new Promise((done) => (drop.child.once("close", done), drop.child.kill("SIGTERM")));
  drop.handIn = async () => {
    const handed = await run(["drop", "relay", folder]);
    assert.equal(handed.code, 0, handed.err);
    return handed.out;
  };
  return drop;
}

async function collects(browser, server, drop, login) {
  const page = await person(browser, server);
  await withPasskey(page);
  const signed = await page.request.post("/sign-in", { data: { login, password }, headers: { Origin: server.url, Accept: "application/json" } });
  assert.equal(signed.status(), 200);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: /^Remove/ }).waitFor();
  await page.goto("/tokens");
  await page.getByRole("link", { name: "Collect them at Staff association" }).click();
  await page.waitForURL(`${drop.url}/wallet`);
  await page.getByText("7 tokens more").waitFor();
  return page;
}

test("a member files unseen, by way of the two sites, and finds it again", async (t) => {
  const { server, clients } = await step("found the house", () => found(t, members));
  const drop = await step("make a drop, and register it", async () => {
    const made = await startDrop(t, server);
    const registered = await clients.edda.post("/settings/drops", { line: made.line });
    assert.equal(registered.status, 200, registered.body);
    return made;
  });
  const round = newId();
  await step("an office asks for votes by token", async () => {
    const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const { offices } = (await clients.edda.get("/settings/people")).json();
    const mandate = { level: "consult", fixed: "The treaty stands.", may_change: "The year of the waiver.", decides: "The minister", hear_by: inDays(30) };
    const opened = await clients[members[0]].post("/opinion/new", {
      id: round, title: "The canal", owner: offices.find(({ name }) => name === "Bureau of Rivers").id, closes_on: inDays(14), attribution: "not_recorded",
      statements: "The waiver should end.\nThe survey is enough.\nAsk again in a year.\n", ...mandate,
    });
    assert.equal(opened.status, 200, opened.body);
  });
  await step("custodians publish their keys", async () => {
    for (const login of ["edda", "felix", "gesa"]) await publishKey(clients[login]);
    await server.restart();
    await issuersThere(server, 3, members.length);
    await drop.handIn();
    await drop.serve();
  });
  const browser = await openBrowser(t);
  const pages = [];
  await step("five members collect their tokens, one touch each", async () => {
    for (const login of members) pages.push(await collects(browser, server, drop, login));
  });
  await step("what was issued is in the keys log, and at the drop", async () => {
    await server.restart();
    await drop.stop();
    await drop.handIn();
    await drop.serve();
  });
  const page = pages[1];
  let phrase;
  let filing;
  await step("one of them files, signed out", async () => {
    await page.context().clearCookies();
    await page.goto(`${drop.url}/file`);
    await page.getByLabel("Decision", { exact: true }).selectOption({ index: 1 });
    await page.getByLabel("Change of policy").check();
    await page.getByLabel("Title").fill("The canal waiver");
    await page.getByLabel("Text").fill("SEALED-CANARY: the waiver pays for nobody.");
    phrase = await page.locator("[data-phrase]").innerText();
    await page.getByRole("button", { name: "I have written them down" }).click();
    await page.getByLabel("Type them again").fill(phrase);
    await page.getByRole("button", { name: "Lock it and send it" }).click();
    await page.getByRole("heading", { name: "It is here" }).waitFor();
    filing = await page.locator("[data-filing-id]").innerText();
    assert.deepEqual((await page.context().cookies()).map(({ name }) => name), []);
  });
  await step("the drop hands it in, and the house owes an answer", async () => {
    await drop.stop();
    assert.match(await drop.handIn(), /1 taken, 0 refused/);
    const { filings } = await (await fetch(`${server.url}/drop/filings.json`)).json();
    assert.deepEqual(filings.map(({ id, state }) => [id, state]), [[filing, "filed"]]);
    const seen = (await clients.edda.get(`/dissents/${filing}`)).json();
    assert.equal(seen.author_words, "A proven member, known to nobody");
    assert.ok(!JSON.stringify(seen).includes("SEALED-CANARY"));
    await drop.serve();
  });
  await step("two members vote, signed out, with the keyboard and with buttons", async () => {
    for (const voter of [pages[2], pages[3]]) await voter.context().clearCookies();
    const [byKeys, byButtons] = [pages[2], pages[3]];
    const files = [];
    let unanswered;
    await byKeys.goto(`${drop.url}/vote`);
    await byKeys.getByText("Your votes together are like a fingerprint.").waitFor();
    await byKeys.getByRole("button", { name: "The canal" }).click();
    for (const [done, key] of ["a", "d", "p"].entries()) {
      await byKeys.getByText(`${done} of 3 statements voted on`).waitFor();
      await byKeys.keyboard.press(key);
    }
    await byKeys.getByRole("button", { name: "Send 3 votes" }).click();
    await byKeys.getByRole("heading", { name: "Your votes are here" }).waitFor();
    await byButtons.goto(`${drop.url}/vote`);
    await byButtons.getByRole("button", { name: "The canal" }).click();
    for (let time = 1; time <= 2; time++) { // what was sent first is sent anew, and counts again
      await byButtons.getByRole("button", { name: "Agree", exact: false }).first().click();
      await byButtons.getByRole("button", { name: "Look at your votes, and send them" }).click();
      if (time === 1) { // its answer gets lost: what was sent can be saved, and is sent again as it is
        await byButtons.route("**/items", async (route) => (await route.fetch(), await route.abort()), { times: 1 });
        await byButtons.getByRole("button", { name: "Send 1 vote" }).click();
        await byButtons.getByText("No answer came that holds: your votes may be here, or not.").waitFor();
        const saved = byButtons.waitForEvent("download");
        await byButtons.getByRole("link", { name: "save what was sent" }).click();
        assert.equal((await saved).suggestedFilename(), "ballot-unanswered.json"); // not the one that has the answer
        unanswered = JSON.parse(await readFile(await (await saved).path(), "utf8"));
      } else { // changed since, and refused: what was sent before may be there all the same, and can be saved still
        const sendUnanswered = async () => {
          await byButtons.route("**/items", async (route) => (await route.fetch(), await route.abort()), { times: 1 });
          await byButtons.getByRole("button", { name: "Send 1 vote" }).click();
          await byButtons.getByText("No answer came that holds: your votes may be here, or not.").waitFor();
        };
        const changeTo = async (word) => {
          await byButtons.getByRole("button", { name: "Change" }).click();
          await byButtons.getByRole("button", { name: word, exact: false }).first().click();
          await byButtons.getByRole("button", { name: "Look at your votes, and send them" }).click();
        };
        await sendUnanswered();
        await changeTo("Pass");
        await sendUnanswered();
        await byButtons.getByRole("link", { name: "Save what was sent before, 1", exact: true }).waitFor();
        await changeTo("Disagree");
        const json = { error: { code: "too_many", what: "Enough for today.", field: "" } };
        await byButtons.route("**/items", (route) => route.fulfill({ status: 429, json }), { times: 1 });
        await byButtons.getByRole("button", { name: "Send 1 vote" }).click();
        await byButtons.getByText("Enough for today.").waitFor();
        const votesOf = async (name) => {
          const saved = byButtons.waitForEvent("download");
          await byButtons.getByRole("link", { name, exact: true }).click();
          return JSON.parse(await readFile(await (await saved).path(), "utf8")).item;
        };
        const [newest, before] = [await votesOf("save what was sent"), await votesOf("Save what was sent before, 1")];
        assert.notDeepEqual(newest, before);
        assert.notDeepEqual(before, unanswered.item);
      }
      await byButtons.getByRole("button", { name: "Send 1 vote" }).click();
      await byButtons.getByRole("heading", { name: "Your votes are here" }).waitFor();
      const saved = byButtons.waitForEvent("download");
      await byButtons.getByRole("link", { name: "Save what was sent" }).click();
      assert.equal((await saved).suggestedFilename(), "ballot.json");
      files.push(await (await saved).path());
      if (time === 2) break;
      await byButtons.reload();
      await byButtons.getByRole("button", { name: "The canal" }).click();
    }
    assert.deepEqual((await byKeys.context().cookies()).map(({ name }) => name), []);
    assert.equal(unanswered.promise, undefined);
    assert.deepEqual(unanswered.item, JSON.parse(await readFile(files[0], "utf8")).item);
    const verified = await run(["verify", files[1], "--with", files[0], "--log", `${server.url}/log`, "--json"]);
    assert.equal(JSON.parse(verified.out).ballot, "awaited", verified.err); // signed for the words that the log has
    await byKeys.getByRole("button", { name: "Delete the token here" }).click();
    await byKeys.getByText("The token is deleted from this browser").waitFor();
    await byKeys.reload();
    await byKeys.getByRole("button", { name: "The canal" }).click();
    await byKeys.getByText("You have no token to vote with here in this browser").waitFor();
    await drop.stop();
    assert.match(await drop.handIn(), / taken, 0 refused/);
    await drop.serve();
  });
  await step("who has voted proposes a statement too, a custodian shows it, and its file tells so", async () => {
    const proposer = pages[2];
    await proposer.reload();
    await proposer.getByRole("button", { name: "The canal" }).click();
    await proposer.getByText("3 tokens for this left here").waitFor();
    await proposer.getByLabel("Your words").fill("I saw the gates fail in room B12.");
    await proposer.getByText("A room, team or file number is known to few.").waitFor();
    await proposer.getByLabel("Your words").fill("  The gates should be counted first. ");
    await proposer.getByRole("button", { name: "Send it" }).click();
    await proposer.getByRole("heading", { name: "Your proposal is here" }).waitFor();
    await proposer.getByText("2 tokens for this left here").waitFor();
    const saved = proposer.waitForEvent("download");
    await proposer.getByRole("link", { name: "Save what was sent" }).click();
    const file = await (await saved).path();
    await drop.stop();
    assert.match(await drop.handIn(), / taken, 0 refused/);
    await drop.serve();
    const { waiting } = (await clients.edda.get(`/opinion/${round}/moderate`)).json();
    assert.deepEqual(waiting.map(({ text }) => text), ["The gates should be counted first."]);
    const told = async () => JSON.parse((await run(["verify", file, "--log", `${server.url}/log`, "--json"])).out);
    assert.equal((await told()).proposal, "recorded");
    const shown = await clients.edda.post(`/opinion/statements/${waiting[0].id}/show`, {});
    assert.equal(shown.status, 200, shown.body);
    assert.deepEqual([(await told()).proposal, (await told()).id], ["shown", waiting[0].id]);
    const named = await clients[members[1]].post(`/opinion/${round}/propose`, { id: newId(), text: "By name." });
    assert.equal(named.status, 409, named.body);
  });
  await step("its author finds it by the phrase, from another device", async () => {
    const other = await (await browser.newContext()).newPage();
    await other.goto(`${drop.url}/return`);
    await other.getByLabel("Your phrase").fill(phrase);
    await other.keyboard.press("Enter");
    await other.getByText(filing).waitFor();
    await other.getByText("filed", { exact: true }).waitFor();
  });
});
