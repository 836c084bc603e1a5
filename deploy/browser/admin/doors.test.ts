/**
 * The other ways in, by the dashboard's own screens: a passkey on Chromium's authenticator, and a real
 * OpenID provider on this machine.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { OIDC_RETURN_PATH } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type OidcServer,
  startOidcServer,
} from "../../../matcher/test/oidc-server.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { securityKey } from "../security-key.ts";
import { openDesk } from "./desk.ts";
import { type House, OWNER, openHouse } from "./house.ts";

let chromium: Chromium;
let house: House;
let server: OidcServer | undefined;
beforeAll(async () => {
  chromium = await openChromium();
});
afterEach(async () => {
  await house?.stop();
  await server?.stop();
  server = undefined;
});
afterAll(() => chromium?.stop());

it("adds a passkey, names it, signs in by it and removes it", async () => {
  house = await openHouse();
  await (await house.desk(chromium.browser)).stop();
  // By a name: an address has no passkeys.
  const desk = await openDesk(
    chromium.browser,
    house.matcher.url.replace("127.0.0.1", "localhost"),
  );
  const key = await securityKey(desk.page);
  await desk.signIn(OWNER);
  await desk.open("/me");
  const panel = desk.page.getByRole("region", { name: desk.say("passkeys_title") });
  await panel.getByText(desk.say("passkeys_none")).waitFor();
  await panel.getByLabel(desk.say("passkey_name")).fill("This laptop");
  await panel.getByLabel(desk.say("password_current")).fill(OWNER.password);
  await panel.getByRole("button", { name: desk.say("passkey_add") }).click();
  await panel.getByText("This laptop", { exact: true }).waitFor();
  expect(await desk.objections()).toEqual([]);

  await panel.getByRole("button", { name: desk.say("passkey_rename") }).click();
  const dialog = desk.page.getByRole("dialog");
  await dialog.getByLabel(desk.say("passkey_name")).fill("Ada's laptop");
  await dialog.getByRole("button", { name: desk.say("save") }).click();
  await panel.getByText("Ada's laptop", { exact: true }).waitFor();

  await desk.button("sign_out").click();
  await desk.button("sign_in_passkey").click();
  await desk.button("sign_out").waitFor();
  expect((await key.credentials())[0]?.signCount).toBeGreaterThan(1);

  // A password alone does not let in any more: the page goes on with the passkey by itself.
  await desk.button("sign_out").click();
  await key.verifies(false);
  await desk.field("sign_in_name").fill(OWNER.name);
  await desk.field("sign_in_password").fill(OWNER.password);
  await desk.button("sign_in").click();
  await desk.page.getByText(desk.say("trouble_passkey_closed")).waitFor();
  expect(await desk.objections()).toEqual([]);
  await key.verifies(true);
  await desk.button("sign_in").click();
  await desk.button("sign_out").waitFor();

  await desk.open("/me");
  await panel.getByRole("button", { name: desk.say("passkey_remove") }).click();
  await dialog.getByRole("button", { name: desk.say("passkey_remove") }).click();
  await panel.getByText(desk.say("passkeys_none")).waitFor();
  expect(desk.faults).toEqual([]);
  await desk.stop();
});

/** A port that nobody has: the provider is told where browsers come back to before we are there. */
async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

it("signs in at a provider and comes back as who it says, or is told why not", async () => {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  server = await startOidcServer(origin + OIDC_RETURN_PATH);
  house = await openHouse({
    http: { host: "127.0.0.1", port },
    oidc: {
      ...{ issuer: server.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
      ...{ scope: "openid profile", roleClaim: "groups" },
      roles: [{ value: "crew", role: "host", venue: "all" }],
    },
  });
  await (await house.desk(chromium.browser)).stop();
  const desk = await openDesk(chromium.browser, origin);
  const provider = new URL(server.issuer).host;
  server.people.set("anna", { name: "Anna Friis", groups: [] });
  server.signedIn = "anna";
  await desk.open("/");
  await desk.button("sign_in_elsewhere", { provider }).click();
  await desk.page.getByText(desk.say("trouble_no_role")).waitFor();
  expect(await desk.objections()).toEqual([]);
  // Neither code nor state stays in the address.
  expect(new URL(desk.page.url()).search).toBe("");

  server.people.set("anna", { name: "Anna Friis", groups: ["crew"] });
  await desk.button("sign_in_elsewhere", { provider }).click();
  await desk.button("sign_out").waitFor();
  await desk.open("/me");
  await desk.page.getByRole("heading", { name: "Anna Friis" }).waitFor();
  await desk.page.getByText(desk.say("me_elsewhere", { issuer: server.issuer })).waitFor();
  expect(await desk.objections()).toEqual([]);

  await desk.button("sign_out").click();
  await server.stop();
  await desk.button("sign_in_elsewhere", { provider }).waitFor();
  house.matcher.pass(2 * 3_600_000);
  await desk.button("sign_in_elsewhere", { provider }).click();
  await desk.page.getByText(desk.say("trouble_oidc_unreachable")).waitFor();
  await desk.signIn(OWNER);
  expect(desk.faults).toEqual([]);
  await desk.stop();
});
