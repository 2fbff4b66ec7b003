// Unlocking a custodian's keys for as long as the page is open: from files, or from the copies that this
// browser keeps.
import { equal, Fault, toBase64 } from "../bytes.js";
import { type OfficerKeyFile, type OfficerKeys, readOfficerKeyFile, unlockOfficerKeys } from "../anonymity/officer_key_file.js";
import { type Sodium, wipe } from "../anonymity/sodium.js";
import type { Keyring } from "./keyring.js";
import { find, show } from "./page.js";

export async function chosenFiles(input: HTMLInputElement): Promise<OfficerKeyFile[]> {
  return Promise.all([...(input.files ?? [])].map(async (file) => readOfficerKeyFile(new Uint8Array(await file.arrayBuffer()))));
}

export class Unlock {
  readonly keys: OfficerKeys[] = [];

  constructor(private readonly part: HTMLElement, private readonly sodium: Sodium, private readonly ring: Keyring, private readonly origin: string) {
    find(part, "[data-other]").addEventListener("click", () => this.askForFile(true));
    addEventListener("pagehide", () => this.keys.forEach(({ box, sign }) => wipe(box.privateKey, sign.privateKey)));
  }

  async prepare(): Promise<void> {
    this.askForFile((await this.kept()).length === 0);
    show(this.part);
  }

  // Keys of other institutions may be kept here too.
  private kept = async (): Promise<OfficerKeyFile[]> => (await this.ring.files()).filter(({ instance }) => instance === this.origin);

  private askForFile(yes: boolean): void {
    this.part.querySelectorAll<HTMLElement>("[data-file]").forEach((element) => show(element, yes));
    show(find(this.part, "[data-kept]"), !yes);
    show(find(this.part, "[data-other]"), !yes);
  }

  // Every file that the passphrase opens.
  async unlock(): Promise<void> {
    const files = find<HTMLInputElement>(this.part, "input[type=file]");
    const passphrase = find<HTMLInputElement>(this.part, "input[type=password]");
    const chosen = await chosenFiles(files);
    const tried = chosen.length > 0 ? chosen : await this.kept();
    if (tried.length === 0) throw new Fault("Choose your key file.");
    if (passphrase.value === "") throw new Fault("Type the passphrase of your key file.");
    for (const file of tried) await this.tryOne(file, passphrase.value);
    if (this.keys.length === 0) throw new Fault("The passphrase does not open it. Mind capitals and spaces.");
    passphrase.value = "";
    if (find<HTMLInputElement>(this.part, "input[type=checkbox]").checked) for (const file of chosen) await this.ring.keep(file);
    show(this.part, false);
  }

  private async tryOne(file: OfficerKeyFile, passphrase: string): Promise<void> {
    if (file.instance !== this.origin) throw new Fault("This key is of another institution.");
    if (this.keys.some(({ box }) => equal(box.publicKey, file.box))) return;
    const keys = await unlockOfficerKeys(this.sodium, file, passphrase);
    if (keys) this.keys.push(keys);
  }

  // The pair that the keys log has for this custodian now: what they write is signed by it.
  present(sign: string): OfficerKeys {
    const keys = this.keys.find((each) => toBase64(each.sign.publicKey) === sign);
    if (!keys) throw new Fault("Unlock the key that you published last: your words are signed with it. Load the page again and choose its file as well.");
    return keys;
  }
}
