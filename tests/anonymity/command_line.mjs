// For scenarios by the command line: an institution and its servers as real processes, commands with secrets on
// standard input, and a server in between that changes what it is told to.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { createServer as createSite, request as ask } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { Client, newId } from "../e2e/api_client.mjs";
import { program, run } from "../e2e/lib.mjs";

export const password = "none of my colleagues";
export const passphrase = "lamp orchard seventeen gravel quiet";
export const custodians = ["edda", "felix", "gesa"];

export const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** A server that can be stopped and started again on its port; all that it ever says is kept. */
export function servant(t, args, said) {
  const server = { said: "", stop: async () => {} };
  server.start = () =>
    new Promise((done, fail) => {
      const child = spawn(program, args);
      server.pid = child.pid;
      const ended = new Promise((over) => child.on("close", (code, signal) => over(code ?? signal)));
      server.stop = async () => (child.kill("SIGTERM"), assert.equal(await ended, 0, server.said));
      t.after(() => child.kill("SIGTERM"));
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk) => {
          server.said += chunk;
          if (String(chunk).includes(said)) done();
        });
      child.on("close", (code) => fail(new Error(`${args[0]} ended with ${code}: ${server.said}`)));
    });
  return server;
}

/** Runs the program with secrets on standard input and, where asked, the phrase taken from descriptor 3. */
export function demur(args, secrets = [], { code = 0, phrase = false, env = {} } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe", "pipe"] });
    const result = { out: "", err: "", phrase: "" };
    child.stdout.on("data", (bytes) => (result.out += bytes));
    child.stderr.on("data", (bytes) => (result.err += bytes));
    child.stdio[3].on("data", (bytes) => (result.phrase += bytes));
    child.on("error", fail);
    child.on("close", (ended) => {
      try {
        assert.equal(ended, code, `demur ${args.join(" ")}: ${result.out}${result.err}`);
        assert.equal(result.phrase !== "", phrase);
        done({ ...result, phrase: result.phrase.trim(), json: () => JSON.parse(result.out) });
      } catch (error) {
        fail(error);
      }
    });
    child.stdin.on("error", () => {});
    child.stdin.end(secrets.map((secret) => `${secret}\n`).join(""));
  });
}

export const ok = async (client, path, fields) => {
  const answer = await client.post(path, fields);
  assert.equal(answer.status, 200, `${path}: ${answer.body}`);
  return answer.json();
};

async function join_(house, link, login) {
  const client = new Client(house);
  await ok(client, "/invitation", { invitation: link.split("/invitation/")[1], password, password_again: password });
  return Object.assign(client, { login });
}

/** An institution with three custodians, members and a decision; `publicAt(url)` puts a server before it. */
export async function found(t, folder, members, publicAt) {
  const data = join(folder, "house");
  const anonymous = `[anonymous]\nto_open = 2\nfloor = ${members.length}\nper_quarter = 3\npasskey = "required"\nsource = "a test"\nverified = "unverified"\n\n`;
  const policy = readFileSync("policies/demo.toml", "utf8")
    .replace('every = "minute"', 'every = "at_once"')
    .replace(/standings = .*/, 'standings = ["named", "confidential", "anonymous"]')
    .replace(/\[anonymous\][^[]*/, "")
    .replace("[calendar]", `${anonymous}[calendar]`);
  writeFileSync(join(folder, "policy.toml"), policy);
  const made = await run(["init", "--data", data, "--name", "Ministry of X", "--origin", "dissent.example.org/log", "--policy", join(folder, "policy.toml"), "--login", "edda", "--custodian", "Edda Varga"]);
  assert.equal(made.code, 0, made.err);
  const port = await freePort();
  const own = `http://localhost:${port}`;
  const front = publicAt && (await publicAt(own));
  const args = ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, ...(front ? ["--public-url", front.url] : [])];
  const house = Object.assign(servant(t, args, "is served at"), { args, url: front?.url ?? own, own, front, data });
  await house.start();
  const people = { edda: await join_(house, /\/invitation\/\S+/.exec(made.out)[0], "edda") };
  const bureau = newId();
  await ok(people.edda, "/settings/offices", { id: bureau, name: "Bureau of Rivers" });
  const { offices } = (await people.edda.get("/settings/people")).json();
  const channel = offices.find(({ id }) => id !== bureau).id;
  const invite = async (login, office, roles) => {
    const { invitation_link: link } = await ok(people.edda, "/settings/people/invite", { id: newId(), name: `Member ${login}`, login, office, roles });
    people[login] = await join_(house, link, login);
  };
  for (const login of custodians.slice(1)) await invite(login, channel, ["custodian"]);
  for (const login of members) await invite(login, bureau, login === "m0" ? ["respondent"] : []);
  await ok(people.m0, "/decisions/new", { id: newId(), number: "2026/14", title: "Waiver for the canal", owner: bureau, text: "The waiver is granted.", taken_on: new Date().toISOString().slice(0, 10) });
  return { house, people };
}


/**
 * A server in between: what comes back, `site.change(request, body)` may alter; it says nothing where it does not.
 * With `posing`, what it hands on looks as if it had been sent to the target's own name.
 */
export async function between(t, target, host = "localhost", posing = false) {
  const site = { url: "", change: undefined };
  const server = createSite((request, response) => {
    const { "accept-encoding": _, ...headers } = request.headers;
    if (posing) Object.assign(headers, { host: new URL(target).host }, headers.origin && { origin: target });
    const sent = [];
    const onward = ask(target + request.url, { method: request.method, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const body = Buffer.concat(parts);
        const changed = site.change?.({ path: request.url, method: request.method, headers, sent: Buffer.concat(sent) }, body);
        const { "content-length": _length, "transfer-encoding": _coding, ...rest } = answer.headers;
        response.writeHead(answer.statusCode, rest).end(changed ?? body);
      });
    });
    onward.on("error", () => response.writeHead(502).end());
    request.on("data", (part) => (sent.push(part), onward.write(part)));
    request.on("end", () => onward.end());
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => (server.closeAllConnections(), server.close()));
  site.url = `http://${host}:${server.address().port}`;
  return site;
}

/** A pipe to a port of this machine. Who is at its end sees it come `from` there; all that went through is kept. */
export async function pipe(t, port, { from = "127.0.0.1", host = "localhost" } = {}) {
  const parts = [];
  const ends = new Set();
  const server = createServer((near) => {
    const far = connect({ port, host: "127.0.0.1", localAddress: from });
    for (const [end, other] of [[near, far], [far, near]]) {
      ends.add(end);
      end.on("data", (part) => (parts.push(part), other.write(part)));
      end.on("end", () => other.end());
      end.on("error", () => other.destroy());
      end.on("close", () => ends.delete(end));
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => (server.close(), ends.forEach((end) => end.destroy())));
  return { url: `http://${host}:${server.address().port}`, bytes: () => Buffer.concat(parts) };
}

/** What is in a process's memory, as a dump of it would hold: those of the words that are there. */
export function inMemory(pid, words) {
  const kStep = 1 << 24;
  const kShadow = 2 ** 32; // more than that at once is a sanitizer's book-keeping, and no text
  const overlap = Math.max(...words.map((word) => Buffer.byteLength(word)));
  const memory = openSync(`/proc/${pid}/mem`, "r");
  const found = new Set();
  const chunk = Buffer.alloc(kStep + overlap);
  for (const line of readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
    const range = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line)?.slice(1).map((end) => Number.parseInt(end, 16));
    if (!range || range[1] - range[0] > kShadow) continue;
    for (let at = range[0]; at < range[1]; at += kStep) {
      let size = 0;
      try {
        size = readSync(memory, chunk, 0, Math.min(chunk.length, range[1] - at), at);
      } catch {
        continue; // a page that nobody may read
      }
      for (const word of words) if (chunk.subarray(0, size).includes(word)) found.add(word);
    }
  }
  closeSync(memory);
  return [...found];
}
