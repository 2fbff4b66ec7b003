// A custodian's key file: opened by its passphrase and by nothing else, and refused in any other form.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { modules } from "./client.mjs";

const { officer_key_file: files, bytes, lib } = await modules();
const kMemory = 8 << 20; // the least that readers take
const make = (passphrase = "lamp orchard seventeen") => files.makeOfficerKeys(lib, "example.org/dissent", "member", passphrase, kMemory);

test("a key file opens with its passphrase, exactly as typed, and with no other", async () => {
  const { keys, text } = await make("Lampe Öl siebzehn");
  const file = files.readOfficerKeyFile(bytes.utf8(text));
  assert.equal(file.instance, "example.org/dissent");
  assert.deepEqual(await files.unlockOfficerKeys(lib, file, "Lampe Öl siebzehn"), keys);
  for (const wrong of ["", "lampe Öl siebzehn", "Lampe Öl siebzehn ", "Lampe Ol siebzehn"]) assert.equal(await files.unlockOfficerKeys(lib, file, wrong), undefined);
});

test("no secret stands in a key file", async () => {
  const { keys, text } = await make();
  for (const secret of [keys.box.privateKey, keys.sign.privateKey, keys.sign.privateKey.slice(0, 32)])
    for (const spelling of ["base64", "hex"]) assert.equal(text.includes(Buffer.from(secret).toString(spelling).slice(0, 20)), false);
});

test("a passphrase that is too short makes no file", async () => {
  await assert.rejects(make("elf letters"), /too short/);
});

test("a key file that was altered, or spelled in another way, is refused", async () => {
  const { text } = await make();
  const value = JSON.parse(text);
  const respelled = (change) => bytes.utf8(`${bytes.canonical({ ...value, ...change })}\n`);
  for (const change of [{ format: "demur/officer-key-file/v2" }, { memory: 1024 }, { memory: (2 << 30) * 2 }, { memory: kMemory + 1 }, { passes: 0 }, { passes: 11 }, { salt: "AAAA" }, { box: "" }, { more: 1 }, { instance: 7 }])
    assert.throws(() => files.readOfficerKeyFile(respelled(change)), /not a custodian's key file/, JSON.stringify(change));
  for (const bad of ["", "{}", "null", text.slice(0, -1), `${text}\n`, ` ${text}`, text.replace('"v1', '"v1 ')]) if (bad !== text) assert.throws(() => files.readOfficerKeyFile(bytes.utf8(bad)), /not a custodian's key file/);
  assert.throws(() => files.readOfficerKeyFile(Uint8Array.of(0xff, 0xfe)), /not a custodian's key file/);
});

test("a key file whose public halves are another's is refused when it is opened", async () => {
  const [mine, other] = [await make(), await make()];
  for (const name of ["box", "sign", "instance"]) {
    const swapped = { ...JSON.parse(mine.text), [name]: name === "instance" ? "example.com" : JSON.parse(other.text)[name] };
    const file = files.readOfficerKeyFile(bytes.utf8(`${bytes.canonical(swapped)}\n`));
    await assert.rejects(files.unlockOfficerKeys(lib, file, "lamp orchard seventeen"), /contradicts itself/, name);
  }
});

test("the layout is the one that is written down", async () => {
  const passphrase = "lamp orchard seventeen";
  const { text } = await make(passphrase);
  const value = Object.fromEntries(Object.entries(JSON.parse(text)).map(([name, each]) => [name, ["box", "sign", "salt", "nonce", "sealed"].includes(name) ? new Uint8Array(Buffer.from(each, "base64")) : each]));
  const lock = lib.crypto_pwhash(32, passphrase, value.salt, value.passes, value.memory, lib.crypto_pwhash_ALG_ARGON2ID13);
  const plain = lib.crypto_secretbox_open_easy(value.sealed, value.nonce, lock);
  assert.deepEqual(Buffer.from(plain.slice(0, 32)), createHash("sha256").update("example.org/dissent").digest());
  assert.deepEqual(lib.crypto_box_seed_keypair(plain.slice(32, 64)).publicKey, value.box);
  assert.deepEqual(lib.crypto_sign_seed_keypair(plain.slice(64)).publicKey, value.sign);
  assert.equal(plain.length, 96);
});
