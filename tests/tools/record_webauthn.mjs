// Records what Chromium's virtual authenticator really sends through client/passkey.ts: one
// registration and one sign-in, in tests/vectors/webauthn.json, which service/passkey_test.cpp
// verifies. Also sees the page's promises kept: buttons shown only when they work, Trusted Types and
// a policy without inline scripts obeyed, a refusal announced, no leaving for another site.
//
//   node tests/tools/record_webauthn.mjs [--check]      --check: run it all, write nothing
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { chromium } from "playwright-core";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const script = buildSync({ entryPoints: [here("../../client/passkey.ts")], bundle: true, write: false, format: "esm" })
  .outputFiles[0].text;
const page = `<!doctype html><html lang="en"><title>Passkeys</title><script type="module" src="/passkey.js"></script>
<input aria-label="Name" data-passkey-name value="Blue key">
<button type="button" data-passkey="register" hidden>Add a passkey</button>
<button type="button" data-passkey="sign-in" hidden>Sign in with a passkey</button>
<p role="status" data-passkey-status data-known="Déjà là"></p>`;
const policy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

const user = { id: Buffer.from("aaaaaaaaaaaaaaaaaaaaaaaaaa").toString("base64url"), name: "ada", displayName: "Ada" };
const posted = {};
const asked = [];
let exclude = [];
let refusal = null;
let location = "/done";

const server = http.createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const json = (status, value) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  if (request.method === "GET" && request.url === "/passkey.js")
    return response.writeHead(200, { "content-type": "text/javascript" }).end(script);
  if (request.method === "GET")
    return response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy }).end(page);
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.headers["sec-fetch-site"], "same-origin");
  asked.push(request.url);
  const challenge = randomBytes(56).toString("base64url");
  if (refusal) return json(422, { error: { code: "unproven", what: refusal } });
  if (request.url === "/passkey/register/options")
    return json(200, (posted.registerOptions = { challenge, rp: { id: "localhost", name: "Demur" }, user, exclude }));
  if (request.url === "/sign-in/passkey/options")
    return json(200, (posted.signInOptions = { challenge, rpId: "localhost" }));
  posted[request.url] = JSON.parse(body);
  return json(200, { location });
});
await new Promise((resolve) => server.listen(0, "localhost", resolve));
const origin = `http://localhost:${server.address().port}`;

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const tab = await browser.newPage();
  const complaints = [];
  tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(String(error)));
  const cdp = await tab.context().newCDPSession(tab);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const add = () => tab.getByRole("button", { name: "Add a passkey" }).click();
  const enter = () => tab.getByRole("button", { name: "Sign in with a passkey" }).click();
  const says = (text) => tab.getByRole("status").filter({ hasText: text }).waitFor();

  await tab.goto(`${origin}/passkeys`);
  await add();
  await tab.waitForURL(`${origin}/done`);
  await enter();
  await tab.waitForURL((url) => posted["/sign-in/passkey"] && url.pathname === "/done");
  const recorded = {
    source: "Chromium virtual authenticator (CDP), recorded by tests/tools/record_webauthn.mjs",
    browser: browser.version(),
    rpId: "localhost",
    origin,
    user: user.id,
    registration: { challenge: posted.registerOptions.challenge, body: posted["/passkey/register"] },
    assertion: { challenge: posted.signInOptions.challenge, body: posted["/sign-in/passkey"] },
  };
  assert.equal(recorded.registration.body.name, "Blue key");
  assert.equal(recorded.registration.body.algorithm, -7);
  assert.equal(recorded.assertion.body.userHandle, user.id);

  await tab.goto(`${origin}/passkeys`);
  exclude = [recorded.registration.body.id];
  await add();
  await says("Déjà là");
  refusal = "the passkey was used on another site";
  await enter();
  await says(refusal);
  refusal = null;
  location = "https://elsewhere.example/";
  await enter();
  await says("That did not work");
  assert.equal(new URL(tab.url()).origin, origin);
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await enter();
  await says("Nothing was done");
  const unexpected = complaints.filter((text) => !text.includes("status of 422"));
  assert.deepEqual(unexpected, []);

  const scriptless = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await scriptless.goto(origin);
  assert.equal(await scriptless.getByRole("button").count(), 0);
  assert.equal(await tab.getByRole("button").count(), 2);

  if (!process.argv.includes("--check"))
    writeFileSync(here("../vectors/webauthn.json"), `${JSON.stringify(recorded, null, 2)}\n`);
  console.log(`ok: ${asked.length} posts, ${recorded.browser}`);
} finally {
  await browser.close();
  server.close();
}
