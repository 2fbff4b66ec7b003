// Verifies a tlog-proof of one entry with Sigstore's verifier (npm @sigstore/verify), which shares no
// code with Demur.
//
//   node sigstore_check.mjs PROOF-FILE ENTRY-FILE VKEY
//
// It is imported by path: the package exports only its bundle verification. It wants every signature
// of the checkpoint known, so the checkpoint must carry only the log's.
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const timestamp = '../../node_modules/@sigstore/verify/dist/timestamp/';
const { verifyMerkleInclusion } = require(`${timestamp}merkle.js`);
const { verifyCheckpoint } = require(`${timestamp}checkpoint.js`);

const [proofFile, entryFile, vkey] = process.argv.slice(2);
const proof = readFileSync(proofFile, 'utf8');
const entry = readFileSync(entryFile);

// The Ed25519 key of a verifier key name+id+base64(type || key), as a SubjectPublicKeyInfo.
const [, id, encoded] = /^[^+]+\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
const raw = Buffer.from(encoded, 'base64').subarray(1);
const prefix = Buffer.from('302a300506032b6570032100', 'hex');
const publicKey = createPublicKey({ key: Buffer.concat([prefix, raw]), format: 'der', type: 'spki' });

const border = proof.indexOf('\n\n');
const envelope = proof.slice(border + 2);
const [version, index, ...hashes] = proof.slice(0, border).split('\n');
if (version !== 'c2sp.org/tlog-proof@v1') throw new Error('not a tlog-proof');
const [, treeSize, root] = envelope.split('\n');

const tlogEntry = {
  canonicalizedBody: entry,
  integratedTime: '1',
  inclusionProof: {
    logIndex: index.replace(/^index /, ''),
    treeSize,
    rootHash: Buffer.from(root, 'base64'),
    hashes: hashes.map((hash) => Buffer.from(hash, 'base64')),
    checkpoint: { envelope },
  },
};
const log = {
  logID: Buffer.from(id, 'hex'),
  publicKey,
  validFor: { start: new Date(0), end: new Date(8.64e15) },
};
verifyMerkleInclusion(tlogEntry);
verifyCheckpoint(tlogEntry, [log]);
console.log(`${tlogEntry.inclusionProof.logIndex} of ${treeSize} holds`);
