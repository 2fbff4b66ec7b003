// A drop of its own for a test: the real program, on a free port, before a stand-in institution.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { program, run, temporaryFolder, until } from "../e2e/lib.mjs";
import { StandIn } from "./stand_in.mjs";

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export async function startDrop(test) {
  const house = await StandIn.start();
  test.after(() => house.stop());
  const folder = join(await temporaryFolder(test), "drop");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const made = await run(["drop", "init", folder, "--house", house.url, "--url", url, "--name", "Staff association"]);
  assert.equal(made.code, 0, made.err);
  house.addDrop(/^ {4}Staff association .*$/m.exec(made.out)[0], url);
  const drop = { house, folder, url, err: "", child: null };
  drop.serve = () => serve(drop, port);
  drop.kill = (signal) => new Promise((done) => (drop.child.once("close", done), drop.child.kill(signal)));
  drop.doctor = async () => JSON.parse((await run(["drop", "doctor", folder, "--json"])).out).checks;
  drop.relay = async () => run(["drop", "relay", folder]);
  test.after(() => drop.child?.exitCode === null && drop.child.kill("SIGKILL"));
  await drop.serve();
  await until("the drop has reached its institution", async () => (await fetch(`${url}/view.json`)).status === 200);
  return drop;
}

async function serve(drop, port) {
  drop.child = spawn(program, ["drop", "serve", drop.folder, "--port", String(port)]);
  drop.child.stderr.on("data", (bytes) => (drop.err += bytes));
  await new Promise((done, fail) => {
    drop.child.stdout.once("data", done);
    drop.child.once("close", (code) => fail(new Error(`the drop ended with ${code}: ${drop.err}`)));
  });
}

/** Somebody with a token who files, as the browser's modules do it, without a browser. */
export async function makeFiling(house, text = "The waiver pays for itself.") {
  const { lib, client } = house;
  const [[, { record }]] = house.issuers;
  const token = await makeToken(house, record);
  // Not of a phrase, whose derivation is made to be slow.
  const [boxSeed, signSeed] = [new Uint8Array(randomBytes(32)), new Uint8Array(randomBytes(32))];
  const author = { box: lib.crypto_box_seed_keypair(boxSeed), sign: lib.crypto_sign_seed_keypair(signSeed) };
  const decision = "a".repeat(26);
  const body = client.filing_body.formatFilingBody({ kind: "procedure", decision, title: "Canal", body: text, remedy: "", reply: { box: author.box.publicKey, sign: author.sign.publicKey }, attachments: [] });
  const context = client.envelope.contextOf(lib, house.instance, token.credential.keyId);
  const recipients = house.officers.map(({ box }) => box.publicKey);
  const envelope = await client.envelope.seal(lib, { purpose: 1, threshold: 2, recipients, context, body }, client.envelope.newContentKey());
  const hashed = client.sodium.hash(lib, envelope);
  const statement = client.statement.signByToken(lib, token, { kind: "filing", envelope: hashed, attachmentsRoot: client.attachments.attachmentsRoot(lib, []), author: author.sign.publicKey, about: client.statement.aboutOf(lib, decision, "procedure") });
  const b64 = client.bytes.toBase64;
  return {
    item: { kind: "filing", decision, dissent_kind: "procedure", envelope: b64(envelope), attachments: [], author: b64(author.sign.publicKey), credential: b64(client.token.encodeCredential(token.credential)), statement: b64(statement) },
    id: client.statement.filingIdOf(hashed),
  };
}

async function makeToken(house, record) {
  const { token, bytes, issuance } = house.client;
  const issuer = await token.issuerOf(house.lib, record);
  const request = await token.makeTokenRequest(house.lib, issuer);
  const signed = issuance.blindedTokens(request).map(({ keyId, blindedMessage }) => house.sign({ key_id: bytes.toBase64(keyId), blinded_msg: bytes.toBase64(blindedMessage) }));
  return token.finishToken(house.lib, issuer, request, signed.map(bytes.fromBase64));
}

export async function post(drop, body, headers = {}) {
  const answer = await fetch(`${drop.url}/items`, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: typeof body === "string" ? body : JSON.stringify(body) });
  return { status: answer.status, body: await answer.json().catch(() => ({})), headers: answer.headers };
}
