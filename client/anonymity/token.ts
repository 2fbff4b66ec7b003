// Tokens of membership: a one-time key of the member's own, certified blindly by the issuer. Whoever
// shows it is "one of this class" and nothing more. Layouts: docs/formats.md, "Token".
import { type Bytes, equal, Fault, hex, joined, labelled, sha256, utf8 } from "../bytes.js";
import { type Blinded, blind, finalize, kRandomized, type Random, systemRandom, verify } from "./blind_signature.js";
import { type IssuerKey, parseRecord } from "./key_record.js";
import type { Sodium } from "./sodium.js";

export interface Issuer {
  record: IssuerKey;
  id: Bytes; // SHA-256 of the record's text
}
// What is kept between asking and receiving, so that a lost answer can be asked for again.
export interface TokenRequest {
  keyId: Bytes;
  holderSeed: Bytes;
  prefix: Bytes;
  parts: Blinded[]; // one a modulus
}
export interface Credential {
  keyId: Bytes;
  prefix: Bytes;
  holder: Bytes; // Ed25519
  signatures: Bytes; // one behind the other
}
export interface Token {
  credential: Credential;
  holderSeed: Bytes;
}

export async function issuerOf(sodium: Sodium, recordText: string): Promise<Issuer> {
  const record = parseRecord(sodium, recordText);
  if (record.type !== "issuer-key") throw new Fault("this is not the record of an issuer's key");
  return { record, id: await sha256(utf8(recordText)) };
}

const kForm = 1;
const kHead = 1 + 3 * 32;

export const tokenMessage = (keyId: Bytes, holder: Bytes): Bytes => labelled("demur/token/v1", keyId, holder);
const inputOf = (keyId: Bytes, prefix: Bytes, holder: Bytes): Bytes => joined(prefix, tokenMessage(keyId, holder));
const holderOf = (sodium: Sodium, seed: Bytes): Bytes => {
  const pair = sodium.crypto_sign_seed_keypair(seed);
  pair.privateKey.fill(0);
  return pair.publicKey;
};

export async function makeTokenRequest(sodium: Sodium, issuer: Issuer, random: Random = systemRandom): Promise<TokenRequest> {
  const holderSeed = random(32);
  const prefix = random(32);
  const input = inputOf(issuer.id, prefix, holderOf(sodium, holderSeed));
  const parts: Blinded[] = [];
  for (const modulus of issuer.record.moduli) parts.push(await blind(modulus, input, kRandomized, random));
  return { keyId: issuer.id, holderSeed, prefix, parts };
}

export const encodeTokenRequest = ({ keyId, holderSeed, prefix, parts }: TokenRequest): Bytes =>
  joined(Uint8Array.of(kForm), keyId, holderSeed, prefix, ...parts.flatMap(({ blindedMessage, inverse }) => [blindedMessage, inverse]));

export function decodeTokenRequest(issuer: Issuer, bytes: Bytes): TokenRequest {
  const sizes = issuer.record.moduli.map((modulus) => modulus.length);
  if (bytes.length !== kHead + 2 * sizes.reduce((sum, size) => sum + size, 0) || bytes[0] !== kForm) throw new Fault("a token that was asked for is malformed");
  const take = taker(bytes, 1);
  const request = { keyId: take(32), holderSeed: take(32), prefix: take(32), parts: sizes.map((size) => ({ blindedMessage: take(size), inverse: take(size) })) };
  if (!equal(request.keyId, issuer.id)) throw new Fault("a token was asked for under another key");
  return request;
}

// The issuer's answers, in the order of the record's moduli. Refused unless each makes a signature that
// holds: an issuer that marks people by keys of their own fails here.
export async function finishToken(sodium: Sodium, issuer: Issuer, request: TokenRequest, answers: Bytes[]): Promise<Token> {
  const { moduli } = issuer.record;
  if (!equal(request.keyId, issuer.id) || answers.length !== moduli.length || request.parts.length !== moduli.length) throw new Fault("the issuer's answer is not to what was asked");
  const holder = holderOf(sodium, request.holderSeed);
  const input = inputOf(issuer.id, request.prefix, holder);
  const signatures: Bytes[] = [];
  for (const [at, modulus] of moduli.entries()) signatures.push(await finalize(modulus, input, answers[at] as Bytes, (request.parts[at] as Blinded).inverse));
  return { credential: { keyId: issuer.id, prefix: request.prefix, holder, signatures: joined(...signatures) }, holderSeed: request.holderSeed };
}

export const encodeCredential = ({ keyId, prefix, holder, signatures }: Credential): Bytes => joined(Uint8Array.of(kForm), keyId, prefix, holder, signatures);

// The form alone. One or two signatures of 256 to 512 bytes each: which, the key's record says.
export function decodeCredential(bytes: Bytes): Credential {
  if (bytes[0] !== kForm || bytes.length < kHead + 256 || bytes.length > kHead + 1024) throw new Fault("this is not a credential");
  const take = taker(bytes, 1);
  return { keyId: take(32), prefix: take(32), holder: take(32), signatures: take(bytes.length - kHead) };
}

// As a wallet keeps it.
export const encodeToken = ({ credential, holderSeed }: Token): Bytes => joined(holderSeed, encodeCredential(credential));
export const decodeToken = (bytes: Bytes): Token => ({ holderSeed: bytes.slice(0, 32), credential: decodeCredential(bytes.slice(32)) });

export async function checkCredential(sodium: Sodium, issuer: Issuer, credential: Credential, today: string): Promise<void> {
  const { moduli, notBefore, notAfter } = issuer.record;
  if (!equal(credential.keyId, issuer.id)) throw new Fault("the credential is of another key");
  if (today < notBefore || today > notAfter) throw new Fault("the credential is outside the days of its key");
  if (!sodium.crypto_core_ed25519_is_valid_point(credential.holder)) throw new Fault("the credential's own key is none");
  if (credential.signatures.length !== moduli.reduce((sum, modulus) => sum + modulus.length, 0)) throw new Fault("the credential has the wrong length");
  const input = inputOf(issuer.id, credential.prefix, credential.holder);
  const take = taker(credential.signatures, 0);
  for (const modulus of moduli) if (!(await verify(modulus, input, take(modulus.length)))) throw new Fault("the issuer did not sign the credential");
}

// Unique in the log: a token is spent once. In hex.
export const spentTag = async ({ keyId, holder }: Credential): Promise<string> => hex(await sha256(labelled("demur/spent/v1", keyId, holder)));

function taker(bytes: Bytes, from: number): (size: number) => Bytes {
  let at = from;
  return (size) => bytes.slice(at, (at += size));
}
