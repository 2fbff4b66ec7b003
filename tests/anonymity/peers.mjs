// The anonymity library in C++ against implementations that are not ours, both ways, through
// demur_anonymity_peer: blind signatures against @cloudflare/blindrsa-ts, shared secrets against
// shamir-secret-sharing, and credentials against stock openssl, as an auditor has it.
//
//   node --test tests/anonymity/peers.mjs        with DEMUR_PEER=build/dev/demur_anonymity_peer
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createPublicKey, webcrypto } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { after } from "node:test";
import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { combine, split } from "shamir-secret-sharing";

const child = spawn(process.env.DEMUR_PEER ?? "build/dev/demur_anonymity_peer", { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
after(() => child.stdin.end());

async function ask(op, members = {}) {
  child.stdin.write(JSON.stringify({ op, ...members }) + "\n");
  return JSON.parse((await lines.next()).value);
}
async function must(op, members) {
  const answer = await ask(op, members);
  assert.ok(answer.ok, `${op}: ${answer.what}`);
  return answer;
}
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const un = (text) => new Uint8Array(Buffer.from(text, "hex"));
const random = (size) => webcrypto.getRandomValues(new Uint8Array(size));

async function imported(bits) {
  const { pkcs8, n } = await must("issuer_generate", { bits });
  const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
  const jwk = { kty: "RSA", e: "AQAB", n: Buffer.from(n, "hex").toString("base64url"), ext: true };
  return {
    pkcs8,
    n,
    pem: createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" }),
    privateKey: await webcrypto.subtle.importKey("pkcs8", un(pkcs8), algorithm, true, ["sign"]),
    publicKey: await webcrypto.subtle.importKey("jwk", jwk, algorithm, true, ["verify"]),
  };
}

for (const [name, suite, prefixed] of [
  ["Randomized", RSABSSA.SHA384.PSS.Randomized(), true],
  ["Deterministic", RSABSSA.SHA384.PSS.Deterministic(), false],
])
  test(`blindrsa-ts and C++ sign for each other: ${name}`, async () => {
    for (const bits of [2048, 3072]) {
      const key = await imported(bits);
      const theirs = suite.prepare(random(79));
      assert.equal(theirs.length, prefixed ? 111 : 79);
      const { blindedMsg, inv } = await suite.blind(key.publicKey, theirs);
      const { signature: answer } = await must("blind_sign", { pkcs8: key.pkcs8, blinded: hex(blindedMsg) });
      const signature = await suite.finalize(key.publicKey, theirs, un(answer), inv);
      await must("verify", { n: key.n, suite: "pss", input: hex(theirs), signature: hex(signature) });

      const input = random(111);
      const { blinded, inverse } = await must("blind", { n: key.n, suite: "pss", input: hex(input) });
      const blindSignature = hex(await suite.blindSign(key.privateKey, un(blinded)));
      const ours = await must("finalize", { n: key.n, suite: "pss", input: hex(input), inverse, signature: blindSignature });
      assert.ok(await suite.verify(key.publicKey, un(ours.signature), input));

      for (const at of [0, 1, bits / 16, bits / 8 - 1]) {
        const altered = un(ours.signature);
        altered[at] ^= 1;
        assert.ok(!(await ask("verify", { n: key.n, suite: "pss", input: hex(input), signature: hex(altered) })).ok);
        assert.ok(!(await suite.verify(key.publicKey, altered, input).catch(() => false)));
      }
      assert.ok(!(await ask("verify", { n: key.n, suite: "psszero", input: hex(input), signature: ours.signature })).ok);
    }
  });

test("an auditor with stock openssl finds a credential good, and a changed one bad", async () => {
  const key = await imported(3072);
  const record = ["demur/issuer-key/v1", "example.org/dissent", "file:2026q4", "staff", "2000", "1", "2026-10-01", "2026-12-31", Buffer.alloc(32).toString("base64"), Buffer.from(key.n, "hex").toString("base64"), ""].join("\n");
  const { request, blinded } = await must("make_token", { record });
  const { signature } = await must("blind_sign", { pkcs8: key.pkcs8, blinded: blinded[0] });
  const { credential } = await must("finish_token", { record, request, signatures: [signature] });
  await must("check_credential", { record, credential, day: "2026-11-25" });

  const bytes = un(credential);
  const [keyId, prefix, holder, over] = [bytes.subarray(1, 33), bytes.subarray(33, 65), bytes.subarray(65, 97), bytes.subarray(97)];
  const folder = mkdtempSync(join(tmpdir(), "demur-peers-"));
  const at = (name, content) => (writeFileSync(join(folder, name), content), join(folder, name));
  try {
    const pem = at("key.pem", key.pem);
    const input = at("input", Buffer.concat([prefix, Buffer.from("demur/token/v1\0"), keyId, holder]));
    const openssl = (file, signed) => {
      try {
        return execFileSync("openssl", ["dgst", "-sha384", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:48", "-verify", pem, "-signature", signed, file], { encoding: "utf8", stdio: "pipe" }).trim();
      } catch {
        return "refused";
      }
    };
    assert.equal(openssl(input, at("signature", over)), "Verified OK");
    over[10] ^= 1;
    assert.equal(openssl(input, at("changed", over)), "refused");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("shamir-secret-sharing and C++ open each other's shares", async () => {
  for (const [n, t, size] of [[2, 2, 1], [3, 2, 32], [5, 3, 32], [10, 7, 100], [255, 2, 3]]) {
    const secret = random(size);
    const theirs = await split(secret, n, t);
    const opened = await must("combine", { shares: theirs.slice(n - t).map(hex) });
    assert.equal(opened.secret, hex(secret));
    const { shares } = await must("split", { secret: hex(secret), n, t });
    assert.equal(new Set(shares.map((share) => share.slice(-2))).size, n);
    assert.deepEqual(await combine(shares.slice(0, t).map(un)), secret);
    if (t > 2) assert.notDeepEqual(await combine(shares.slice(0, t - 1).map(un)), secret);
  }
});
