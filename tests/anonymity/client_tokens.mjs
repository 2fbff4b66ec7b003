// How the browser comes by a token and what it says with it; and the keys log that it refuses to
// believe: the cases of "tagging" (one person marked by a key of their own) each with its reason.
import assert from "node:assert/strict";
import { constants, createHash, generateKeyPairSync, privateEncrypt, randomBytes, sign } from "node:crypto";
import test from "node:test";
import { modules } from "./client.mjs";

const { token, issuance, statement, key_record, keys_view, keys_log, bytes, house, lib } = await modules();
const { Fault } = bytes;
const random = (size) => new Uint8Array(randomBytes(size));
const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const b64 = (data) => Buffer.from(data).toString("base64");

const kInstance = "example.org/dissent";
const kToday = "2026-11-25";
const newIssuer = (bits = 3072) => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return { privateKey, modulus: new Uint8Array(Buffer.from(publicKey.export({ format: "jwk" }).n, "base64url")) };
};
const issuers = [newIssuer(), newIssuer()];
const signBlind = (issuer, blinded) => new Uint8Array(privateEncrypt({ key: issuer.privateKey, padding: constants.RSA_NO_PADDING }, blinded));
const issuerRecord = ({ instance = kInstance, scope = "file:2026q4", group = "staff", size = 2000, quota = 1, from = "2026-10-01", to = "2026-12-31", moduli = [issuers[0].modulus] } = {}) =>
  ["demur/issuer-key/v1", instance, scope, group, size, quota, from, to, b64(Buffer.alloc(32, 7)), moduli.map(b64).join(","), ""].join("\n");
const issuedRecord = (record, count, day = "2026-11-24") => ["demur/issued/v1", kInstance, day, b64(sha(record)), count, ""].join("\n");
const revokeRecord = (record, kind = "issuer") => [`demur/${kind}-key-revoke/v1`, kInstance, b64(sha(record)), "2026-11-20", "lost", ""].join("\n");
const officerRecord = ({ office = "Ethics Office", post = "Custodian 1", from = "2026-10-01", to = "2026-12-31", supersedes = "-", fill = 1 } = {}) =>
  ["demur/officer-key/v1", kInstance, office, post, from, to, supersedes, b64(Buffer.alloc(32, fill)), b64(lib.crypto_sign_seed_keypair(new Uint8Array(32)).publicKey), ""].join("\n");

const kLeaf = statement.leafOf(lib, "k3j5");

test("a token is fetched blind, checked under every modulus, and its holder speaks once for each thing", async () => {
  for (const moduli of [[issuers[0]], issuers]) {
    const text = issuerRecord({ moduli: moduli.map(({ modulus }) => modulus) });
    const issuer = await token.issuerOf(lib, text);
    const request = await token.makeTokenRequest(lib, issuer);
    const kept = token.encodeTokenRequest(request);
    assert.deepEqual(token.decodeTokenRequest(issuer, kept), request);
    const asked = issuance.blindedTokens(request);
    const answers = asked.map(({ blindedMessage, modulus }) => signBlind(moduli[modulus], blindedMessage));
    const made = await token.finishToken(lib, issuer, request, answers);
    const encoded = token.encodeCredential(made.credential);
    assert.equal(encoded.length, 97 + 384 * moduli.length);
    const credential = token.decodeCredential(encoded);
    await token.checkCredential(lib, issuer, credential, kToday);
    assert.equal(await token.spentTag(credential), sha("demur/spent/v1", [0], issuer.id, credential.holder).toString("hex"));

    for (const at of [1, 33, 65, 97, encoded.length - 1]) {
      const altered = encoded.slice();
      altered[at] ^= 1;
      await assert.rejects(token.checkCredential(lib, issuer, token.decodeCredential(altered), kToday), Fault, `byte ${at}`);
    }
    for (const bad of [encoded.slice(0, -1), encoded.slice(0, 300), Uint8Array.of(2, ...encoded.slice(1))])
      await assert.rejects(async () => token.checkCredential(lib, issuer, token.decodeCredential(bad), kToday), Fault);
    await assert.rejects(token.checkCredential(lib, issuer, credential, "2027-01-01"), /outside the days/);
    await assert.rejects(token.finishToken(lib, issuer, request, answers.map(() => random(384))), /another key than the one in the log/);
    await assert.rejects(token.finishToken(lib, issuer, request, []), Fault);

    const said = [
      { kind: "filing", envelope: random(32), attachmentsRoot: random(32), author: random(32), about: statement.aboutOf(lib, "k3j5", "policy") },
      { kind: "cosign", leaf: kLeaf },
      { kind: "vote", statement: random(32), value: -1, sequence: 7 },
      { kind: "thread", leaf: random(32), envelope: random(32) },
      { kind: "withdraw", leaf: kLeaf },
      { kind: "last-word", leaf: random(32), verdict: "maintained", envelope: random(32) },
      { kind: "review", leaf: random(32), number: 1, verdict: "wrong", envelope: random(32) },
    ];
    for (const each of said) {
      const signature = statement.signByToken(lib, made, each);
      statement.checkStatement(lib, credential.holder, issuer.id, each, signature);
      assert.throws(() => statement.checkStatement(lib, credential.holder, random(32), each, signature), Fault);
      for (const other of said.filter((one) => one !== each)) assert.throws(() => statement.checkStatement(lib, credential.holder, issuer.id, other, signature), Fault);
    }
  }
});

test("a holder key of small order is no credential", async () => {
  const issuer = await token.issuerOf(lib, issuerRecord());
  const credential = { keyId: issuer.id, prefix: random(32), holder: Uint8Array.of(1, ...new Uint8Array(31)), signatures: random(384) };
  await assert.rejects(token.checkCredential(lib, issuer, credential, kToday), /own key is none/);
});

test("the passkey signs the whole batch: another order, another token, another institution are other challenges", async () => {
  const issuer = await token.issuerOf(lib, issuerRecord());
  const asked = [random(384), random(384)].map((blindedMessage) => ({ keyId: issuer.id, modulus: 0, blindedMessage }));
  const instance = await key_record.instanceHash(kInstance);
  const challenge = await issuance.issueChallenge(instance, asked);
  assert.deepEqual(Buffer.from(challenge), sha("demur/issue/v1", [0], sha(kInstance), [0, 0, 0, 2], issuer.id, asked[0].blindedMessage, issuer.id, asked[1].blindedMessage));
  for (const other of [await issuance.issueChallenge(instance, [...asked].reverse()), await issuance.issueChallenge(instance, asked.slice(1)), await issuance.issueChallenge(random(32), asked)])
    assert.notDeepEqual(other, challenge);

  const request = issuance.formatIssueRequest(asked, { id: "x" });
  assert.equal(request, JSON.stringify({ assertion: { id: "x" }, tokens: asked.map(({ blindedMessage }) => ({ blinded_msg: b64(blindedMessage), key_id: b64(issuer.id), modulus: 0 })), v: 1 }));
  assert.throws(() => issuance.formatIssueRequest([asked[0], asked[0]]), /twice/);
  assert.throws(() => issuance.formatIssueRequest([]), Fault);
  const answer = JSON.stringify({ signatures: [b64(random(384))], v: 1 });
  assert.equal(issuance.parseIssueAnswer(answer, 1).length, 1);
  for (const bad of ["", "null", "{}", ` ${answer}`, answer.replace('"v":1', '"v":2'), answer.replace('"v":1', '"v":1,"w":1'), answer.replace("[", "[1,")]) assert.throws(() => issuance.parseIssueAnswer(bad, 1), Fault, bad);
  assert.throws(() => issuance.parseIssueAnswer(answer, 2), /another number/);
});

test("a filing's id follows from its envelope", () => {
  assert.equal(statement.filingIdOf(new Uint8Array(32)), "a".repeat(26));
  assert.equal(statement.filingIdOf(new Uint8Array(32).fill(255)), `${"7".repeat(25)}4`);
});

test("each record has one spelling", () => {
  const good = [
    issuerRecord(), issuerRecord({ moduli: issuers.map(({ modulus }) => modulus) }), issuedRecord(issuerRecord(), 20), revokeRecord(issuerRecord()), officerRecord(), officerRecord({ supersedes: b64(random(32)) }),
    `demur/ui-bundle/v1\n${kInstance}\n1.0\n${"a".repeat(64)}  a.js\n${"b".repeat(64)}  b.js\n`,
    `demur/drop-key/v1\n${kInstance}\nStaff association\nhttps://drop.example.org\n${b64(lib.crypto_sign_seed_keypair(random(32)).publicKey)}\n2026-01-01\n2026-12-31\n`,
  ];
  for (const text of good) {
    assert.ok(key_record.parseRecord(lib, text));
    for (const bad of [text.slice(0, -1), `${text}\n`, `${text}x\n`, ` ${text}`, text.replaceAll("\n", "\r\n"), text.replace("/v1", "/v2"), text.replace(kInstance, "a b"), text.replace("=\n", "\n").replace("/v1", "/v1 ")])
      assert.throws(() => key_record.parseRecord(lib, bad), Fault, bad.slice(0, 200));
  }
  const record = issuerRecord();
  for (const [from, to] of [["file:2026q4", "File:2026q4"], ["file:", "fil:"], ["staff", "Staff"], ["\n2000\n", "\n02000\n"], ["\n2000\n", "\n0\n"], ["\n2000\n", "\n100000001\n"], ["\n1\n", "\n1001\n"], ["2026-10-01", "2026-02-30"], ["2026-10-01", "2027-10-01"], ["2026-10-01", "1899-10-01"], [b64(issuers[0].modulus), `${b64(issuers[0].modulus)},${b64(issuers[0].modulus)}`], [b64(issuers[0].modulus), b64(random(255))]])
    assert.throws(() => key_record.parseRecord(lib, record.replace(from, to)), Fault, to);
  for (const reason of ["", " x", "x ", "x".repeat(201), "\u0007"]) assert.throws(() => key_record.parseRecord(lib, revokeRecord(record).replace("lost", reason)), Fault);
});

const filler = (count) => Array.from({ length: count }, (_, at) => issuerRecord({ scope: `vote:q${at}`, moduli: [kFillers[at % kFillers.length]] }));
const kFillers = Array.from({ length: 60 }, () => {
  const modulus = random(384);
  modulus[0] |= 128;
  modulus[383] |= 1;
  return modulus;
});

test("a client refuses each key that could mark somebody, and says why", async () => {
  const record = issuerRecord();
  const at = async (entries, use = "spend", scope = "file:2026q4", today = kToday, rule = {}) => {
    try {
      const answer = (await keys_view.readKeys(lib, entries, { instance: kInstance, ...rule })).issuer(scope, "staff", today, use);
      return answer.reason ?? answer.id;
    } catch (error) {
      assert.ok(error instanceof keys_view.Refused);
      return `all: ${error.reason}`;
    }
  };
  const id = sha(record).toString("hex");
  assert.equal(await at([...filler(9), record, issuedRecord(record, 20)]), id);
  assert.equal(await at([record, issuedRecord(record, 19)]), "too_few_issued");
  const three = issuerRecord({ quota: 3 }); // 57 may be those of nineteen people
  assert.equal(await at([three, issuedRecord(three, 57)]), "too_few_issued");
  assert.equal(await at([three, issuedRecord(three, 58)]), sha(three).toString("hex"));
  assert.equal(await at([record], "fetch"), id);
  assert.equal(await at([record], "fetch", "file:2027q1"), "missing");
  assert.equal(await at([record, issuerRecord({ moduli: [issuers[1].modulus] })], "fetch"), "doubled");
  assert.equal(await at([record, record], "fetch"), "doubled");
  assert.equal(await at([record, revokeRecord(record), issuerRecord({ moduli: [issuers[1].modulus] })], "fetch"), "doubled");
  assert.equal(await at([record, issuerRecord({ scope: "vote:q1" })], "fetch"), "shared_modulus");
  assert.equal(await at([issuerRecord({ size: 19 })], "fetch"), "class_too_small");
  assert.equal(await at([issuerRecord({ size: 19 })], "fetch", undefined, undefined, { classFloor: 19 }), sha(issuerRecord({ size: 19 })).toString("hex"));
  assert.equal(await at([issuerRecord({ moduli: [newIssuer(2048).modulus] })], "fetch"), "modulus_size");
  assert.equal(await at([record, revokeRecord(record)], "fetch"), "revoked");
  assert.equal(await at([record], "fetch", undefined, "2026-09-30"), "not_yet_valid");
  assert.equal(await at([record], "fetch", undefined, "2027-01-01"), "expired");
  assert.equal(await at([record, issuedRecord(record, 30), issuedRecord(record, 29)]), "all: bad_count");
  assert.equal(await at([record, issuedRecord(record, 2001)]), "all: bad_count");
  assert.equal(await at([issuedRecord(record, 20), record]), "all: dangling");
  assert.equal(await at([revokeRecord(record), record]), "all: dangling");
  assert.equal(await at([record, "demur/other/v1\nx\n"]), "all: unreadable");
  assert.equal(await at([record, issuerRecord({ instance: "example.com", scope: "vote:q2" })]), "all: other_instance");
});

test("an officer's key is the one live key of the post", async () => {
  const first = officerRecord();
  const second = officerRecord({ supersedes: b64(sha(first)), fill: 2 });
  const at = async (...entries) => {
    const answer = (await keys_view.readKeys(lib, entries, { instance: kInstance })).officer("Ethics Office", "Custodian 1", kToday);
    return answer.reason ?? answer.record.box[0];
  };
  assert.equal(await at(first), 1);
  assert.equal(await at(first, second), 2);
  assert.equal(await at(first, officerRecord({ fill: 2 })), "doubled");
  assert.equal(await at(first, revokeRecord(first, "officer")), "revoked");
  assert.equal(await at(officerRecord({ post: "Custodian 2" })), "missing");
  assert.equal(await at(officerRecord({ to: "2026-11-24" })), "expired");
});

// A log and witnesses by node:crypto alone.
const noteKey = (name, type, { privateKey, publicKey } = generateKeyPairSync("ed25519")) => {
  const raw = Buffer.concat([Buffer.from([type]), publicKey.export({ format: "der", type: "spki" }).subarray(-32)]);
  const id = sha(`${name}\n`, raw).subarray(0, 4);
  return { text: `${name}+${id.toString("hex")}+${raw.toString("base64")}`, line: (signature) => `— ${name} ${Buffer.concat([id, signature]).toString("base64")}\n`, privateKey };
};
const treeHash = (entries) => {
  if (entries.length === 0) return sha();
  if (entries.length === 1) return sha([0], entries[0]);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return sha([1], treeHash(entries.slice(0, split)), treeHash(entries.slice(split)));
};
const logKey = noteKey(`${kInstance}/keys`, 1);
const witnesses = ["union", "university", "newspaper"].map((name) => noteKey(name, 4));
const logSigned = (text) => logKey.line(sign(null, Buffer.from(text), logKey.privateKey));
const cosign = (text, witness, time = 1_700_000_000n) => {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(time);
  return witness.line(Buffer.concat([stamp, sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), witness.privateKey)]));
};
const checkpointText = (entries, origin = `${kInstance}/keys`) => `${origin}\n${entries.length}\n${treeHash(entries).toString("base64")}\n`;

test("the list of keys is believed only whole, signed by the log and by enough witnesses", async () => {
  const trust = await keys_log.parseTrust(logKey.text, witnesses.map(({ text }) => text), 2);
  for (const size of [1, 2, 3, 7, 8, 13]) {
    const entries = filler(size);
    const text = checkpointText(entries);
    const good = `${text}\n${logSigned(text)}${cosign(text, witnesses[0])}${cosign(text, witnesses[2])}`;
    const checkpoint = await keys_log.checkKeysLog(entries, good, trust);
    assert.equal(checkpoint.size, size);
    const refuses = (words, list, signed, seen) => assert.rejects(keys_log.checkKeysLog(list, signed, trust, seen), words);
    await refuses(/not the one that was signed/, entries.slice(1), good);
    await refuses(/not the one that was signed/, entries.map((entry, at) => (at === 0 ? `${entry}x` : entry)), good);
    await refuses(/shown to you alone/, entries, `${text}\n${logSigned(text)}${cosign(text, witnesses[0])}`);
    await refuses(/shown to you alone/, entries, `${text}\n${logSigned(text)}${cosign(text, witnesses[0])}${cosign(text, witnesses[0])}`);
    await refuses(/log has not signed/, entries, `${text}\n${cosign(text, witnesses[0])}${cosign(text, witnesses[1])}`);
    await refuses(/signature of a witness is false/, entries, `${text}\n${logSigned(text)}${cosign(text, witnesses[0])}${cosign(`${text}x`, witnesses[1])}`);
    await refuses(/log's signature on its keys is false/, entries, `${text}\n${logSigned(`${text}x`)}${cosign(text, witnesses[0])}${cosign(text, witnesses[1])}`);
    const other = checkpointText(entries, kInstance);
    await refuses(/of another log/, entries, `${other}\n${logSigned(other)}${cosign(other, witnesses[0])}${cosign(other, witnesses[1])}`);
    const seen = { size, root: checkpoint.root };
    const grown = [...entries, issuerRecord({ scope: "vote:new" })];
    const later = checkpointText(grown);
    const laterNote = `${later}\n${logSigned(later)}${cosign(later, witnesses[0])}${cosign(later, witnesses[1])}`;
    await keys_log.checkKeysLog(grown, laterNote, trust, seen);
    await refuses(/changed since your last visit/, entries, good, { size: size + 1, root: seen.root });
    await refuses(/changed since your last visit/, grown, laterNote, { size, root: random(32) });
  }
  await assert.rejects(keys_log.parseTrust(logKey.text, [logKey.text], 1), Fault);
  await assert.rejects(keys_log.parseTrust(logKey.text, [], 1), /more witnesses/);
});

test("the rounds to vote in are believed to the key of the keys log alone, whatever else the site names", async () => {
  const [pair, other] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const keyOf = (name, of) => noteKey(name, 1, of).text;
  const view = { origin: kInstance, keys_key: keyOf(`${kInstance}/keys`, pair), log_key: keyOf(kInstance, pair) };
  const list = (by, json = '{"rounds":[{"id":"k3j5"}]}') => {
    const key = noteKey(`${kInstance}/rounds`, 1, by);
    const text = `${kInstance}/rounds\n${sha(json).toString("hex")}\n`;
    return `${text}\n${key.line(sign(null, Buffer.from(text), key.privateKey))}\n${json}\n`;
  };
  assert.deepEqual(await house.readRounds(view, list(pair)), [{ id: "k3j5" }]);
  await assert.rejects(house.readRounds(view, list(other)), /has not signed|is false/);
  await assert.rejects(house.readRounds(view, list(pair).replace("k3j5", "k3j6")), /other rounds/);
  const swapped = { ...view, log_key: keyOf(kInstance, other) }; // the site's own key
  await assert.rejects(house.readRounds(swapped, list(other)), /another key/);
  await assert.rejects(house.readRounds(swapped, list(pair)), /another key/);
  await assert.rejects(house.readRounds({ ...view, log_key: keyOf("example.org/other", pair) }, list(pair)), /another key/);
});

test("a bundle of entries is read whole or not at all", () => {
  const bundle = Buffer.concat(["one\n", "zwei „2“\n"].map((entry) => Buffer.concat([Buffer.from([0, Buffer.byteLength(entry)]), Buffer.from(entry)])));
  assert.deepEqual(keys_log.entriesOf(new Uint8Array(bundle)), ["one\n", "zwei „2“\n"]);
  assert.deepEqual(keys_log.entriesOf(new Uint8Array(0)), []);
  for (const cut of [1, 5, bundle.length - 1]) assert.throws(() => keys_log.entriesOf(new Uint8Array(bundle.subarray(0, cut))), Fault);
  assert.throws(() => keys_log.entriesOf(Uint8Array.of(0, 1, 0xff)), /not text/);
});

test("a checkpoint has eight words, and another has others", async () => {
  const words = await keys_log.checkpointWords(keys_log.parseCheckpoint(checkpointText(filler(3))));
  assert.match(words, /^[a-z-]+( [a-z-]+){7}$/);
  assert.notEqual(words, await keys_log.checkpointWords(keys_log.parseCheckpoint(checkpointText(filler(4)))));
});
