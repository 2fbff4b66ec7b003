// What a client concludes from the whole keys log, once keys_log.ts has checked it: that everybody is
// given the same key, and that its class is large enough to hide in. One unreadable entry refuses the
// whole log: two clients that read it differently could be told apart. A key that was ever doubled
// stays refused: the evidence is public.
//
//   const view = await readKeys(sodium, entries, { instance: "example.org/dissent" });
//   const answer = view.issuer("file:2026q4", "staff", today, "spend");
//   if ("reason" in answer) show(answer.text); else use(answer.issuer);
import { Fault, hex } from "../bytes.js";
import { type DropKey, type Issued, keyIdOf, type IssuerKey, type KeyRecord, type OfficerKey, parseRecord, type Revocation, type UiBundle } from "./key_record.js";
import type { Sodium } from "./sodium.js";

export interface KeysRule {
  instance: string;
  classFloor?: number; // people who are eligible: 20
  issuedFloor?: number; // people who have tokens already before one is spent: 20
  modulusBits?: number; // 3,072
}
export type Refusal =
  | "unreadable" | "other_instance" | "dangling" | "bad_count" | "missing" | "doubled" | "shared_modulus" | "modulus_size"
  | "class_too_small" | "revoked" | "not_yet_valid" | "expired" | "too_few_issued";

export class Refused extends Fault {
  constructor(readonly reason: Refusal, readonly text: string, readonly entry?: number) {
    super(text);
  }
}
export interface TrustedIssuer {
  text: string; // the record
  id: string; // hex
  record: IssuerKey;
  issued: number;
}
export interface TrustedOfficer {
  id: string;
  record: OfficerKey;
}
// To fetch a token gives nothing away; to spend one, enough others must have theirs.
export type Use = "fetch" | "spend";

interface Tracked<Entry> {
  entry: Entry;
  revoked?: Revocation;
  superseded?: boolean;
}

export class KeysView {
  private readonly issuers: Tracked<TrustedIssuer>[] = [];
  private readonly officers: Tracked<TrustedOfficer>[] = [];
  private readonly bundles: UiBundle[] = [];
  private readonly drops: DropKey[] = [];
  private readonly moduli = new Map<string, number>(); // in how many records each stands

  constructor(private readonly rule: Required<KeysRule>) {}

  // One entry more, the `at`th.
  add(text: string, id: string, record: KeyRecord, at: number): void {
    switch (record.type) {
      case "issuer-key": return this.addIssuer({ text, id, record, issued: 0 });
      case "officer-key": return this.addOfficer({ id, record }, at);
      case "issuer-key-revoke": return this.revoke(this.issuers, record, at);
      case "officer-key-revoke": return this.revoke(this.officers, record, at);
      case "issued": return this.count(record, at);
      case "ui-bundle": this.bundles.push(record); return;
      case "drop-key": this.drops.push(record);
    }
  }

  issuer(scope: string, group: string, today: string, use: Use): TrustedIssuer | Refused {
    const found = this.issuers.filter(({ entry }) => entry.record.scope === scope && entry.record.class === group);
    const [first] = found;
    if (!first) return new Refused("missing", "There is no key for this scope and class in the log.");
    if (found.length > 1) return new Refused("doubled", "The log has more than one key for this scope and class: somebody could be marked by being given the other one. Tell the custodians and your witnesses.");
    return this.faultOf(first, today, use) ?? first.entry;
  }

  private faultOf({ entry, revoked }: Tracked<TrustedIssuer>, today: string, use: Use): Refused | undefined {
    const { record, issued } = entry;
    const { classFloor, issuedFloor, modulusBits } = this.rule;
    if (record.moduli.some((modulus) => (this.moduli.get(hex(modulus)) ?? 0) > 1)) return new Refused("shared_modulus", "The same modulus stands under two keys of the log: a token of one could pass for one of the other.");
    if (record.moduli.some((modulus) => modulus.length * 8 !== modulusBits)) return new Refused("modulus_size", `The key does not have the ${modulusBits} bits that everybody's has.`);
    if (record.classSize < classFloor) return new Refused("class_too_small", `The class has ${record.classSize} people, and under ${classFloor} it does not hide anybody.`);
    if (revoked) return new Refused("revoked", `The key was revoked on ${revoked.day}: ${revoked.reason}`);
    const fewest = issuedFloor < 1 ? 0 : (issuedFloor - 1) * record.quota + 1; // one fewer, and they might be one person fewer's
    return outOfDays(record, today) ?? (use === "spend" && issued < fewest ? new Refused("too_few_issued", `Only ${issued} tokens were issued so far. Wait until ${fewest} were, when ${issuedFloor} people have some: with fewer, whoever files could be guessed.`) : undefined);
  }

  // Every scope and class for which there is a record: what a client fetches tokens for.
  scopes(): { scope: string; class: string }[] {
    const all = new Map(this.issuers.map(({ entry: { record } }) => [`${record.scope} ${record.class}`, { scope: record.scope, class: record.class }]));
    return [...all.keys()].sort().map((key) => all.get(key) as { scope: string; class: string });
  }

  // Of every record for it, refused ones too.
  idsOf = (scope: string, group: string): string[] =>
    this.issuers.filter(({ entry: { record } }) => record.scope === scope && record.class === group).map(({ entry }) => entry.id);

  officer(office: string, post: string, today: string): TrustedOfficer | Refused {
    const isOf = ({ superseded, entry: { record } }: Tracked<TrustedOfficer>): boolean => !superseded && record.office === office && record.post === post;
    const faultOf = ({ revoked, entry: { record } }: Tracked<TrustedOfficer>): Refused | undefined =>
      revoked ? new Refused("revoked", `The keys of this post were revoked on ${revoked.day}: ${revoked.reason}`) : outOfDays(record, today);
    const found = this.officers.filter(isOf).map((each) => faultOf(each) ?? each.entry);
    const live = found.filter((each): each is TrustedOfficer => !(each instanceof Refused));
    if (live.length > 1) return new Refused("doubled", "The log has more than one key for this post: one of them may be the server's own.");
    return live[0] ?? found[found.length - 1] ?? new Refused("missing", "There is no key for this post in the log.");
  }

  posts(): { office: string; post: string }[] {
    const all = new Map(this.officers.map(({ entry: { record } }) => [JSON.stringify([record.office, record.post]), { office: record.office, post: record.post }]));
    return [...all.keys()].sort().map((key) => all.get(key) as { office: string; post: string });
  }

  // By id, whatever became of it since: to check what was signed with it in its time.
  officerById = (id: string): OfficerKey | undefined => this.officers.find(({ entry }) => entry.id === id)?.entry.record;
  issuerById = (id: string): IssuerKey | undefined => this.issuers.find(({ entry }) => entry.id === id)?.entry.record;
  dropsOn = (today: string): DropKey[] => this.drops.filter((drop) => outOfDays(drop, today) === undefined);
  newestBundle = (): UiBundle | undefined => this.bundles[this.bundles.length - 1];

  private addIssuer(entry: TrustedIssuer): void {
    for (const modulus of entry.record.moduli) this.moduli.set(hex(modulus), (this.moduli.get(hex(modulus)) ?? 0) + 1);
    this.issuers.push({ entry });
  }

  private addOfficer(entry: TrustedOfficer, at: number): void {
    const { supersedes, office, post } = entry.record;
    if (supersedes !== "") {
      const former = this.officers.find((each) => each.entry.id === supersedes);
      if (!former || former.entry.record.office !== office || former.entry.record.post !== post) throw dangling(at);
      former.superseded = true;
    }
    this.officers.push({ entry });
  }

  private revoke(all: Tracked<TrustedIssuer | TrustedOfficer>[], record: Revocation, at: number): void {
    const named = all.find(({ entry }) => entry.id === record.keyId);
    if (!named) throw dangling(at);
    named.revoked = record;
  }

  private count(record: Issued, at: number): void {
    const named = this.issuers.find(({ entry }) => entry.id === record.keyId);
    if (!named) throw dangling(at);
    const { entry } = named;
    const { classSize, quota } = entry.record;
    if (record.count < entry.issued || record.count > classSize * quota) throw new Refused("bad_count", "The count of tokens issued under a key falls, or is more than its class may have.", at);
    entry.issued = record.count;
  }
}

const dangling = (at: number): Refused => new Refused("dangling", "The log speaks of a key that it does not have.", at);

function outOfDays({ notBefore, notAfter }: { notBefore: string; notAfter: string }, today: string): Refused | undefined {
  if (today < notBefore) return new Refused("not_yet_valid", `The key is for use from ${notBefore} on.`);
  return today > notAfter ? new Refused("expired", `The key was for use until ${notAfter}.`) : undefined;
}

// Throws Refused where the log as a whole cannot be used.
export async function readKeys(sodium: Sodium, entries: string[], rule: KeysRule): Promise<KeysView> {
  const view = new KeysView({ classFloor: 20, issuedFloor: 20, modulusBits: 3072, ...rule });
  for (const [at, text] of entries.entries()) {
    let record: KeyRecord;
    try {
      record = parseRecord(sodium, text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw new Refused("unreadable", `Entry ${at} of the keys log cannot be read: ${error.message}.`, at);
    }
    if (record.instance !== rule.instance) throw new Refused("other_instance", `Entry ${at} of the keys log speaks for another institution.`, at);
    view.add(text, await keyIdOf(text), record, at);
  }
  return view;
}
