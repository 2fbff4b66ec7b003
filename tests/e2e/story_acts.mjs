// What the people of the story do, each act through the pages alone, with the mistakes that people
// make on the way: an empty form, a day too late, reasons that say nothing.
import assert from "node:assert/strict";
import { join } from "node:path";
import { acceptInvitation, expectError, invite, mainText, submit } from "./lib.mjs";

export const decision = "Suspend the water-sharing talks"; // of the respondent's bureau, taken
export const author = "Mara Quill";
export const quiet = {
  standing: "In confidence",
  kind: "Procedure",
  title: "The notes of exchange require notice",
  text: "Article 4 requires sixty days’ notice.\n\nNone was given. <b>&amp;</b>",
  mind: "A copy of the notice.",
};
export const loud = { standing: "By name", kind: "Change of policy", title: "Talks are worth their cost", text: "The talks cost two officers; the drought of 2019 cost a harvest.", mind: "" };

async function openForm(page) {
  await page.goto("/decisions");
  await page.getByRole("link", { name: decision }).click();
  await page.getByRole("link", { name: "File a dissent" }).click();
}

async function write(page, dissent) {
  await page.getByLabel(dissent.kind, { exact: true }).check();
  await page.getByLabel("Title").fill(dissent.title);
  await page.getByLabel("Your dissent").fill(dissent.text);
  await page.getByLabel("What would change your mind").fill(dissent.mind);
  await submit(page, "Continue");
}

async function finish(page) {
  await submit(page, "File this dissent");
  await page.getByRole("heading", { name: "Your dissent is filed" }).waitFor();
  const link = await page.locator("#co-sign-link").inputValue();
  return { link, path: new URL(link).pathname.replace("/co-sign", "") };
}

export async function fileConfidentially(page) {
  await openForm(page);
  await submit(page, "Continue");
  await expectError(page, "standing", "Choose who may know that it is you.");
  await page.getByLabel(quiet.standing).check();
  await submit(page, "Continue");
  await page.getByLabel("Your dissent").fill(quiet.text);
  await submit(page, "Continue");
  await expectError(page, "kind", "Choose what you disagree with.");
  assert.equal(await page.getByLabel("Your dissent").inputValue(), quiet.text, "what was typed is kept");
  await page.getByLabel(quiet.kind, { exact: true }).check();
  await submit(page, "Continue");
  await expectError(page, "title", "title");
  assert.ok(await page.getByLabel(quiet.kind, { exact: true }).isChecked());
  await write(page, { ...quiet, title: "A first title" });
  await page.getByRole("button", { name: "Change Title" }).click();
  assert.equal(await page.getByLabel("Title").inputValue(), "A first title");
  assert.equal(await page.getByLabel("Your dissent").inputValue(), quiet.text);
  await write(page, quiet);
  const shown = await mainText(page);
  for (const words of ["In confidence", quiet.title, "None was given. <b>&amp;</b>", quiet.mind]) assert.ok(shown.includes(words), words);
  return finish(page);
}

export async function downloadReceipt(page, folder, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /Download (receipt.json|the receipt)/ }).click()]);
  assert.equal(download.suggestedFilename(), "receipt.json");
  const file = join(folder, name);
  await download.saveAs(file);
  return file;
}

export async function joinUp(custodian, colleague) {
  await custodian.goto("/settings/people");
  await custodian.getByLabel("Name", { exact: true }).fill("Nova Signer");
  await submit(custodian, "Make an invitation");
  await expectError(custodian, "login", /login|sign-in name/i);
  assert.equal(await custodian.getByLabel("Name", { exact: true }).inputValue(), "Nova Signer");
  const link = await invite(custodian, { name: "Nova Signer", login: "nova.signer", office: "Consular Directorate" });
  await colleague.goto(link);
  await colleague.getByLabel("Choose a password").fill("short");
  await colleague.getByLabel("The same again").fill("other");
  await submit(colleague, "Accept and sign in");
  await expectError(colleague, "password_again", "The two passwords differ.");
  await colleague.getByLabel("Choose a password").fill("short");
  await colleague.getByLabel("The same again").fill("short");
  await submit(colleague, "Accept and sign in");
  await expectError(colleague, "password", "12");
  await acceptInvitation(colleague, link, "lighthouse seven quiet");
}

export async function coSign(colleague, filed) {
  assert.equal((await colleague.goto(filed.path)).status(), 404, "a member without the link");
  await colleague.goto(filed.link);
  const shown = await mainText(colleague);
  assert.ok(shown.includes(quiet.title) && shown.includes("A colleague, in confidence"));
  assert.ok(!(await colleague.content()).includes(author));
  await submit(colleague, "Sign this dissent");
  await colleague.getByText("You signed.").waitFor();
  assert.match(await mainText(colleague), /Hidden until 5 colleagues have signed/);
  assert.ok(!(await colleague.content()).includes(author));
}

export async function acknowledge(custodian, filed) {
  await custodian.goto("/");
  await custodian.getByRole("link", { name: quiet.title }).first().click();
  assert.ok(!(await custodian.content()).includes(author), "a custodian has not looked yet");
  await custodian.getByRole("link", { name: "Acknowledge", exact: true }).click();
  await submit(custodian, "Acknowledge");
  await custodian.getByText("Acknowledged, and in the log.").waitFor();
  await custodian.getByRole("link", { name: "Open the author’s identity" }).click();
  await custodian.locator("form.one-form button").click();
  await expectError(custodian, "reason", /reason/i);
  await custodian.getByLabel("Reason").fill("The author must be asked for the notice itself.");
  await custodian.locator("form.one-form button").click();
  await custodian.getByText("The log and the author know that you looked.").waitFor();
  assert.ok((await mainText(custodian)).includes(author));
  await custodian.goto(filed.path);
  assert.match(await mainText(custodian), /Hidden until 5 colleagues have signed/);
}

export async function extend(respondent, path, title) {
  await respondent.goto("/decisions");
  await respondent.getByRole("link", { name: decision }).click();
  await respondent.getByRole("link", { name: title }).click();
  assert.ok(respondent.url().endsWith(path));
  assert.ok(!(await respondent.content()).includes(author));
  await respondent.getByRole("link", { name: "Extend the time to answer" }).click();
  const latest = /\d{4}-\d{2}-\d{2}/.exec(await respondent.locator("#until-hint").innerText())[0];
  await submit(respondent, "Extend");
  await expectError(respondent, "until", "Say until which day.");
  await respondent.getByLabel("New day").fill(latest);
  await submit(respondent, "Extend");
  await expectError(respondent, "reason", /reason/i);
  assert.equal(await respondent.getByLabel("New day").inputValue(), latest);
  await respondent.getByLabel("New day").fill("2099-01-01");
  await respondent.getByLabel("Reason").fill("The Legal Office is asked about Article 4.");
  await submit(respondent, "Extend");
  await expectError(respondent, "until", /latest|day/i);
  assert.match(await respondent.getByLabel("Reason").inputValue(), /Article 4/);
  await respondent.getByLabel("New day").fill(latest);
  await submit(respondent, "Extend");
  await respondent.getByText("The new day and its reason are in the log.").waitFor();
  assert.equal(await respondent.getByRole("link", { name: "Extend the time to answer" }).count(), 0, "only once");
}

/** Of each earlier matter that the page asks about: whether it applies, and why. */
export async function judgePrecedents(page, value = "no") {
  for (const radio of await page.locator(`input[name^="applies_"][value="${value}"]`).all()) await radio.check();
  for (const why of await page.locator('[name^="why_"]').all()) await why.fill("It is about other waters.");
}

export async function answer(respondent) {
  await respondent.getByRole("link", { name: "Answer", exact: true }).click();
  assert.ok(!(await respondent.content()).includes(author));
  await respondent.getByLabel("Reasons").fill("It was noted.");
  await submit(respondent, "Publish the answer");
  await expectError(respondent, "outcome", "Choose one of the outcomes.");
  assert.equal(await respondent.getByLabel("Reasons").inputValue(), "It was noted.");
  await respondent.getByLabel("Adopted in part", { exact: true }).check();
  await submit(respondent, "Publish the answer");
  await expectError(respondent, "reasons", /40 characters/);
  await respondent.getByLabel("Reasons").fill("Article 4 does require notice; the suspension itself follows from the drought plan and stands.");
  await submit(respondent, "Publish the answer");
  await expectError(respondent, "what_changed", /changed/);
  assert.ok(await respondent.getByLabel("Adopted in part", { exact: true }).isChecked());
  await respondent.getByLabel("What changed").fill("Notice was sent today; the suspension begins in sixty days.");
  await respondent.getByLabel("For the author only").fill("Thank you for the reference.");
  await judgePrecedents(respondent);
  await submit(respondent, "Publish the answer");
  await respondent.getByText("Your answer is published, and in the log.").waitFor();
  assert.ok(!(await respondent.content()).includes(author));
}

export async function lastWord(page, path) {
  await page.goto(path);
  const shown = await mainText(page);
  for (const words of ["Adopted in part", "Notice was sent today", "Thank you for the reference.", "Edda Varga", "The author must be asked"]) assert.ok(shown.includes(words), words);
  await page.getByRole("link", { name: "Give the last word" }).click();
  await submit(page, "Give the last word");
  await expectError(page, "verdict", "Choose one.");
  await page.getByLabel("I maintain my dissent").check();
  await submit(page, "Give the last word");
  await expectError(page, "text", /why you maintain/);
  assert.ok(await page.getByLabel("I maintain my dissent").isChecked());
  await page.getByLabel("Partly satisfied").check();
  await page.getByLabel("Your last word").fill("Sixty days are something.");
  await submit(page, "Give the last word");
  await page.getByText("The last word is yours, and it is recorded.").waitFor();
}

export async function fileByName(page) {
  await openForm(page);
  await page.getByLabel(loud.standing).check();
  await submit(page, "Continue");
  await write(page, loud);
  return finish(page);
}
