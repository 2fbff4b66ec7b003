// Random and altered inputs for the browser's modules and the C++ library: any on which they differ is
// printed with the seed that makes it again.
import { createHash } from "node:crypto";

// A small generator of numbers that a seed makes again (mulberry32).
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit) => next() % limit;
  const pick = (list) => list[below(list.length)];
  return { below, pick, bytes: (size) => Uint8Array.from({ length: size }, () => below(256)) };
}

const kPieces = ["\n", "\n\n", "\r", " ", "0", "1", "9", "-", "+", "=", ",", ":", "A", "/", "a", "é", "\u00a0", "\u200b", "\u007f", "\u0001", "😀", '"', "\\", "\\u0041", "{", "}", "[", "]", "null", "-0", "1e3", "1.0", "9007199254740993", "18446744073709551616", "2026-02-29", "2024-02-29", "file:", "demur/"];

function alteredText(text, { below, pick }) {
  let result = text;
  for (let changes = 1 + below(3); changes > 0; changes--) {
    const at = below(result.length + 1);
    const lines = result.split("\n");
    const line = below(lines.length);
    result = [
      () => result.slice(0, at) + pick(kPieces) + result.slice(at),
      () => result.slice(0, at) + pick(kPieces) + result.slice(at + 1),
      () => result.slice(0, at) + result.slice(at + 1 + below(4)),
      () => lines.toSpliced(line, 1).join("\n"),
      () => lines.toSpliced(line, 0, pick(lines)).join("\n"),
      () => lines.toSpliced(line, 1, pick(lines)).join("\n"),
      () => result.replace(/\d+/, (digits) => String(BigInt(digits) + BigInt(below(3)) - 1n)),
      () => result.toUpperCase(),
    ][below(8)]();
  }
  return result.toWellFormed?.() ?? Buffer.from(result).toString();
}

function alteredBytes(bytes, { below, bytes: random }) {
  const result = Uint8Array.from(bytes);
  switch (below(6)) {
    case 0: return result.slice(0, below(result.length + 1));
    case 1: return Uint8Array.of(...result, ...random(1 + below(20)));
    case 2: result.set(random(Math.min(result.length, 32)), below(Math.max(1, result.length - 32))); return result;
    default:
      if (result.length > 0) result[below(below(2) ? Math.min(result.length, 260) : result.length)] ^= 1 << below(8);
      return result;
  }
}

export async function differences(feed, seconds, seed) {
  const { all, ask, kInstance, kToday, within, context, issuer, record, credential, sample, seeds, officers, giver, release, rewrap, sealed, filingJson, mine, checkpoint, moduli, signSeed } = feed;
  const { bytes, blind_signature, shamir, token, issuance, statement, key_record, keys_log, keys_view, envelope: e, handover, filing_body, phrase, reply, lib } = all;
  const { hex } = bytes;
  const un = (text) => new Uint8Array(Buffer.from(text, "hex"));
  const b64 = (data) => Buffer.from(data).toString("base64");
  const random = generator(seed);
  const { below, pick } = random;
  // The result of the browser's side; undefined where it refuses in its own words.
  const here = async (use) => {
    try {
      return await use();
    } catch (error) {
      if (error instanceof bytes.Fault) return undefined;
      throw error;
    }
  };
  const author = lib.crypto_sign_seed_keypair(un(signSeed));
  const keyRecords = pool();
  const { signatures } = token.decodeCredential(un(credential));
  const answerJson = JSON.stringify({ signatures: [b64(random.bytes(256)), b64(random.bytes(384))], v: 1 });

  // Records that go together in all ways, good and bad.
  function pool() {
    const issuerKey = (scope, group, size, from, to, at, quota = 1) => ["demur/issuer-key/v1", kInstance, scope, group, size, quota, from, to, b64(new Uint8Array(32)), b64(moduli[at]), ""].join("\n");
    const id = (text) => createHash("sha256").update(text).digest("base64");
    const keys = [issuerKey("file:q", "staff", 2000, "2026-10-01", "2026-12-31", 0), issuerKey("file:q", "staff", 2000, "2026-10-01", "2026-12-31", 1), issuerKey("vote:x", "staff", 30, "2026-11-25", "2026-12-31", 1, 2), issuerKey("vote:y", "staff", 19, "2026-10-01", "2026-12-31", 0), issuerKey("file:q", "former", 21, "2026-10-01", "2026-11-24", 1)];
    const officer = (post, from, to, former, fill) => ["demur/officer-key/v1", kInstance, "Ethics", post, from, to, former, b64(new Uint8Array(32).fill(fill)), b64(author.publicKey), ""].join("\n");
    const first = officer("One", "2026-10-01", "2026-12-31", "-", 1);
    const officers = [first, officer("One", "2026-10-01", "2026-12-31", id(first), 2), officer("One", "2026-10-01", "2026-11-01", "-", 3), officer("Two", "2026-12-01", "2026-12-31", "-", 4), officer("Two", "2026-10-01", "2026-12-31", "-", 5)];
    const revoke = (kind, text) => [`demur/${kind}-key-revoke/v1`, kInstance, id(text), "2026-11-20", "lost", ""].join("\n");
    const issued = (text, count) => ["demur/issued/v1", kInstance, "2026-11-24", id(text), count, ""].join("\n");
    const others = [`demur/ui-bundle/v1\n${kInstance}\n1\n${"a".repeat(64)}  a.js\n${"b".repeat(64)}  b.js\n`, ["demur/drop-key/v1", kInstance, "Association", "https://drop.example.org", b64(author.publicKey), "2026-01-01", "2026-12-31", ""].join("\n"), record];
    return [...keys, ...officers, ...others, ...keys.flatMap((text) => [issued(text, 0), issued(text, 19), issued(text, 20), issued(text, 21), issued(text, 38), issued(text, 39), issued(text, 2000)]), revoke("issuer", keys[0]), revoke("officer", first), revoke("officer", keys[0]), keys[0].replace(kInstance, "example.com")];
  }
  const same = (name, input, mine, theirs) => {
    if (JSON.stringify(mine) === JSON.stringify(theirs)) return;
    throw new Error(`they differ on ${name} (seed ${seed}): ${JSON.stringify(input).slice(0, 3000)}\n  browser: ${JSON.stringify(mine)?.slice(0, 500)}\n  library: ${JSON.stringify(theirs)?.slice(0, 500)}`);
  };
  const accepted = (value) => value !== undefined;

  const games = {
    async record() {
      const text = alteredText(pick(keyRecords), random);
      const mine = await here(async () => (key_record.parseRecord(lib, text), key_record.keyIdOf(text)));
      same("a record", text, mine, (await ask("parse_record", { text }))?.id);
    },
    async issuer() {
      const entries = Array.from({ length: 1 + below(6) }, () => pick(keyRecords));
      const [scope, group, use] = [pick(["file:q", "vote:x", "vote:y"]), pick(["staff", "former"]), pick(["fetch", "spend"])];
      const mine = await viewed(entries, (view) => view.issuer(scope, group, kToday, use), (found) => ({ id: found.id, issued: found.issued }));
      const theirs = await ask("issuer_view", { entries, instance: kInstance, scope, class: group, day: kToday, use });
      same("the issuer of a log", { entries, scope, group, use }, mine, theirs.refusal ? { refusal: theirs.refusal } : { id: theirs.id, issued: theirs.issued });
    },
    async officer() {
      const entries = Array.from({ length: 1 + below(6) }, () => pick(keyRecords));
      const [post, day] = [pick(["One", "Two"]), pick([kToday, "2026-12-05", "2027-01-01"])];
      const mine = await viewed(entries, (view) => view.officer("Ethics", post, day), (found) => ({ id: found.id }));
      const theirs = await ask("officer_view", { entries, instance: kInstance, office: "Ethics", post, day });
      same("the officer of a log", { entries, post, day }, mine, theirs.refusal ? { refusal: theirs.refusal } : { id: theirs.id });
    },
    async envelope() {
      const input = alteredBytes(below(4) ? sample.envelope : un(pick([release, sealed])), random);
      const mine = await here(() => {
        const parsed = e.parseEnvelope(input);
        return { purpose: parsed.purpose, t: parsed.threshold, context: hex(parsed.context), commitment: hex(parsed.commit), tags: parsed.slots.map(({ kid }) => hex(kid)) };
      });
      const { size, ...theirs } = (await ask("parse_envelope", { envelope: hex(input) })) ?? {};
      same("an envelope's head", hex(input), mine, size === undefined ? undefined : { purpose: theirs.purpose, t: theirs.t, context: theirs.context, commitment: theirs.commitment, tags: theirs.tags });
      const at = below(3);
      const share = await here(() => e.openSlot(lib, e.readEnvelope(input, e.kFiling, context), officers[at]));
      same("an envelope's slot", hex(input), share && { x: share.x, y: hex(share.y) }, await ask("open_slot", { envelope: hex(input), purpose: 1, ...within, seed: seeds[at] }));
      const shares = officers.slice(0, 2).map((officer) => e.openSlot(lib, e.parseEnvelope(sample.envelope), officer));
      const opened = await here(async () => {
        const parsed = e.readEnvelope(input, e.kFiling, context);
        const key = e.contentKey(lib, parsed, shares);
        return { body: hex(await e.openBody(lib, parsed, key)), key: hex(key) };
      });
      same("an envelope", hex(input), opened, await ask("open", { envelope: hex(input), purpose: 1, ...within, shares: shares.map(({ x, y }) => ({ x, y: hex(y) })) }));
    },
    async handover() {
      const input = alteredBytes(un(release), random);
      const mine = await here(() => handover.openRelease(lib, input, sample.envelope, officers[1], un(giver)));
      same("a release", hex(input), mine && { x: mine.x, y: hex(mine.y) }, await ask("open_release", { release: hex(input), envelope: hex(sample.envelope), ...within, seed: seeds[1], giver }));
      const text = alteredText(rewrap, random);
      same("a rewrap record", text, accepted(await here(() => handover.parseRewrap(text))), accepted(await ask("parse_rewrap", { text })));
    },
    async reply() {
      const input = alteredBytes(un(sealed), random);
      const mine = await here(async () => {
        const opened = await reply.openReply(lib, input, context, officers[0]);
        reply.checkReply(lib, opened, un(giver));
        return opened.text;
      });
      same("an answer", hex(input), mine, (await ask("open_reply", { reply: hex(input), ...within, seed: seeds[0], office: giver }))?.text);
    },
    async credential() {
      const input = alteredBytes(un(credential), random);
      const read = await here(() => token.decodeCredential(input));
      const theirs = await ask("decode_credential", { credential: hex(input) });
      same("a credential's form", hex(input), read && { key_id: hex(read.keyId), holder: hex(read.holder), signatures: hex(read.signatures), tag: await token.spentTag(read) }, theirs && { key_id: theirs.key_id, holder: theirs.holder, signatures: theirs.signatures, tag: theirs.spent_tag });
      const mine = read && (await here(async () => (await token.checkCredential(lib, issuer, read, kToday), true)));
      same("a credential", hex(input), accepted(mine), accepted(await ask("check_credential", { record, credential: hex(input), day: kToday })));
    },
    async signature() {
      const input = random.bytes(below(100));
      const altered = alteredBytes(signatures, random);
      same("a blind signature", { input: hex(input), altered: hex(altered) }, await blind_signature.verify(moduli[0], input, altered), accepted(await ask("verify", { n: hex(moduli[0]), suite: "pss", input: hex(input), signature: hex(altered) })));
      const key = below(3) ? random.bytes(32) : alteredBytes(un(giver), random);
      if (key.length === 32) same("a signing key", hex(key), lib.crypto_core_ed25519_is_valid_point(key), (await ask("check_signature", { key: hex(key), message: "", signature: hex(random.bytes(64)) })).is_key);
    },
    async statement() {
      const said = { kind: "thread", leaf: random.bytes(32), envelope: random.bytes(32) };
      const signature = below(3) ? alteredBytes(statement.signStatement(lib, author.privateKey, issuer.id, said), random) : statement.signStatement(lib, author.privateKey, issuer.id, said);
      const mine = await here(() => (statement.checkStatement(lib, author.publicKey, issuer.id, said, signature), true));
      same("a statement", hex(signature), accepted(mine), accepted(await ask("check_statement", { signer: giver, key_id: within.key_id, kind: said.kind, leaf: hex(said.leaf), envelope: hex(said.envelope), signature: hex(signature) })));
    },
    async json() {
      const text = alteredText(filingJson, random);
      same("a filing's body", text, await here(() => new TextDecoder().decode(filing_body.formatFilingBody(filing_body.parseFilingBody(Uint8Array.from(Buffer.from(text)))))), (await ask("parse_filing_body", { json: text }))?.json);
      const answer = alteredText(answerJson, random);
      const theirs = (await ask("parse_issue_answer", { json: answer }))?.signatures;
      same("an issuer's answer", answer, await here(() => issuance.parseIssueAnswer(answer, theirs?.length ?? 2).map(hex)), theirs);
    },
    async phrase() {
      const typed = alteredText(below(2) ? mine : mine.replaceAll(" ", pick(["  ", "\t", "\r\n", "\v", "\u2003"])), random);
      same("a phrase", typed, await here(() => phrase.parsePhrase(typed)), (await ask("parse_phrase", { typed }))?.phrase);
      const text = `${checkpoint.split("\n")[0]}\n${below(1e9)}\n${b64(random.bytes(32))}\n`;
      same("a checkpoint's words", text, await keys_log.checkpointWords(keys_log.parseCheckpoint(text)), (await ask("checkpoint_words", { text })).words);
    },
    async shares() {
      const size = 1 + below(40);
      const shares = Array.from({ length: below(5) }, () => random.bytes(below(9) ? size + 1 : size));
      for (const share of shares) share[share.length - 1] = below(6);
      const mine = await here(() => hex(shamir.combine(shares)));
      same("shares", shares.map(hex), mine, (await ask("combine", { shares: shares.map(hex) }))?.secret);
    },
  };
  async function viewed(entries, look, show) {
    try {
      const found = look(await keys_view.readKeys(lib, entries, { instance: kInstance }));
      return found instanceof keys_view.Refused ? { refusal: found.reason } : show(found);
    } catch (error) {
      if (error instanceof keys_view.Refused) return { refusal: error.reason };
      throw error;
    }
  }

  const end = performance.now() + seconds * 1000;
  const counts = {};
  while (performance.now() < end) {
    const name = pick(Object.keys(games));
    await games[name]();
    counts[name] = (counts[name] ?? 0) + 1;
  }
  console.log(`no difference in ${Object.values(counts).reduce((a, b) => a + b, 0)} rounds (seed ${seed}): ${Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(", ")}`);
}
