// For scenarios of anonymous filing: an institution with custodians and members, a drop that is only an
// address, and what a member's wallet does, by the browser's own modules in Node.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Client, newId } from "../e2e/api_client.mjs";
import { program, run, start, temporaryFolder, until } from "../e2e/lib.mjs";
import { modules } from "./client.mjs";

export const password = "none of my colleagues";
export const demur = await modules();
const { bytes, lib } = demur;

const policy = (floor) =>
  readFileSync(new URL("../../policies/demo.toml", import.meta.url), "utf8")
    .replace(/(\[anonymous\][^[]*floor = )5/, `$1${floor}`)
    .replace('passkey = "optional"', 'passkey = "required"')
    .replace('every = "minute"', 'every = "at_once"');

async function joined(server, link, login) {
  const client = new Client(server);
  const answer = await client.post("/invitation", { invitation: link.split("/invitation/")[1], password, password_again: password });
  assert.equal(answer.status, 200, `${login}: ${answer.body}`);
  return client;
}

/** On one port throughout. What the clock does, it does first when it starts: nobody waits for its next turn. */
async function serve(test, data) {
  const first = await start(test, ["serve", "--data", data]);
  const server = { url: first.url, data, stop: first.stop };
  server.restart = async () => {
    assert.equal(await server.stop(), 0);
    const again = spawn(program, ["serve", "--data", data, "--listen", `127.0.0.1:${new URL(server.url).port}`], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((done) => again.on("close", (code, signal) => done(code ?? signal)));
    server.stop = () => (again.kill("SIGTERM"), ended);
    test.after(() => server.stop());
    await new Promise((done, fail) => {
      let out = "";
      again.stdout.on("data", (chunk) => (out += chunk).includes(server.url) && done());
      again.on("close", () => fail(new Error("the server did not start again")));
    });
  };
  return server;
}

/** Members come first, and with the last of them the class has its size: keys are made once, for all. */
export async function found(test, members) {
  const folder = await temporaryFolder(test);
  const data = join(folder, "house");
  writeFileSync(join(folder, "policy.toml"), policy(members.length));
  const init = ["init", "--data", data, "--name", "Ministry of X", "--origin", "dissent.example.org/log", "--policy", join(folder, "policy.toml"), "--login", "edda", "--custodian", "Edda Varga"];
  const made = await run(init);
  assert.equal(made.code, 0, made.err);
  const server = await serve(test, data);
  const edda = await joined(server, /\/invitation\/\S+/.exec(made.out)[0], "edda");
  const bureau = newId();
  const ok = async (path, fields) => {
    const answer = await edda.post(path, fields);
    assert.equal(answer.status, 200, `${path}: ${answer.body}`);
    return answer.json();
  };
  await ok("/settings/offices", { id: bureau, name: "Bureau of Rivers" });
  const { offices } = (await edda.get("/settings/people")).json();
  const channel = offices.find(({ id }) => id !== bureau).id;
  const invite = async (login, office, roles) => joined(server, (await ok("/settings/people/invite", { id: newId(), name: `Member ${login}`, login, office, roles })).invitation_link, login);
  const clients = { edda };
  await Promise.all([
    ...["felix", "gesa"].map(async (login) => (clients[login] = await invite(login, channel, ["custodian"]))),
    ...members.map(async (login) => (clients[login] = await invite(login, bureau, login === members[0] ? ["respondent"] : []))),
  ]);
  const decision = newId();
  const registered = await clients[members[0]].post("/decisions/new", { id: decision, number: "2026/14", title: "Waiver for the canal", owner: bureau, text: "The waiver is granted." });
  assert.equal(registered.status, 200, registered.body);
  // A custodian who comes later.
  const hire = async (login) => (clients[login] = await invite(login, channel, ["custodian"]));
  return { server, clients, decision, hire };
}

/** An address where a wallet could be; what it would do, the test does. */
export async function openDropSite(test) {
  const site = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end("<!doctype html><title>A drop</title><h1>A drop</h1>"));
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  test.after(() => site.close());
  const keys = lib.crypto_sign_seed_keypair(crypto.getRandomValues(new Uint8Array(32)));
  const url = `http://localhost:${site.address().port}`;
  return { url, keys, line: `Staff association ${url} ${bytes.toBase64(keys.publicKey)}` };
}

const fetched = async (server, path) => new Uint8Array(await (await fetch(server.url + path)).arrayBuffer());

/** The keys log as a wallet sees it, checked whole. */
export async function keysOf(server, floor) {
  const [view, note, all] = [await (await fetch(`${server.url}/drop/view.json`)).json(), await (await fetch(`${server.url}/keys/checkpoint`)).text(), await fetched(server, "/keys/all")];
  const entries = demur.keys_log.entriesOf(all);
  const checkpoint = await demur.keys_log.checkKeysLog(entries, note, await demur.keys_log.parseTrust(view.keys_key, [], 0));
  const keys = await demur.keys_view.readKeys(lib, entries, { instance: view.origin, classFloor: floor, issuedFloor: floor });
  return { view, keys, checkpoint, instance: await demur.key_record.instanceHash(view.origin) };
}

export const issuersThere = (server, count, floor) =>
  until("the keys for filing", async () => {
    if (!(await fetch(`${server.url}/keys/checkpoint`)).ok) return undefined;
    const found = await keysOf(server, floor);
    return found.keys.scopes().length >= count ? found : undefined;
  });

export const b64url = (text) => Buffer.from(text).toString("base64url");
export const fromB64url = (text) => Buffer.from(text, "base64url").toString();

/** What the wallet asks for: all that each key gives one member. */
export async function askForAll({ keys, view }, drop, back) {
  const asked = [];
  for (const { scope, class: group } of keys.scopes()) {
    const { text, record } = keys.issuer(scope, group, view.today, "fetch");
    const issuer = await demur.token.issuerOf(lib, text);
    for (let count = 0; count < record.quota; count++) asked.push({ issuer, scope, group, request: await demur.token.makeTokenRequest(lib, issuer) });
  }
  const tokens = asked.flatMap(({ request }) => demur.issuance.blindedTokens(request)).map(({ keyId, modulus, blindedMessage }) => ({ key_id: bytes.toBase64(keyId), modulus, blinded_msg: bytes.toBase64(blindedMessage) }));
  return { asked, fragment: b64url(JSON.stringify({ drop, tokens, back })) };
}

export async function finishAll({ asked }, answer) {
  const signatures = demur.issuance.parseIssueAnswer(answer, asked.length);
  return Promise.all(asked.map(async ({ issuer, scope, group, request }, at) => ({ scope, group, token: await demur.token.finishToken(lib, issuer, request, [signatures[at]]) })));
}

/** Hands items in as a drop does, and says what became of each. */
export async function handIn(server, drop, day, items) {
  const frame = (padding) => bytes.canonical({ day, drop: bytes.toBase64(drop.keys.publicKey), items, padding });
  const bare = frame("").length;
  const size = Math.max(65_536, 2 ** Math.ceil(Math.log2(bare)));
  const body = frame("x".repeat(size - bare));
  const signature = lib.crypto_sign_detached(bytes.labelled("demur/hand-in/v1", await bytes.sha256(bytes.utf8(body))), drop.keys.privateKey);
  const answer = await fetch(`${server.url}/drop/hand-in`, { method: "POST", body, headers: { "Content-Type": "application/json", "Demur-Signature": bytes.toBase64(signature) } });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  const results = new Map(JSON.parse(text).items.map(({ digest, result, why }) => [digest, why ? `${result}: ${why}` : result]));
  return items.map((item) => results.get(bytes.toBase64(demur.sodium.hash(lib, bytes.utf8(bytes.canonical(item))))));
}

export function officersOf({ keys, view }) {
  return keys.posts().map(({ office, post }) => keys.officer(office, post, view.today)).filter((found) => !("reason" in found));
}

async function sealed(world, keyId, purpose, content) {
  const key = demur.envelope.newContentKey();
  const context = demur.envelope.contextOf(lib, world.instance, keyId);
  const recipients = officersOf(world).map(({ record }) => record.box);
  const attachments = [];
  const chunks = [];
  for (const [index, { name, data }] of (content.attachments ?? []).entries()) {
    const parts = [];
    attachments.push({ name, ...(await demur.attachments.sealAttachment(lib, key, index, new Blob([data]), (chunk) => parts.push(chunk))) });
    chunks.push(bytes.joined(...parts));
  }
  const body = demur.filing_body.formatFilingBody({ ...content, attachments });
  return { envelope: await demur.envelope.seal(lib, { purpose, threshold: world.view.to_open, recipients, context, body }, key), chunks, digests: attachments.map(({ digest }) => digest) };
}

/** A filing under a token, as an item for the hand-in, and what its author keeps. */
export async function file(world, token, content) {
  const author = demur.phrase.deriveReplyKeys(lib, demur.phrase.makePhrase(), world.instance);
  const reply = { box: author.box.publicKey, sign: author.sign.publicKey };
  const { keyId } = token.credential;
  const { envelope, chunks, digests } = await sealed(world, keyId, demur.envelope.kFiling, { ...content, reply });
  const statement = { kind: "filing", envelope: demur.sodium.hash(lib, envelope), attachmentsRoot: demur.attachments.attachmentsRoot(lib, digests), author: reply.sign, about: demur.statement.aboutOf(lib, content.decision, content.kind) };
  const id = demur.statement.filingIdOf(statement.envelope);
  const item = {
    kind: "filing", decision: content.decision, dissent_kind: content.kind, envelope: bytes.toBase64(envelope), attachments: chunks.map(bytes.toBase64), author: bytes.toBase64(reply.sign),
    credential: bytes.toBase64(demur.token.encodeCredential(token.credential)), statement: bytes.toBase64(demur.statement.signByToken(lib, token, statement)),
  };
  return { id, item, author, keyId, reply };
}

/** A later message of a filing's author. */
export async function followUp(world, filing, content) {
  const { envelope } = await sealed(world, filing.keyId, demur.envelope.kThread, { ...content, reply: filing.reply });
  const statement = { kind: "thread", leaf: demur.statement.leafOf(lib, filing.id), envelope: demur.sodium.hash(lib, envelope) };
  return { kind: "message", filing: filing.id, envelope: bytes.toBase64(envelope), statement: bytes.toBase64(demur.statement.signStatement(lib, filing.author.sign.privateKey, filing.keyId, statement)) };
}

export async function repliesFor(server, world, filing) {
  const feed = await fetched(server, `/drop/replies/${world.view.quarter}`);
  return demur.reply.openFeed(lib, feed, demur.envelope.contextOf(lib, world.instance, filing.keyId), filing.author.box);
}

/** A custodian's keys, of which the test keeps nothing. */
export async function publishKey(client) {
  const page = (await client.get("/settings/officer-key")).json();
  const box = lib.crypto_box_keypair();
  const sign = lib.crypto_sign_keypair();
  const proof = lib.crypto_sign_detached(
    bytes.labelled("demur/officer-key-proof/v1", await demur.key_record.instanceHash(page.origin), bytes.utf8(page.member), box.publicKey),
    sign.privateKey,
  );
  const answer = await client.post("/settings/officer-key", { box: bytes.toBase64(box.publicKey), sign: bytes.toBase64(sign.publicKey), proof: bytes.toBase64(proof) });
  assert.equal(answer.status, 200, answer.body);
}

export async function withPasskey(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await session.send("WebAuthn.addVirtualAuthenticator", { options });
}
