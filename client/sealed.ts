// A custodian opens one sealed dissent with colleagues, releases what others read, and writes back: all
// with keys that never leave this page. GET and POST /dissents/{id}/...: docs/formats.md.
import { Fault, fromBase64, toBase64, utf8 } from "./bytes.js";
import { kLongestReply, sealReply } from "./anonymity/reply.js";
import { kFiling } from "./anonymity/envelope.js";
import { loadSodium, type Sodium } from "./anonymity/sodium.js";
import { leafOf } from "./anonymity/statement.js";
import { checkStyle } from "./anonymity/style_check.js";
import { Keyring } from "./custody/keyring.js";
import { checkOfficers, type OfficersOfLog, officersOfLog } from "./custody/keys.js";
import { contradictions, dissentContext, handOver, type Opened, openSubject, type SealedDissent, type Subject, subjectsOf } from "./custody/opening.js";
import { attempt, find, getJson, make, post, show } from "./custody/page.js";
import { showAttachments, showMessages, showText } from "./custody/shown.js";
import { Unlock } from "./custody/unlock.js";

class SealedPage {
  private opened?: Opened;

  private constructor(
    private readonly root: HTMLElement,
    private readonly sodium: Sodium,
    private readonly ring: Keyring,
    private readonly unlocking: Unlock,
    private sealed: SealedDissent,
  ) {}

  static async start(root: HTMLElement): Promise<void> {
    const [sodium, ring, sealed] = await Promise.all([loadSodium(), Keyring.open(), getJson<SealedDissent>(location.pathname)]);
    const page = new SealedPage(root, sodium, ring, new Unlock(find(root, '[data-part="unlock"]'), sodium, ring, sealed.origin), sealed);
    page.connect();
    await page.unlocking.prepare();
  }

  private part = (name: string): HTMLElement => find(this.root, `[data-part="${name}"]`);
  private path = (act: string): string => `/dissents/${this.sealed.id}/${act}`;

  private connect(): void {
    const on = (name: string, selector: string, event: string, work: () => Promise<void>): void =>
      find(this.part(name), selector).addEventListener(event, (happened) => {
        happened.preventDefault();
        void attempt(this.root, work);
      });
    on("unlock", "form", "submit", async () => {
      await this.unlocking.unlock();
      await this.refresh();
    });
    on("agree", "button", "click", this.agree);
    on("open", "form", "submit", this.open);
    on("release", "form", "submit", this.release);
    on("write", "form", "submit", this.write);
    // With each stroke, and not on leaving the field: that would move the button under the pointer.
    for (const id of ["release-title-field", "release-text"]) find(this.root, `#${id}`).addEventListener("input", this.warnOfStyle);
    find(this.root, "#reply").addEventListener("input", this.countReply);
  }

  private say(words: string): void {
    const place = find(this.root, "[data-say]");
    place.textContent = words;
    show(place);
  }

  private log = (): Promise<OfficersOfLog> => officersOfLog(this.sodium, this.ring, this.sealed.origin, new Date().toISOString().slice(0, 10));

  // Envelopes of which the others do not have this custodian's share yet.
  private waiting = (): Subject[] => subjectsOf(this.sodium, this.sealed).filter(({ digest }) => !this.sealed.given.includes(digest));

  private async refresh(): Promise<void> {
    this.sealed = await getJson<SealedDissent>(location.pathname);
    const { sealed } = this;
    find(document, "[data-agreements]").textContent = String(sealed.agreements);
    const withdrawn = sealed.state.word === "withdrawn";
    const waiting = sealed.has_agreed ? this.waiting() : [];
    const later = waiting.length;
    // The filing itself was given when this custodian agreed: to all who were there then.
    const newcomer = waiting.some(({ purpose }) => purpose === kFiling);
    show(this.part("agree"), !withdrawn && (!sealed.has_agreed || later > 0));
    show(find(this.part("agree"), "[data-first]"), !sealed.has_agreed);
    show(find(this.part("agree"), "[data-later]"), later > 0 && !newcomer);
    show(find(this.part("agree"), "[data-newcomer]"), newcomer);
    find(this.part("agree"), "[data-count]").textContent = later === 1 ? "One message" : `${later} messages`;
    show(this.part("agreed"), sealed.has_agreed && later === 0);
    show(this.part("open"), !withdrawn && !sealed.has_opened);
    show(find(this.part("open"), "[data-wait]"), !sealed.may_open);
    show(find(this.part("open"), "form"), sealed.may_open);
    if (sealed.has_opened) await this.showOpened();
    show(this.part("release"), this.opened !== undefined && !sealed.released && !withdrawn);
    show(this.part("write"), this.opened !== undefined);
  }

  private async showOpened(): Promise<void> {
    const { signers } = await this.log();
    const [filing, ...messages] = subjectsOf(this.sodium, this.sealed) as [Subject, ...Subject[]];
    const isFirst = this.opened === undefined;
    this.opened = await openSubject(this.sodium, this.sealed, filing, this.unlocking.keys, signers);
    showText(this.part("text"), this.opened, contradictions(this.sodium, this.sealed, this.opened));
    showAttachments(this.root, this.part("text"), this.sodium, this.sealed, this.opened);
    showMessages(this.part("messages"), this.sealed, await Promise.all(messages.map((message) => this.openMessage(message, signers))));
    if (isFirst) this.prefill(this.opened);
  }

  private async openMessage(message: Subject, signers: Set<string>): Promise<Opened | string> {
    try {
      return await openSubject(this.sodium, this.sealed, message, this.unlocking.keys, signers);
    } catch (error) {
      if (error instanceof Fault) return `It does not open yet. ${error.message}`;
      throw error;
    }
  }

  private agree = async (): Promise<void> => {
    const waiting = this.waiting();
    const log = await this.log();
    checkOfficers(this.sealed.officers, log);
    const shares = await handOver(this.sodium, this.sealed, waiting, this.unlocking.keys, log.signers);
    await post(this.path("agree"), { shares });
    await this.refresh();
    this.say("You have agreed. Your part is with the other custodians.");
  };

  private open = async (): Promise<void> => {
    const reason = find<HTMLTextAreaElement>(this.root, "#reason").value;
    await post(this.path("open-text"), { reason });
    await this.refresh();
    this.say("It is open, on this page alone. That you opened it, and why, is on record.");
  };

  private get fields(): { title: HTMLInputElement; text: HTMLTextAreaElement } {
    return { title: find(this.root, "#release-title-field"), text: find(this.root, "#release-text") };
  }

  private prefill({ body }: Opened): void {
    this.fields.title.value = body.title;
    this.fields.text.value = body.remedy === "" ? body.body : `${body.body}\n\nWhat would change the author’s mind:\n${body.remedy}`;
    this.warnOfStyle();
  }

  private warnOfStyle = (): void => {
    const { title, text } = this.fields;
    const place = find(this.root, "[data-clues]");
    const clues = checkStyle(`${title.value}\n${text.value}`).map(({ found, advice }) => {
      const line = make("li");
      line.append(make("q", found.trim()), ` ${advice}`);
      return line;
    });
    find(place, "ul").replaceChildren(...clues);
    show(place, clues.length > 0);
  };

  private release = async (): Promise<void> => {
    const { title, text } = this.fields;
    await post(this.path("release"), { title: title.value, text: text.value });
    await this.refresh();
    this.say("Released: those who answer it can read your text, and its commitment is in the log.");
  };

  private countReply = (): void => {
    const left = kLongestReply - utf8(find<HTMLTextAreaElement>(this.root, "#reply").value).length;
    find(this.root, "[data-left]").textContent = left < 0 ? `${-left} too many.` : `${left} left.`;
  };

  private write = async (): Promise<void> => {
    const field = find<HTMLTextAreaElement>(this.root, "#reply");
    const me = this.sealed.officers.find(({ mine }) => mine);
    if (!this.opened || !me) throw new Fault("Open it first, and have a key in force: your words are signed with it.");
    if (field.value.trim() === "") throw new Fault("Write something first.");
    checkOfficers([me], await this.log());
    const reply = await sealReply(this.sodium, {
      context: await dissentContext(this.sodium, this.sealed),
      author: this.opened.body.reply.box,
      officeKey: fromBase64(me.key_id),
      office: this.unlocking.present(me.sign).sign.privateKey,
      parent: leafOf(this.sodium, this.sealed.id),
      text: field.value,
    });
    await post(this.path("write"), { reply: toBase64(reply) });
    field.value = "";
    this.countReply();
    this.say("Sealed and sent. That something was written is on record, and not what.");
  };
}

const root = document.querySelector<HTMLElement>("[data-sealed]");
if (root) {
  show(root);
  void attempt(root, () => SealedPage.start(root));
}
