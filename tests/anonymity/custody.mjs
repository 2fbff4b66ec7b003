// The house's pages of anonymous filing, in a real browser against the real server: custodians make keys,
// members collect tokens with one touch of a passkey, two custodians open what was filed, one releases a
// text, and the author finds the answer; a third hands their shares over to a successor, and leaves.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, person, signIn, signOut, step, temporaryFolder } from "../e2e/lib.mjs";
import { between, demur as commandLine } from "./command_line.mjs";
import { accessibilityFaults } from "../web/accessibility.mjs";
import { askForAll, demur, file, finishAll, followUp, found, fromB64url, handIn, issuersThere, keysOf, officersOf, openDropSite, password, repliesFor } from "./house.mjs";

const members = Array.from({ length: 12 }, (_, number) => `member${number}`);
const passphrase = "lamp orchard seventeen gravel quiet";
const canary = "the sluice keeper told me on Tuesday";
const content = (decision) => ({
  kind: "change_of_policy", decision, title: "The survey was not read", body: `We were there: ${canary}.`, remedy: "Read the survey first.",
  attachments: [{ name: "../survey\u202egnp.exe", data: "levels: 3, 4, 9\n" }],
});

async function withAuthenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return { forget: () => session.send("WebAuthn.clearCredentials", { authenticatorId }) };
}

async function assertAccessible(page, where) {
  assert.deepEqual(await accessibilityFaults(page), [], where);
  await page.setViewportSize({ width: 360, height: 800 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `${where} is wider than 360 px`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

// Each opening of a key file takes seconds of Argon2id: that a wrong passphrase is refused is seen once.
async function makesKey(page, folder, login, keep) {
  await page.goto("/settings/officer-key");
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Make the key and save the file" }).click();
  const path = join(folder, `${login}.demur-key`);
  await (await saved).saveAs(path);
  await page.getByLabel("The file, from where you saved it").setInputFiles(path);
  if (keep) {
    await page.getByLabel("The passphrase once more").fill(`${passphrase}!`);
    await page.getByRole("button", { name: "Publish the public half" }).click();
    await page.getByText("The passphrase does not open the file").waitFor();
  }
  await page.getByLabel("The passphrase once more").fill(passphrase);
  if (!keep) await page.getByLabel("Keep a copy in this browser").uncheck();
  await page.getByRole("button", { name: "Publish the public half" }).click();
  await page.getByText("Your key is published.").waitFor();
  return path;
}

async function unlocks(page, id, path) {
  await page.goto(`/dissents/${id}`);
  await page.getByRole("link", { name: "Open what is sealed" }).click();
  if (path) await page.getByLabel("Your key file").setInputFiles(path);
  await page.getByLabel("Its passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Unlock" }).click();
}

test("two custodians open what was sealed to three, and its author finds their answer", async (t) => {
  const { server, clients, decision, hire } = await step("found the house", () => found(t, members));
  const drop = await openDropSite(t);
  const folder = await temporaryFolder(t);
  const browser = await openBrowser(t);
  const [edda, felix, gesa] = await Promise.all([0, 1, 2].map(() => person(browser, server)));
  const files = {};

  await step("three custodians make their keys", async () => {
    for (const [login, page] of Object.entries({ edda, felix, gesa })) {
      await signIn(page, login, password);
      await page.getByRole("link", { name: "Make your key" }).click();
      files[login] = await makesKey(page, folder, login, login === "edda");
    }
    assert.match(readFileSync(files.edda, "utf8"), /"format":"demur\/officer-key-file\/v1"/);
    await assertAccessible(edda, "the key's page");
  });
  await step("one registers the drop, and sees the words for the notice board", async () => {
    await edda.goto("/settings/drops");
    const field = edda.getByLabel("The line that demur drop init printed");
    await field.fill("Staff association");
    await edda.getByRole("button", { name: "Take filings from this drop" }).click();
    await edda.locator(".errors", { hasText: "Paste the whole line" }).waitFor();
    await field.fill(drop.line);
    await edda.getByRole("button", { name: "Take filings from this drop" }).click();
    await edda.getByText("The drop is registered").waitFor();
    assert.equal(await edda.locator(".rows").first().locator("li").count(), 3);
    assert.equal((await clients.member3.get("/settings/drops", { headers: { Accept: "text/html" } })).body.includes("Take filings"), false);
  });
  const world = await step("keys for filing are made, and are there after a restart", async () => {
    await server.restart();
    return issuersThere(server, 1, members.length);
  });
  const day = world.view.today;

  const page = await person(browser, server, { led: true });
  const authenticator = await withAuthenticator(page);
  const tokens = {};
  const signsIn = async (login) => {
    await page.context().clearCookies();
    await authenticator.forget();
    const answer = await page.request.post("/sign-in", { data: { login, password }, headers: { Origin: server.url, Accept: "application/json" } });
    assert.equal(answer.status(), 200);
    await page.goto("/settings");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("button", { name: /^Remove/ }).waitFor();
  };
  // As the wallet's page goes back to the house, and takes the answer that comes back.
  const collects = async (login, back) => {
    const wallet = await askForAll(world, drop.url, back);
    await page.goto(`${server.url}/tokens#${wallet.fragment}`);
    await page.waitForURL((url) => url.href.startsWith(`${drop.url}/wallet#answers=`));
    const [answer, where] = new URL(page.url()).hash.slice("#answers=".length).split("&back=");
    assert.equal(decodeURIComponent(where), back);
    tokens[login] = await finishAll(wallet, fromB64url(answer));
  };
  await step("twelve members collect their tokens, with one touch each; the first comes in a rush, and is not troubled", async () => {
    let rush = true;
    await page.route("**/tokens", (route) => {
      if (route.request().method() !== "POST" || !rush) return route.fallback();
      rush = false;
      return route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ error: { what: "Many wait." } }) });
    });
    for (const login of members) {
      await signsIn(login);
      await page.goto("/tokens");
      await page.getByRole("link", { name: "Collect them at Staff association" }).click();
      await page.waitForURL((url) => url.href.startsWith(`${drop.url}/wallet#collect=`));
      assert.equal(new URL(page.url()).hash, `#collect=${server.url}`);
      await collects(login, "/decisions");
    }
    assert.equal(Object.values(tokens).flat().length, 12 * 3);
    assert.deepEqual(page.faults.splice(0), [`${server.url}/tokens: 503`]);
    await page.goto("/tokens");
    await page.getByText("You have collected all that there are for you.").waitFor();
  });
  await step("a request that did not begin here waits for a press, and one of a stranger is refused", async () => {
    const wallet = await askForAll(world, drop.url, "/");
    await page.goto("about:blank");
    await page.goto(`${server.url}/tokens#${wallet.fragment}`);
    await page.getByText("you did not start that from this site").waitFor();
    await page.getByRole("button", { name: "Unlock your passkey" }).click();
    await page.getByText("You have had all of your tokens for this.").waitFor();
    await page.goto("about:blank");
    await page.goto(`${server.url}/tokens#${(await askForAll(world, "http://localhost:1", "/")).fragment}`);
    await page.getByText("a site that is no drop of this institution").waitFor();
    await page.goto("about:blank");
    await page.goto(`${server.url}/tokens#garbage`);
    await page.getByText("came here damaged").waitFor();
    await assertAccessible(page, "the tokens' page");
  });

  await step("the count of tokens is published", () => server.restart());
  const token = tokens.member5.find(({ group }) => group === "members").token;
  const filing = await file(world, token, content(decision));
  await step("the drop hands a filing in, and a message", async () => {
    assert.deepEqual(await handIn(server, drop, day, [filing.item]), ["taken"]);
    assert.deepEqual(await handIn(server, drop, day, [filing.item, await followUp(world, filing, { ...content(decision), title: "", body: "One thing more.", remedy: "", attachments: [] })]), ["known", "taken"]);
  });

  await step("the first custodian agrees, and alone opens nothing", async () => {
    await unlocks(edda, filing.id);
    await edda.getByRole("button", { name: "Agree", exact: true }).click();
    await edda.getByText("You have agreed. Your part is with").waitFor();
    await edda.getByText("It waits for another custodian").waitFor();
    assert.equal(await edda.getByRole("button", { name: "Open it, on record" }).isVisible(), false);
    assert.equal(await edda.locator("[data-agreements]").innerText(), "1");
  });
  await step("the second opens it with a reason, and reads it", async () => {
    await unlocks(felix, filing.id, files.felix);
    await felix.getByLabel("Why you open it").fill("To acknowledge it and have it answered.");
    await felix.getByRole("button", { name: "Open it, on record" }).click();
    await felix.getByText(canary).first().waitFor();
    await felix.getByText("One thing more.").waitFor();
    assert.equal(await felix.locator("[data-contradictions]").isVisible(), false);
    await assertAccessible(felix, "what is sealed");
  });
  await step("an attachment is saved as a file without power over its name", async () => {
    const saved = felix.waitForEvent("download");
    await felix.getByRole("button", { name: /^Save to disk/ }).click();
    const download = await saved;
    assert.equal(download.suggestedFilename(), "_survey_gnp.exe");
    assert.equal(await readFile(await download.path(), "utf8"), "levels: 3, 4, 9\n");
  });
  await step("a server that lies about what was filed is contradicted, and one that names a key of its own gets no share", async () => {
    await gesa.route(`**/dissents/${filing.id}/sealed`, async (route) => {
      if (!route.request().headers()["accept"].includes("json")) return route.continue();
      const answer = await route.fetch();
      const view = await answer.json();
      view.officers[0].box = view.officers[1].box;
      await route.fulfill({ response: answer, json: { ...view, kind: { word: "procedure", words: "Procedure" } } });
    });
    await unlocks(gesa, filing.id, files.gesa);
    await gesa.getByRole("button", { name: "Agree", exact: true }).click();
    await gesa.getByText("a custodian's key that is not in the keys log").waitFor();
    assert.equal(await gesa.locator("[data-agreements]").innerText(), "1");
    await gesa.getByLabel("Why you open it").fill("To see whether it is so.");
    await gesa.getByRole("button", { name: "Open it, on record" }).click();
    await gesa.getByText("The author filed it as another kind of dissent.").waitFor();
    await gesa.unrouteAll();
  });
  await step("a later message opens once the first custodian has given their part of it", async () => {
    assert.deepEqual(await handIn(server, drop, day, [await followUp(world, filing, { ...content(decision), title: "", body: "And a last thing.", remedy: "", attachments: [] })]), ["taken"]);
    await unlocks(felix, filing.id, files.felix);
    await felix.getByText("It does not open yet.").waitFor();
    await unlocks(edda, filing.id);
    await edda.getByText("One message came from the author since you agreed").waitFor();
    await edda.getByRole("button", { name: "Agree", exact: true }).click();
    await edda.getByText("You have agreed: your part is with").waitFor();
    await unlocks(felix, filing.id, files.felix);
    await felix.getByText("And a last thing.").waitFor();
  });
  await step("nothing that was sealed is in the server's files", () => {
    for (const name of readdirSync(server.data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()))
      for (const words of [canary, passphrase, "One thing more.", "levels: 3, 4, 9"])
        assert.equal(readFileSync(join(name.parentPath ?? name.path, name.name)).includes(words), false, `${name.name} holds “${words}”`);
  });
  await step("the second releases a text without what would give the author away", async () => {
    await felix.getByText("Is the month enough?").or(felix.getByText("Speaking of yourself")).first().waitFor();
    await felix.getByLabel("Text", { exact: true }).fill("The survey was not read before the waiver was granted.");
    await felix.getByRole("button", { name: "Release this text" }).click();
    await felix.getByText("Released: those who answer it can read your text").waitFor();
    const answer = (await clients.member0.get(`/dissents/${filing.id}`)).json();
    assert.equal(answer.text, "The survey was not read before the waiver was granted.");
  });
  await step("the author finds the custodian's words by trial opening, and whose they are", async () => {
    await felix.getByLabel("Your words").fill("Thank you. Which day was the survey made?");
    await felix.getByRole("button", { name: "Seal and send" }).click();
    await felix.getByText("Sealed and sent.").waitFor();
    const found = await repliesFor(server, world, filing);
    assert.deepEqual(found.map(({ reply }) => reply.text), ["Thank you. Which day was the survey made?"]);
    const signer = officersOf(await keysOf(server, members.length)).find(({ id }) => id === demur.bytes.hex(found[0].reply.officeKey));
    demur.reply.checkReply(demur.lib, found[0].reply, signer.record.sign);
  });
  await step("who signs in is led past new tokens, and may go on", async () => {
    // The filing can be co-signed: there is a key for that soon.
    await page.context().clearCookies();
    await server.restart();
    await issuersThere(server, 2, members.length);
    await page.goto("/sign-in?next=%2Fdecisions");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL((url) => url.href.startsWith(`${drop.url}/wallet#collect=`));
    assert.equal(new URL(page.url()).hash, `#collect=${server.url}&back=/decisions`);
    await page.goto("/tokens?next=/decisions");
    await page.getByRole("link", { name: "Not now" }).click();
    await page.waitForURL("**/decisions");
    await signOut(page);
  });
  const hana = await person(browser, server);
  const unlocksToHandOver = async (page, path) => {
    await page.goto("/settings/drops");
    await page.getByRole("link", { name: "Hand over your shares" }).click();
    await page.getByLabel("Your key file").setInputFiles(path);
    await page.getByLabel("Its passphrase").fill(passphrase);
    await page.getByRole("button", { name: "Unlock" }).click();
  };
  await step("where every other custodian has a share, there is nobody to hand it to yet", async () => {
    const another = await file(world, tokens.member6.find(({ group }) => group === "members").token, content(decision));
    assert.deepEqual(await handIn(server, drop, day, [another.item]), ["taken"]);
    await gesa.goto("/settings/leave");
    await gesa.getByText("You keep 4 shares of sealed dissents that nobody else has been handed.").waitFor();
    await gesa.getByRole("link", { name: "Hand them over first" }).click();
    await gesa.getByText("Nobody can take them yet.").waitFor();
    assert.equal(await gesa.getByRole("button", { name: "Hand over, on record" }).count(), 0);
    await assertAccessible(gesa, "the shares of who can hand them to nobody");
    await hire("hana");
    await signIn(hana, "hana", password);
    files.hana = await makesKey(hana, folder, "hana", false);
  });
  await step("a custodian who leaves hands no share to a key that is not in the log", async () => {
    await gesa.route("**/settings/hand-over", async (route) => {
      if (!route.request().headers()["accept"].includes("json")) return route.continue();
      const answer = await route.fetch();
      const view = await answer.json();
      view.takers[0].box = view.box;
      await route.fulfill({ response: answer, json: view });
    });
    await unlocksToHandOver(gesa, files.gesa);
    await gesa.getByRole("radio", { name: /^Member hana: 4 shares$/ }).check();
    await gesa.getByRole("button", { name: "Hand over, on record" }).click();
    await gesa.getByText("a custodian's key that is not in the keys log").waitFor();
    await gesa.unrouteAll();
  });
  await step("nor to a key that is changed afterwards, that is called their own, or whose post is kept quiet", async () => {
    await unlocksToHandOver(gesa, files.gesa);
    await gesa.getByText(/^In the keys log: .+, custodian 4$/).waitFor();
    const [taker] = (await clients.gesa.get("/settings/hand-over")).json().takers;
    const lies = [
      (hers, own) => (hers.box = own.box),
      (hers) => (hers.mine = true),
    ];
    await gesa.route("**/dissents/*/sealed", async (route) => {
      const answer = await route.fetch();
      const view = await answer.json();
      const own = view.officers.find(({ mine }) => mine);
      lies.shift()(view.officers.find(({ key_id }) => key_id === taker.key_id), own);
      await route.fulfill({ response: answer, json: view });
    });
    await gesa.route("**/settings/hand-over", async (route) => {
      const answer = await route.fetch();
      const view = await answer.json();
      await route.fulfill({ response: answer, json: { ...view, takers: view.takers.map((each) => ({ ...each, post: "" })) } });
    });
    await gesa.getByRole("radio", { name: /^Member hana: 4 shares$/ }).check();
    await gesa.getByRole("button", { name: "Hand over, on record" }).click();
    await gesa.getByText("Handed over, and recorded: 0 shares, of 0 dissents.").waitFor();
    const [changed, called] = await gesa.locator("[data-refused] li").allInnerTexts();
    assert.match(changed, /a custodian's key that is not in the keys log/);
    assert.match(called, /somebody else’s key is your own/);
    await gesa.getByRole("button", { name: "Hand over, on record" }).click();
    await gesa.getByText("The keys log has this key under another post").waitFor();
    await gesa.unrouteAll();
  });
  await step("a custodian who leaves hands them over in the browser, and may stop in between", async () => {
    await unlocksToHandOver(gesa, files.gesa);
    await gesa.getByText("In the keys log: ").waitFor();
    await assertAccessible(gesa, "the page on which shares are handed over");
    await gesa.getByRole("button", { name: "Hand over, on record" }).click();
    await gesa.getByText("Choose to whom.").waitFor();
    await gesa.getByRole("radio", { name: /^Member hana: 4 shares$/ }).check();
    await gesa.route("**/dissents/*/hand-over", async (route) => {
      await gesa.getByRole("button", { name: "Stop after this one" }).click();
      await route.continue();
    });
    await gesa.getByRole("button", { name: "Hand over, on record" }).click();
    await gesa.getByText(/^Handed over, and recorded: (1 share|3 shares), of 1 dissent. You stopped it: what is left waits here.$/).waitFor();
    assert.deepEqual((await gesa.locator("[data-state]").allInnerTexts()).sort(), ["handed over", "not handed over"]);
    await gesa.unrouteAll();
  });
  await step("they go on later with what is left, and may then leave", async () => {
    await unlocksToHandOver(gesa, files.gesa);
    await gesa.getByRole("radio", { name: /^Member hana: (1 share|3 shares)$/ }).check();
    await gesa.route("**/dissents/*/hand-over", (route) => route.abort(), { times: 1 });
    await gesa.getByRole("button", { name: "Hand over, on record" }).click();
    await gesa.getByText("The server cannot be reached any more, at a dissent from decision 2026/14, which may have been handed over or not.").waitFor();
    await gesa.getByText("Handed over, and recorded: 0 shares, of 0 dissents.").waitFor();
    // One that was filed since the page was loaded.
    await gesa.route("**/settings/hand-over", async (route) => {
      const answer = await route.fetch();
      const view = await answer.json();
      await route.fulfill({ response: answer, json: { ...view, filings: [...view.filings, { ...view.filings[0], id: "A".repeat(22) }] } });
    });
    await gesa.getByRole("button", { name: "Hand over, on record" }).click();
    await gesa.getByText(/^Handed over, and recorded: (1 share|3 shares), of 1 dissent.$/).waitFor();
    await gesa.getByText("All that you keep has been handed over too.").waitFor();
    assert.deepEqual(await gesa.locator("[data-state]").allInnerTexts(), ["handed over", "handed over"]);
    await gesa.goto("/settings/leave");
    assert.equal(await gesa.getByRole("link", { name: "Hand them over first" }).count(), 0);
  });
  await step("by the command line too, where it finds nothing more to do", async () => {
    const handsOver = async (login, options, code = 0) =>
      (await commandLine(["officer", "handover", "--house", server.url, "--login", login, "--key", files[login], ...options, "--json"], [password, passphrase], { code })).json();
    assert.deepEqual(await handsOver("gesa", ["--to", "custodian 4"]), { filings: 0, shares: 0, refused: [] });
    const { shares } = await handsOver("felix", ["--to", "custodian 4"]);
    assert.equal(shares, 0, "one who has a share is given no second one");
    const liar = await between(t, server.url, "localhost", true);
    liar.change = ({ path }, body) => {
      if (!/^\/dissents\/[^/]+\/sealed$/.test(path)) return undefined;
      const view = JSON.parse(body);
      const [own, other] = [true, false].map((mine) => view.officers.find((each) => each.mine === mine));
      return Buffer.from(JSON.stringify({ ...view, officers: [{ ...own, mine: false }, { ...other, mine: true }] }));
    };
    const refused = await commandLine(["officer", "handover", "--house", liar.url, "--login", "felix", "--key", files.felix], [password, passphrase], { code: 1 });
    assert.match(refused.err, /says that another key than the one of --key is yours/);
    assert.equal((await clients.gesa.post("/settings/leave", { confirm: "yes" })).status, 200);
  });
  await step("the successor opens it with the share that was handed over", async () => {
    await unlocks(hana, filing.id, files.hana);
    await hana.getByText("It does not open yet.").or(hana.getByLabel("Why you open it")).first().waitFor();
    await unlocks(edda, filing.id);
    await edda.getByText("A custodian has come since you agreed").waitFor();
    await edda.getByRole("button", { name: "Agree", exact: true }).click();
    await edda.getByText("You have agreed: your part is with").waitFor();
    await unlocks(hana, filing.id, files.hana);
    await hana.getByLabel("Why you open it").fill("To answer in the place of a custodian who left.");
    await hana.getByRole("button", { name: "Open it, on record" }).click();
    await hana.getByText(canary).first().waitFor();
    await hana.getByText("And a last thing.").waitFor();
  });
  await step("an audit of the log follows each share, and finds nothing", async () => {
    const key = (await commandLine(["log", "key", "--data", server.data])).out.trim();
    const audited = (await commandLine(["audit", `${server.url}/log`, "--key", key, "--json"])).json();
    assert.deepEqual(audited.findings, []);
    assert.deepEqual([audited.anonymous.handed_over, audited.anonymous.opened], [4, 3]);
  });
  for (const each of [edda, felix, gesa, hana, page]) assert.deepEqual(each.faults, []);
});
