// One touch of a passkey over a challenge of the caller's.
import { type Bytes, Fault } from "./bytes.js";

export const toBase64url = (bytes: ArrayBuffer | Bytes): string =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export function fromBase64url(text: string): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Fault("it is not base64url");
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0)) as Bytes;
  } catch {
    throw new Fault("it is not base64url");
  }
}

export interface Assertion extends Record<string, string> {
  id: string;
  clientData: string;
  authenticatorData: string;
  signature: string;
  userHandle: string;
}

// None if the person closed the browser's dialogue, or it could not open without a press of a button.
export async function touch(challenge: Bytes, rpId: string): Promise<Assertion | undefined> {
  let credential: PublicKeyCredential | null;
  try {
    credential = (await navigator.credentials.get({ publicKey: { challenge, rpId, userVerification: "required" } })) as PublicKeyCredential | null;
  } catch (error) {
    if ((error as Error).name === "NotAllowedError") return undefined;
    throw error;
  }
  if (!credential) return undefined;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    clientData: toBase64url(response.clientDataJSON),
    authenticatorData: toBase64url(response.authenticatorData),
    signature: toBase64url(response.signature),
    userHandle: response.userHandle ? toBase64url(response.userHandle) : "",
  };
}
