// Writes tests/vectors/anonymity/officer-key-file-v1.json: a custodian's key file as the words of
// docs/formats.md have it, by libsodium alone.
//   node tests/anonymity/make_key_file_vector.mjs > tests/vectors/anonymity/officer-key-file-v1.json
import { createHash } from "node:crypto";
import sodium from "libsodium-wrappers-sumo";

await sodium.ready;
const bytes = (length, from) => Uint8Array.from({ length }, (_, i) => (from + i) & 255);
const base64 = (data) => Buffer.from(data).toString("base64");
const hex = (data) => Buffer.from(data).toString("hex");

const instance = "example.org/dissent";
const passphrase = "drei Rosen im März";
const boxSeed = bytes(32, 1);
const signSeed = bytes(32, 101);
const salt = bytes(16, 200);
const nonce = bytes(24, 50);
const memory = 8 * 1024 * 1024;
const key = sodium.crypto_pwhash(32, passphrase, salt, 1, memory, sodium.crypto_pwhash_ALG_ARGON2ID13);
const secret = Buffer.concat([createHash("sha256").update(instance).digest(), boxSeed, signSeed]);
const file = {
  box: base64(sodium.crypto_box_seed_keypair(boxSeed).publicKey),
  format: "demur/officer-key-file/v1",
  instance,
  member: "aaaaaaaaaaaaaaaaaaaaaaaaaa",
  memory,
  nonce: base64(nonce),
  passes: 1,
  salt: base64(salt),
  sealed: base64(sodium.crypto_secretbox_easy(secret, nonce, key)),
  sign: base64(sodium.crypto_sign_seed_keypair(signSeed).publicKey),
};
const vector = { passphrase, box_seed: hex(boxSeed), sign_seed: hex(signSeed), file: `${JSON.stringify(file)}\n` };
process.stdout.write(`${JSON.stringify(vector, null, 1)}\n`);
