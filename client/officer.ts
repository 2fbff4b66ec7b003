// A custodian makes their keys: in this browser, into a file under a passphrase, and then, once they have
// shown that they hold the file, the public halves into the keys log. GET and POST /settings/officer-key.
import { equal, Fault, fromBase64, labelled, toBase64, utf8 } from "./bytes.js";
import { instanceHash } from "./anonymity/key_record.js";
import { makeOfficerKeys, type NewOfficerKeys, type OfficerKeyFile, type OfficerKeys, parseOfficerKeyFile, unlockOfficerKeys } from "./anonymity/officer_key_file.js";
import { makePhrase } from "./anonymity/phrase.js";
import { loadSodium, type Sodium, wipe } from "./anonymity/sodium.js";
import { Keyring } from "./custody/keyring.js";
import { attempt, find, make, post, show } from "./custody/page.js";
import { chosenFiles } from "./custody/unlock.js";

async function publish(sodium: Sodium, origin: string, member: string, { box, sign }: OfficerKeys): Promise<string> {
  const proof = sodium.crypto_sign_detached(labelled("demur/officer-key-proof/v1", await instanceHash(origin), utf8(member), box.publicKey), sign.privateKey);
  const sent = { box: toBase64(box.publicKey), sign: toBase64(sign.publicKey), proof: toBase64(proof) };
  return (await post<{ key_id: string }>("/settings/officer-key", sent)).key_id;
}

const fileName = (): string => `custodian-${new Date().toISOString().slice(0, 10)}.demur-key`;

function start(root: HTMLElement, sodium: Sodium, ring: Keyring): void {
  const { origin = "", member = "" } = root.dataset;
  const step = (name: string): HTMLElement => find(root, `[data-step="${name}"]`);
  const passphrase = find<HTMLInputElement>(root, "#passphrase");
  const saving = find<HTMLAnchorElement>(root, "[data-save]");
  let made: NewOfficerKeys | undefined;
  const forgetSecrets = (): void => {
    if (made) wipe(made.keys.box.privateKey, made.keys.sign.privateKey);
  };
  addEventListener("pagehide", forgetSecrets);

  find(root, "[data-suggest]").addEventListener("click", () => {
    passphrase.value = makePhrase();
  });
  const on = (name: string, work: () => Promise<void>): void =>
    step(name).addEventListener("submit", (event) => {
      event.preventDefault();
      void attempt(root, work);
    });
  on("make", async () => {
    made = await makeOfficerKeys(sodium, origin, member, passphrase.value);
    passphrase.value = "";
    saving.href = URL.createObjectURL(new Blob([made.text], { type: "application/octet-stream" }));
    saving.download = fileName();
    saving.click();
    find(root, "[data-file-name]").textContent = saving.download;
    show(step("make"), false);
    show(step("check"));
    find(root, "#saved").focus();
  });
  on("check", async () => {
    const file = await theirs(sodium, root, made);
    const id = await publish(sodium, origin, member, (made as NewOfficerKeys).keys);
    if (find<HTMLInputElement>(root, "#keep").checked) await ring.keep(file);
    forgetSecrets();
    find(root, "[data-key-id]").textContent = id;
    show(step("check"), false);
    show(step("done"));
    await listKept(ring, toBase64(file.box));
  });
}

// The file from their disk, opened with the passphrase as they remember it.
async function theirs(sodium: Sodium, root: HTMLElement, made: NewOfficerKeys | undefined): Promise<OfficerKeyFile> {
  const [file] = await chosenFiles(find<HTMLInputElement>(root, "#saved"));
  if (!file) throw new Fault("Choose the file that you saved.");
  if (!made || !equal(file.box, parseOfficerKeyFile(made.text).box)) throw new Fault("This is another key’s file. Choose the one that was just saved.");
  const repeat = find<HTMLInputElement>(root, "#repeat");
  const keys = await unlockOfficerKeys(sodium, file, repeat.value);
  if (!keys) throw new Fault("The passphrase does not open the file. If you cannot repeat it, load this page again and make another key: nothing is published yet.");
  wipe(keys.box.privateKey, keys.sign.privateKey);
  repeat.value = "";
  return file;
}

async function listKept(ring: Keyring, current: string): Promise<void> {
  const files = await ring.files();
  const rows = files.map((file) => {
    const row = make("li");
    const isCurrent = current !== "" && equal(file.box, fromBase64(current));
    const button = make("button", "Take it away from this browser");
    button.type = "button";
    button.addEventListener("click", () => {
      void ring.forget(file).then(() => listKept(ring, current));
    });
    row.append(make("p", isCurrent ? "The key in force" : "An older key, or another institution’s", "what"), make("p", toBase64(file.box), "aside hash"), button);
    return row;
  });
  find(document, "[data-kept-list]").replaceChildren(...rows);
  show(find(document, "[data-kept]"), rows.length > 0);
}

const root = document.querySelector<HTMLElement>("[data-officer]");
if (root) {
  show(root);
  void attempt(root, async () => {
    const [sodium, ring] = await Promise.all([loadSodium(), Keyring.open()]);
    await listKept(ring, root.dataset["box"] ?? "");
    start(root, sodium, ring);
  });
}
