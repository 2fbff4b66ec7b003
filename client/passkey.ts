// Passkeys in the browser: adding one, and signing in with one (WebAuthn level 3, sections 5.1.3 and
// 5.1.4). The page works without this script: its buttons are hidden until the browser can do it.
//
//   <input data-passkey-name>                                        optional: what to call the passkey
//   <button type="button" data-passkey="register" hidden>Add a passkey</button>
//   <button type="button" data-passkey="sign-in" hidden>Sign in with a passkey</button>
//   <p role="status" data-passkey-status></p>                        one a page, said by screen readers
//
// The status element may carry translations: data-waiting, data-added, data-cancelled, data-known,
// data-failed. An error's text comes from the server's {"error":{"what"}} where there is one.
//
// Bodies are JSON; binary values are base64url without padding (src/demur/service/passkey.hpp):
//   POST /passkey/register/options  {}
//     -> {"challenge", "rp":{"id","name"}, "user":{"id","name","displayName"}, "exclude":[credential id]}
//   POST /passkey/register          {"id","publicKey","algorithm","authenticatorData","clientData","name"}
//     -> {"location"}
//   POST /sign-in/passkey/options   {}
//     -> {"challenge", "rpId"}
//   POST /sign-in/passkey           {"id","authenticatorData","clientData","signature","userHandle"}
//     -> {"location"}

interface RegisterOptions {
  challenge: string;
  rp: { id: string; name: string };
  user: { id: string; name: string; displayName: string };
  exclude: string[];
}

interface SignInOptions {
  challenge: string;
  rpId: string;
}

interface Done {
  location: string;
}

type Say = "waiting" | "added" | "cancelled" | "known" | "failed";

const words: Record<Say, string> = {
  waiting: "Waiting for your passkey…",
  added: "The passkey was added.",
  cancelled: "Nothing was done: the request was cancelled or took too long. You can try again.",
  known: "This device already has a passkey for this site.",
  failed: "That did not work. Try again, or sign in another way.",
};

const algorithms = [-7, -8, -257]; // ES256, EdDSA, RS256

function toBase64url(buffer: ArrayBuffer | null): string {
  const binary = Array.from(new Uint8Array(buffer ?? new ArrayBuffer(0)), (byte) => String.fromCharCode(byte));
  return btoa(binary.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

class Refused extends Error {}

async function post<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    credentials: "same-origin",
    redirect: "error",
    body: JSON.stringify(body),
  });
  if (response.ok) return (await response.json()) as Answer;
  const refusal = (await response.json().catch(() => null)) as { error?: { what?: unknown } } | null;
  const what = refusal?.error?.what;
  throw typeof what === "string" ? new Refused(what) : new Error(`status ${response.status}`);
}

async function register(name: string): Promise<Done> {
  const options = await post<RegisterOptions>("/passkey/register/options", {});
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: fromBase64url(options.challenge),
      rp: options.rp,
      user: { ...options.user, id: fromBase64url(options.user.id) },
      pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: options.exclude.map((id) => ({ type: "public-key", id: fromBase64url(id) })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    },
  });
  if (!(made instanceof PublicKeyCredential)) throw new Error("no credential");
  const response = made.response as AuthenticatorAttestationResponse;
  return post<Done>("/passkey/register", {
    id: toBase64url(made.rawId),
    publicKey: toBase64url(response.getPublicKey()),
    algorithm: response.getPublicKeyAlgorithm(),
    authenticatorData: toBase64url(response.getAuthenticatorData()),
    clientData: toBase64url(response.clientDataJSON),
    name,
  });
}

async function signIn(): Promise<Done> {
  const options = await post<SignInOptions>("/sign-in/passkey/options", {});
  const used = await navigator.credentials.get({
    publicKey: {
      challenge: fromBase64url(options.challenge),
      rpId: options.rpId,
      userVerification: "required",
    },
  });
  if (!(used instanceof PublicKeyCredential)) throw new Error("no credential");
  const response = used.response as AuthenticatorAssertionResponse;
  return post<Done>("/sign-in/passkey", {
    id: toBase64url(used.rawId),
    authenticatorData: toBase64url(response.authenticatorData),
    clientData: toBase64url(response.clientDataJSON),
    signature: toBase64url(response.signature),
    userHandle: toBase64url(response.userHandle),
  });
}

// Only to a page of this site, whatever the answer says.
function go(location: string): void {
  const target = new URL(location, window.location.href);
  if (target.origin !== window.location.origin) throw new Error("location is another site's");
  window.location.assign(target);
}

function explain(error: unknown): Say | Refused {
  if (error instanceof Refused) return error;
  if (!(error instanceof DOMException)) return "failed";
  if (error.name === "NotAllowedError" || error.name === "AbortError") return "cancelled";
  return error.name === "InvalidStateError" ? "known" : "failed";
}

function announce(what: Say | Refused): void {
  const status = document.querySelector<HTMLElement>("[data-passkey-status]");
  if (status) status.textContent = what instanceof Refused ? what.message : (status.dataset[what] ?? words[what]);
}

async function run(button: HTMLButtonElement): Promise<void> {
  const name = document.querySelector<HTMLInputElement>("input[data-passkey-name]")?.value ?? "";
  button.setAttribute("aria-disabled", "true");
  announce("waiting");
  try {
    const done = button.dataset.passkey === "register" ? await register(name) : await signIn();
    if (button.dataset.passkey === "register") announce("added");
    go(done.location);
  } catch (error) {
    announce(explain(error));
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

function start(): void {
  if (!("PublicKeyCredential" in window) || !window.isSecureContext) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-passkey]")) {
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") void run(button);
    });
    button.hidden = false;
  }
}

start();

export {};
