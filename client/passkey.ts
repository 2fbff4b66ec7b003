// Passkeys (WebAuthn level 2). The server's side:
//   POST /sign-in/passkey/options       -> {"challenge", "rpId"}
//   POST /sign-in/passkey               <- {"id", "clientData", "authenticatorData", "signature", "userHandle", "next"}
//                                       -> {"location"}
//   POST /passkey/register/options      -> {"challenge", "rp": {"id","name"}, "user": {"id","name","displayName"}, "exclude": [id]}
//   POST /passkey/register              <- {"id", "name", "clientData", "authenticatorData", "publicKey", "algorithm"}
// Everything binary is base64url without padding. An answer other than 2xx is {"error": {"what": "..."}}.

import { fromBase64url, toBase64url, touch } from "./passkey_touch.js";

async function post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
  const token = document.querySelector<HTMLInputElement>('input[name="form_token"]')?.value;
  const headers: Record<string, string> = { "Content-Type": "application/json", Accept: "application/json" };
  if (token) headers["X-Form-Token"] = token;
  const response = await fetch(path, { method: "POST", credentials: "same-origin", headers, body: JSON.stringify(body) });
  const answer = (await response.json().catch(() => ({}))) as Answer & { error?: { what?: string } };
  if (!response.ok) throw new Error(answer.error?.what ?? "The server did not accept it.");
  return answer;
}

async function signIn(next: string): Promise<void> {
  const options = await post<{ challenge: string; rpId: string }>("/sign-in/passkey/options");
  const assertion = await touch(fromBase64url(options.challenge), options.rpId);
  if (!assertion) return;
  // Only a path of this site; "//host" would leave it.
  const target = /^\/(?![/\\])/.test(next) ? next : "/";
  const { location: way } = await post<{ location: string }>("/sign-in/passkey", { ...assertion, next: target });
  location.assign(way);
}

interface NewPasskey {
  challenge: string;
  rp: { id: string; name: string };
  user: { id: string; name: string; displayName: string };
  exclude: string[];
}

async function add(): Promise<void> {
  const options = await post<NewPasskey>("/passkey/register/options");
  const credential = (await navigator.credentials.create({
    publicKey: {
      challenge: fromBase64url(options.challenge),
      rp: options.rp,
      user: { ...options.user, id: fromBase64url(options.user.id) },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
      excludeCredentials: options.exclude.map((id) => ({ type: "public-key" as const, id: fromBase64url(id) })),
    },
  })) as PublicKeyCredential | null;
  if (!credential) return;
  const response = credential.response as AuthenticatorAttestationResponse;
  const publicKey = response.getPublicKey();
  if (!publicKey) throw new Error("This passkey is of a kind that cannot be used here.");
  await post("/passkey/register", {
    id: credential.id,
    name: "Passkey",
    clientData: toBase64url(response.clientDataJSON),
    authenticatorData: toBase64url(response.getAuthenticatorData()),
    publicKey: toBase64url(publicKey),
    algorithm: response.getPublicKeyAlgorithm(),
  });
  location.reload();
}

function say(message: string): void {
  const place = document.querySelector<HTMLElement>("[data-passkey-error]");
  if (!place) return;
  place.setAttribute("role", "alert");
  place.textContent = message;
  place.hidden = false;
}

export function startPasskeys(): void {
  if (!("PublicKeyCredential" in window)) return;
  document.querySelectorAll<HTMLElement>("[data-passkey-area]").forEach((area) => (area.hidden = false));
  document.querySelectorAll<HTMLElement>("[data-passkey]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const work = button.dataset["passkey"] === "add" ? add() : signIn(button.dataset["next"] ?? "/");
      work.catch((error: Error) => {
        // Closing the browser's own dialogue is not a fault.
        if (error.name !== "NotAllowedError") say(error.message);
      });
    });
  });
}
