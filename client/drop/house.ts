// What the institution publishes, as this drop holds it, and checked: nothing that a drop or a server says
// is believed where the keys log can be asked.
import { type Bytes, equal, Fault, fromBase64, hex, sha256, toBase64, utf8 } from "../bytes.js";
import { keyNamed, parseKey, signedText } from "../note.js";
import { type DropKey, instanceHash } from "../anonymity/key_record.js";
import { checkKeysLog, entriesOf, parseTrust } from "../anonymity/keys_log.js";
import { type KeysView, readKeys, Refused } from "../anonymity/keys_view.js";
import type { Sodium } from "../anonymity/sodium.js";
import { aboutOf } from "../anonymity/statement.js";
import type { Wallet } from "../anonymity/wallet.js";
import { today } from "./page.js";

export interface Round {
  id: string;
  title: string;
  owner: string;
  closes: string;
  kind?: "round" | "session"; // of houses from before there were proposals: a round, ...
  proposals_until?: string; // ... that takes none
  mandate: { level: string; fixed: string; may_change: string; decides: string; hear_by: string };
  statements: { id: string; number: number; state: string; text: string }[];
}
export interface View {
  institution: string;
  origin: string;
  log_key: string;
  keys_key: string;
  to_open: number;
  floor: number;
  quarter: string;
  promise_days: number;
  kinds: string[];
  classes?: Record<string, string>; // in words
  decisions: { id: string; recused?: string[] }[]; // ids of officers' keys who have a part in it, base64
}
export interface Filing {
  id: string;
  key: string;
  author: string;
  state: string;
  quarter?: string;
  filed?: string;
  outcome?: string;
  reasons?: string;
  what_changed?: string;
  messages?: number;
  reviews?: number; // how often its author looked back on it; there once it is time
  review?: string; // what they said last
  decision?: string; // once it is answered
  about?: string; // hash of decision and kind, base64
}
export interface House {
  view: View;
  keys: KeysView;
  instance: Bytes; // its hash
}

// Nothing about who asks goes along, and nothing stays behind.
const kAsk: RequestInit = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" };

async function get(path: string): Promise<Response> {
  const answer = await fetch(path, kAsk).catch(() => {
    throw new Fault("this site cannot be reached: look at your connection and try again");
  });
  if (!answer.ok) throw new Fault(await wordsOf(answer));
  return answer;
}

async function wordsOf(answer: Response): Promise<string> {
  const said = (await answer.json().catch(() => ({}))) as { error?: { what?: string } };
  return said.error?.what ?? "this site does not answer as it should; try again later";
}

export const bytesAt = async (path: string): Promise<Bytes> => new Uint8Array(await (await get(path)).arrayBuffer());
export const jsonAt = async <Value>(path: string): Promise<Value> => (await get(path)).json() as Promise<Value>;

// What no policy may set (docs/policies.md), no server may say: nobody signs the view.
function checkView({ floor, to_open: toOpen }: View): void {
  if (!(floor >= 5)) throw new Fault("this site says that a group of fewer than 5 is enough: it hides nobody, and no institution's rules may say so. Do not go on, and tell your colleagues");
  if (!(toOpen >= 2)) throw new Fault("this site says that one custodian alone may open what is sent: no institution's rules may say so. Do not go on, and tell your colleagues");
}

// The keys log must be signed, whole, and go on from what this browser saw last time.
export async function loadHouse(sodium: Sodium, wallet?: Wallet): Promise<House> {
  const [view, note, all] = await Promise.all([jsonAt<View>("/view.json"), get("/keys/checkpoint").then((answer) => answer.text()), bytesAt("/keys/all")]);
  checkView(view);
  const trust = await parseTrust(view.keys_key, [], 0);
  if (trust.log.name !== `${view.origin}/keys`) throw new Fault("the keys log is not this institution's");
  const entries = entriesOf(all);
  const seen = await wallet?.seen(trust.log.name);
  const key = toBase64(trust.log.bytes);
  if (seen?.key !== undefined && seen.key !== key) throw new Fault("the keys log is signed by another key than at your last visit: do not go on, and tell your colleagues");
  const checkpoint = await checkKeysLog(entries, note, trust, seen);
  await wallet?.see({ ...checkpoint, key });
  const keys = await readKeys(sodium, entries, { instance: view.origin, classFloor: view.floor, issuedFloor: view.floor });
  return { view, keys, instance: await instanceHash(view.origin) };
}

export const loadFilings = async (): Promise<Filing[]> => (await jsonAt<{ filings: Filing[] }>("/filings.json")).filings;

// The rounds that votes are cast in by token: a note over the hash of the JSON behind it, signed by the log's key.
export async function loadRounds(view: View): Promise<Round[]> {
  return readRounds(view, await (await get("/rounds")).text());
}

// One key signs the log, the keys log and this list: the one by which the keys log was checked, and no other that
// the same view names.
async function logKeyBytes({ origin, keys_key: keysKey, log_key: logKey }: View): Promise<Bytes> {
  const [keys, log] = await Promise.all([parseKey(keysKey), parseKey(logKey)]);
  if (log.name !== origin || keys.name !== `${origin}/keys` || !equal(log.bytes, keys.bytes)) throw new Fault("this site names another key for the log than for its keys: do not vote here, and tell your colleagues");
  return keys.bytes;
}

export async function readRounds(view: View, text: string): Promise<Round[]> {
  const at = text.indexOf("\n\n{");
  if (at < 0) throw new Fault("this site's list of rounds is not what it should be");
  const json = text.slice(at + 2, -1);
  const name = `${view.origin}/rounds`;
  const signed = await signedText(text.slice(0, at + 1), await keyNamed(name, await logKeyBytes(view)));
  if (signed !== `${name}\n${hex(await sha256(utf8(json)))}\n`) throw new Fault("this site shows other rounds than the institution signed: do not vote here, and tell your colleagues");
  return (JSON.parse(json) as { rounds: Round[] }).rounds;
}

// Everybody to whom what concerns a decision is sealed: the custodians whose keys are in force, but for those
// who have a part in it themselves. Without a decision, all of them.
export function recipientsOf({ view, keys }: House, decision: string | undefined): Bytes[] {
  const recused = new Set(view.decisions.find(({ id }) => id === decision)?.recused?.map((id) => hex(fromBase64(id))));
  const boxes = keys
    .posts()
    .map(({ office, post }) => keys.officer(office, post, today()))
    .flatMap((officer) => (officer instanceof Refused || recused.has(officer.id) ? [] : [officer.record.box]));
  if (boxes.length < view.to_open) throw new Fault(`${boxes.length} custodians could open it, and ${view.to_open} must agree: nothing can be sealed until more of them have published their keys`);
  return boxes;
}

// Of an unanswered filing the list has only a hash; the author knows the decisions that it can be of.
export function decisionOf(sodium: Sodium, { view }: House, filing: Filing): string | undefined {
  const isAbout = (decision: string): boolean => view.kinds.some((kind) => toBase64(aboutOf(sodium, decision, kind)) === filing.about);
  return filing.decision ?? view.decisions.find(({ id }) => isAbout(id))?.id;
}

// This site must be in the keys log, or what it takes may not be taken there. Asked before anything is sent.
export function ownDrop({ keys }: House): DropKey {
  const own = keys.dropsOn(today()).find(({ url }) => url === location.origin);
  if (!own) throw new Fault("this site is not in the institution's log as one that may hand in: do not file here");
  return own;
}

export const className = (view: View, name: string): string => view.classes?.[name] ?? name;

export { kAsk, wordsOf };
