// Mail through a real mail server, Debian's aiosmtpd, over STARTTLS: notices that say nothing, invitations
// that two parsers read, nothing lost to a server that is away, and nothing sent twice.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseCalendar } from "../calendar/parsers.mjs";
import { expectError, member, openBrowser, run, start, startDemo, step, submit, temporaryFolder, until } from "./lib.mjs";

const logins = ["member", "respondent", "custodian", "auditor"];

function makeCertificate(folder) {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], { stdio: "ignore" });
  return [cert, key];
}

/** Starts the mail server; its port, and what it was given. */
async function mailServer(t, folder, [cert, key]) {
  const file = join(folder, "mails.jsonl");
  const script = fileURLToPath(new URL("../mail/server.py", import.meta.url));
  const child = spawn("/usr/bin/python3", [script, file, cert, key]);
  t.after(() => child.kill());
  let errors = "";
  child.stderr.on("data", (bytes) => (errors += bytes));
  const port = await new Promise((done, fail) => {
    child.stdout.once("data", (bytes) => done(Number(String(bytes).trim())));
    child.on("close", () => fail(new Error(`python3-aiosmtpd (packages.txt) does not start: ${errors}`)));
  });
  const mails = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line)) : []);
  return { port, mails };
}

const serve = (t, data, port, cert) =>
  start(t, ["serve", "--data", data, "--smtp", `smtp://localhost:${port}`, "--mail-from", "channel@example.org", "--mail-hour", "0", "--smtp-ca", cert]);

async function mailCheck(data, more = []) {
  const doctor = JSON.parse((await run(["doctor", "--data", data, "--json", ...more])).out);
  return Object.fromEntries(doctor.checks.map((check) => [check.what, check]));
}

/** The mail without what differs from one to the next: to whom, and its id. */
const without = (mail) => mail.text.replace(/^To: .*$/m, "To:").replace(/^Message-ID: .*$/m, "Message-ID:");

test("mail says that there is something, once, and not what", async (t) => {
  const folder = await temporaryFolder(t);
  const certificate = makeCertificate(folder);
  const demo = await startDemo(t);
  const browser = await openBrowser(t);
  await step("each gives an address", async () => {
    for (const login of logins) {
      const page = await member(browser, demo, login, { javaScriptEnabled: false });
      await page.goto("/settings");
      await page.getByRole("link", { name: "Mail address for notices" }).click();
      await page.getByLabel("Mail address").fill("nobody");
      await submit(page, "Keep this address");
      await expectError(page, "address", "Enter one mail address");
      await page.getByLabel("Mail address").fill(`${login}@example.org`);
      await submit(page, "Keep this address");
      await page.getByText("It is kept. Nobody else sees it.").waitFor();
    }
  });
  await demo.stop();

  let waiting;
  await step("a mail server that is away loses nothing", async () => {
    const away = await serve(t, demo.data, 9, certificate[0]); // discard: nobody listens
    await until("the batch is made", async () => (await fetch(`${away.url}/healthz`)).ok);
    await away.stop();
    const checks = await mailCheck(demo.data);
    const said = /^(\d+) wait, 0 may have been sent/.exec(checks["no mail is in doubt or was refused"].why);
    waiting = Number(said[1]);
    assert.ok(waiting >= 9, "two invitations to each of four, and notices");
  });
  const server = await mailServer(t, folder, certificate);
  let first;
  await step("all of it arrives when the mail server is back", async () => {
    const back = await serve(t, demo.data, server.port, certificate[0]);
    await until("all of it is sent", () => server.mails().length >= waiting);
    await back.stop();
    const checks = await mailCheck(demo.data, ["--smtp", `smtp://localhost:${server.port}`, "--mail-from", "channel@example.org", "--smtp-ca", certificate[0]]);
    assert.match(checks["no mail is in doubt or was refused"].why, /^0 wait, 0 may have been sent .* 0 were refused/);
    assert.ok(checks["the mail server answers, over TLS where it is not on this machine"].good);
    first = server.mails();
  });
  await step("every notice is the same, and names nothing", () => {
    const notices = first.filter((mail) => !mail.text.includes("text/calendar"));
    assert.ok(notices.some((mail) => mail.to[0] === "custodian@example.org"));
    assert.equal(new Set(notices.map(without)).size, 1);
    assert.equal(new Set(first.map((mail) => /^Subject: .*$/m.exec(mail.text)[0])).size, 1);
    for (const mail of first) for (const told of ["Port Sorrel", "Mara", "/dissents/"]) assert.ok(!mail.text.includes(told), told);
  });
  await step("an invitation is a calendar entry for one", () => {
    const invitations = first.filter((mail) => mail.text.includes("text/calendar"));
    const invited = logins.flatMap((login) => [login, login]).map((login) => `${login}@example.org`); // two sessions are to come
    assert.deepEqual(invitations.map((mail) => mail.to[0]).sort(), invited.sort());
    for (const mail of invitations) {
      const part = /base64\r\n\r\n([\s\S]*?)--demur-part--/.exec(mail.text)[1];
      const calendar = parseCalendar(Buffer.from(part, "base64").toString());
      assert.deepEqual([calendar.method, calendar.entries[0].attendee], ["REQUEST", `mailto:${mail.to[0]}`]);
    }
  });
  await step("a second start sends nothing again", async () => {
    const again = await serve(t, demo.data, server.port, certificate[0]);
    await until("it serves", async () => (await fetch(`${again.url}/healthz`)).ok);
    await again.stop();
    assert.deepEqual(server.mails(), first);
  });
  const title = "The boats, before they sail";
  /** What the login's calendar was sent of that session. */
  const heldBy = (login) =>
    server
      .mails()
      .filter((mail) => mail.to[0] === `${login}@example.org` && mail.text.includes("text/calendar"))
      .map((mail) => parseCalendar(Buffer.from(/base64\r\n\r\n([\s\S]*?)--demur-part--/.exec(mail.text)[1], "base64").toString()))
      .filter((calendar) => calendar.entries[0].summary === title);
  /** On the day after: the batch, of which everybody has `sent` by then, and what the office does next. */
  const nextDay = async (sent, act) => {
    const script = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as d: d.execute(\"UPDATE setting SET value = date(value, '-1 day') WHERE name = 'mailed_on'\")";
    if (sent > 0) execFileSync("/usr/bin/python3", ["-c", script, join(demo.data, "demur.db")]);
    const house = await serve(t, demo.data, server.port, certificate[0]);
    await until("everybody has the news", () => logins.every((login) => heldBy(login).length === sent));
    if (act) {
      const page = await member(browser, house, "respondent", { javaScriptEnabled: false });
      await page.goto("/meetings");
      await act(page);
      await page.waitForURL(/\/meetings\/[a-z0-9]{26}(\?.*)?$/);
      await page.getByText(title).first().waitFor();
      await page.context().close();
    }
    await house.stop();
  };
  const inDays = (count) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);
  const fillVenue = async (page, days, place) => {
    await page.getByLabel("Day", { exact: true }).fill(inDays(days));
    await page.getByLabel("Time", { exact: true }).fill("14:30");
    await page.getByLabel("Place").fill(place);
  };
  await step("a session that is moved, and then called off, stays one entry for everybody", async () => {
    await nextDay(0, async (page) => {
      await page.goto("/meetings/new");
      await page.getByLabel("Title").fill(title);
      await fillVenue(page, 7, "Great hall");
      await page.getByLabel("What is fixed already").fill("They sail.");
      await page.getByLabel("What may change").fill("The day.");
      await page.getByLabel("Who decides").fill("The minister");
      await page.getByLabel("By when people hear what changed").fill(inDays(14));
      await submit(page, "Announce it");
    });
    await nextDay(1, async (page) => {
      await page.getByRole("link", { name: title }).click();
      await page.getByRole("link", { name: "Move it to another day" }).click();
      await fillVenue(page, 6, "Small hall");
      await submit(page, "Move it");
    });
    await nextDay(2, async (page) => {
      await page.getByRole("link", { name: title }).click();
      await page.getByRole("link", { name: "Call it off" }).click();
      await page.getByLabel("Reason").fill("The hall is closed.");
      await submit(page, "Call it off");
    });
    await nextDay(3);
    for (const login of logins) {
      const held = heldBy(login);
      assert.deepEqual(held.map((calendar) => calendar.method), ["REQUEST", "REQUEST", "CANCEL"]);
      const entries = held.map((calendar) => calendar.entries[0]);
      assert.equal(new Set(entries.map((entry) => entry.uid)).size, 1);
      assert.deepEqual(entries.map((entry) => entry.attendee), Array(3).fill(`mailto:${login}@example.org`));
      assert.deepEqual(entries.map((entry) => entry.sequence), ["0", "1", "2"]);
      assert.deepEqual(entries.map((entry) => entry.location), ["Great hall", "Small hall", "Small hall"]);
    }
  });
});
