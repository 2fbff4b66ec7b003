// The browser's modules and the C++ library, each with what the other made; then both on the same random
// and altered inputs: both accept with one result, or both refuse.
//
//   node tests/anonymity/client_library.mjs PROGRAM [SECONDS] [SEED]
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { differences } from "./differences.mjs";
import { modules } from "./client.mjs";
import { library } from "./library.mjs";

const [program, seconds = "15", seed = String(randomBytes(4).readUInt32BE())] = process.argv.slice(2);
if (!program) {
  console.error("usage: node tests/anonymity/client_library.mjs PROGRAM [SECONDS] [SEED]");
  process.exit(2);
}
const all = await modules();
const { token, issuance, statement, key_record, envelope: e, attachments, handover, filing_body, phrase, reply, keys_log, bytes, lib } = all;
const { hex, utf8 } = bytes;
const un = (text) => new Uint8Array(Buffer.from(text, "hex"));
const random = (size) => new Uint8Array(randomBytes(size));
const ask = library(program);

const kInstance = "example.org/dissent";
const kToday = "2026-11-25";
const instance = await key_record.instanceHash(kInstance);
const b64 = (data) => Buffer.from(data).toString("base64");
const must = async (op, fields) => (await ask(op, fields)) ?? assert.fail(`the library refused ${op}`);

// ---- tokens: issued by the library to the browser's request and to its own, and checked by the other

const issuers = [await must("issuer_generate", { bits: 3072 }), await must("issuer_generate", { bits: 3072 })];
const recordOf = (moduli, scope = "file:2026q4") => ["demur/issuer-key/v1", kInstance, scope, "staff", 2000, 1, "2026-10-01", "2026-12-31", b64(random(32)), moduli.map(b64).join(","), ""].join("\n");
const signed = (blinded) => Promise.all(blinded.map(async (each, at) => (await must("blind_sign", { pkcs8: issuers[at].pkcs8, blinded: each })).signature));
let credential;
let record;
for (const count of [2, 1]) {
  record = recordOf(issuers.slice(0, count).map(({ n }) => un(n)));
  const issuer = await token.issuerOf(lib, record);
  const request = await token.makeTokenRequest(lib, issuer);
  const made = await token.finishToken(lib, issuer, request, (await signed(request.parts.map(({ blindedMessage }) => hex(blindedMessage)))).map(un));
  credential = hex(token.encodeCredential(made.credential));
  const checked = await must("check_credential", { record, credential, day: kToday });
  assert.equal(checked.spent_tag, await token.spentTag(made.credential));

  const theirs = await must("make_token", { record });
  const answers = await signed(theirs.blinded);
  const taken = token.decodeTokenRequest(issuer, un(theirs.request));
  const finished = await must("finish_token", { record, request: theirs.request, signatures: answers });
  await token.checkCredential(lib, issuer, token.decodeCredential(un(finished.credential)), kToday);
  assert.equal(hex(token.encodeCredential((await token.finishToken(lib, issuer, taken, answers.map(un))).credential)), finished.credential);

  const asked = issuance.blindedTokens(taken);
  const batch = await must("parse_issue_request", { json: issuance.formatIssueRequest(asked, { id: "x" }), instance: kInstance });
  assert.deepEqual(batch, { count, assertion: true, challenge: hex(await issuance.issueChallenge(instance, asked)) });
  assert.deepEqual(issuance.parseIssueAnswer((await must("format_issue_answer", { signatures: answers })).json, count).map(hex), answers);
}
const issuer = await token.issuerOf(lib, record);
const keyId = issuer.id;
const context = e.contextOf(lib, instance, keyId);
const within = { instance: kInstance, key_id: hex(keyId) };

// ---- statements

const seedOf = () => hex(random(32));
const signSeed = seedOf();
const signKeys = lib.crypto_sign_seed_keypair(un(signSeed));
assert.equal((await must("keys", { seed: signSeed })).sign, hex(signKeys.publicKey));
const statements = [
  { kind: "filing", envelope: random(32), attachmentsRoot: random(32), author: random(32), about: random(32) },
  { kind: "cosign", leaf: random(32) }, ...[-1, 0, 1].map((value) => ({ kind: "vote", statement: random(32), value, sequence: 2 ** 31 + value })),
  { kind: "thread", leaf: random(32), envelope: random(32) }, { kind: "withdraw", leaf: random(32) },
  ...statement.kVerdicts.map((verdict) => ({ kind: "last-word", leaf: random(32), verdict, envelope: random(32) })),
  ...statement.kHindsights.map((verdict, at) => ({ kind: "review", leaf: random(32), number: 2 ** 31 + at, verdict, envelope: random(32) })),
];
const verdictsOf = { "last-word": statement.kVerdicts, review: statement.kHindsights };
const spelled = ({ attachmentsRoot, verdict, ...said }) => ({
  ...Object.fromEntries(Object.entries(said).map(([name, value]) => [name, value instanceof Uint8Array ? hex(value) : value])),
  ...(attachmentsRoot ? { attachments_root: hex(attachmentsRoot) } : {}), ...(verdict ? { verdict: verdictsOf[said.kind].indexOf(verdict) } : {}),
});
for (const said of statements) {
  assert.equal((await must("statement", { key_id: hex(keyId), ...spelled(said) })).bytes, hex(statement.statementBytes(keyId, said)));
  const mine = statement.signStatement(lib, signKeys.privateKey, keyId, said);
  await must("check_statement", { signer: hex(signKeys.publicKey), key_id: hex(keyId), ...spelled(said), signature: hex(mine) });
  const { signature } = await must("sign_statement", { seed: signSeed, key_id: hex(keyId), ...spelled(said) });
  statement.checkStatement(lib, signKeys.publicKey, keyId, said, un(signature));
}
const names = await must("filing_names", { envelope: hex(keyId), decision: "k3j5", kind: "policy" });
assert.deepEqual(names, { id: statement.filingIdOf(keyId), leaf: hex(statement.leafOf(lib, statement.filingIdOf(keyId))), about: hex(statement.aboutOf(lib, "k3j5", "policy")) });
const digests = [random(32), random(32)];
assert.equal((await must("attachments_root", { digests: digests.map(hex) })).root, hex(attachments.attachmentsRoot(lib, digests)));

// ---- envelopes, attachments, shares from hand to hand

const seeds = [seedOf(), seedOf(), seedOf()];
const officers = seeds.map((seed) => lib.crypto_box_seed_keypair(un(seed)));
const recipients = officers.map(({ publicKey }) => publicKey);
let sample;
for (const [purpose, t, count, size] of [[1, 2, 3, 100], [1, 1, 3, 0], [3, 3, 3, 70_000], [1, 1, 1, 1_048_575]]) {
  const body = random(size);
  const mine = await e.seal(lib, { purpose, threshold: t, recipients: recipients.slice(0, count), context, body }, e.newContentKey());
  const shares = [];
  for (const seed of seeds.slice(count - t, count)) shares.push(await must("open_slot", { envelope: hex(mine), purpose, ...within, seed }));
  assert.equal((await must("open", { envelope: hex(mine), purpose, ...within, shares })).body, hex(body));

  const theirs = un((await must("seal", { purpose, ...within, recipients: recipients.slice(0, count).map(hex), t, body: hex(body) })).envelope);
  const parsed = e.readEnvelope(theirs, purpose, context);
  const key = e.contentKey(lib, parsed, officers.slice(0, t).map((officer) => e.openSlot(lib, parsed, officer)));
  assert.deepEqual(await e.openBody(lib, parsed, key), body);
  sample ??= { envelope: mine, share: e.openSlot(lib, e.parseEnvelope(mine), officers[0]) };
}
for (const size of [0, 4095, 4096, 200_000, 1_100_000]) {
  const data = random(size);
  const key = e.newContentKey();
  const chunks = [];
  const entry = await attachments.sealAttachment(lib, key, 3, new Blob([data]), (chunk) => chunks.push(chunk));
  const sealed = hex(Buffer.concat(chunks));
  assert.equal((await must("open_attachment", { key: hex(key), index: 3, size, padded: entry.padded, digest: hex(entry.digest), sealed })).data, hex(data));
  const theirs = await must("seal_attachment", { key: hex(key), index: 3, data: hex(data) });
  const back = [];
  await attachments.openAttachment(lib, key, 3, { size, padded: theirs.padded, digest: un(theirs.digest) }, new Blob([un(theirs.sealed)]), (chunk) => back.push(chunk));
  assert.equal(hex(Buffer.concat(back)), hex(data));
}
const spelledShare = { x: sample.share.x, y: hex(sample.share.y) };
const giver = hex(signKeys.publicKey);
const release = hex(await handover.sealRelease(lib, sample.envelope, sample.share, recipients[1], signKeys.privateKey));
assert.deepEqual(await must("open_release", { release, envelope: hex(sample.envelope), ...within, seed: seeds[1], giver }), spelledShare);
const released = await must("seal_release", { envelope: hex(sample.envelope), ...within, ...spelledShare, recipient: hex(recipients[1]), giver_seed: signSeed });
assert.equal(hex((await handover.openRelease(lib, un(released.release), sample.envelope, officers[1], signKeys.publicKey)).y), spelledShare.y);
const rewrap = handover.formatRewrap(handover.makeRewrap(lib, sample.envelope, kInstance, handover.ownShare(lib, sample.envelope, officers[0]), recipients[2], signKeys.privateKey));
assert.deepEqual(await must("open_rewrap", { text: rewrap, envelope: hex(sample.envelope), seed: seeds[2], giver }), spelledShare);
const rewrapped = await must("make_rewrap", { envelope: hex(sample.envelope), instance: kInstance, ...spelledShare, from: hex(recipients[0]), successor: hex(recipients[2]), giver_seed: signSeed });
assert.equal(hex((await handover.openRewrap(lib, handover.parseRewrap(rewrapped.text), sample.envelope, officers[2], signKeys.publicKey)).y), spelledShare.y);

// ---- phrases, answers, the body of a filing, the words of a checkpoint

const words = (await must("make_phrase", { words: 8 })).phrase;
assert.equal(phrase.parsePhrase(words), words);
const mine = phrase.makePhrase();
const keys = phrase.deriveReplyKeys(lib, mine, instance);
const derived = await must("derive", { phrase: mine, instance: kInstance });
assert.deepEqual([derived.box, derived.sign, derived.box_secret], [hex(keys.box.publicKey), hex(keys.sign.publicKey), hex(keys.box.privateKey)]);
const answer = { context, author: recipients[0], officeKey: random(32), office: signKeys.privateKey, parent: random(32), text: "We changed it: “…” ✓" };
const sealed = hex(await reply.sealReply(lib, answer));
assert.deepEqual(await must("open_reply", { reply: sealed, ...within, seed: seeds[0], office: giver }), { text: answer.text, parent: hex(answer.parent), office_key: hex(answer.officeKey) });
const theirs = await must("seal_reply", { ...within, author: hex(recipients[0]), office_key: hex(answer.officeKey), office_seed: signSeed, parent: hex(answer.parent), text: answer.text });
const [found] = await reply.openFeed(lib, un(theirs.reply), context, officers[0]);
reply.checkReply(lib, found.reply, signKeys.publicKey);
assert.equal(found.reply.text, answer.text);
const filing = { kind: "policy", decision: "k3j5", title: "„T“", body: "We \"disagree\"\\\u2028\n\u0001.", remedy: "", reply: { box: random(32), sign: random(32) }, attachments: [{ name: "attachment-1.png", size: 5000, padded: 16_384, digest: random(32) }] };
const filingJson = new TextDecoder().decode(filing_body.formatFilingBody(filing));
assert.equal((await must("parse_filing_body", { json: filingJson })).json, filingJson);
const checkpoint = `${kInstance}/keys\n3\n${b64(random(32))}\n`;
assert.equal((await must("checkpoint_words", { text: checkpoint })).words, await keys_log.checkpointWords(keys_log.parseCheckpoint(checkpoint)));
console.log("each side read what the other made: tokens, statements, envelopes, attachments, shares, phrases, answers, filings");

// ---- both on the same input

const feed = { all, ask, kInstance, kToday, within, context, issuer, record, credential, sample, seeds, officers, giver, release, rewrap, sealed, filingJson, mine, checkpoint, moduli: issuers.map(({ n }) => un(n)), signSeed, utf8 };
await differences(feed, Number(seconds), Number(seed));
ask.end();
