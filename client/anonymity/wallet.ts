// Where tokens are kept between fetching and spending: IndexedDB of the page's own origin, never
// localStorage. What is kept says as little as it can to who takes the device:
//
//   asked ---- store() ----> unspent ---- spend() ----> open ---- close() ----> deleted
//                              ^------- putBack() -------+
//
// A token is deleted as soon as what it was spent on is acknowledged. Some unspent ones are deleted too,
// on a day drawn when they came: that one is missing proves nothing. Vote tokens are kept until their
// question closes, voted or not, for a changed vote needs the same one; what was voted is not kept, and the
// count of ballots begins at a number by chance, so that it does not tell whether there were any. Once the
// question is closed the log has the credentials of those who voted: a token that is still here tells that its
// owner did, and with a server's database also how; the page offers to delete it. That one is gone which was
// asked for tells as much, until its last day. Ids are random: a counter would tell how many there were. A browser's database may keep deleted bytes for some time; no page can help
// that, and the page that uses this says so.
import { type Bytes, Fault, hex } from "../bytes.js";
import { type Random, systemRandom } from "./blind_signature.js";

export type State = "asked" | "unspent" | "open";
export interface Kept {
  id: string;
  keyId: string; // hex
  scope: string;
  class: string;
  notAfter: string; // of the key
  dropOn: string; // the day from which it is deleted
  state: State;
  bytes: Bytes; // a token request while it is asked for, a token later
  ballots?: number; // counted from a number by chance, whatever the day, in 16 bits
}
// How many tokens were ever asked for under a key: what was used or dropped is not asked for again.
interface Asked {
  keyId: string;
  notAfter: string;
  count: number;
}
export interface Seen {
  size: number;
  root: Bytes;
  key?: string; // that signed it, base64; none in wallets from before it was kept
}

const kEarlyDeletion = 0.25;
const kVersion = 1;

const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, kVersion);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("tokens", { keyPath: "id" });
    request.result.createObjectStore("asked", { keyPath: "keyId" });
    request.result.createObjectStore("seen"); // the keys log's checkpoint, by its origin
  };
  const database = await done(request);
  // Another page wants it gone: it does not wait for this one.
  database.onversionchange = () => database.close();
  return database;
}

const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000));
}

// Evenly in [0, 1).
const fraction = (random: Random): number => random(6).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 48;

function dropDay(scope: string, today: string, notAfter: string, random: Random): string {
  if (scope.startsWith("vote:") || fraction(random) >= kEarlyDeletion) return nextDay(notAfter);
  const day = Date.parse(`${today}T00:00:00Z`) + Math.floor(fraction(random) * (daysBetween(today, notAfter) + 1)) * 86_400_000;
  return nextDay(new Date(day).toISOString().slice(0, 10));
}

const firstCount = (random: Random): number => 1 + Math.floor(fraction(random) * 32_768);
const kMostBallots = 65_535;

export class Wallet {
  private constructor(private readonly database: IDBDatabase, private readonly name: string, private readonly random: Random) {}

  static async open(name = "demur-wallet", random: Random = systemRandom): Promise<Wallet> {
    return new Wallet(await open(name), name, random);
  }

  all = (): Promise<Kept[]> => done(this.store("tokens", "readonly").getAll() as IDBRequest<Kept[]>);

  // How many more tokens of a key may be asked for.
  async left(keyId: string, quota: number): Promise<number> {
    const asked = (await done(this.store("asked", "readonly").get(keyId))) as Asked | undefined;
    return Math.max(0, quota - (asked?.count ?? 0));
  }

  // To be kept before the request is sent, so that a lost answer can be asked for again.
  async ask(key: { keyId: string; scope: string; class: string; notAfter: string }, bytes: Bytes): Promise<string> {
    const { keyId, notAfter } = key;
    const id = hex(this.random(16));
    return this.change(["tokens", "asked"], async (store) => {
      const before = (await done(store("asked").get(keyId))) as Asked | undefined;
      store("asked").put({ keyId, notAfter, count: (before?.count ?? 0) + 1 } satisfies Asked);
      store("tokens").put({ id, ...key, dropOn: nextDay(notAfter), state: "asked", bytes } satisfies Kept);
      return id;
    });
  }

  // A token in the place of its request.
  keep = (id: string, token: Bytes, today: string): Promise<Kept> =>
    this.move(id, "asked", (kept) => ({ ...kept, state: "unspent", bytes: token, dropOn: dropDay(kept.scope, today, kept.notAfter, this.random), ...(kept.scope.startsWith("vote:") && { ballots: firstCount(this.random) }) }));
  // Signs one ballot more, and stays: the count is on the disk before the ballot is made. `more` passes over
  // what other copies of this wallet have signed.
  ballot = (id: string, more = 1): Promise<Kept> =>
    this.move(id, "unspent", (kept) => {
      const ballots = (kept.ballots ?? 0) + more;
      if (ballots > kMostBallots) throw new Fault("this token signed as many ballots as there are numbers");
      return { ...kept, ballots };
    });
  spend = (id: string): Promise<Kept> => this.move(id, "unspent", (kept) => ({ ...kept, state: "open", dropOn: nextDay(kept.notAfter) }));
  // Nothing was sent after all.
  putBack = (id: string): Promise<Kept> => this.move(id, "open", (kept) => ({ ...kept, state: "unspent" }));
  // What it was spent on is acknowledged.
  close = (id: string): Promise<void> => this.change(["tokens"], async (store) => void store("tokens").delete(id));

  // Deletes what is past its day. To be called whenever the wallet is opened.
  tidy(today: string): Promise<void> {
    return this.change(["tokens", "asked"], async (store) => {
      for (const kept of (await done(store("tokens").getAll())) as Kept[]) if (kept.dropOn <= today) store("tokens").delete(kept.id);
      for (const asked of (await done(store("asked").getAll())) as Asked[]) if (asked.notAfter < today) store("asked").delete(asked.keyId);
    });
  }

  seen = (origin: string): Promise<Seen | undefined> => done(this.store("seen", "readonly").get(origin) as IDBRequest<Seen | undefined>);
  see = ({ origin, size, root, key }: { origin: string } & Seen): Promise<void> => this.change(["seen"], async (store) => void store("seen").put({ size, root, ...(key === undefined ? {} : { key }) }, origin));

  // In place of what is there: from a backup.
  restore(tokens: Kept[]): Promise<void> {
    return this.change(["tokens", "asked"], async (store) => {
      store("tokens").clear();
      store("asked").clear();
      const counts = new Map<string, Asked>();
      for (const kept of tokens) {
        store("tokens").put(kept);
        counts.set(kept.keyId, { keyId: kept.keyId, notAfter: kept.notAfter, count: (counts.get(kept.keyId)?.count ?? 0) + 1 });
      }
      for (const asked of counts.values()) store("asked").put(asked);
    });
  }

  // Everything, at once.
  async destroy(): Promise<void> {
    this.database.close();
    await done(indexedDB.deleteDatabase(this.name));
  }

  private store(name: string, mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(name, mode, { durability: "strict" }).objectStore(name);
  }

  // One transaction: all of it is on the disk when the promise is kept, or none.
  private async change<Value>(names: string[], use: (store: (name: string) => IDBObjectStore) => Promise<Value>): Promise<Value> {
    const transaction = this.database.transaction(names, "readwrite", { durability: "strict" });
    const finished = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Fault("the wallet could not be changed"));
    });
    try {
      const value = await use((name) => transaction.objectStore(name));
      await finished;
      return value;
    } catch (error) {
      finished.catch(() => undefined);
      if (transaction.error === null) transaction.abort();
      throw error;
    }
  }

  private move(id: string, from: State, to: (kept: Kept) => Kept): Promise<Kept> {
    return this.change(["tokens"], async (store) => {
      const kept = (await done(store("tokens").get(id))) as Kept | undefined;
      if (!kept) throw new Fault("this token is no longer in the wallet");
      if (kept.state !== from) throw new Fault("this token is in use already, or was spent");
      const moved = to(kept);
      store("tokens").put(moved);
      return moved;
    });
  }
}
