// A program that speaks JSON to Demur: one session, cookies kept, redirects not followed.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { demoPassword } from "./lib.mjs";

/** 26 characters of a-z2-7, as the pages make them. */
export function newId() {
  const letters = "abcdefghijklmnopqrstuvwxyz234567";
  return [...randomBytes(26)].map((byte) => letters[byte & 31]).join("");
}

export class Client {
  #cookie = "";

  constructor(server) {
    this.server = server;
  }

  async send(method, path, { body, headers = {}, origin = true } = {}) {
    const all = { Accept: "application/json", ...(this.#cookie && { Cookie: this.#cookie }), ...(origin && { Origin: this.server.url }), ...headers };
    const response = await fetch(this.server.url + path, { method, body, headers: all, redirect: "manual" });
    const session = /(?:^|, )(demur=[^;]*)/.exec(response.headers.get("Set-Cookie") ?? "");
    if (session) this.#cookie = session[1];
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text, json: () => JSON.parse(text) };
  }

  get(path, options) {
    return this.send("GET", path, options);
  }

  post(path, fields) {
    return this.send("POST", path, { body: JSON.stringify(fields), headers: { "Content-Type": "application/json" } });
  }
}

export async function signedIn(server, login, password = demoPassword) {
  const client = new Client(server);
  const answer = await client.post("/sign-in", { login, password });
  assert.equal(answer.status, 200, answer.body);
  return client;
}
