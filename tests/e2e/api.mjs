// The same pages and acts for programs: JSON in and out, what is refused is refused with a clear 4xx,
// nothing that is sent makes the server stumble, and every answer carries the protecting headers.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { Client, newId, signedIn } from "./api_client.mjs";
import { newestTile, run, startDemo, step } from "./lib.mjs";

const protectingHeaders = {
  "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
  "cache-control": /./,
};

const pages = ["/", "/decisions", "/decisions/new", "/verify", "/settings", "/settings/people", "/settings/policy", "/settings/log-key"];

function assertProtected(answer, what) {
  for (const [name, expected] of Object.entries(protectingHeaders)) assert.match(answer.headers.get(name) ?? "", expected, `${what}: ${name}`);
}

async function everyPageIsJson(client) {
  const { decisions } = (await client.get("/decisions")).json();
  const first = decisions[0].decision;
  for (const path of [...pages, first.path, `${first.path}/dissent`]) {
    const answer = await client.get(path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get("content-type"), /^application\/json/, path);
    assert.equal(typeof answer.json().page.title, "string", path);
    assertProtected(answer, path);
    const html = await client.get(path, { headers: { Accept: "text/html" } });
    assert.match(html.headers.get("content-type"), /^text\/html; charset=utf-8/, path);
    assertProtected(html, path);
  }
}

const dissent = (id, more = {}) => ({ step: "file", id, standing: "confidential", kind: "procedure", title: "Filed by a program", text: "A text of some length.", ...more });

async function aDissentOnce(member, decision) {
  const id = newId();
  const filed = await member.post(`${decision.path}/dissent`, dissent(id));
  assert.equal(filed.status, 200, filed.body);
  assert.equal(filed.json().location, `/dissents/${id}/filed`);
  const again = await member.post(`${decision.path}/dissent`, dissent(id));
  assert.equal(again.status, 200, again.body);
  const mine = (await member.get("/")).json().my_dissents.filter((row) => row.dissent.title === "Filed by a program");
  assert.equal(mine.length, 1, "sent twice, filed once");
  return id;
}

async function othersDissents(id, people) {
  const path = `/dissents/${id}`;
  const unknown = `/dissents/${newId()}`;
  const stranger = await people.stranger.get(path);
  const nothing = await people.stranger.get(unknown);
  assert.equal(stranger.status, 404);
  assert.equal(stranger.body, nothing.body, "what one may not see looks like what is not there");
  for (const act of ["filed", "receipt.json", "clock.csv", "acknowledge", "answer", "extend", "last-word", "withdraw", "open-identity", "waive-answer", "co-sign"])
    assert.equal((await people.stranger.get(`${path}/${act}`)).status, 404, act);
  for (const act of ["acknowledge", "answer", "extend", "last-word", "withdraw", "open-identity", "waive-answer", "co-sign"]) {
    const refused = await people.stranger.post(`${path}/${act}`, { reason: "A reason that is long enough for any rule.", invitation: "abcdefghijklmnopqrstuvwxyz" });
    assert.equal(refused.status, 404, `${act}: ${refused.body}`);
  }
  assert.equal((await people.respondent.get(`${path}/receipt.json`)).status, 404, "a receipt is its holder's");
  assert.equal((await people.respondent.post(`${path}/acknowledge`, {})).status, 403);
  assert.equal((await people.respondent.post(`${path}/open-identity`, { reason: "I would like to know who wrote it, that is all." })).status, 403);
  assert.equal((await people.member.post(`${path}/answer`, {})).status >= 400, true);
  assert.ok(!JSON.stringify((await people.respondent.get(path)).json()).includes("Mara"));
}

async function theWholeStory(people, id) {
  const path = `/dissents/${id}`;
  const ok = async (who, act, fields) => {
    const answer = await people[who].post(`${path}/${act}`, fields);
    assert.equal(answer.status, 200, `${act}: ${answer.body}`);
  };
  assert.equal((await people.member.get(path)).json().is_author, true);
  assert.ok((await people.respondent.get(path)).json().log.promised_by.date >= new Date().toISOString().slice(0, 10));
  await ok("custodian", "acknowledge", {});
  await ok("custodian", "acknowledge", {}); // twice is once
  const answer = { id: newId(), outcome: "declined", reasons: "The suspension follows from the drought plan of last year and from nothing else." };
  // Of each earlier matter that is like this one, whether it applies, and why.
  const { fields } = (await people.respondent.get(`${path}/answer`)).json().form;
  const asked = fields.map((field) => field.name).filter((name) => name.startsWith("applies_"));
  assert.equal((await people.respondent.post(`${path}/answer`, answer)).status, asked.length > 0 ? 400 : 200);
  for (const name of asked) Object.assign(answer, { [name]: "no", [name.replace("applies_", "why_")]: "It is about another river." });
  await ok("respondent", "answer", answer);
  await ok("respondent", "answer", answer);
  assert.equal((await people.respondent.post(`${path}/answer`, { ...answer, id: newId() })).status, 409);
  await ok("member", "last-word", { verdict: "maintained", text: "The plan says nothing of the kind." });
  const closed = (await people.member.get(path)).json();
  assert.deepEqual([closed.state.word, closed.answer.outcome.word, closed.last_word.verdict.word], ["closed", "declined", "maintained"]);
}

async function aDecisionsLife({ respondent, member }, old) {
  const { owner } = (await respondent.get("/decisions/new")).json().form.fields.reduce((all, field) => ({ ...all, [field.name]: field.options[0]?.value }), {});
  const id = newId();
  const path = `/decisions/${id}`;
  const ok = async (act, fields) => {
    const answer = await respondent.post(act, fields);
    assert.equal(answer.status, 200, `${act}: ${answer.body}`);
  };
  await ok("/decisions/new", { id, number: "2026/20", title: "Resume the talks", owner, text: "They resume." });
  await ok(`${path}/revise`, { text: "They resume in spring." });
  // Nobody asked the office that the rules name: it is taken with a declared bypass, or not at all.
  const taken_on = new Date().toISOString().slice(0, 10);
  const consult_by = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  assert.equal((await respondent.post(`${path}/take`, { taken_on })).status, 400);
  await ok(`${path}/take`, { taken_on, ground: "urgent", bypass_reasons: "The session opens tomorrow.", consult_by });
  const offers = (await respondent.get(old.path)).json().offers.map((offer) => offer.act);
  assert.ok(offers.includes("supersede"), offers.join(" "));
  assert.equal((await respondent.get(`${old.path}/supersede`)).status, 200);
  assert.ok((await member.post(`${old.path}/supersede`, { by: id })).status >= 403);
  await ok(`${old.path}/supersede`, { by: id });
  const after = (await member.get(old.path)).json();
  assert.deepEqual([after.state.word, after.superseded_by.path], ["superseded", path]);
}

async function strangeRequests(member, decision) {
  const path = `${decision.path}/dissent`;
  const deep = `{"title":${"[".repeat(5000)}${"]".repeat(5000)}}`;
  const cases = [
    ["random bytes", randomBytes(2000), "application/json"],
    ["random bytes in a form", randomBytes(2000), "application/x-www-form-urlencoded"],
    ["invalid UTF-8 in JSON", Buffer.from([...Buffer.from('{"title":"'), 0xff, 0xfe, ...Buffer.from('"}')]), "application/json"],
    ["invalid UTF-8 in a form", "title=%ff%fe", "application/x-www-form-urlencoded"],
    ["NUL", "title=%00", "application/x-www-form-urlencoded"],
    ["deep nesting", deep, "application/json"],
    ["a list", "[]", "application/json"],
    ["half a document", '{"title":', "application/json"],
    ["an object for a text", '{"title":{"a":1}}', "application/json"],
    ["a fraction", '{"title":1.5}', "application/json"],
    ["twice the same member", '{"step":"file","step":"write"}', "application/json"],
    ["another type", "<a/>", "application/xml"],
    ["a number for an id", JSON.stringify(dissent(7)), "application/json"],
    ["an id of another form", JSON.stringify(dissent("../../etc/passwd")), "application/json"],
    ["too many fields", "a=1&".repeat(5000), "application/x-www-form-urlencoded"],
    ["a text beyond its limit", JSON.stringify(dissent(newId(), { text: "x".repeat(900_000) })), "application/json"],
    ["a body beyond every limit", Buffer.alloc(3 << 20, 0x61), "application/json"],
  ];
  for (const [what, body, type] of cases) {
    const answer = await member.send("POST", path, { body, headers: { "Content-Type": type } });
    assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.body.slice(0, 200)}`);
    if (answer.headers.get("content-type")?.startsWith("application/json")) assert.ok(answer.json().error?.what ?? answer.json().form, what);
  }
  const odd = ["/decisions/x", "/decisions/%00", "/decisions/%ff", "/dissents/..%2f..", "/dissents/'%20OR%201=1--", `/decisions/${newId()}`, `/decisions/${"a".repeat(4000)}`, "/log/../../log.key", "/log/%2e%2e/log.key", "/log/tile/0/999", "/log/tile/9/x", "/assets/../style.css", "/nowhere", "/settings/people/appoint", "/settings/people/appoint?member=x", "/invitation/x", "/sign-in?next=//evil.example"];
  for (const target of odd) {
    const answer = await member.get(target);
    assert.ok(answer.status < 500, `${target}: ${answer.status}`);
    if (!target.startsWith("/sign-in")) assert.ok(answer.status >= 400, `${target}: ${answer.status}`);
  }
}

async function otherSites(server, member, decision) {
  const path = `${decision.path}/dissent`;
  const body = JSON.stringify(dissent(newId(), { title: "From elsewhere" }));
  const type = { "Content-Type": "application/json" };
  for (const headers of [{}, { Origin: "https://evil.example" }, { Origin: "null" }, { Origin: `${server.url}.evil.example` }, { Origin: server.url, "Sec-Fetch-Site": "cross-site" }, { Origin: server.url, "Sec-Fetch-Site": "same-site" }]) {
    const answer = await member.send("POST", path, { body, headers: { ...type, ...headers }, origin: false });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assertProtected(answer, "a refusal");
  }
  for (const [place, next] of [["//evil.example", "/"], ["https://evil.example", "/"], ["/\\evil.example", "/"], ["/decisions", "/decisions"]])
    assert.equal((await member.get(`/sign-in?next=${encodeURIComponent(place)}`, { headers: { Accept: "text/html" } })).headers.get("location"), next);
  assert.ok(!JSON.stringify((await member.get("/")).json()).includes("From elsewhere"));
}

async function markupIsText(people, decision) {
  const evil = `<script>alert(1)</script>"'&{{name}}{{{name}}}');DROP TABLE dissents;--`;
  const id = newId();
  const fields = { title: evil, text: `${evil}\nmore`, would_change_my_mind: evil };
  assert.equal((await people.member.post(`${decision.path}/dissent`, dissent(id, fields))).status, 200);
  const office = await people.custodian.post("/settings/offices", { id: newId(), name: evil });
  assert.equal(office.status, 200, office.body);
  for (const [who, path] of [["member", `/dissents/${id}`], ["member", `/dissents/${id}/filed`], ["member", "/"], ["respondent", decision.path], ["respondent", `/dissents/${id}/answer`], ["custodian", "/settings/people"]]) {
    const answer = await people[who].get(path, { headers: { Accept: "text/html" } });
    assert.equal(answer.status, 200, path);
    assert.ok(!answer.body.includes("<script>alert"), `${path}: markup comes through`);
    assert.ok(answer.body.includes("&lt;script&gt;alert(1)&lt;/script&gt;"), `${path}: it is shown as it was written`);
    assert.ok(answer.body.includes("{{name}}{{{name}}}"), `${path}: a template is text`);
  }
  assert.equal((await people.member.get(`/dissents/${id}`)).json().dissent.title, evil);
}

async function theLog(server, anybody) {
  const checkpoint = await anybody.get("/log/checkpoint");
  assert.equal(checkpoint.status, 200);
  assert.match(checkpoint.headers.get("cache-control"), /no-store|no-cache/);
  const size = Number(checkpoint.body.split("\n")[1]);
  assert.ok(size > 100);
  for (const tile of [`/log/tile/0/${newestTile(size)}`, `/log/tile/entries/${newestTile(size)}`]) {
    const answer = await anybody.get(tile);
    assert.equal(answer.status, 200, tile);
    assert.match(answer.headers.get("cache-control"), /immutable/);
    assertProtected(answer, tile);
  }
  const key = (await run(["log", "key", "--data", server.data])).out.trim();
  const audit = await run(["audit", `${server.url}/log`, "--key", key, "--json"]);
  assert.equal(audit.code, 0, audit.out + audit.err);
  assert.equal(JSON.parse(audit.out).holds, true);
}

test("programs are served as people are, and refused as clearly", async (t) => {
  const server = await startDemo(t);
  const anybody = new Client(server);
  const people = {};
  for (const login of ["member", "respondent", "custodian"]) people[login] = await signedIn(server, login);
  people.stranger = await signedIn(server, await joined(server, people.custodian), "lighthouse seven quiet");
  const decision = (await people.member.get("/decisions")).json().decisions.map((line) => line.decision).find((each) => each.number === "2026/12");

  await step("without a session", async () => {
    assert.equal((await anybody.get("/decisions")).status, 401);
    const away = await anybody.get("/decisions", { headers: { Accept: "text/html" } });
    assert.deepEqual([away.status, away.headers.get("location")], [303, "/sign-in?next=/decisions"]);
  });
  await step("every page is JSON too", () => everyPageIsJson(people.member));
  const id = await step("file once", () => aDissentOnce(people.member, decision));
  await step("what is not yours", () => othersDissents(id, people));
  await step("the whole story", () => theWholeStory(people, id));
  await step("strange requests", () => strangeRequests(people.member, decision));
  await step("other sites", () => otherSites(server, people.member, decision));
  await step("markup is text", () => markupIsText(people, decision));
  await step("a decision's life", () => aDecisionsLife(people, decision));
  await step("the log", () => theLog(server, anybody));
  await step("nothing failed", () => assert.doesNotMatch(server.err, /request_failed/));
});

async function joined(server, custodian) {
  const office = (await custodian.get("/settings/people")).json().offices.find((each) => each.name === "Consular Directorate");
  const invited = await custodian.post("/settings/people/invite", { id: newId(), name: "Nova Signer", login: "nova.signer", office: office.id });
  const invitation = invited.json().invitation_link.split("/").pop();
  const words = "lighthouse seven quiet";
  const accepted = await new Client(server).post("/invitation", { invitation, password: words, password_again: words });
  assert.equal(accepted.status, 200, accepted.body);
  return "nova.signer";
}
