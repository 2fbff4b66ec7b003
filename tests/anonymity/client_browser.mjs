// The modules in a real Chromium under the pages' own policy: a token fetched, kept, spent and gone; a
// filing sealed and opened; a feed of 5,000 answers, of which the author finds theirs.
import assert from "node:assert/strict";
import { constants, generateKeyPairSync, privateEncrypt } from "node:crypto";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { inChromium, scripts } from "./client.mjs";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 3072 });
const record = ["demur/issuer-key/v1", "example.org/dissent", "file:2026q4", "staff", 2000, 2, "2026-10-01", "2026-12-31", Buffer.alloc(32, 7).toString("base64"), Buffer.from(publicKey.export({ format: "jwk" }).n, "base64url").toString("base64"), ""].join("\n");

const files = await scripts();
assert.ok(gzipSync(files["modules.js"], { level: 9 }).length < 150_000);
for (const [name, text] of Object.entries(files)) console.log(`${name}: ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} by gzip, ${brotliCompressSync(text).length} by brotli`);

await inChromium(async (page) => {
  await page.exposeFunction("issuerSigns", (blinded) => privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, Buffer.from(blinded, "base64")).toString("base64"));

  const wallet = await page.evaluate(async (record) => {
    const { wallet: { Wallet }, token, statement, backup, bytes } = demur;
    const said = [];
    const states = async (wallet) => (await wallet.all()).map(({ state }) => state).sort().join(" ");
    const refused = (promise) => promise.then(() => "no", (error) => error.message);
    const issuer = await token.issuerOf(lib, record);
    const key = { keyId: bytes.hex(issuer.id), scope: issuer.record.scope, class: issuer.record.class, notAfter: issuer.record.notAfter };
    // Draws that never choose early deletion.
    const never = (size) => crypto.getRandomValues(new Uint8Array(size)).fill(255, 0, size === 6 ? 6 : 0);
    let wallet = await Wallet.open("test", never);
    const started = performance.now();
    for (let count = await wallet.left(key.keyId, issuer.record.quota); count > 0; count--) await wallet.ask(key, token.encodeTokenRequest(await token.makeTokenRequest(lib, issuer)));
    said.push(await states(wallet), await wallet.left(key.keyId, issuer.record.quota));

    // The page is closed before the answer comes, and asks again with the very same blinded messages.
    wallet = await Wallet.open("test", never);
    const blinded = [];
    for (const kept of await wallet.all()) {
      const request = token.decodeTokenRequest(issuer, kept.bytes);
      blinded.push(request.parts[0].blindedMessage);
      const made = await token.finishToken(lib, issuer, request, [bytes.fromBase64(await issuerSigns(bytes.toBase64(request.parts[0].blindedMessage)))]);
      await wallet.keep(kept.id, token.encodeToken(made), "2026-11-25");
    }
    console.log(`2 tokens asked for, signed and kept: ${Math.round(performance.now() - started)} ms`);
    said.push(await states(wallet));

    const [first, second] = await wallet.all();
    const spent = await wallet.spend(first.id);
    said.push(await states(wallet), await refused(wallet.spend(first.id)));
    const { credential, ...rest } = token.decodeToken(spent.bytes);
    await token.checkCredential(lib, issuer, credential, "2026-11-25");
    const cosign = { kind: "cosign", leaf: statement.leafOf(lib, "k3j5") };
    statement.checkStatement(lib, credential.holder, issuer.id, cosign, statement.signByToken(lib, { credential, ...rest }, cosign));
    await wallet.putBack(first.id);
    said.push(await states(wallet));
    await wallet.spend(first.id);
    await wallet.close(first.id);
    said.push(await states(wallet), await refused(wallet.spend(first.id)), await wallet.left(key.keyId, issuer.record.quota));

    const prf = crypto.getRandomValues(new Uint8Array(32));
    const copy = backup.sealBackup(lib, prf, await wallet.all());
    const other = await Wallet.open("other");
    await other.restore(backup.openBackup(lib, prf, copy));
    said.push(bytes.equal((await other.all())[0].bytes, second.bytes), await other.left(key.keyId, 1), copy.length === backup.sealBackup(lib, prf, []).length);
    copy[40] ^= 1;
    said.push(await refused((async () => backup.openBackup(lib, prf, copy))()));
    await other.destroy();

    await wallet.see({ origin: "example.org/dissent/keys", size: 3, root: new Uint8Array(32) });
    said.push((await wallet.seen("example.org/dissent/keys")).size);
    await wallet.tidy("2026-12-31");
    said.push(await states(wallet));
    await wallet.tidy("2027-01-01");
    said.push(await states(wallet), await wallet.left(key.keyId, 2));

    // Draws that always choose it: gone by the last day, and a vote's token never before.
    const early = await Wallet.open("early", (size) => crypto.getRandomValues(new Uint8Array(size)).fill(0, 0, size === 6 ? 6 : 0));
    await early.keep(await early.ask(key, new Uint8Array(1)), new Uint8Array(1), "2026-11-25");
    await early.keep(await early.ask({ ...key, scope: "vote:q1" }, new Uint8Array(1)), new Uint8Array(1), "2026-11-25");
    await early.tidy("2026-11-26");
    said.push((await early.all()).map(({ scope }) => scope).join(" "));
    // Ballots are counted from a number by chance, here the lowest, and never backwards.
    const [voting] = await early.all();
    said.push(voting.ballots, (await early.ballot(voting.id)).ballots, (await early.ballot(voting.id, 64)).ballots, await refused(early.ballot(voting.id, 65_535)), (await early.all())[0].ballots);
    await early.destroy();
    await wallet.destroy();
    said.push(localStorage.length + sessionStorage.length, (await indexedDB.databases()).length);
    return said;
  }, record);
  assert.deepEqual(wallet, [
    "asked asked", 0, "unspent unspent", "open unspent", "this token is in use already, or was spent", "unspent unspent", "unspent",
    "this token is no longer in the wallet", 0, true, 0, true, "the backup was altered, or is of another passkey", 3, "unspent", "", 2, "vote:q1",
    1, 2, 66, "this token signed as many ballots as there are numbers", 66, 0, 0,
  ]);

  const feed = await page.evaluate(async () => {
    const { envelope, reply, phrase, bytes } = demur;
    const random = (size) => crypto.getRandomValues(new Uint8Array(size));
    const context = envelope.contextOf(lib, random(32), random(32));
    const derived = performance.now();
    const author = phrase.deriveReplyKeys(lib, phrase.makePhrase(), random(32)).box;
    const derivedIn = performance.now() - derived;
    const office = lib.crypto_sign_seed_keypair(random(32));
    const answer = { context, officeKey: random(32), office: office.privateKey, parent: random(32), text: "Thank you; we will change it." };
    // Of other people's answers, some hundred, each many times.
    const others = [];
    for (let at = 0; at < 100; at++) others.push(await reply.sealReply(lib, { ...answer, author: lib.crypto_box_seed_keypair(random(32)).publicKey }));
    const mine = await reply.sealReply(lib, { ...answer, author: author.publicKey });
    const all = Array.from({ length: 5000 }, (_, at) => (at === 17 || at === 4999 ? mine : others[at % 100]));
    const whole = bytes.joined(...all);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const started = performance.now();
    const found = await reply.openFeed(lib, whole, context, author);
    const took = performance.now() - started;
    clearInterval(timer);
    return { took, turns, derivedIn, found: found.map(({ index, reply }) => [index, reply.text]) };
  });
  assert.deepEqual(feed.found, [[17, "Thank you; we will change it."], [4999, "Thank you; we will change it."]]);
  assert.ok(feed.turns > 1, "the page could do other things in between");
  console.log(`5,000 answers of 8 KiB: ${Math.round(feed.took)} ms, the page had ${feed.turns} turns in between; the phrase's keys: ${Math.round(feed.derivedIn)} ms`);

  const filing = await page.evaluate(async () => {
    const { envelope: e, attachments, filing_body, bytes } = demur;
    const random = (size) => crypto.getRandomValues(new Uint8Array(size));
    const context = e.contextOf(lib, random(32), random(32));
    const officers = [1, 2, 3].map(() => lib.crypto_box_seed_keypair(random(32)));
    const key = e.newContentKey();
    const file = new Blob(Array.from({ length: 128 }, () => random(65_536)));
    const chunks = [];
    const started = performance.now();
    const entry = { name: "attachment-1.png", ...(await attachments.sealAttachment(lib, key, 0, file, (chunk) => chunks.push(chunk))) };
    const took = performance.now() - started;
    const body = { kind: "policy", decision: "k3j5", title: "t", body: "We disagree.", remedy: "", reply: { box: random(32), sign: random(32) }, attachments: [entry] };
    const sealed = await e.seal(lib, { purpose: e.kFiling, threshold: 2, recipients: officers.map(({ publicKey }) => publicKey), context, body: filing_body.formatFilingBody(body) }, key);
    const opened = e.readEnvelope(sealed, e.kFiling, context);
    const again = e.contentKey(lib, opened, officers.slice(1).map((officer) => e.openSlot(lib, opened, officer)));
    const read = filing_body.parseFilingBody(await e.openBody(lib, opened, again));
    const back = [];
    await attachments.openAttachment(lib, again, 0, read.attachments[0], new Blob(chunks), (chunk) => back.push(chunk));
    return { body: read.body, same: bytes.equal(new Uint8Array(await new Blob(back).arrayBuffer()), new Uint8Array(await file.arrayBuffer())), took };
  });
  assert.deepEqual([filing.body, filing.same], ["We disagree.", true]);
  console.log(`an attachment of 8 MiB sealed: ${Math.round(filing.took)} ms`);
});
