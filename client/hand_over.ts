// A custodian hands over what they keep of what is sealed, one dissent after the other, with keys that never
// leave this page. What was handed over by then is kept, whatever happens to the page.
// GET /settings/hand-over and POST /dissents/{id}/hand-over: docs/formats.md.
import { Fault, fromBase64, hex } from "./bytes.js";
import { loadSodium, type Sodium } from "./anonymity/sodium.js";
import { Keyring } from "./custody/keyring.js";
import { type NamedOfficer, type OfficersOfLog, officersOfLog, postOf, takerOf } from "./custody/keys.js";
import { rewrapsFor, type SealedDissent } from "./custody/opening.js";
import { attempt, find, getJson, make, post, show, Unreachable } from "./custody/page.js";
import { Unlock } from "./custody/unlock.js";

interface KeptFiling {
  id: string;
  decision: { number: string };
  left: number; // shares that are handed to nobody who serves
  older: number; // shares that the key in force does not open
}
interface Taker extends NamedOfficer {
  name: string;
  post: string;
  shares_words: string;
}
interface Keeping {
  origin: string;
  sign: string; // of the custodian's key in force
  left: number;
  left_words: string;
  older: number;
  older_words: string;
  filings: KeptFiling[];
  takers: Taker[];
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

// What was recorded by then stays, and the one under way may have arrived.
function brokenOff({ decision }: KeptFiling, error: unknown): Fault {
  if (!(error instanceof Unreachable)) console.error(error);
  return new Fault(`${error instanceof Unreachable ? "The server cannot be reached any more" : "Something on this page failed"}, at a dissent from decision ${decision.number}, which may have been handed over or not. Load the page again: what is left stands there.`);
}

class HandOverPage {
  private stopping = false;

  private constructor(
    private readonly root: HTMLElement,
    private readonly sodium: Sodium,
    private readonly ring: Keyring,
    private readonly unlocking: Unlock,
    private keeping: Keeping,
  ) {}

  static async start(root: HTMLElement): Promise<void> {
    const [sodium, ring, keeping] = await Promise.all([loadSodium(), Keyring.open(), getJson<Keeping>(location.pathname)]);
    const page = new HandOverPage(root, sodium, ring, new Unlock(find(root, '[data-part="unlock"]'), sodium, ring, keeping.origin), keeping);
    page.connect();
    await page.unlocking.prepare();
  }

  private part = (name: string): HTMLElement => find(this.root, `[data-part="${name}"]`);

  private connect(): void {
    const on = (name: string, work: () => Promise<void>): void =>
      find(this.root, `[data-part="${name}"]${name === "unlock" ? " form" : ""}`).addEventListener("submit", (event) => {
        event.preventDefault();
        void attempt(this.root, work);
      });
    on("unlock", async () => {
      await this.unlocking.unlock();
      this.unlocking.present(this.keeping.sign);
      this.showPosts(await this.log());
      show(this.part("choose"));
    });
    on("choose", this.handOver);
    find(this.root, "[data-stop]").addEventListener("click", () => (this.stopping = true));
  }

  private log = (): Promise<OfficersOfLog> => officersOfLog(this.sodium, this.ring, this.keeping.origin, new Date().toISOString().slice(0, 10));

  // The name beside a key is the server's word. The post is the log's.
  private showPosts(log: OfficersOfLog): void {
    for (const input of this.root.querySelectorAll<HTMLInputElement>('input[name="to"]')) {
      const record = log.live.get(hex(fromBase64(input.value)));
      find(input.parentElement as HTMLElement, "[data-post]").textContent = record ? `In the keys log: ${postOf(record)}` : "Not in the keys log, or not in force";
    }
  }

  private chosen(): Taker {
    const value = this.root.querySelector<HTMLInputElement>('input[name="to"]:checked')?.value;
    const taker = this.keeping.takers.find(({ key_id }) => key_id === value);
    if (!taker) throw new Fault("Choose to whom.");
    return taker;
  }

  private handOver = async (): Promise<void> => {
    const taker = this.chosen();
    const log = await this.log();
    this.showPosts(log);
    const { record, isOwn } = takerOf(taker, this.unlocking.present(this.keeping.sign), log);
    if (!isOwn && postOf(record) !== taker.post) throw new Fault("The keys log has this key under another post than the server says. Nothing was sent: tell the other custodians.");
    const filings = this.keeping.filings.filter(({ left, older }) => (isOwn ? older : left) > 0);
    try {
      await this.handAll(filings, taker, log);
    } finally {
      show(this.part("work"), false);
    }
    try {
      await this.refresh();
    } catch (error) {
      console.error(error);
      throw new Fault("What was handed over is recorded, but this page does not show it yet: load it again.");
    }
  };

  private async handAll(filings: KeptFiling[], taker: Taker, log: OfficersOfLog): Promise<void> {
    const refused: string[] = [];
    let shares = 0;
    let handed = 0;
    this.begin();
    try {
      for (const [at, filing] of filings.entries()) {
        if (this.stopping) break;
        this.progress(at, filings.length);
        try {
          const count = await this.handOne(filing, taker, log);
          shares += count;
          handed += count > 0 ? 1 : 0;
        } catch (error) {
          if (!(error instanceof Fault) || error instanceof Unreachable) throw brokenOff(filing, error);
          refused.push(`From decision ${filing.decision.number}: ${error.message}`);
        }
      }
    } finally {
      this.say(`Handed over, and recorded: ${counted(shares, "share")}, of ${counted(handed, "dissent")}.${this.stopping ? " You stopped it: what is left waits here." : ""}`);
      const place = find(this.root, "[data-refused]");
      find(place, "ul").replaceChildren(...refused.map((why) => make("li", why)));
      show(place, refused.length > 0);
    }
  }

  private async handOne({ id }: KeptFiling, taker: Taker, log: OfficersOfLog): Promise<number> {
    const sealed = await getJson<SealedDissent>(`/dissents/${id}/sealed`);
    const records = await rewrapsFor(this.sodium, sealed, taker.key_id, this.unlocking.present(this.keeping.sign), this.unlocking.keys, log);
    if (records.length === 0) return 0;
    return (await post<{ handed: number }>(`/dissents/${id}/hand-over`, { successor: taker.key_id, records })).handed;
  }

  private begin(): void {
    this.stopping = false;
    show(find(this.root, "[data-say]"), false);
    show(find(this.root, "[data-refused]"), false);
    show(this.part("work"));
    find<HTMLButtonElement>(this.root, "[data-stop]").disabled = false; // while the others are off
  }

  private progress(at: number, count: number): void {
    const bar = find<HTMLProgressElement>(this.root, "progress");
    bar.max = count;
    bar.value = at;
    find(this.root, "[data-progress-words]").textContent = `Dissent ${at + 1} of ${count}`;
  }

  private say(words: string): void {
    const place = find(this.root, "[data-say]");
    place.textContent = words;
    show(place);
  }

  private async refresh(): Promise<void> {
    this.keeping = await getJson<Keeping>(location.pathname);
    const { keeping } = this;
    for (const [name, count, words] of [["left", keeping.left, keeping.left_words], ["older", keeping.older, keeping.older_words]] as const) {
      const some = find(document, `[data-some="${name}"]`);
      find(some, "strong").textContent = words;
      show(some, count > 0);
    }
    show(find(document, '[data-none="left"]'), keeping.left === 0);
    // What was filed since the page was loaded has no row here.
    for (const { id, left } of keeping.filings) {
      const state = document.querySelector(`[data-filing="${id}"] [data-state]`);
      if (state) state.textContent = left > 0 ? "not handed over" : "handed over";
    }
    for (const input of this.root.querySelectorAll<HTMLInputElement>('input[name="to"]')) {
      const taker = keeping.takers.find(({ key_id }) => key_id === input.value);
      find(input.parentElement as HTMLElement, "[data-words]").textContent = taker?.shares_words ?? "nothing more";
      input.disabled = taker === undefined;
      if (!taker) input.checked = false;
    }
    show(this.part("choose"), keeping.takers.length > 0);
  }
}

const root = document.querySelector<HTMLElement>("[data-hand-over]");
if (root) {
  show(root);
  void attempt(root, () => HandOverPage.start(root));
}
