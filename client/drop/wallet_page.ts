// /wallet: what is held, and collecting more. The trip goes from the institution to here and back, twice, with
// everything in fragments, which no server sees:
//
//   #collect=<institution>&keys=<hex,hex>&back=<path>   -> <institution>/tokens#<b64url of the requests>
//   #answers=<b64url of the issuer's answer>&back=<path> -> kept, and back
//   #refused=<words>&back=<path>                         -> what was asked for stays asked
import { Fault, fromBase64, toBase64, utf8 } from "../bytes.js";
import { blindedTokens, kMostTokens, parseIssueAnswer } from "../anonymity/issuance.js";
import { type KeysView, Refused, type TrustedIssuer } from "../anonymity/keys_view.js";
import { loadSodium, type Sodium, toText } from "../anonymity/sodium.js";
import { decodeTokenRequest, encodeToken, encodeTokenRequest, finishToken, type Issuer, issuerOf, makeTokenRequest } from "../anonymity/token.js";
import { type Kept, Wallet } from "../anonymity/wallet.js";
import { className, type House, loadHouse } from "./house.js";
import { busy, counted, element, one, saying, show, today } from "./page.js";

const fromBase64url = (text: string): string => toText(fromBase64(text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "=")));
const toBase64url = (text: string): string => toBase64(utf8(text)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export async function startWallet(): Promise<void> {
  const trip = new URLSearchParams(location.hash.slice(1));
  history.replaceState(null, "", location.pathname); // tokens have no place in the history
  const [sodium, wallet] = await Promise.all([loadSodium(), Wallet.open()]);
  await wallet.tidy(today());
  one("[data-delete-all]").addEventListener("click", () => void busy(document, () => deleteAll(wallet)));
  try {
    const house = await loadHouse(sodium, wallet);
    if (trip.has("collect")) await collect(sodium, wallet, house, trip);
    if (trip.has("answers")) await keep(sodium, wallet, house, trip);
    await showHeld(wallet, house);
    if (trip.has("refused")) offerBack(trip, trip.get("refused") ?? "");
  } finally {
    show("[data-wallet]");
  }
}

const houseOrigin = (): string => new URL(one<HTMLAnchorElement>("[data-house]").href).origin;

// Only a path of the institution's own site.
const pathOf = (trip: URLSearchParams): string => (/^\/(?![/\\])/.test(trip.get("back") ?? "") ? (trip.get("back") as string) : "/");

function offerBack(trip: URLSearchParams, words: string): void {
  one("[data-collect-words]").textContent = words;
  const link = one<HTMLAnchorElement>("[data-collect-go]");
  link.href = houseOrigin() + pathOf(trip);
  link.textContent = "Back";
  show("[data-collect]");
  one("#collect-title").focus();
}

const isOver = ({ reason }: Refused): boolean => ["revoked", "not_yet_valid", "expired"].includes(reason);

// The keys that were named, as far as everybody is shown them; without names, everybody's class. One of them that
// marks somebody or hides nobody ends the trip, with its reason.
function wanted(keys: KeysView, trip: URLSearchParams): TrustedIssuer[] {
  const named = trip.get("keys")?.split(",");
  const issuers: TrustedIssuer[] = [];
  for (const { scope, class: group } of keys.scopes()) {
    const ids = keys.idsOf(scope, group);
    if (named ? !ids.some((id) => named.includes(id)) : group !== "members") continue;
    const issuer = keys.issuer(scope, group, today(), "fetch");
    if (!(issuer instanceof Refused)) issuers.push(issuer);
    else if (!isOver(issuer)) throw issuer;
  }
  return issuers;
}

async function ask(sodium: Sodium, wallet: Wallet, { id, text, record }: TrustedIssuer): Promise<void> {
  const issuer = await issuerOf(sodium, text);
  for (let left = await wallet.left(id, record.quota); left > 0; left--)
    await wallet.ask({ keyId: id, scope: record.scope, class: record.class, notAfter: record.notAfter }, encodeTokenRequest(await makeTokenRequest(sodium, issuer)));
}

// What waits for signatures, in an order that is the same before and after the trip.
async function asked(sodium: Sodium, wallet: Wallet, keys: KeysView): Promise<{ kept: Kept; issuer: Issuer }[]> {
  const waiting = (await wallet.all()).filter(({ state }) => state === "asked").sort((a, b) => (a.id < b.id ? -1 : 1));
  const all = [];
  for (const kept of waiting) {
    const issuer = keys.issuer(kept.scope, kept.class, today(), "fetch");
    if (!(issuer instanceof Refused) && issuer.id === kept.keyId) all.push({ kept, issuer: await issuerOf(sodium, issuer.text) });
  }
  return all.slice(0, kMostTokens / 2); // of two moduli at most
}

async function collect(sodium: Sodium, wallet: Wallet, { keys }: House, trip: URLSearchParams): Promise<void> {
  if (trip.get("collect") !== houseOrigin()) throw new Fault("this link is of another institution than this site's: nothing was asked for");
  saying("Making tokens …");
  const issuers = wanted(keys, trip);
  for (const issuer of issuers) await ask(sodium, wallet, issuer);
  const requests = (await asked(sodium, wallet, keys)).map(({ kept, issuer }) => decodeTokenRequest(issuer, kept.bytes));
  saying("");
  if (issuers.length === 0) return offerBack(trip, "This site does not have the keys yet for which there are tokens: it asks the institution every quarter of an hour. Come again later.");
  if (requests.length === 0) return offerBack(trip, "You hold all the tokens that there are for you.");
  const tokens = requests.flatMap(blindedTokens).map(({ keyId, modulus, blindedMessage }) => ({ key_id: toBase64(keyId), blinded_msg: toBase64(blindedMessage), modulus }));
  const target = `${houseOrigin()}/tokens#${toBase64url(JSON.stringify({ drop: location.origin, tokens, back: pathOf(trip) }))}`;
  one("[data-collect-words]").textContent = `${counted(requests.length, "token is", "tokens are")} made, and covered. The institution signs them without seeing them.`;
  one<HTMLAnchorElement>("[data-collect-go]").href = target;
  show("[data-collect]");
  location.replace(target);
}

async function keep(sodium: Sodium, wallet: Wallet, { keys }: House, trip: URLSearchParams): Promise<void> {
  saying("Uncovering your tokens, and checking each …");
  const waiting = await asked(sodium, wallet, keys);
  const counts = waiting.map(({ issuer }) => issuer.record.moduli.length);
  const signatures = parseIssueAnswer(fromBase64url(trip.get("answers") ?? ""), counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  for (const [index, { kept, issuer }] of waiting.entries()) {
    const count = counts[index] as number;
    const token = await finishToken(sodium, issuer, decodeTokenRequest(issuer, kept.bytes), signatures.slice(at, at + count));
    await wallet.keep(kept.id, encodeToken(token), today());
    at += count;
  }
  saying("");
  offerBack(trip, `${counted(waiting.length, "token", "tokens")} more. Everything is checked: each is of a key that everybody gets.`);
}

async function showHeld(wallet: Wallet, { view, keys }: House): Promise<void> {
  const groups = new Map<string, { kept: Kept; count: number }>();
  for (const kept of await wallet.all()) {
    if (kept.state !== "unspent") continue;
    groups.set(kept.keyId, { kept, count: (groups.get(kept.keyId)?.count ?? 0) + 1 });
  }
  const rows = [...groups.values()].sort((a, b) => (a.kept.scope < b.kept.scope ? -1 : 1)).map(({ kept, count }) => {
    const row = document.createElement("tr");
    const size = keys.issuerById(kept.keyId)?.classSize;
    for (const cell of [scopeWords(kept.scope), className(view, kept.class), size === undefined ? "not known" : counted(size, "person", "people"), String(count), kept.notAfter]) row.append(element("td", cell));
    return row;
  });
  one("[data-tokens]").replaceChildren(...rows);
  show("[data-no-tokens]", rows.length === 0);
}

function scopeWords(scope: string): string {
  const [kind, name] = scope.split(":") as [string, string];
  if (kind === "file") return `Filing in ${name.slice(0, 4)}, quarter ${name.slice(5)}`;
  if (kind === "cosign") return `Signing with ${name}`;
  if (kind === "propose") return `Proposing for ${name}`;
  return kind === "vote" ? `Voting on ${name}` : `Coming to ${name}`;
}

async function deleteAll(wallet: Wallet): Promise<void> {
  if (!confirm("Delete all tokens from this browser? They cannot be had again until the next quarter.")) return;
  await wallet.destroy();
  location.reload();
}

