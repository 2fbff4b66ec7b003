// The story that Demur must serve, in a real browser against the real program, with JavaScript and
// without: dissent in confidence and by name, a colleague's signature, the clock, the answer, the
// last word, and proofs that hold when the server is gone. At each step: who sees what.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { altered, expectError, mainText, member, openBrowser, person, run, signIn, signOut, startDemo, step, submit, temporaryFolder, until } from "./lib.mjs";
import { acknowledge, answer, author, coSign, decision, downloadReceipt, extend, fileByName, fileConfidentially, joinUp, lastWord, quiet } from "./story_acts.mjs";

async function offlineVerifier(browser, verifier, receipt) {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.goto(`file://${verifier}`);
  for (const [text, holds] of [[receipt, true], [altered(receipt), false]]) {
    await page.fill("#receipt", text);
    await page.evaluate(() => (document.getElementById("verdict").hidden = true));
    await page.click("button");
    await page.waitForSelector(`#verdict.${holds ? "holds" : "fails"}:not([hidden])`);
  }
  await context.close();
}

async function verifyOnPage(page, receipt) {
  for (const [text, holds] of [[receipt, true], [altered(receipt), false]]) {
    await page.goto("/verify");
    await page.locator("#receipt").fill(text);
    await page.locator("form.one-form button").click();
    await page.locator(`.verdict.${holds ? "holds" : "fails"}`).waitFor();
  }
}

async function tell(t, javaScriptEnabled) {
  const folder = await temporaryFolder(t);
  const server = await startDemo(t);
  const browser = await openBrowser(t);
  const options = { javaScriptEnabled };

  const mara = await person(browser, server, options);
  await step("a wrong password", async () => {
    await mara.goto("/dissents/none");
    await mara.getByLabel("Sign-in name").fill("member");
    await mara.getByLabel("Password").fill("not this one");
    await submit(mara, "Sign in");
    await expectError(mara, "password", /wrong/);
    assert.equal(await mara.getByLabel("Sign-in name").inputValue(), "member");
    assert.equal(await mara.getByLabel("Password").inputValue(), "", "a password is not sent back");
  });
  await step("sign in", () => signIn(mara, "member"));
  const filed = await step("file in confidence", () => fileConfidentially(mara));
  const promised = await step("download the receipt", () => downloadReceipt(mara, folder, "promised.json"));
  const named = await step("file by name", () => fileByName(mara));
  await step("sign out", async () => {
    await signOut(mara);
    await mara.goto(filed.path);
    assert.match(mara.url(), /\/sign-in\?next=/);
  });

  const custodian = await member(browser, server, "custodian", options);
  const respondent = await member(browser, server, "respondent", options);
  const auditor = await member(browser, server, "auditor", options);
  const colleague = await person(browser, server, options);
  await step("join", () => joinUp(custodian, colleague));
  await step("co-sign", () => coSign(colleague, filed));
  await step("a named dissent is not for plain members", async () => assert.equal((await colleague.goto(named.path)).status(), 404));
  await step("what the respondent sees", async () => {
    await respondent.goto(named.path);
    assert.ok((await mainText(respondent)).includes(author), "of the named one, the name");
    await respondent.goto(filed.path);
    assert.ok((await mainText(respondent)).includes("None was given. <b>&amp;</b>"));
    assert.match(await mainText(respondent), /Hidden until 5 colleagues have signed/);
    assert.ok(!(await respondent.content()).includes(author), "of the confidential one, no name");
    for (const act of ["open-identity", "acknowledge", "last-word"]) assert.ok((await respondent.goto(`${filed.path}/${act}`)).status() >= 400, act);
  });
  await step("acknowledge and open the identity", () => acknowledge(custodian, filed));
  await step("extend", () => extend(respondent, filed.path, quiet.title));
  await step("answer", () => answer(respondent));
  await step("what the auditor sees", async () => {
    await auditor.goto(filed.path);
    const html = await auditor.content();
    for (const words of [author, quiet.title, "None was given", "Thank you for the reference."]) assert.ok(!html.includes(words), words);
    assert.ok((await mainText(auditor)).includes("Adopted in part"));
  });
  await step("last word", async () => {
    await signIn(mara, "member");
    await lastWord(mara, filed.path);
  });
  await step("the respondent sees the last word and no name", async () => {
    await respondent.goto(filed.path);
    assert.ok((await mainText(respondent)).includes("Sixty days are something."));
    assert.ok(!(await respondent.content()).includes(author));
  });
  await step("everybody sees the answer on the decision", async () => {
    await colleague.goto("/decisions");
    await colleague.getByRole("link", { name: decision }).click();
    assert.ok((await mainText(colleague)).includes("Notice was sent today"));
    assert.ok(!(await colleague.content()).includes(author));
  });

  const receipt = await step("publication", () =>
    until("a proof in the receipt", async () => {
      const text = await (await mara.request.get(`${filed.path}/receipt.json`)).text();
      return "proof" in JSON.parse(text) && text;
    }));
  await mara.goto(filed.path);
  const proven = await step("download the proof", () => downloadReceipt(mara, folder, "receipt.json"));
  await step("verify on the page", () => verifyOnPage(mara, receipt));
  const verifier = await step("download the offline verifier", async () => {
    const [download] = await Promise.all([mara.waitForEvent("download"), mara.getByRole("link", { name: "Download the offline verifier" }).click()]);
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);
    return file;
  });
  for (const page of [mara, custodian, respondent, auditor, colleague]) assert.deepEqual(page.faults, []);

  assert.equal(await server.stop(), 0);
  await step("verify without the server", () => verifyOffline(folder, server.data, [promised, proven]));
  await step("audit the exported log", () => auditExport(folder, server.data));
  await step("the offline verifier", async () => offlineVerifier(browser, verifier, await readFile(proven, "utf8")));
}

async function verifyOffline(folder, data, receipts) {
  const key = (await run(["log", "key", "--data", data])).out.trim();
  for (const file of receipts) {
    const good = await run(["verify", file, "--key", key]);
    assert.equal(good.code, 0, good.err);
    const bytes = await readFile(file);
    for (const at of [Math.floor(bytes.length / 3), Math.floor(bytes.length / 2)]) {
      const flipped = Buffer.from(bytes);
      flipped[at] ^= 1;
      const broken = join(folder, "flipped.json");
      await writeFile(broken, flipped);
      const bad = await run(["verify", broken, "--key", key]);
      assert.ok([1, 2].includes(bad.code), `byte ${at} flipped: exit ${bad.code} ${bad.out}`);
    }
  }
}

async function auditExport(folder, data) {
  const key = (await run(["log", "key", "--data", data])).out.trim();
  const out = join(folder, "log");
  assert.equal((await run(["log", "export", "--data", data, out])).code, 0);
  const audit = await run(["audit", out, "--key", key]);
  assert.equal(audit.code, 0, audit.out + audit.err);
}

test("the story, with JavaScript", (t) => tell(t, true));
test("the story, without JavaScript", (t) => tell(t, false));
