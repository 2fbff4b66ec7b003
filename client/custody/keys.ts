// The custodians' keys as the keys log has them, checked here: a server that named a key of its own as a
// colleague's would be handed a share, and two such shares open everything.
import { equal, Fault, fromBase64, hex, toBase64 } from "../bytes.js";
import { type Envelope, kidOf } from "../anonymity/envelope.js";
import { type OfficerKey, parseRecord } from "../anonymity/key_record.js";
import { checkKeysLog, entriesOf, parseTrust } from "../anonymity/keys_log.js";
import { readKeys } from "../anonymity/keys_view.js";
import type { OfficerKeys } from "../anonymity/officer_key_file.js";
import type { Sodium } from "../anonymity/sodium.js";
import type { Keyring } from "./keyring.js";
import { getBytes, getJson, getText } from "./page.js";

export interface NamedOfficer {
  key_id: string; // base64, as all three
  box: string;
  sign: string;
  mine: boolean;
}
export interface OfficersOfLog {
  live: Map<string, OfficerKey>; // by id, in hex: each the only one of its post
  signers: Set<string>; // every signing key that a custodian ever had, in base64
  posts: Map<string, string>; // whose each key ever was: the kid of its box, in hex, to the post
}

// "Secretariat, custodian 4": a custodian, through every rotation.
export const postOf = ({ office, post }: { office: string; post: string }): string => `${office}, ${post}`;

async function fetchLog(): Promise<{ entries: string[]; note: string }> {
  const note = await getText("/keys/checkpoint");
  return { note, entries: entriesOf(new Uint8Array(await (await getBytes("/keys/all")).arrayBuffer())) };
}

export async function officersOfLog(sodium: Sodium, ring: Keyring, origin: string, today: string): Promise<OfficersOfLog> {
  const { keys_key: key } = await getJson<{ keys_key: string }>("/drop/view.json");
  const seen = await ring.seen(origin);
  if (seen && seen.key !== key) throw new Fault("The server shows another key of its log than it did on your last visit. Do not go on: ask your colleagues what they are shown.");
  const trust = await parseTrust(key, [], 0);
  let { entries, note } = await fetchLog();
  // It may have grown between the two answers.
  if (Number(note.split("\n")[1]) !== entries.length) ({ entries, note } = await fetchLog());
  const { size, root } = await checkKeysLog(entries, note, trust, seen);
  await ring.remember(origin, { key, size, root });
  const view = await readKeys(sodium, entries, { instance: origin });
  const officers: OfficersOfLog = { live: new Map(), signers: new Set(), posts: new Map() };
  for (const { office, post } of view.posts()) {
    const found = view.officer(office, post, today);
    if (!("reason" in found)) officers.live.set(found.id, found.record);
  }
  for (const record of entries.map((entry) => parseRecord(sodium, entry))) {
    if (record.type !== "officer-key") continue;
    officers.signers.add(toBase64(record.sign));
    officers.posts.set(hex(kidOf(sodium, record.box)), postOf(record));
  }
  return officers;
}

// Whether an envelope is sealed to the custodian who has this live key, under whichever of their keys.
export function isSealedTo(envelope: Envelope, keyId: string, log: OfficersOfLog): boolean {
  const theirs = log.live.get(hex(fromBase64(keyId)));
  return theirs !== undefined && envelope.slots.some(({ kid }) => log.posts.get(hex(kid)) === postOf(theirs));
}

// Whom the server names as custodians must be those of the log.
export function checkOfficers(named: NamedOfficer[], log: OfficersOfLog): void {
  for (const { key_id, box, sign } of named) {
    const known = log.live.get(hex(fromBase64(key_id)));
    if (!known || !equal(known.box, fromBase64(box)) || !equal(known.sign, fromBase64(sign)))
      throw new Fault("The server names a custodian's key that is not in the keys log, or not in force. It may be its own. Nothing was sent: tell the other custodians.");
  }
}

// To whose key a share is handed, as the log has it. Which key is the giver's own they know themselves: what is
// sealed to that is not guarded against second shares.
export function takerOf(named: NamedOfficer, present: OfficerKeys, log: OfficersOfLog): { record: OfficerKey; isOwn: boolean } {
  checkOfficers([named], log);
  const record = log.live.get(hex(fromBase64(named.key_id))) as OfficerKey;
  const isOwn = equal(record.box, present.box.publicKey);
  if (named.mine !== isOwn)
    throw new Fault(named.mine ? "The server says that somebody else’s key is your own. Nothing was sent: tell the other custodians." : "The server says that your own key is somebody else’s. Nothing was sent: tell the other custodians.");
  return { record, isOwn };
}
