// Tokens out of the wallet: which may be used, and using one.
import { Fault } from "../bytes.js";
import { type TrustedIssuer, Refused } from "../anonymity/keys_view.js";
import { decodeToken, type Token } from "../anonymity/token.js";
import type { Kept, Wallet } from "../anonymity/wallet.js";
import type { House } from "./house.js";
import { today } from "./page.js";

export interface Usable {
  kept: Kept;
  issuer: TrustedIssuer;
}

// What may be spent on such scopes now, one for each class; and why others may not.
export async function usable(wallet: Wallet, { keys }: House, isScope: (scope: string) => boolean): Promise<{ tokens: Usable[]; refused: string[] }> {
  const tokens = new Map<string, Usable>();
  const refused = new Set<string>();
  for (const kept of await wallet.all()) {
    if (kept.state !== "unspent" || !isScope(kept.scope)) continue;
    const issuer = keys.issuer(kept.scope, kept.class, today(), "spend");
    if (issuer instanceof Refused) refused.add(issuer.text);
    else if (issuer.id === kept.keyId) tokens.set(kept.class, { kept, issuer });
    else refused.add("A token of yours is of another key than everybody's: it would mark you, and is not used.");
  }
  return { tokens: [...tokens.values()].sort((a, b) => b.issuer.record.classSize - a.issuer.record.classSize), refused: [...refused] };
}

// One token, spent on what `use` sends. Deleted once that is acknowledged; put back where it was not taken.
export async function spend<Value>(wallet: Wallet, id: string, use: (token: Token) => Promise<Value>, wasNotTaken: (error: unknown) => boolean): Promise<Value> {
  const kept = (await wallet.all()).find((each) => each.id === id);
  if (!kept) throw new Fault("this token is gone");
  const token = decodeToken((kept.state === "open" ? kept : await wallet.spend(id)).bytes);
  try {
    const value = await use(token);
    await wallet.close(id);
    return value;
  } catch (error) {
    if (wasNotTaken(error)) await wallet.putBack(id);
    throw error;
  } finally {
    token.holderSeed.fill(0);
  }
}
