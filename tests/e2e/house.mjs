// Settings as custodians and members use them, by keyboard alone and without JavaScript: an office is
// merged, one is closed, somebody leaves and takes nothing away but their own way in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectError, mainText, member, openBrowser, person, startDemo, step } from "./lib.mjs";

/** Presses Tab until the focus is on what has this name; every control must be within reach. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 400; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return (element.labels?.[0] ?? element).textContent.trim();
    });
    if (focused === name) return;
  }
  assert.fail(`${page.url()}: the keyboard does not reach ${name}`);
}

const follow = async (page, name) => (await tabTo(page, name), Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]));

test("offices end and people leave, by keyboard and without JavaScript", async (t) => {
  const server = await startDemo(t);
  const browser = await openBrowser(t);
  const options = { javaScriptEnabled: false };
  const custodian = await member(browser, server, "custodian", options);

  await step("an office that owns decisions is not closed", async () => {
    await custodian.goto("/settings/people");
    await follow(custodian, "Close Bureau of Northern Affairs");
    assert.match(await mainText(custodian), /it can be merged, not closed/);
    await follow(custodian, "Close the office");
    await custodian.locator(".errors", { hasText: "This office owns decisions" }).waitFor();
  });
  await step("it is merged, after its heir is named", async () => {
    await custodian.goto("/settings/people");
    await follow(custodian, "Merge Bureau of Northern Affairs");
    assert.match(await mainText(custodian), /Roles held here are not handed on/);
    await follow(custodian, "Merge the office");
    await expectError(custodian, "into", "Choose the office that takes over.");
    await tabTo(custodian, "The office that takes over");
    await custodian.keyboard.type("Consular");
    await follow(custodian, "Merge the office");
    await custodian.getByText("The office is merged, and in the log.").waitFor();
    assert.match(await mainText(custodian), /Merged into Consular Directorate/);
  });

  const mara = await member(browser, server, "member", options);
  await step("a member leaves", async () => {
    await mara.goto("/settings");
    await follow(mara, "Leave this channel");
    assert.match(await mainText(mara), /You have \d+ dissents? that (is|are) not closed/);
    await follow(mara, "Leave for good");
    await expectError(mara, "confirm", "Say that you know");
    await tabTo(mara, "I know, and I leave.");
    await mara.keyboard.press("Space");
    await follow(mara, "Leave for good");
    await mara.getByText("You have left. What you filed stays").waitFor();
  });
  await step("and has no way back in", async () => {
    assert.match((await mara.goto("/")).url(), /\/sign-in/);
    await mara.getByLabel("Sign-in name").fill("member");
    await mara.getByLabel("Password").fill("disagree well");
    await mara.getByRole("button", { name: "Sign in", exact: true }).click();
    await expectError(mara, "password", /wrong/);
  });
  await step("their dissent is still there to be answered", async () => {
    await custodian.goto("/decisions");
    await custodian.getByRole("link", { name: "Close the consulate" }).click();
    assert.match(await mainText(custodian), /Eleven thousand citizens/);
  });

  await step("a custodian says that the two others have left", async () => {
    for (const name of ["Felix Aster", "Gesa Lorn"]) {
      await custodian.goto("/settings/people");
      await follow(custodian, `Has left: ${name}`);
      await follow(custodian, "Record that they have left");
      await custodian.getByText("They can no longer sign in.").waitFor();
    }
  });
  await step("the last custodian stays, and is told why", async () => {
    await custodian.goto("/settings/leave");
    await tabTo(custodian, "I know, and I leave.");
    await custodian.keyboard.press("Space");
    await follow(custodian, "Leave for good");
    await custodian.locator(".errors", { hasText: "This is the last custodian" }).waitFor();
    assert.equal((await custodian.goto("/")).status(), 200);
  });
  await step("an invitation is taken back", async () => {
    await custodian.goto("/settings/people");
    await custodian.getByLabel("Name", { exact: true }).fill("Nora New");
    await custodian.getByLabel("Sign-in name").fill("nora");
    await custodian.getByRole("button", { name: "Make an invitation" }).click();
    const link = await custodian.locator("#invitation-link").inputValue();
    const nora = await person(browser, server, options);
    assert.equal((await nora.goto(link)).status(), 200);
    await custodian.goto("/settings/people");
    await follow(custodian, "Take back the invitation of Nora New");
    await follow(custodian, "Take it back");
    assert.equal((await nora.goto(link)).status(), 404);
  });
  for (const page of [custodian, mara]) assert.deepEqual(page.faults, []);
});
