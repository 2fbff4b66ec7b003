// What the fault tests need of a Demur: to start and kill the real program, to speak to it as its
// members do, and to ask its own command line whether receipts and the log hold.
import { execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

export const program = process.env.DEMUR_PROGRAM ?? "build/release/demur";
const run = promisify(execFile);

// {code, stdout, stderr}: a refusal is an answer here, not an exception. Options may come last: {env}.
export async function demur(...args) {
  const options = typeof args.at(-1) === "object" ? args.pop() : {};
  try {
    return { code: 0, ...(await run(program, args, { maxBuffer: 64 << 20, ...options })) };
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return { code: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}

export const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

export function newId() {
  const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  return Array.from(randomBytes(26), (byte) => alphabet[byte & 31]).join("");
}

// Marsaglia's xorshift32: the same seed gives the same run of moments.
export function randomFrom(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

// A test that fails leaves no server behind. Under node's test runner the process does not even end while
// one lives: there, call this after the tests.
const running = new Set();
export const killServers = () => running.forEach((child) => child.kill("SIGKILL"));
process.on("exit", killServers);

export class Server {
  // Resolves once it answers requests. `under`: a command before the program's own, such as strace;
  // `args`: more of the program's own.
  static async start(data, { env = process.env, under = [], args = [] } = {}) {
    const server = new Server();
    const [command, ...rest] = [...under, program, "serve", "--data", data, "--listen", "127.0.0.1:0", ...args];
    server.child = spawn(command, rest, {
      stdio: ["ignore", "pipe", "pipe"],
      env,
    });
    running.add(server.child);
    server.child.once("exit", () => running.delete(server.child));
    server.ended = once(server.child, "close"); // not "exit": by then all that it said was read
    server.errors = "";
    server.child.stderr.on("data", (bytes) => (server.errors += bytes));
    server.port = await new Promise((resolve, reject) => {
      createInterface(server.child.stdout).on("line", (line) => {
        const port = line.match(/http:\/\/localhost:(\d+)/);
        if (port) resolve(Number(port[1]));
      });
      server.child.once("close", () => reject(new Error(`the server did not start: ${server.errors}`)));
      server.child.once("error", reject);
    });
    server.agent = new http.Agent({ keepAlive: true });
    // The folder's lock names the program: strace keeps signals to itself.
    server.pid = under.length > 0 ? Number(readFileSync(join(data, "lock"), "utf8")) : server.child.pid;
    return server;
  }

  // Killed so many milliseconds after it was started, wherever it had got to.
  static async killWhileStarting(data, delay) {
    const child = spawn(program, ["serve", "--data", data, "--listen", "127.0.0.1:0"], { stdio: "ignore" });
    const ended = once(child, "exit");
    setTimeout(() => child.kill("SIGKILL"), delay);
    await ended;
  }

  get url() {
    return `http://localhost:${this.port}`;
  }

  async end(signal) {
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(this.pid, signal);
    await this.ended;
    this.agent.destroy();
  }

  // Resolves once it has said this on standard error, which may be read after the answer that it goes with.
  async said(words, seconds = 60) {
    const signal = AbortSignal.timeout(seconds * 1000);
    while (!words.test(this.errors)) await once(this.child.stderr, "data", { signal });
  }

  // {status, headers, bytes, text, json}; throws when no whole answer came.
  request(method, path, { cookie, body } = {}) {
    const headers = { Host: `localhost:${this.port}`, Accept: "application/json" };
    if (cookie) headers.Cookie = cookie;
    if (body !== undefined) {
      body = JSON.stringify(body);
      headers.Origin = this.url;
      headers["Content-Type"] = "application/json";
      headers["Content-Length"] = Buffer.byteLength(body);
    }
    return new Promise((resolve, reject) => {
      const request = http.request(
        { host: "127.0.0.1", port: this.port, method, path, headers, agent: this.agent },
        (response) => {
          const parts = [];
          response.on("data", (part) => parts.push(part));
          response.on("error", reject);
          response.on("end", () => {
            const bytes = Buffer.concat(parts);
            const text = bytes.toString();
            if (!response.complete) return reject(new Error("the answer was cut off"));
            resolve({ status: response.statusCode, headers: response.headers, bytes, text, json: () => JSON.parse(text) });
          });
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }

  // The same, where anything but a 200 fails the test.
  async must(method, path, options) {
    const answer = await this.request(method, path, options);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }
}

const cookieOf = (answer) => answer.headers["set-cookie"][0].split(";")[0];

async function accept(server, invitation) {
  const password = `disagree well ${newId()}`;
  const token = invitation.slice(invitation.lastIndexOf("/") + 1);
  const body = { invitation: token, password, password_again: password };
  return { password, cookie: cookieOf(await server.must("POST", "/invitation", { body })) };
}

// An institution with a custodian and `count` members who are signed in, and a decision to dissent from.
export async function populate(server, invitation, count) {
  const { cookie: custodian } = await accept(server, invitation);
  const office = newId();
  await server.must("POST", "/settings/offices", { cookie: custodian, body: { id: office, name: "Bureau of Tests" } });
  const members = [];
  const passwords = {};
  for (let number = 1; number <= count; ++number) {
    const body = { id: newId(), name: `Filer ${number}`, login: `filer.${number}`, office };
    const invited = await server.must("POST", "/settings/people/invite", { cookie: custodian, body });
    const { cookie, password } = await accept(server, invited.json().invitation_link);
    members.push(cookie);
    passwords[body.login] = password;
  }
  const decision = newId();
  await server.must("POST", "/decisions/new", {
    cookie: members[0],
    body: {
      id: decision,
      number: "2026/1",
      title: "Close the reading room",
      text: "The reading room closes.",
      owner: office,
      taken_on: new Date().toISOString().slice(0, 10),
    },
  });
  return { custodian, members, decision, passwords };
}

// Every member again. Which cookie took the place of which.
export async function signInAgain(server, house) {
  const old = house.members;
  house.members = [];
  for (const [login, password] of Object.entries(house.passwords))
    house.members.push(cookieOf(await server.must("POST", "/sign-in", { body: { login, password } })));
  return new Map(old.map((cookie, at) => [cookie, house.members[at]]));
}
