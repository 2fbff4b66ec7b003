// Meetings as people use them: one on a dissent, asked for, scheduled with its mandate, moved and called
// off, its calendar file read by two parsers all the way; a session with a question and votes; what was
// agreed in the demo. With and without JavaScript.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parseCalendar } from "../calendar/parsers.mjs";
import { expectError, mainText, member, openBrowser, run, startDemo, step, submit } from "./lib.mjs";

const inDays = (count) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);

async function fileDissent(page) {
  await page.goto("/decisions");
  await page.getByRole("link", { name: "Suspend the water-sharing talks" }).click();
  await page.getByRole("link", { name: "File a dissent" }).click();
  await page.getByLabel("In confidence").check();
  await submit(page, "Continue");
  await page.getByLabel("Procedure", { exact: true }).check();
  await page.getByLabel("Title").fill("Meet us before the talks end");
  await page.getByLabel("Your dissent").fill("The delegation was not asked.");
  await submit(page, "Continue");
  await submit(page, "File this dissent");
  await page.getByRole("heading", { name: "Your dissent is filed" }).waitFor();
  const link = await page.locator("#co-sign-link").inputValue();
  return new URL(link).pathname.replace("/co-sign", "");
}

async function fillMandate(page, hearBy) {
  await page.getByLabel("What is fixed already").fill("The talks are suspended.");
  await page.getByLabel("What may change").fill("The day on which they are taken up again.");
  await page.getByLabel("Who decides").fill("The minister");
  await page.getByLabel("By when people hear what changed").fill(hearBy);
}

async function fillVenue(page, day, place) {
  await page.getByLabel("Day", { exact: true }).fill(day);
  await page.getByLabel("Time", { exact: true }).fill("14:30");
  await page.getByLabel("Place").fill(place);
}

async function calendarOf(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download for your calendar" }).click()]);
  return parseCalendar(await readFile(await download.path(), "utf8"));
}

test("a meeting on a dissent, from the request to its end", async (t) => {
  const server = await startDemo(t);
  const browser = await openBrowser(t);
  const author = await member(browser, server, "member");
  const office = await member(browser, server, "respondent", { javaScriptEnabled: false });
  const dissent = await fileDissent(author);

  await step("the author asks", async () => {
    await author.goto(dissent);
    await author.getByRole("link", { name: "Ask for a meeting" }).click();
    assert.match(await mainText(author), /Coming to the meeting does/);
    await author.getByRole("button", { name: "Ask for it" }).click();
    await expectError(author, "points", "Enter what you want to speak about");
    await author.getByLabel("What you want to speak about").fill("POINTS of the delegation");
    await author.getByRole("button", { name: "Ask for it" }).click();
    await author.getByText("The office answers with a day, or with a reason why not.").waitFor();
  });
  const meeting = new URL(author.url()).pathname;
  let first;
  await step("the office owes a reply, and gives its mandate with the day", async () => {
    await office.goto("/");
    await office.getByRole("link", { name: /Meet us before the talks end/ }).last().waitFor();
    await office.goto(meeting);
    assert.doesNotMatch(await mainText(office), /Mara Quill/);
    await office.getByRole("link", { name: "Answer with a day" }).click();
    await fillVenue(office, inDays(5), "Room 4, PLACE");
    await office.getByRole("button", { name: "Set the day" }).click();
    await expectError(office, "hear_by", "Enter by when people hear");
    await fillMandate(office, inDays(20));
    await office.getByRole("button", { name: "Set the day" }).click();
    await office.getByText("A day is set. It is known to both sides.").waitFor();
    await author.goto(meeting);
    first = await calendarOf(author);
    assert.equal(first.method, "PUBLISH");
    assert.deepEqual([first.entries[0].summary, first.entries[0].class, first.entries[0].location], ["Meeting", "CONFIDENTIAL", undefined]);
    assert.equal(first.entries[0].dtstart, `${inDays(5)}T14:30:00+00:00`);
  });
  await step("a colleague sees what is public, and no more", async () => {
    const auditor = await member(browser, server, "auditor");
    await auditor.goto(meeting);
    const text = await mainText(auditor);
    assert.match(text, /The day on which they are taken up again/);
    for (const hidden of ["POINTS", "PLACE", "Room 4", "14:30"]) assert.ok(!text.includes(hidden), hidden);
    const file = await auditor.request.get(`${meeting}/meeting.ics`);
    assert.equal(file.status(), 404);
  });
  await step("moved and called off, it stays one entry in a calendar", async () => {
    await author.getByRole("link", { name: "Move it to another day" }).click();
    await fillVenue(author, inDays(6), "Room 5, PLACE");
    await author.getByRole("button", { name: "Move it" }).click();
    const moved = await calendarOf(author);
    await office.goto(meeting);
    await office.getByRole("link", { name: "Call it off" }).click();
    await office.getByRole("button", { name: "Call it off" }).click();
    await expectError(office, "reason", "Enter a reason");
    await office.getByLabel("Reason").fill("The delegation was received this morning.");
    await office.getByRole("button", { name: "Call it off" }).click();
    await author.goto(meeting);
    const cancelled = await calendarOf(author);
    assert.equal(cancelled.method, "CANCEL");
    const files = [first, moved, cancelled].map((file) => file.entries[0]);
    assert.equal(new Set(files.map((entry) => entry.uid)).size, 1);
    assert.deepEqual(files.map((entry) => entry.sequence), ["0", "1", "2"]);
  });
  await step("duties are tasks", async () => {
    const file = parseCalendar(await (await office.request.get("/duties.ics")).text());
    assert.ok(file.entries.length > 0 && file.entries.every((entry) => entry.kind === "VTODO" && entry.due));
    assert.ok(!JSON.stringify(file).includes("water"), "no title is in it");
  });
  await step("what the demo agreed has two signatures, and its read-out", async () => {
    await author.goto("/meetings");
    await author.getByRole("link", { name: /Eleven thousand citizens/ }).click();
    const text = await mainText(author);
    assert.match(text, /The author’s side\s*Signed/);
    assert.match(text, /The office’s side\s*Signed/);
    assert.match(text, /No day was named by which the new count is made/);
    const [minutes] = parseCalendar(await (await author.request.get(`${new URL(author.url()).pathname}/minutes.ics`)).text()).entries;
    assert.deepEqual([minutes.kind, minutes.status, minutes.class], ["VJOURNAL", "FINAL", "CONFIDENTIAL"]);
    assert.match(minutes.description, /\n\nThe author’s side, .*:\nNo day was named by which the new count is made/);
    assert.ok((await calendarOf(author)).entries[0].uid === minutes["related-to"] && minutes.uid !== minutes["related-to"]);
    assert.equal((await (await member(browser, server, "auditor")).request.get(`${new URL(author.url()).pathname}/minutes.ics`)).status(), 404);
    await office.goto(new URL(author.url()).pathname);
    assert.doesNotMatch(await mainText(office), /appointments were cut/);
    assert.match(await mainText(office), /will count visits again, by need/);
  });
  await step("the log holds no word of it, and audits", async () => {
    await server.stop();
    const key = (await run(["log", "key", "--data", server.data])).out.trim();
    const folder = `${server.data}-log`;
    assert.equal((await run(["log", "export", "--data", server.data, folder])).code, 0);
    const audit = JSON.parse((await run(["audit", folder, "--key", key, "--json"])).out);
    assert.deepEqual(audit.findings, []);
    assert.equal(audit.meetings.agreed, 1);
    assert.equal(audit.meetings.briefings, 1);
    assert.ok(audit.meetings.missed >= 1, "the briefing's report");
  });
  assert.deepEqual(author.faults, []);
});

test("a listening session, announced and asked about", async (t) => {
  const server = await startDemo(t);
  const browser = await openBrowser(t);
  const office = await member(browser, server, "respondent");
  const mara = await member(browser, server, "member", { javaScriptEnabled: false });

  await step("is not announced without a whole mandate", async () => {
    await office.goto("/meetings/new");
    await office.getByLabel("Title").fill("Open hour");
    await fillVenue(office, inDays(7), "Great hall");
    await fillMandate(office, inDays(14));
    await office.getByLabel("What is fixed already").fill("");
    await office.getByRole("button", { name: "Announce it" }).click();
    await expectError(office, "fixed", "Enter what is fixed already");
  });
  await step("where nothing may change it is a briefing", async () => {
    await office.getByLabel("What is fixed already").fill("All of it.");
    await office.getByLabel("What may change").fill("nothing");
    await office.getByRole("button", { name: "Announce it" }).click();
    await expectError(office, "level", "Where nothing may change");
    await office.getByLabel("Inform", { exact: true }).check();
    await office.getByRole("button", { name: "Announce it" }).click();
    await office.getByText("This is a briefing.").waitFor();
  });
  const briefing = new URL(office.url()).pathname;
  await step("members ask and vote, each once", async () => {
    await mara.goto(briefing);
    await mara.getByRole("link", { name: "Ask a question" }).click();
    await mara.getByLabel("Your question").fill("Who was asked before?");
    await mara.getByRole("button", { name: "Ask it" }).click();
    await mara.getByText("shown from tomorrow on, without your name").waitFor();
    assert.doesNotMatch(await mainText(mara), /Who was asked before/);
    await mara.goto("/meetings");
    await mara.getByRole("link", { name: "Services for Port Sorrel" }).click();
    const text = await mainText(mara);
    assert.match(text, /15 or more votes/);
    assert.match(text, /10 or more votes/);
    assert.match(text, /Fewer than 5 votes/);
    await mara.getByRole("button", { name: /^I want this asked ?: What does the nine-hour/ }).click();
    await mara.getByText("Your choice is kept").waitFor();
    assert.match(await mainText(mara), /15 or more votes · yours among them/); // it counts from tomorrow on
    await mara.getByRole("button", { name: /^Take my vote back ?: What does the nine-hour/ }).click();
    await mara.getByText("Your choice is kept").waitFor();
    const file = parseCalendar(await (await mara.request.get(`${new URL(mara.url()).pathname}/meeting.ics`)).text());
    assert.deepEqual([file.entries[0].summary, file.entries[0].location, file.entries[0].class], ["Services for Port Sorrel", "Great hall", "PUBLIC"]);
  });
  await step("one of which nothing is recorded takes its days, and is asked about at the drop and not here", async () => {
    await office.goto("/meetings/new");
    await office.getByLabel("Title").fill("What nobody writes down");
    await fillVenue(office, inDays(9), "Great hall");
    await fillMandate(office, inDays(14));
    await office.getByLabel("Nothing of what is said is recorded").check();
    await office.getByRole("button", { name: "Announce it" }).click();
    await expectError(office, "on", "Tokens are collected first");
    await mara.goto("/meetings");
    await mara.getByRole("link", { name: "Posted to the coast" }).click();
    const text = await mainText(mara);
    assert.match(text, /asked and voted for with a token, at a drop/);
    assert.match(text, /Why did those who sail hear of the new rules from the newspaper\?/);
    assert.match(text, /Not counted yet/);
    assert.equal(await mara.getByRole("link", { name: "Ask a question" }).count(), 0);
    assert.equal(await mara.getByRole("button", { name: /I want this asked/ }).count(), 0);
    const { rounds } = JSON.parse((await (await fetch(`${server.drop}/rounds`)).text()).trim().split("\n").at(-1));
    assert.deepEqual(rounds.map(({ kind, title, statements }) => [kind, title, statements.length]), [["session", "Posted to the coast", 3]]);
  });
  await step("a missed report stands on its face", async () => {
    await mara.goto("/meetings");
    await mara.getByRole("link", { name: "Patrol boats: what was decided" }).click();
    assert.match(await mainText(mara), /Missed\. People were to hear what changed by/);
  });
  await step("programs read the same", async () => {
    const view = await (await office.request.get(briefing, { headers: { Accept: "application/json" } })).json();
    assert.equal(view.mandate.is_briefing, true);
    assert.equal(view.questions.length, 0);
  });
  assert.deepEqual(office.faults, []);
});
