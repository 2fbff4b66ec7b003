// A decision is sent round, objected to, and taken over the objection; the demo shows every basis. The owner
// works without JavaScript, the objector with it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { acceptInvitation, expectError, mainText, member, openBrowser, person, run, startDemo, step, submit } from "./lib.mjs";

const follow = (page, name) => page.getByRole("link", { name, exact: true }).click();

async function downloaded(page, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: link }).click()]);
  return readFile(await download.path(), "utf8");
}

/** A day so many days from now, as a form takes it. */
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("a clearance, from the mandate to a direction", async (t) => {
  const server = await startDemo(t);
  const browser = await openBrowser(t);
  const owner = await member(browser, server, "respondent", { javaScriptEnabled: false });

  await step("the demo shows a decision of every basis, each with the sentence why", async () => {
    for (const [decision, badge, why] of [
      [/patrol boat/, "Over objection, by direction", "Legal Office does not concur"],
      [/Rotation rules/, "Cleared", "concurred with exactly this text"],
      [/Emergency visas/, "Bypassed, explained", "Legal Office was asked only after the decision was taken."],
      [/water-sharing/, "Bypassed, unexplained", "Legal Office was not asked."],
    ]) {
      await owner.goto("/decisions");
      await owner.getByRole("link", { name: decision }).click();
      await owner.locator(".basis", { hasText: badge }).filter({ hasText: why }).waitFor();
    }
  });

  await step("a position that is due stands on Today, and is given from there", async () => {
    await owner.goto("/");
    await owner.getByRole("link", { name: /Bureau of Northern Affairs on 2026\/14/ }).click();
    await follow(owner, "Give this position");
    await submit(owner, "Give this position");
    await expectError(owner, "stance", "Choose the position of your office.");
    await owner.getByLabel("Concurs with comment").check();
    await owner.getByLabel(/^Comment 1/).fill("=A fifth is too much for the border towns.");
    await submit(owner, "Give this position");
    await owner.getByText("The position of your office is given, and in the log.").waitFor();
    await follow(owner, "Round 1");
    assert.match(await downloaded(owner, "All comments and objections as a table (CSV)"), /'=A fifth is too much/, "no spreadsheet runs it");
  });

  const custodian = await member(browser, server, "custodian");
  const counsel = await person(browser, server);
  await step("the Legal Office gets another respondent", async () => {
    await custodian.goto("/settings/people");
    await custodian.getByLabel("Name", { exact: true }).fill("Cora Counsel");
    await custodian.getByLabel("Sign-in name").fill("cora");
    await custodian.getByLabel("Office", { exact: true }).selectOption({ label: "Legal Office" });
    await custodian.getByLabel("Respondent").check();
    await submit(custodian, "Make an invitation");
    await acceptInvitation(counsel, await custodian.locator("#invitation-link").inputValue(), "objects with reasons");
  });

  let decision;
  await step("a decision that nobody was asked about is not taken without a word", async () => {
    await owner.goto("/decisions/new");
    await owner.getByLabel("Number").fill("2026/77");
    await owner.getByLabel("Title").fill("Sell the northern ferries");
    await owner.getByLabel("Text", { exact: true }).fill("1. The ferries are sold.");
    await submit(owner, "Register the decision");
    await owner.getByText("The decision is registered").waitFor();
    decision = owner.url();
    await follow(owner, "Record as taken");
    assert.match(await mainText(owner), /Legal Office was not asked/);
    await submit(owner, "Record as taken");
    await expectError(owner, "ground", /Not every office/);
  });
  await step("a round opens with a whole mandate only", async () => {
    await owner.goto(decision);
    await follow(owner, "Open a clearance round");
    await owner.getByLabel("What is fixed already").fill("The budget.");
    await owner.getByLabel("Who decides").fill("The head of the Bureau");
    await owner.getByLabel("By when the offices hear").fill(inDays(20));
    await submit(owner, "Open the round");
    await expectError(owner, "may_change", /what may change/);
    await owner.getByLabel("What may change").fill("Which ferries, and when.");
    await submit(owner, "Open the round");
    await owner.getByText("Its mandate and whom it asks are in the log.").waitFor();
  });
  await step("an objection says what would change it", async () => {
    await counsel.goto("/");
    await counsel.getByRole("link", { name: /Legal Office on 2026\/77/ }).click();
    await follow(counsel, "Give this position");
    await counsel.getByLabel("Does not concur").check();
    await counsel.getByLabel("Or all comments as a table").fill("comment,weight\nSay which ferries.,C\n");
    await submit(counsel, "Give this position");
    await expectError(counsel, "would_change", /what would change it/);
    await counsel.getByLabel("What would change it").fill("A ferry that stays for the islands.");
    await submit(counsel, "Give this position");
    await counsel.getByText("Critical").waitFor();
  });
  await step("it is taken over the objection by direction only, and that stays on its face", async () => {
    await owner.goto(decision);
    await follow(owner, "Record as taken");
    await submit(owner, "Record as taken");
    await expectError(owner, "direction", /An objection stands/);
    await owner.getByLabel("Direction", { exact: true }).fill("The buyer's offer ends tonight.");
    await submit(owner, "Record as taken");
    await owner.locator(".basis", { hasText: "Over objection, by direction" }).waitFor();
    await owner.getByRole("heading", { name: "Direction" }).waitFor();
    const record = await downloaded(owner, "This decision as a Markdown record");
    assert.match(record, /^---\nstatus: accepted\n/);
    assert.match(record, /\*\*Over objection, by direction\.\*\*/);
    const answer = await owner.request.get(decision, { headers: { accept: "application/json" } });
    assert.equal((await answer.json()).clearance.basis.word, "over_objection");
  });
  const reader = await member(browser, server, "member", { javaScriptEnabled: false });
  await step("what was registered as taken is explained later, and secret hides the text and not the row", async () => {
    await owner.goto("/decisions/new");
    await owner.getByLabel("Number").fill("2026/79");
    await owner.getByLabel("Title").fill("Lease the southern lighthouse");
    await owner.getByLabel("Text", { exact: true }).fill("1. The zirconium lamp is leased.");
    await owner.getByLabel("Taken on").fill(inDays(-3));
    await submit(owner, "Register the decision");
    await owner.locator(".basis", { hasText: "Bypassed, unexplained" }).waitFor();
    const lease = new URL(owner.url()).pathname;
    await follow(owner, "Explain the bypass");
    await submit(owner, "Declare the bypass");
    await expectError(owner, "ground", "Choose the ground of the bypass.");
    await owner.locator('[name="ground"][value="secret"]').check();
    await owner.getByLabel("Reasons of the bypass").fill("Pirates read what offices read.");
    await owner.getByLabel("By when the offices are asked").fill(inDays(10));
    await submit(owner, "Declare the bypass");
    await owner.locator(".basis", { hasText: "Bypassed, explained" }).waitFor();
    assert.match(await mainText(owner), /zirconium/);
    assert.match(await mainText(owner), /This text is secret/);
    const record = await (await owner.request.get(`${lease}/record.md`)).text();
    assert.ok(record.includes("The text is secret.") && !record.includes("zirconium"), "the record is made to be passed on");
    await reader.goto(lease);
    assert.match(await mainText(reader), /This text is hidden.*Pirates read what offices read/s);
    for (const path of [lease, `${lease}/record.md`, `${lease}/review`, `${lease}/dissent`, "/ledger?q=zirconium", "/ledger.csv?q=lighthouse", "/decisions"])
      for (const accept of ["text/html", "application/json"]) {
        const answer = await reader.request.get(path, { headers: { accept } });
        assert.equal(answer.status(), 200, path);
        assert.ok(!(await answer.text()).includes("zirconium lamp"), `${path} as ${accept}`);
      }
  });
  await step("the log alone bears out every basis", async () => {
    assert.equal((await run(["log", "export", "--data", server.data, `${server.data}-log`])).code, 0);
    const audit = await run(["audit", "--json", `${server.data}-log`, "--key", (await run(["log", "key", "--data", server.data])).out.trim()]);
    const figures = JSON.parse(audit.out);
    assert.deepEqual(figures.findings, []);
    assert.deepEqual(figures.figures.clearance.basis, { bypassed_explained: 1, bypassed_unexplained: 2, cleared: 3, over_objection: 2 });
  });
  for (const page of [owner, counsel, custodian, reader]) assert.deepEqual(page.faults, []);
});
