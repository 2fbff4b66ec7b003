// The browser's modules against implementations that are not ours, both ways: blind signatures against
// @cloudflare/blindrsa-ts and OpenSSL (through node:crypto), shared secrets against
// shamir-secret-sharing.
import assert from "node:assert/strict";
import { constants, createHash, createPublicKey, generateKeyPairSync, privateEncrypt, verify as opensslVerify } from "node:crypto";
import test from "node:test";
import { RSABSSA } from "@cloudflare/blindrsa-ts";
import * as npmShamir from "shamir-secret-sharing";
import { modules } from "./client.mjs";

const { blind_signature: blind, shamir, bytes } = await modules();
const random = (size) => crypto.getRandomValues(new Uint8Array(size));

async function issuer(bits) {
  const pair = await crypto.subtle.generateKey({ name: "RSA-PSS", hash: "SHA-384", publicExponent: Uint8Array.of(1, 0, 1), modulusLength: bits }, true, ["sign", "verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { ...pair, modulus: new Uint8Array(Buffer.from(jwk.n, "base64url")), openssl: createPublicKey({ key: jwk, format: "jwk" }) };
}

for (const [name, suite, variant] of [
  ["Randomized", RSABSSA.SHA384.PSS.Randomized(), blind.kRandomized],
  ["Deterministic", RSABSSA.SHA384.PSS.Deterministic(), blind.kDeterministic],
])
  test(`a blind signature ${name} is made with blindrsa-ts as issuer and as client, and OpenSSL holds it`, async () => {
    for (const bits of [2048, 3072]) {
      const { privateKey, publicKey, modulus, openssl } = await issuer(bits);
      const message = random(79);
      const input = blind.prepare(message, variant);
      assert.equal(input.length, variant.randomized ? 111 : 79);
      const { blindedMessage, inverse } = await blind.blind(modulus, input, variant);
      const answer = await suite.blindSign(privateKey, blindedMessage);
      const signature = await blind.finalize(modulus, input, answer, inverse, variant);
      assert.ok(await suite.verify(publicKey, signature, input));
      assert.ok(opensslVerify("sha384", input, { key: openssl, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }, signature));

      const theirs = suite.prepare(message);
      const { blindedMsg, inv } = await suite.blind(publicKey, theirs);
      const theirSignature = await suite.finalize(publicKey, theirs, await suite.blindSign(privateKey, blindedMsg), inv);
      assert.ok(await blind.verify(modulus, theirs, theirSignature, variant));
      for (const at of [0, 1, signature.length >> 1, signature.length - 1]) {
        const altered = signature.slice();
        altered[at] ^= 1;
        assert.ok(!(await blind.verify(modulus, input, altered, variant)));
        assert.ok(!(await suite.verify(publicKey, altered, input).catch(() => false)));
      }
      assert.ok(!(await blind.verify(modulus, input.slice(1), signature, variant)));
    }
  });

test("an issuer that signs with another key than the one in the log is refused", async () => {
  const [logged, marking] = [await issuer(2048), await issuer(2048)];
  const suite = RSABSSA.SHA384.PSS.Randomized();
  const input = blind.prepare(random(79));
  const { blindedMessage, inverse } = await blind.blind(logged.modulus, input);
  const answer = await suite.blindSign(marking.privateKey, blindedMessage).catch(() => random(256));
  await assert.rejects(blind.finalize(logged.modulus, input, answer, inverse), /another key than the one in the log/);
  await assert.rejects(blind.finalize(logged.modulus, input, answer.slice(1), inverse), /wrong length/);
});

test("a signature with a salt of another length is refused", async () => {
  const { privateKey, modulus } = await issuer(2048);
  const message = random(32);
  for (const [saltLength, holds] of [[48, true], [47, false], [32, false], [0, false]]) {
    const signature = new Uint8Array(await crypto.subtle.sign({ name: "RSA-PSS", saltLength }, privateKey, message));
    assert.equal(await blind.verify(modulus, message, signature), holds);
  }
});

// EMSA-PSS with one thing wrong at a time, signed by whoever has the private key.
test("an encoding that is not exactly PSS's is refused, and a signature written with another multiple of the modulus", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const modulus = new Uint8Array(Buffer.from(publicKey.export({ format: "jwk" }).n, "base64url"));
  const sha384 = (...parts) => createHash("sha384").update(Buffer.concat(parts)).digest();
  const message = random(32);
  const signed = ({ separator = 1, filling = 0, trailer = 0xbc, top = 0 } = {}) => {
    const salt = Buffer.from(random(48));
    const hash = sha384(Buffer.alloc(8), sha384(message), salt);
    const block = Buffer.concat([Buffer.alloc(256 - 98, 0), Buffer.from([separator]), salt]);
    block[5] = filling;
    const mask = Buffer.concat(Array.from({ length: 5 }, (_, at) => sha384(hash, Buffer.from([0, 0, 0, at]))));
    block.forEach((byte, at) => (block[at] = byte ^ mask[at]));
    block[0] = (block[0] & 0x7f) | top;
    const encoded = Buffer.concat([block, hash, Buffer.from([trailer])]);
    return BigInt(`0x${encoded.toString("hex")}`) < blind.toInteger(modulus)
      ? new Uint8Array(privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encoded)) : signed({ separator, filling, trailer, top });
  };
  assert.ok(await blind.verify(modulus, message, signed()));
  for (const wrong of [{ separator: 2 }, { separator: 0 }, { filling: 1 }, { trailer: 0xbd }]) assert.ok(!(await blind.verify(modulus, message, signed(wrong))), JSON.stringify(wrong));
  const limit = 1n << 2048n;
  for (let tries = 0; tries < 200; tries++) {
    const more = blind.toInteger(signed()) + blind.toInteger(modulus);
    if (more >= limit) continue;
    assert.ok(!(await blind.verify(modulus, message, blind.fromInteger(more, 256))));
    return;
  }
});

const subsets = (items, size) => (size === 0 ? [[]] : items.flatMap((item, at) => subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest])));
const altered = (share, at, value) => share.map((byte, place) => (place === at ? value : byte));

test("shares of ours are opened by shamir-secret-sharing and shares of its by ours, by every subset", async () => {
  for (const [threshold, count] of [[2, 3], [3, 5], [2, 2], [5, 5]]) {
    const secret = random(32);
    for (const subset of subsets(shamir.split(secret, threshold, count), threshold)) assert.deepEqual(await npmShamir.combine(subset), secret);
    for (const subset of subsets(await npmShamir.split(secret, count, threshold), threshold)) assert.deepEqual(shamir.combine(subset), secret);
  }
});

test("fewer shares than the threshold do not give the secret", () => {
  const secret = random(32);
  for (const subset of subsets(shamir.split(secret, 3, 5), 2)) assert.notDeepEqual(shamir.combine(subset), secret);
});

test("shares that do not fit each other are refused", () => {
  const [first, second] = shamir.split(random(32), 2, 2);
  for (const shares of [[first], [first, first], [first, second.slice(1)], [first, altered(second, 32, 0)]]) assert.throws(() => shamir.combine(shares), bytes.Fault);
  for (const [threshold, count] of [[1, 3], [4, 3], [2, 256]]) assert.throws(() => shamir.split(random(32), threshold, count), bytes.Fault);
});
