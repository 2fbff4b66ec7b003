// What the ledger remembers: earlier matters when somebody files and when somebody answers, and looking back
// on a decision. The owner works without JavaScript, the author with it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { expectError, mainText, member, openBrowser, run, startDemo, step, submit, temporaryFolder } from "./lib.mjs";
import { judgePrecedents } from "./story_acts.mjs";

const boats = /Resume patrol boat/;
const follow = (page, name) => page.getByRole("link", { name, exact: true }).click();
const onTheBoats = async (page) => {
  await page.goto("/decisions");
  await page.getByRole("link", { name: boats }).click();
};

test("precedents, and looking back", async (t) => {
  const server = await startDemo(t);
  const browser = await openBrowser(t);
  const author = await member(browser, server, "member");
  const owner = await member(browser, server, "respondent", { javaScriptEnabled: false });
  let dissent;

  await step("a decision like an earlier one", async () => {
    await owner.goto("/decisions/new");
    await owner.getByLabel("Number").fill("2026/78");
    await owner.getByLabel("Title").fill("Deliver two further patrol boats");
    await owner.getByLabel("Text", { exact: true }).fill("Two further patrol boats go to the coast guard of the Northern Coast.");
    await submit(owner, "Register the decision");
    await owner.getByText("The decision is registered").waitFor();
  });
  await step("its office cites an earlier matter, with what it means here", async () => {
    await follow(owner, "Cite an earlier matter");
    await submit(owner, "Cite it");
    await expectError(owner, "why", "Enter what it means here.");
    await owner.getByLabel("What it means here").fill("Visits were promised then too.");
    await owner.getByLabel("Earlier matter").selectOption({ index: 1 });
    await submit(owner, "Cite it");
    await owner.getByText("It is cited, and in the log.").waitFor();
    assert.match(await mainText(owner), /Earlier matters that it cites[^]*Visits were promised then too/);
  });
  await step("whoever files is shown what is like it, before it is sent", async () => {
    await author.goto(`${new URL(owner.url()).pathname}/dissent`);
    await author.getByLabel("By name").check();
    await submit(author, "Continue");
    await author.getByLabel("Change of policy", { exact: true }).check();
    await author.getByLabel("Title").fill("The first four boats have not been visited yet");
    await author.getByLabel("Your dissent").fill("Deliveries to the coast guard resumed with visits promised; none took place.");
    await submit(author, "Continue");
    await author.getByText("Earlier matters that are like this").click();
    await author.locator(".found a", { hasText: boats }).first().waitFor();
    assert.ok(!author.url().includes("visits"), "what was typed is in no address");
    await submit(author, "File this dissent");
    dissent = new URL(await author.locator("#co-sign-link").inputValue()).pathname.replace("/co-sign", "");
  });
  await step("whoever answers says of each whether it applies, or does not answer", async () => {
    await owner.goto(`${dissent}/answer`);
    await owner.getByLabel("Declined", { exact: true }).check();
    await owner.getByLabel("Reasons").fill("Visits begin with the next quarter, as the embassy has told the coast guard.");
    await submit(owner, "Publish the answer");
    await owner.locator(".errors", { hasText: "Say of each earlier matter whether it applies here." }).waitFor();
    const first = owner.locator('input[name^="applies_"][value="yes"]').first();
    await judgePrecedents(owner);
    await first.check();
    await submit(owner, "Publish the answer");
    await owner.getByText("Your answer is published, and in the log.").waitFor();
    assert.match(await mainText(owner), /It is about other waters/, "what applies is cited");
    assert.match(await mainText(owner), /It applies:/, "and is named as such");
  });
  await step("a review is given with a verdict and reasons", async () => {
    await onTheBoats(owner);
    await follow(owner, "Looking back");
    await submit(owner, "Publish the review");
    await expectError(owner, "verdict", "Say whether the dissent was right.");
    await owner.getByLabel("Too early to tell").check();
    await owner.locator("#office-reasons").fill("The first boats were handed over last month.");
    await submit(owner, "Publish the review");
    await owner.getByText("What you say today is recorded, beside what was said then.").waitFor();
    assert.match(await mainText(owner), /The review is due/, "and is put off");
    await onTheBoats(owner);
    assert.match(await mainText(owner), /Too early to tell/, "and stands on the decision's page");
  });
  await step("an author looks back once the decision is taken", async () => {
    await owner.goto(dissent);
    await owner.locator(".over a").first().click();
    await follow(owner, "Record as taken");
    await owner.locator('[name="ground"][value="urgent"]').check();
    await owner.locator('[name="bypass_reasons"]').fill("The boats sail with the next tide.");
    await owner.locator('[name="consult_by"]').fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
    await submit(owner, "Record as taken");
    const decision = new URL(owner.url()).pathname;
    await author.goto(`${decision}/review`);
    await author.getByLabel("It was partly right").check();
    await author.getByLabel("In your words").fill("Two visits took place, late.");
    await submit(author, "Record what I say today");
    await author.getByText("What you say today is recorded").waitFor();
    assert.match(await mainText(author), /Two visits took place, late/);
    await owner.goto(`${decision}/review`);
    assert.match(await mainText(owner), /It was partly right/);
  });
  const figures = await step("figures are a sentence, a picture, a table and a CSV, and hide what is few", async () => {
    await owner.goto("/ledger");
    await follow(owner, "Figures");
    await owner.getByText(/Of 13 answers, Bureau of Northern Affairs adopted 6 wholly or in part/).first().waitFor();
    assert.equal(await owner.locator("svg.plot").count(), 6, "of all but what offices missed, which is few");
    for (const table of ["adopted", "waits", "answers", "basis", "bypassed", "missed"]) {
      const csv = await owner.request.get(`/ledger/figures/${table}.csv`);
      assert.equal(csv.status(), 200, table);
      assert.match(await csv.text(), /^[^\r\n]+\r\n[^\r\n]+\r\n/, table);
    }
    assert.match(await (await owner.request.get("/ledger/figures/missed.csv")).text(), /Answer,fewer than 5/);
    assert.equal((await owner.request.get("/ledger/figures/nothing.csv")).status(), 404);
    return (await (await owner.request.get("/ledger/figures", { headers: { accept: "application/json" } })).json()).figures;
  });
  await step("what a search finds can be taken along, and no more than its reader may read", async () => {
    const found = async (page) => (await page.request.get("/ledger.csv?q=%22reading+room%22")).text();
    assert.match(await found(owner), /dissent,20\d\d-\d\d-\d\d,.*Keep the reading room at Dunmouth/);
    assert.match(await found(author), /^What,Day,Decision/);
    assert.ok(!(await found(author)).includes("Keep the reading room"), "a named dissent is for its recipients");
    assert.ok(!/^dissent,/m.test(await found(author)));
  });
  const auditor = await member(browser, server, "auditor", { javaScriptEnabled: false });
  await step("an auditor waives what is owed on a round, with a reason, and everybody reads it", async () => {
    const waivers = auditor.getByRole("link", { name: /^Waive this duty ?, Say what became of the comments/ });
    const before = await waivers.count();
    await waivers.first().click();
    await submit(auditor, "Waive this duty");
    await expectError(auditor, "reason", "Enter a reason.");
    await auditor.getByLabel("Reason").fill("The office that asked was dissolved.");
    await submit(auditor, "Waive this duty");
    await auditor.getByText("The duty is waived; the reason is in the log.").waitFor();
    await owner.goto(new URL(auditor.url()).pathname);
    assert.match(await mainText(owner), /waived by an auditor. The office that asked was dissolved/);
    await auditor.goto("/");
    assert.equal(await waivers.count(), before - 1);
    assert.equal((await owner.request.get(`${new URL(owner.url()).pathname}/waive/report`)).status(), 403);
  });
  for (const page of [author, owner, auditor]) assert.deepEqual(page.faults, []);
  assert.equal(await server.stop(), 0);
  await step("the audit of the log agrees", async () => {
    const key = (await run(["log", "key", "--data", server.data])).out.trim();
    const out = join(await temporaryFolder(t), "log");
    assert.equal((await run(["log", "export", "--data", server.data, out])).code, 0);
    const audit = await run(["audit", out, "--key", key, "--json"]);
    assert.equal(audit.code, 0, audit.out + audit.err);
    const { ledger, published, waived } = JSON.parse(audit.out).figures ?? JSON.parse(audit.out);
    assert.equal(waived, 1);
    assert.equal(ledger.reviews, 2);
    assert.equal(ledger.precedents_applied, 1);
    assert.equal(ledger.cited_by_decisions, 2, "with the demo's own");
    assert.deepEqual(published, figures, "what the page shows follows from the log");
  });
});
