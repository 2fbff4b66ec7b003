// The house's half of collecting tokens. The drop's page, where they are made, comes here with the blinded
// requests in the part of the address that no server sees; one touch of the passkey stands for all of them;
// the blind signatures go back the same way. docs/formats.md, "Collecting tokens".
//
//   <house>/tokens#b64url({"drop":url,"tokens":[{"key_id","blinded_msg","modulus"}],"back":path})
//   <drop>/wallet#answers=b64url(answer)&back=path
import { Fault, fromBase64, utf8 } from "./bytes.js";
import { type BlindedToken, formatIssueRequest, issueChallenge, kMostTokens } from "./anonymity/issuance.js";
import { instanceHash } from "./anonymity/key_record.js";
import { fromBase64url, toBase64url, touch } from "./passkey_touch.js";

interface Asked {
  drop: string;
  tokens: BlindedToken[];
  back: string;
}

const kTrip = "demur-collecting"; // the drop to which this tab went from here
const kTried = "demur-collected"; // the day of the last trip that nobody asked for

const kMostAgain = 20;
const kAgainAfterMs = 2_000;

const isPath = (text: unknown): text is string => typeof text === "string" && /^\/(?![/\\])[\x21-\x7e]*$/.test(text);
const today = (): string => new Date().toISOString().slice(0, 10);

function parseAsked(fragment: string, drops: string[]): Asked {
  const malformed = new Fault("What the drop asked for came here damaged. Go back to it and start again.");
  let value: { drop?: unknown; tokens?: unknown; back?: unknown };
  let tokens: BlindedToken[];
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fromBase64url(fragment)));
    if (!Array.isArray(value.tokens) || value.tokens.length < 1 || value.tokens.length > kMostTokens) throw malformed;
    tokens = value.tokens.map(({ key_id, blinded_msg, modulus }) => ({ keyId: fromBase64(key_id), blindedMessage: fromBase64(blinded_msg), modulus }));
  } catch {
    throw malformed;
  }
  const drop = drops.find((known) => known === value.drop);
  if (!drop) throw new Fault("These were asked for by a site that is no drop of this institution. Nothing was issued. Tell a custodian how you came here.");
  return { drop, tokens, back: isPath(value.back) ? value.back : "/" };
}

async function ask(body: string): Promise<Response> {
  try {
    return await fetch("/tokens", { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", Accept: "application/json" }, body });
  } catch {
    throw new Fault("The server cannot be reached. Nothing is lost: try again.");
  }
}

// At the beginning of a quarter many collect at once, and the desk lets only so many wait: the same request comes
// again, after a while that differs from others'.
async function issue(body: string, waiting: () => void): Promise<string> {
  let response = await ask(body);
  for (let again = 0; response.status === 503 && again < kMostAgain; ++again) {
    waiting();
    await new Promise((resolve) => setTimeout(resolve, (1 + Math.random()) * kAgainAfterMs));
    response = await ask(body);
  }
  const answer = await response.text();
  if (response.ok) return answer;
  let what = "The server did not issue them.";
  try {
    what = (JSON.parse(answer) as { error: { what: string } }).error.what;
  } catch {
    // Its answer is no JSON: the words above stand.
  }
  throw new Fault(what);
}

class TokensPage {
  constructor(private readonly root: HTMLElement) {}

  private part = (name: string): HTMLElement => this.root.querySelector<HTMLElement>(`[data-tokens-${name}]`) as HTMLElement;

  private say(name: "say" | "error", words: string): void {
    for (const each of ["say", "error"]) this.part(each).hidden = each !== name;
    this.part(name).textContent = words;
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Fault)) console.error(error);
      this.say("error", error instanceof Fault ? error.message : "Something on this page failed. Load it again.");
      this.part("return").hidden = !this.part("return").querySelector("a")?.dataset["ready"];
    }
  }

  start(): void {
    this.root.querySelectorAll<HTMLElement>("[data-collect]").forEach((link) => link.addEventListener("click", () => this.leave(link)));
    const fragment = location.hash.slice(1);
    if (fragment === "") return this.goUnasked();
    history.replaceState(null, "", location.pathname + location.search); // not into the history
    this.part("start").hidden = true;
    void this.guarded(() => this.answer(fragment));
  }

  private leave(link: HTMLElement): void {
    sessionStorage.setItem(kTrip, link.dataset["collect"] ?? "");
  }

  // Who has just signed in goes by way of the drop without being asked: at most once a day, for the drop may
  // be away; and only where there is but one.
  private goUnasked(): void {
    const links = this.root.querySelectorAll<HTMLAnchorElement>("[data-collect]");
    const [link] = links;
    if (!link || links.length > 1 || !("lead" in this.root.dataset) || localStorage.getItem(kTried) === today()) return;
    localStorage.setItem(kTried, today());
    this.leave(link);
    location.assign(link.href);
  }

  private async answer(fragment: string): Promise<void> {
    const asked = parseAsked(fragment, (this.root.dataset["drops"] ?? "").split(" "));
    this.offerReturn(asked, "Nothing was issued.");
    const began = sessionStorage.getItem(kTrip) === asked.drop;
    sessionStorage.removeItem(kTrip);
    const button = this.part("touch").querySelector("button") as HTMLButtonElement;
    button.addEventListener("click", () => {
      button.disabled = true;
      void this.guarded(() => this.collect(asked)).finally(() => (button.disabled = false));
    });
    if (began) return this.collect(asked);
    this.say("say", "A drop asks for tokens in your name, and you did not start that from this site in this window. If you were at the drop just now, go on. If not, close this page.");
    this.part("touch").hidden = false;
  }

  private async collect(asked: Asked): Promise<void> {
    const count = asked.tokens.length === 1 ? "one token" : `${asked.tokens.length} tokens`;
    let assertion;
    if ("passkeyNeeded" in this.root.dataset) {
      if (!("PublicKeyCredential" in window)) throw new Fault("This browser has no passkeys, and tokens are given to a passkey only. Use another browser, or the command line.");
      this.say("say", `Unlock your passkey: one touch, for ${count}.`);
      const challenge = await issueChallenge(await instanceHash(this.root.dataset["origin"] ?? ""), asked.tokens);
      assertion = await touch(challenge, location.hostname);
      if (!assertion) {
        this.part("touch").hidden = false;
        throw new Fault("The passkey was not unlocked, and nothing was issued. Try again when you are ready.");
      }
    }
    this.part("touch").hidden = true;
    this.say("say", `Signing ${count} …`);
    const answer = await issue(formatIssueRequest(asked.tokens, assertion), () =>
      this.say("say", "Many members are collecting their tokens at this moment. Yours are asked for again in a few seconds; keep this page open."));
    sessionStorage.removeItem(kTrip);
    this.say("say", "Signed. Going back to the drop.");
    location.replace(`${asked.drop}/wallet#answers=${toBase64url(utf8(answer))}&back=${encodeURIComponent(asked.back)}`);
  }

  private offerReturn(asked: Asked, why: string): void {
    const link = this.part("return").querySelector("a") as HTMLAnchorElement;
    link.href = `${asked.drop}/wallet#refused=${encodeURIComponent(why)}&back=${encodeURIComponent(asked.back)}`;
    link.dataset["ready"] = "yes";
  }
}

const root = document.querySelector<HTMLElement>("[data-tokens]");
if (root) new TokensPage(root).start();
