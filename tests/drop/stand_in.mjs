// An institution as a drop sees one, made from the description of the wire in docs/formats.md: a keys log,
// tokens signed blindly, hand-ins taken, filings and replies shown. It keeps nothing on a disk.
import assert from "node:assert/strict";
import { constants, createHash, generateKeyPairSync, privateEncrypt, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { modules } from "../anonymity/client.mjs";

const b64 = (bytes) => Buffer.from(bytes).toString("base64");
const origin = "dissent.example.org/log";
const day = (offset = 0) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const quarter = () => `${day().slice(0, 4)}q${Math.floor(new Date().getUTCMonth() / 3) + 1}`;

function noteKey(lib, name, seed) {
  const { publicKey, privateKey } = lib.crypto_sign_seed_keypair(seed);
  const typed = Buffer.concat([Buffer.of(1), publicKey]);
  const id = createHash("sha256").update(Buffer.concat([Buffer.from(`${name}\n`), typed])).digest().subarray(0, 4);
  return { name, id, privateKey, vkey: `${name}+${id.toString("hex")}+${b64(typed)}` };
}

export class StandIn {
  static async start() {
    const house = new StandIn();
    house.client = await modules();
    house.lib = house.client.lib;
    const seed = new Uint8Array(randomBytes(32));
    house.logKey = noteKey(house.lib, origin, seed);
    house.keysKey = noteKey(house.lib, `${origin}/keys`, seed);
    house.instance = await house.client.key_record.instanceHash(origin);
    house.officers = ["first", "second", "third"].map((post) => house.addOfficer(post));
    house.addIssuer(`file:${quarter()}`);
    house.server = createServer((request, response) => void house.answer(request, response));
    await new Promise((done) => house.server.listen(0, "localhost", done));
    house.url = `http://localhost:${house.server.address().port}`;
    return house;
  }

  entries = [];
  issuers = new Map(); // key id in hex -> { record, privateKey }
  filings = []; // as in filings.json
  taken = new Map(); // digest -> item
  replies = [];
  handIns = []; // { size, items } of each
  refusesAll = "";
  isAway = false;
  answersNothing = false; // takes a hand-in and breaks off

  stop = () => new Promise((done) => (this.server.closeAllConnections(), this.server.close(done)));

  addOfficer(post) {
    const seeds = [new Uint8Array(randomBytes(32)), new Uint8Array(randomBytes(32))];
    const box = this.lib.crypto_box_seed_keypair(seeds[0]);
    const sign = this.lib.crypto_sign_seed_keypair(seeds[1]);
    const record = ["demur/officer-key/v1", origin, "Secretariat", post, day(-10), day(100), "-", b64(box.publicKey), b64(sign.publicKey), ""].join("\n");
    this.entries.push(record);
    return { record, box, sign };
  }

  addIssuer(scope) {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 3072 });
    const modulus = Buffer.from(publicKey.export({ format: "jwk" }).n, "base64url");
    const record = ["demur/issuer-key/v1", origin, scope, "members", 2000, 2, day(-10), day(60), b64(randomBytes(32)), b64(modulus), ""].join("\n");
    const id = createHash("sha256").update(record).digest();
    this.entries.push(record, ["demur/issued/v1", origin, day(-1), b64(id), 1500, ""].join("\n"));
    this.issuers.set(id.toString("hex"), { record, privateKey });
    return id.toString("hex");
  }

  addDrop(line, url) {
    const key = line.trim().split(" ").at(-1);
    this.dropKey = Buffer.from(key, "base64");
    this.entries.push(["demur/drop-key/v1", origin, "Staff association", url, key, day(-1), day(300), ""].join("\n"));
  }

  sign = ({ key_id, blinded_msg }) =>
    b64(privateEncrypt({ key: this.issuers.get(Buffer.from(key_id, "base64").toString("hex")).privateKey, padding: constants.RSA_NO_PADDING }, Buffer.from(blinded_msg, "base64")));

  async checkpoint() {
    const root = await this.client.keys_log.rootOfEntries(this.entries);
    const text = `${this.keysKey.name}\n${this.entries.length}\n${b64(root)}\n`;
    const signature = this.lib.crypto_sign_detached(new Uint8Array(Buffer.from(text)), this.keysKey.privateKey);
    return `${text}\n— ${this.keysKey.name} ${b64(Buffer.concat([this.keysKey.id, signature]))}\n`;
  }

  allEntries = () => Buffer.concat(this.entries.flatMap((entry) => {
    const bytes = Buffer.from(entry);
    return [Buffer.of(bytes.length >> 8, bytes.length & 255), bytes];
  }));

  view = () => ({
    institution: "Ministry of X", channel: "Dissent Channel", origin, keys_origin: this.keysKey.name, log_key: this.logKey.vkey, keys_key: this.keysKey.vkey,
    to_open: 2, floor: 20, quarter: quarter(), promise_days: 1, relay_hour: 0, kinds: ["change_of_policy", "procedure"], classes: { members: "any member of the institution" },
    decisions: [{ id: "a".repeat(26), number: "2026/14", title: "Waiver for the northern canal", owner: "Directorate of Waterways", state: "taken" }],
  });

  // What it took appears in its list, as after publishing.
  show() {
    for (const item of this.taken.values()) {
      if (item.kind !== "filing") continue;
      const envelope = Buffer.from(item.envelope, "base64");
      const id = this.client.statement.filingIdOf(this.client.sodium.hash(this.lib, new Uint8Array(envelope)));
      if (this.filings.some((filing) => filing.id === id)) continue;
      const key = b64(Buffer.from(item.credential, "base64").subarray(1, 33));
      this.filings.push({ id, key, author: item.author, state: "filed", quarter: quarter(), filed: day() });
    }
  }

  // Two custodians open a filing, and the first answers its author.
  async openFiling(item, needed = 2) {
    const { envelope, filing_body } = this.client;
    const keyId = new Uint8Array(Buffer.from(item.credential, "base64").subarray(1, 33));
    const context = envelope.contextOf(this.lib, this.instance, keyId);
    const read = envelope.readEnvelope(new Uint8Array(Buffer.from(item.envelope, "base64")), envelope.kFiling, context);
    const shares = this.officers.slice(0, needed).map(({ box }) => envelope.openSlot(this.lib, read, box));
    const key = envelope.contentKey(this.lib, read, shares);
    return { body: filing_body.parseFilingBody(await envelope.openBody(this.lib, read, key)), context, key };
  }

  async reply(item, text) {
    const { body, context } = await this.openFiling(item);
    const [officer] = this.officers;
    const id = this.client.statement.filingIdOf(this.client.sodium.hash(this.lib, new Uint8Array(Buffer.from(item.envelope, "base64"))));
    this.replies.push(await this.client.reply.sealReply(this.lib, {
      context, author: body.reply.box, officeKey: new Uint8Array(createHash("sha256").update(officer.record).digest()), office: officer.sign.privateKey,
      parent: this.client.statement.leafOf(this.lib, id), text,
    }));
  }

  async answer(request, response) {
    if (this.isAway) return request.socket.destroy();
    const path = request.url;
    const send = (body, type = "application/json", status = 200) => response.writeHead(status, { "Content-Type": type }).end(body);
    if (request.method === "POST") return this.takePost(path, await bodyOf(request), request.headers, send, request.socket);
    if (path === "/drop/view.json") return send(JSON.stringify(this.view()));
    if (path === "/drop/filings.json") return send(JSON.stringify({ filings: this.filings }));
    if (path === "/keys/checkpoint") return send(await this.checkpoint(), "text/plain");
    if (path === "/keys/all") return send(this.allEntries(), "application/octet-stream");
    if (path === `/drop/replies/${quarter()}`) return send(Buffer.concat(this.replies), "application/octet-stream");
    if (path.startsWith("/tokens")) return send(tokensPage, "text/html; charset=utf-8");
    return send("{}", "application/json", 404);
  }

  takePost(path, body, headers, send, socket) {
    if (path === "/sign") return send(JSON.stringify({ signatures: JSON.parse(body).tokens.map(this.sign), v: 1 }));
    assert.equal(path, "/drop/hand-in");
    const message = Buffer.concat([Buffer.from("demur/hand-in/v1\0"), createHash("sha256").update(body).digest()]);
    if (!this.lib.crypto_sign_verify_detached(new Uint8Array(Buffer.from(headers["demur-signature"] ?? "", "base64")), new Uint8Array(message), new Uint8Array(this.dropKey))) return send("{}", "application/json", 422);
    const { items } = JSON.parse(body);
    this.handIns.push({ size: body.length, items: items.length });
    const answers = items.map((item) => this.takeItem(item));
    if (this.answersNothing) return socket.destroy();
    return send(JSON.stringify({ items: answers }));
  }

  takeItem(item) {
    const digest = b64(this.client.sodium.hash(this.lib, new Uint8Array(Buffer.from(this.client.bytes.canonical(item)))));
    if (this.refusesAll) return { digest, result: "refused", why: this.refusesAll };
    const result = this.taken.has(digest) ? "known" : "taken";
    this.taken.set(digest, item);
    return { digest, result, why: "" };
  }
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// As the institution's page does it, but for the passkey.
const tokensPage = `<!doctype html><title>Tokens</title><script type="module">
const decode = (text) => new TextDecoder().decode(Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)));
const { drop, tokens, back } = JSON.parse(decode(location.hash.slice(1)));
const answer = await (await fetch("/sign", { method: "POST", body: JSON.stringify({ tokens }) })).text();
const encoded = btoa(answer).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
location.replace(drop + "/wallet#answers=" + encoded + "&back=" + encodeURIComponent(back));
</script>`;
