// Key files that this browser keeps, locked as they are, and the last keys log that it was shown.
import { type Bytes, toBase64 } from "../bytes.js";
import { formatOfficerKeyFile, type OfficerKeyFile, parseOfficerKeyFile } from "../anonymity/officer_key_file.js";

export interface Seen {
  key: string; // the log's
  size: number;
  root: Bytes;
}

const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export class Keyring {
  private constructor(private readonly database: IDBDatabase) {}

  static async open(): Promise<Keyring> {
    const request = indexedDB.open("demur-officer", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("files"); // by the public box key
      request.result.createObjectStore("seen"); // by the origin
    };
    return new Keyring(await done(request));
  }

  async files(): Promise<OfficerKeyFile[]> {
    const texts = (await done(this.store("files", "readonly").getAll())) as string[];
    return texts.map(parseOfficerKeyFile);
  }

  keep = (file: OfficerKeyFile): Promise<unknown> => done(this.store("files", "readwrite").put(formatOfficerKeyFile(file), toBase64(file.box)));
  forget = (file: OfficerKeyFile): Promise<unknown> => done(this.store("files", "readwrite").delete(toBase64(file.box)));
  seen = (origin: string): Promise<Seen | undefined> => done(this.store("seen", "readonly").get(origin) as IDBRequest<Seen | undefined>);
  remember = (origin: string, seen: Seen): Promise<unknown> => done(this.store("seen", "readwrite").put(seen, origin));

  private store(name: string, mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(name, mode).objectStore(name);
  }
}
