// An opinion round as people use it: voted on without JavaScript and by one key, a statement proposed,
// rejected with a reason and shown by who may, results read, and the log still whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mainText, member, openBrowser, run, startDemo, step, submit, until } from "./lib.mjs";

const kOpen = "What visits to the patrol boats should look for";
const kAgain = "Moving the Bureau: asked again";

const open = async (page, title) => {
  await page.goto("/opinion");
  await page.getByRole("link", { name: title }).click();
};

test("a round is voted on, moderated and read", async (t) => {
  const server = await startDemo(t);
  const browser = await openBrowser(t);
  const plain = await member(browser, server, "member", { javaScriptEnabled: false });

  await step("the mandate and who will know come before the first vote", async () => {
    await open(plain, kOpen);
    const words = await mainText(plain);
    assert.ok(words.indexOf("What may change") < words.indexOf("Who will know"), words);
    assert.match(words, /Whoever runs this server, or gets hold of its database/);
    assert.match(words, /You voted on 0 of 4 statements/);
  });
  await step("without JavaScript, one statement at a time", async () => {
    await plain.getByRole("link", { name: "Vote", exact: true }).click();
    for (const answer of ["Agree", "Disagree", "Pass"]) {
      const statement = await plain.locator("h1").innerText();
      await plain.getByRole("button", { name: answer, exact: true }).click();
      assert.notEqual(await plain.locator("h1").innerText(), statement);
    }
    assert.match(await mainText(plain), /You voted on 3 of 4 statements/);
  });
  await step("a vote is changed, and the last counts", async () => {
    await open(plain, kOpen);
    await plain.getByRole("link", { name: "Your votes" }).click();
    const before = await mainText(plain);
    assert.match(before, /Disagree/);
    const row = plain.locator("li", { hasText: "Disagree" });
    const number = await row.locator(".number").innerText();
    await row.getByRole("link", { name: /^Change/ }).click();
    assert.match(await mainText(plain), /Your vote now: Disagree/);
    await plain.getByRole("button", { name: "Agree", exact: true }).click();
    await open(plain, kOpen);
    await plain.getByRole("link", { name: "Your votes" }).click();
    const after = plain.locator("li").filter({ has: plain.locator(".number", { hasText: new RegExp(`^${number}$`) }) });
    assert.match(await after.innerText(), /Agree/);
  });
  await step("a statement is proposed, and only its author sees that it is theirs", async () => {
    await open(plain, kOpen);
    await plain.getByRole("link", { name: "Propose a statement" }).click();
    await plain.getByLabel("Statement").fill("Visits should come unannounced.");
    await submit(plain, "Propose it");
    assert.match(await mainText(plain), /Visits should come unannounced\.\s*Waits for a moderator/);
  });

  const custodian = await member(browser, server, "custodian");
  await step("a custodian of another office shows one and rejects one, with a reason", async () => {
    await open(custodian, kOpen);
    await custodian.getByRole("link", { name: "Moderate: 2 statements wait" }).click();
    const mine = custodian.locator("li", { hasText: "unannounced" });
    await mine.getByRole("button", { name: /^Show/ }).click();
    await custodian.getByText("It is decided, and in the log.").waitFor();
    await custodian.locator("li", { hasText: "Logs should be copied" }).getByRole("link", { name: /^Reject/ }).click();
    await submit(custodian, "Reject it");
    await custodian.locator(".errors").waitFor();
    await custodian.getByLabel("Reason").fill("The decision says so already.");
    await submit(custodian, "Reject it");
    await custodian.getByText("It is decided, and in the log.").waitFor();
  });
  await step("by one key", async () => {
    const page = await member(browser, server, "member");
    await open(page, kOpen);
    await page.getByRole("link", { name: "Vote", exact: true }).click();
    await page.waitForLoadState("load"); // the script listens from then on
    for (const key of ["a", "d"]) await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
    assert.match(await mainText(page), /You have voted on all of them/);
  });
  await step("results are read in their order, and the change says that it is too little to tell", async () => {
    await open(plain, kAgain);
    await plain.getByRole("link", { name: "See what the votes say" }).click();
    await until("the results are made", async () => {
      await plain.reload();
      return (await mainText(plain)).includes("What bridges");
    });
    const order = ["What bridges", "What divides", "Groups", "What is uncertain", "The picture"];
    const headings = (await plain.getByRole("heading", { level: 2 }).allTextContents()).map((each) => each.trim());
    assert.deepEqual(headings.filter((each) => order.includes(each)), order);
    await plain.getByRole("link", { name: "What changed since the round before" }).click();
    assert.match(await mainText(plain), /too few/i);
  });
  await step("an open round has no results", async () => {
    await open(plain, kOpen);
    assert.equal((await plain.goto(`${plain.url()}/results`)).status(), 404);
  });
  await step("the respondent reports", async () => {
    const respondent = await member(browser, server, "respondent");
    await open(respondent, kAgain);
    await respondent.getByRole("link", { name: "Report what became of it" }).click();
    for (const declined of await respondent.getByLabel("Declined").all()) await declined.check();
    for (const why of await respondent.getByLabel(/: reasons$/).all()) await why.fill("It is asked again in a year.");
    await respondent.getByLabel("Reasons", { exact: true }).fill("Desks stay as they are: the camps are as far apart as before.");
    await submit(respondent, "Publish the report");
    assert.match(await mainText(respondent), /What became of it\s*Declined/);
  });
  await step("the log tells the same", async () => {
    const key = (await run(["log", "key", "--data", server.data])).out.trim();
    const audit = await run(["audit", `${server.url}/log`, "--key", key, "--json"]);
    const { figures, findings } = JSON.parse(audit.out);
    assert.deepEqual(findings, []);
    assert.equal(figures.opinion_rounds.rounds, 3);
    assert.equal(figures.opinion_rounds.reported, 2);
    assert.equal(figures.opinion_rounds.rejected, 1);
  });
});
