// The demo as its visitor can use it for filing unseen: a member collects tokens on the way in, files signed
// out at the drop, two custodians open it with the key files that the demo hands out, and the author finds
// their answer by the phrase. So does, with the phrase that the demo prints, the author of the one in its story.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { demoPassword, mainText, member, openBrowser, person, run, startDemo, step, submit, until } from "./lib.mjs";

const passphrase = "two of three agree";

async function comesBack(browser, server, phrase) {
  const page = await person(browser, { url: server.drop });
  await page.goto("/return");
  await page.getByLabel("Your phrase").fill(phrase);
  await submit(page, "Look for it");
  await page.locator("[data-found]").waitFor();
  return page;
}

async function unlocks(page, server, login, id) {
  await page.goto(`/dissents/${id}`);
  await page.getByRole("link", { name: "Open what is sealed" }).click();
  await page.getByLabel("Your key file").setInputFiles(join(server.data, "keys", `${login}.demur-key`));
  await page.getByLabel("Its passphrase").fill(passphrase);
  await submit(page, "Unlock");
}

test("a visitor of the demo files unseen, opens it as two custodians, and comes back to the answer", async (t) => {
  const server = await startDemo(t);
  const browser = await openBrowser(t);
  const mara = await person(browser, server, { led: true });
  await step("who signs in comes by way of the drop, and has tokens", async () => {
    await mara.goto("/sign-in");
    await mara.getByLabel("Sign-in name").fill("member");
    await mara.getByLabel("Password").fill(demoPassword);
    await submit(mara, "Sign in");
    await mara.waitForURL((url) => url.href.startsWith(`${server.drop}/wallet`));
    await mara.getByText(/^\d+ tokens more/).waitFor();
    await mara.getByRole("link", { name: "Back", exact: true }).click();
    await mara.getByRole("heading", { level: 1, name: /^Today/ }).waitFor();
  });
  let phrase;
  let id;
  await step("she files at the drop, signed out", async () => {
    await mara.context().clearCookies();
    await mara.goto(`${server.drop}/file`);
    assert.match(await mainText(mara), /This is the drop of a demo/);
    await mara.getByLabel("Decision", { exact: true }).selectOption({ label: "2026/07: Close the consulate at Port Sorrel (Consular Directorate)" });
    await mara.getByLabel("Procedure").check();
    await mara.getByLabel("Title").fill("The count was made after the decision");
    await mara.getByLabel("Text").fill("The paper is dated a week after the lease was ended.");
    phrase = await mara.locator("[data-phrase]").innerText();
    await submit(mara, "I have written them down");
    await mara.getByLabel("Type them again").fill(phrase);
    await submit(mara, "Lock it and send it");
    await mara.getByRole("heading", { name: "It is here" }).waitFor();
    id = await mara.locator("[data-filing-id]").innerText();
    assert.deepEqual(await mara.context().cookies(), []);
  });
  const kept = {};
  await step("she votes before the session that is to come, and asks a question", async () => {
    const saves = async (name, link) => {
      const download = mara.waitForEvent("download");
      await link.click();
      kept[name] = await (await download).path();
      assert.equal((await download).suggestedFilename(), `${name === "sent" ? "ballot-unanswered" : name}.json`);
    };
    await mara.goto(`${server.drop}/vote`);
    await mara.getByRole("button", { name: "Posted to the coast" }).click();
    await mara.getByText(/^0 of \d questions voted on, nothing sent yet/).waitFor();
    assert.equal(await mara.getByRole("button", { name: "Disagree" }).isVisible(), false);
    await mara.getByRole("button", { name: "I want this asked" }).click();
    await submit(mara, "Look at your votes, and send them");
    await saves("sent", mara.getByRole("button", { name: "Save what will be sent" }));
    await submit(mara, "Send 1 vote");
    await mara.getByRole("heading", { name: "Your votes are here" }).waitFor();
    await saves("ballot", mara.locator("[data-done]").getByRole("link", { name: "Save what was sent" }));
    await mara.getByLabel("Your words").fill("Who pays the rent of those who are posted there?");
    await submit(mara, "Send it");
    await mara.getByRole("heading", { name: "Your proposal is here" }).waitFor();
    await saves("proposal", mara.locator("[data-proposed]").getByRole("link", { name: "Save what was sent" }));
    const [sent, ballot] = [kept.sent, kept.ballot].map((path) => JSON.parse(readFileSync(path, "utf8")));
    assert.deepEqual([sent.item, sent.promise], [ballot.item, undefined]);
    assert.deepEqual(await mara.context().cookies(), []);
  });
  await step("the author in the story comes back with the printed phrase", async () => {
    const printed = readFileSync(join(server.data, "keys", "phrase.txt"), "utf8").trim();
    assert.ok(server.out.includes(printed));
    const author = await comesBack(browser, server, printed);
    await author.getByText("Thank you. It is acknowledged").waitFor();
    await author.getByText("families from the lower dam wait on this side").waitFor();
  });
  const filings = async () => (await (await fetch(`${server.url}/drop/filings.json`)).json()).filings.map((filing) => filing.id);
  await step("the drop has handed it in", () => until("the hand-in", async () => (await filings()).includes(id)));
  await step("her question is recorded, and her votes wait until they are gathered", async () => {
    const verified = async (name) => JSON.parse((await run(["verify", kept[name], "--log", `${server.url}/log`, "--json"])).out);
    await until("the question's record", async () => (await verified("proposal")).proposal === "recorded");
    assert.equal((await verified("ballot")).ballot, "awaited");
  });
  const felix = await member(browser, server, "custodian2");
  await step("one custodian agrees", async () => {
    await unlocks(felix, server, "custodian2", id);
    await submit(felix, "Agree");
    await felix.getByText("You have agreed. Your part is with").waitFor();
  });
  const edda = await member(browser, server, "custodian");
  await step("another opens it, and writes to its author", async () => {
    await unlocks(edda, server, "custodian", id);
    await edda.getByLabel("Why you open it").fill("To acknowledge it.");
    await submit(edda, "Open it, on record");
    await edda.getByText("dated a week after").first().waitFor();
    await edda.getByLabel("Your words").fill("Is the paper numbered?");
    await submit(edda, "Seal and send");
    await edda.getByText("Sealed and sent.").waitFor();
  });
  await step("its author reads that, and the demo has stayed within its own bounds", async () => {
    const { quarter } = await (await fetch(`${server.drop}/view.json`)).json();
    const feed = async () => (await (await fetch(`${server.drop}/replies/${quarter}`)).arrayBuffer()).byteLength;
    await until("the drop has the reply", async () => (await feed()) >= 2 * 8192 || undefined);
    const author = await comesBack(browser, server, phrase);
    await author.getByText("Is the paper numbered?").waitFor();
    for (const page of [mara, felix, edda, author]) assert.deepEqual(page.faults, []);
  });
});
