// Passkeys in a real browser, with Chromium's own virtual authenticator: added in Settings, good for
// signing in, and worth nothing once it is removed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { member, openBrowser, signOut, startDemo, step } from "./lib.mjs";

async function withAuthenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
}

const remove = (page) => page.getByRole("button", { name: /^Remove/ });
const useIt = async (page) => {
  await page.goto("/sign-in?next=%2Fdecisions");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
};

test("a passkey signs in until it is removed", async (t) => {
  const server = await startDemo(t);
  const page = await member(await openBrowser(t), server, "member");
  const credentials = await withAuthenticator(page);

  await step("add it", async () => {
    await page.goto("/settings");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await remove(page).waitFor();
    assert.equal((await credentials()).length, 1);
  });
  await step("the same authenticator is not added twice", async () => {
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.locator("[data-passkey-error]:not([hidden])").waitFor();
    assert.equal(await remove(page).count(), 1);
  });
  await step("sign in by it", async () => {
    await signOut(page);
    await useIt(page);
    await page.getByRole("link", { name: /^Not now/ }).click(); // past the tokens that are ready
    await page.waitForURL("**/decisions");
    await page.goto("/settings");
    assert.match(await page.locator("main").innerText(), /Mara Quill/);
  });
  await step("the page that asked for it says nothing else", () => assert.deepEqual(page.faults, []));
  await step("remove it", async () => {
    await remove(page).click();
    await page.getByText("The passkey is removed.").waitFor();
    assert.equal(await remove(page).count(), 0);
  });
  await step("it no longer signs in", async () => {
    await signOut(page);
    await useIt(page);
    await page.getByText("This passkey is not known here.").waitFor();
    assert.equal((await page.request.get("/settings", { headers: { Accept: "application/json" } })).status(), 401);
  });
});
