// The browser's modules on the vectors that both sides must meet: those of RFC 9474, all four suites.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { modules, vectors } from "./client.mjs";

const { blind_signature: blind, bytes } = await modules();
const fromHex = (text) => new Uint8Array(Buffer.from(text, "hex"));
const read = (name) => JSON.parse(readFileSync(join(vectors, name), "utf8"));

const rfc = read("rfc9474.json");
const modulus = fromHex(rfc.key.n);

function inverseOf(value, n) {
  let [a, b, x, y] = [value, n, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % n) + n) % n;
}

for (const vector of rfc.vectors)
  test(`${vector.name}: every step gives the RFC's bytes`, async () => {
    const variant = { saltLength: vector.name.includes("PSSZERO") ? 0 : 48, randomized: vector.name.endsWith("Randomized") };
    const input = blind.prepare(fromHex(vector.msg), variant, () => fromHex(vector.msg_prefix));
    const n = BigInt(`0x${rfc.key.n}`);
    const r = blind.fromInteger(inverseOf(BigInt(`0x${vector.inv}`), n), modulus.length);
    const draws = [fromHex(vector.salt), r];
    const blinded = await blind.blind(modulus, input, variant, () => draws.shift());
    assert.equal(bytes.hex(blinded.blindedMessage), vector.blinded_msg);
    assert.equal(bytes.hex(blinded.inverse), vector.inv);
    const signature = await blind.finalize(modulus, input, fromHex(vector.blind_sig), blinded.inverse, variant);
    assert.equal(bytes.hex(signature), vector.sig);
    const refuses = async (input, signature, other = variant) => assert.ok(!(await blind.verify(modulus, input, signature, other)));
    await refuses(input, signature, { ...variant, saltLength: 48 - variant.saltLength });
    await refuses(input.slice(1), signature);
    await refuses(Uint8Array.of(...input, 0), signature);
    await refuses(input, signature.slice(1));
    await refuses(input, Uint8Array.of(0, ...signature));
    await refuses(input, blind.fromInteger(BigInt(`0x${vector.sig}`) + n, modulus.length + 1));
    for (const at of [0, 100, 511]) await refuses(input, signature.map((byte, place) => (place === at ? byte ^ 1 : byte)));
  });
