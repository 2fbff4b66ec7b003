// What the browser seals: who opens it, who does not, and that nothing altered passes for it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { modules } from "./client.mjs";

const { envelope: e, attachments: a, handover, reply, phrase, filing_body, words, bytes, sodium, lib } = await modules();
const { Fault, utf8 } = bytes;
const random = (size) => new Uint8Array(randomBytes(size));
const boxKeys = () => lib.crypto_box_seed_keypair(random(32));
const signKeys = () => lib.crypto_sign_seed_keypair(random(32));
const context = e.contextOf(lib, random(32), random(32));

async function sealed(threshold, count, body, purpose = e.kFiling) {
  const officers = Array.from({ length: count }, boxKeys);
  const key = e.newContentKey();
  return { officers, key, bytes: await e.seal(lib, { purpose, threshold, recipients: officers.map(({ publicKey }) => publicKey), context, body }, key) };
}
async function opened(bytes, officers, purpose = e.kFiling, at = context) {
  const parsed = e.readEnvelope(bytes, purpose, at);
  return e.openBody(lib, parsed, e.contentKey(lib, parsed, officers.map((officer) => e.openSlot(lib, parsed, officer))));
}

test("as many custodians as the threshold asks for open an envelope, and one fewer do not", async () => {
  for (const [threshold, count] of [[1, 1], [1, 3], [2, 3], [3, 5], [32, 32]])
    for (const size of [0, 1, 4095, 4096, 65_535, 65_536, 300_000]) {
      if (count === 32 && size > 1) continue;
      const body = random(size);
      const { officers, bytes } = await sealed(threshold, count, body);
      assert.deepEqual(await opened(bytes, officers.slice(count - threshold)), body);
      if (threshold > 1) await assert.rejects(opened(bytes, officers.slice(0, threshold - 1)), /must agree to open it/);
    }
});

test("the size of an envelope is one of five, whatever is inside", async () => {
  const sizes = new Set();
  for (const size of [0, 100, 4095, 4096, 16_384, 70_000, 300_000, 1_048_575]) sizes.add((await sealed(2, 3, random(size))).bytes.length);
  assert.equal(sizes.size, 5);
  await assert.rejects(sealed(2, 3, random(1_048_576)), /longer than 1 MiB/);
});

test("each altered byte of an envelope is refused", async () => {
  const { officers, bytes } = await sealed(2, 2, utf8("we disagree"));
  const head = 18 + 4 + 64 + 2 * 121 + 24;
  for (const at of [...Array(head).keys(), head, head + 2000, bytes.length - 1]) {
    const altered = bytes.slice();
    altered[at] ^= 1 << at % 8;
    await assert.rejects(opened(altered, officers), Fault, `byte ${at}`);
  }
});

test("an envelope that is cut off, longer, for another purpose or of another filing is refused", async () => {
  const { officers, bytes } = await sealed(1, 1, utf8("we disagree"));
  for (const size of [0, 10, 22, 100, 206, 207, 231, bytes.length - 1]) await assert.rejects(opened(bytes.slice(0, size), officers), Fault);
  await assert.rejects(opened(Uint8Array.of(...bytes, 0), officers), Fault);
  await assert.rejects(opened(bytes, officers, e.kThread), /another purpose/);
  await assert.rejects(opened(bytes, officers, e.kFiling, random(32)), /another filing/);
  await assert.rejects(opened(bytes, [boxKeys()]), /not sealed to this key/);
});

test("a false share and a slot from another envelope are noticed", async () => {
  const { officers, bytes } = await sealed(2, 3, utf8("one"));
  const parsed = e.parseEnvelope(bytes);
  const [first, second] = officers.map((officer) => e.openSlot(lib, parsed, officer));
  assert.throws(() => e.contentKey(lib, parsed, [first, { ...second, y: random(32) }]), /one of them is false/);
  assert.throws(() => e.contentKey(lib, parsed, [first, first]), /the same one/);

  const keys = officers.map(({ publicKey }) => publicKey);
  const other = await e.seal(lib, { purpose: e.kFiling, threshold: 2, recipients: keys, context, body: utf8("two") }, e.newContentKey());
  const moved = bytes.slice();
  moved.set(other.slice(86, 86 + 121), 86);
  assert.throws(() => e.openSlot(lib, e.parseEnvelope(moved), officers[0]), /belongs to another envelope/);
});

test("recipients that repeat or do not add up are refused before anything is sealed", async () => {
  const { publicKey } = boxKeys();
  const seal = (threshold, recipients) => e.seal(lib, { purpose: e.kFiling, threshold, recipients, context, body: random(1) }, e.newContentKey());
  await assert.rejects(seal(1, []), Fault);
  await assert.rejects(seal(2, [publicKey]), Fault);
  await assert.rejects(seal(1, [publicKey, publicKey]), /same key/);
  await assert.rejects(seal(1, Array.from({ length: 33 }, () => boxKeys().publicKey)), Fault);
});

const parts = () => {
  const chunks = [];
  return { sink: (chunk) => chunks.push(chunk), blob: () => new Blob(chunks), whole: async () => new Uint8Array(await new Blob(chunks).arrayBuffer()) };
};

test("attachments come back as they were, in padded sizes, and altered ones do not", async () => {
  const key = e.newContentKey();
  for (const [index, size] of [[0, 0], [1, 4095], [2, 65_535], [3, 65_536], [31, 1_100_000]]) {
    const content = random(65_536 * 17).slice(0, size);
    const out = parts();
    const entry = await a.sealAttachment(lib, key, index, new Blob([content]), out.sink);
    assert.ok(entry.padded > size && [4096, 262_144, 65_536, 2_097_152].includes(entry.padded), `${entry.padded}`);
    assert.deepEqual(entry.digest, sodium.hash(lib, await out.whole()));
    const back = parts();
    await a.openAttachment(lib, key, index, entry, out.blob(), back.sink);
    assert.deepEqual(await back.whole(), content);

    const altered = await out.whole();
    altered[altered.length >> 1] ^= 1;
    const refuses = (...attempt) => assert.rejects(a.openAttachment(lib, ...attempt, () => undefined), Fault);
    await refuses(key, index, entry, new Blob([altered]));
    await refuses(key, (index + 1) % 32, entry, out.blob());
    await refuses(random(32), index, entry, out.blob());
    await refuses(key, index, { ...entry, size: size + 1 }, out.blob());
    await refuses(key, index, { ...entry, digest: random(32) }, out.blob());
    await refuses(key, index, entry, out.blob().slice(0, -1));
  }
});

test("a stream that was ended early or goes on after its end is refused", async () => {
  const [key, size] = [e.newContentKey(), 100_000];
  const streamKey = lib.crypto_kdf_derive_from_key(32, 16, "demuratt", key);
  const padded = new Uint8Array(262_144);
  padded[size] = 0x80;
  const { crypto_secretstream_xchacha20poly1305_TAG_FINAL: last, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE: more } = lib;
  for (const [tags, holds] of [[[more, more, more, last], true], [[more, more, more, more], false], [[more, last, more, last], false]]) {
    const { state, header } = lib.crypto_secretstream_xchacha20poly1305_init_push(streamKey);
    const sealed = bytes.joined(header, ...tags.map((tag, at) => lib.crypto_secretstream_xchacha20poly1305_push(state, padded.slice(at * 65_536, (at + 1) * 65_536), null, tag)));
    const opening = a.openAttachment(lib, key, 0, { size, padded: padded.length, digest: sodium.hash(lib, sealed) }, new Blob([sealed]), () => undefined);
    await (holds ? opening : assert.rejects(opening, /cut off/));
  }
});

test("a share released to a colleague opens with theirs, and only for the filing and from the officer it names", async () => {
  const { officers, bytes } = await sealed(2, 3, utf8("we disagree"));
  const [giver, stranger] = [signKeys(), signKeys()];
  const parsed = e.parseEnvelope(bytes);
  const release = await handover.sealRelease(lib, bytes, e.openSlot(lib, parsed, officers[0]), officers[1].publicKey, giver.privateKey);
  const share = await handover.openRelease(lib, release, bytes, officers[1], giver.publicKey);
  const key = e.contentKey(lib, parsed, [share, e.openSlot(lib, parsed, officers[1])]);
  assert.deepEqual(await e.openBody(lib, parsed, key), utf8("we disagree"));
  await assert.rejects(handover.openRelease(lib, release, bytes, officers[1], stranger.publicKey), /did not release/);
  await assert.rejects(handover.openRelease(lib, release, bytes, officers[2], giver.publicKey), Fault);
  const another = await sealed(2, 3, utf8("another"));
  await assert.rejects(handover.openRelease(lib, release, another.bytes, officers[1], giver.publicKey), /of another filing/);
});

test("a share handed to a successor opens as the former one did, and its record has one spelling", async () => {
  const { officers, bytes } = await sealed(2, 3, utf8("we disagree"));
  const [successor, giver] = [boxKeys(), signKeys()];
  const text = handover.formatRewrap(handover.makeRewrap(lib, bytes, "example.org/dissent", handover.ownShare(lib, bytes, officers[0]), successor.publicKey, giver.privateKey));
  const rewrap = handover.parseRewrap(text);
  assert.equal(handover.formatRewrap(rewrap), text);
  const parsed = e.parseEnvelope(bytes);
  const share = await handover.openRewrap(lib, rewrap, bytes, successor, giver.publicKey);
  e.contentKey(lib, parsed, [share, e.openSlot(lib, parsed, officers[2])]);
  await assert.rejects(handover.openRewrap(lib, { ...rewrap, instance: "example.com" }, bytes, successor, giver.publicKey), /did not hand over/);
  await assert.rejects(handover.openRewrap(lib, rewrap, bytes, officers[0], giver.publicKey), Fault);
  for (const bad of ["", text.slice(0, -1), `${text}\n`, text.replace("v1", "v2"), text.replace("\n", "\r\n")]) assert.throws(() => handover.parseRewrap(bad), Fault);
});

test("of a feed of answers the author finds their own, and whose word they are", async () => {
  const [author, stranger, office] = [boxKeys(), boxKeys(), signKeys()];
  const answer = { context, author: author.publicKey, officeKey: random(32), office: office.privateKey, parent: random(32), text: "We changed the text, “because” …" };
  const mine = await reply.sealReply(lib, answer);
  const theirs = await reply.sealReply(lib, { ...answer, author: stranger.publicKey });
  assert.equal(mine.length, 8192);
  const found = await reply.openFeed(lib, bytes.joined(theirs, mine, theirs, random(8192)), context, author);
  assert.deepEqual(found.map(({ index }) => index), [1]);
  assert.equal(found[0].reply.text, answer.text);
  reply.checkReply(lib, found[0].reply, office.publicKey);
  assert.throws(() => reply.checkReply(lib, { ...found[0].reply, text: "another" }, office.publicKey), /did not sign/);
  assert.throws(() => reply.checkReply(lib, found[0].reply, signKeys().publicKey), /did not sign/);
  assert.deepEqual(await reply.openFeed(lib, mine, random(32), author), []);
  await assert.rejects(reply.openFeed(lib, mine.slice(1), context, author), /cut off/);
  await assert.rejects(reply.sealReply(lib, { ...answer, text: "x".repeat(7816) }), /7815/);
});

test("a phrase is seven or eight words of the list, drawn evenly, and gives the same keys however it is typed", () => {
  assert.equal(words.wordList.length, 7776);
  assert.equal(new Set(words.wordList).size, 7776);
  const made = phrase.makePhrase();
  assert.equal(made.split(" ").length, 7);
  const typed = `  ${made.toUpperCase().replaceAll(" ", " \t\r\n")}\n`;
  assert.equal(phrase.parsePhrase(typed), made);
  const instance = random(32);
  const keys = phrase.deriveReplyKeys(lib, made, instance);
  assert.deepEqual(phrase.deriveReplyKeys(lib, phrase.parsePhrase(typed), instance), keys);
  assert.notDeepEqual(phrase.deriveReplyKeys(lib, made, random(32)).box, keys.box);
  for (const bad of ["", made.split(" ").slice(1).join(" "), made.replace(/^\S+/, "xyzzyx"), `${made} ${made}`, made.replace(" ", "\u00a0")])
    assert.throws(() => phrase.parsePhrase(bad), (error) => error instanceof Fault && !error.message.includes("xyzzyx"));
  const highest = phrase.makePhrase(7, (() => { let draw = 0; return () => (draw++ === 0 ? Uint8Array.of(255, 255) : Uint8Array.of(0, 0)); })());
  assert.equal(highest, Array(7).fill(words.wordList[0]).join(" "));
});

test("the body of a filing has one spelling", () => {
  const filing = {
    kind: "policy", decision: "k3j5", title: "Titel „x“", body: "We disagree.\n", remedy: "", reply: { box: random(32), sign: random(32) },
    attachments: [{ name: "evidence.png", size: 5, padded: 4096, digest: random(32) }],
  };
  const text = filing_body.formatFilingBody(filing);
  assert.deepEqual(filing_body.parseFilingBody(text), filing);
  const spelled = new TextDecoder().decode(text);
  for (const bad of ["", "null", "[]", spelled.replace("{", "{ "), spelled.replace('"v":1', '"v":2'), spelled.replace('"remedy":"",', ""), spelled.replace('"size":5', '"size":5.5'), spelled.replace('"padded":4096', '"padded":16384'), spelled.replace('"v":1', '"v":1,"w":1'), spelled.replace('"title":"Titel', '"title":"\\u0054itel')])
    assert.throws(() => filing_body.parseFilingBody(utf8(bad)), Fault, bad);
});
