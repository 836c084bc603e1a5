/**
 * The way into the dashboard: the first owner by the printed code, out, in again, and how a wrong
 * password, a second factor, a session that is over and too many guesses are answered.
 */
import { hours } from "@sighej/protocol";
import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Chromium, openChromium } from "../chromium.ts";
import { type House, OWNER, openHouse } from "./house.ts";

let chromium: Chromium;
let house: House;
beforeAll(async () => {
  chromium = await openChromium();
});
afterEach(() => house?.stop());
afterAll(() => chromium?.stop());

it("makes the first owner by the printed code, and lets that account in again", async () => {
  house = await openHouse();
  const desk = await house.desk(chromium.browser, { signedIn: false });
  await desk.open("/");
  await desk.heading("first_title").waitFor();
  expect(await desk.objections()).toEqual([]);

  await desk.field("first_code").fill("not-the-printed-code");
  await desk.field("first_name").fill(OWNER.name);
  await desk.field("first_password").fill(OWNER.password);
  await desk.button("first_make").click();
  await desk.page.getByText(desk.say("trouble_bad_admin_code")).waitFor();

  await desk.field("first_code").fill(house.adminCode);
  await desk.button("first_make").click();
  await desk.heading("venues_title").waitFor();
  await desk.page.getByText("Pakhus 7", { exact: true }).waitFor();

  await desk.button("sign_out").click();
  await desk.heading("sign_in_title").waitFor();
  await desk.field("sign_in_name").fill(OWNER.name);
  await desk.field("sign_in_password").fill("not the password at all");
  await desk.button("sign_in").click();
  await desk.page.getByText(desk.say("trouble_bad_credentials")).waitFor();
  expect(await desk.objections()).toEqual([]);
  await desk.signIn(OWNER);
  expect(desk.faults).toEqual([]);
});

it("asks for six digits once a second factor is set up", async () => {
  house = await openHouse();
  const desk = await house.desk(chromium.browser);
  await desk.open("/me");
  const factor = desk.page.getByRole("region", { name: desk.say("factor_title") });
  await factor.getByLabel(desk.say("password_current")).fill(OWNER.password);
  await desk.button("factor_start").click();
  const secret = await factor.locator("code").innerText();
  await factor.getByRole("img", { name: desk.say("factor_qr") }).waitFor();
  expect(await desk.objections()).toEqual([]);
  const digitsAt = (time: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time });
  await factor.getByLabel(desk.say("sign_in_digits")).fill(digitsAt(house.matcher.now()));
  await desk.button("factor_prove").click();
  await desk.page.getByText(desk.say("factor_on")).waitFor();

  await desk.button("sign_out").click();
  // Digits are good once.
  house.matcher.pass(60_000);
  await desk.field("sign_in_name").fill(OWNER.name);
  await desk.field("sign_in_password").fill(OWNER.password);
  await desk.button("sign_in").click();
  await desk.field("sign_in_digits").fill(digitsAt(house.matcher.now()));
  await desk.button("sign_in").click();
  await desk.button("sign_out").waitFor();
  expect(desk.faults).toEqual([]);
});

it("says that a session is over, and where the owner can be found after too many guesses", async () => {
  house = await openHouse();
  const desk = await house.desk(chromium.browser);
  house.matcher.pass(hours(13));
  await desk.link("accounts_title").click();
  await desk.page.getByText(desk.say("sign_in_ended")).waitFor();
  await desk.field("sign_in_name").fill(OWNER.name);
  for (let guess = 0; guess < 10; guess += 1) {
    await desk.field("sign_in_password").fill(`guess number ${guess}`);
    await desk.button("sign_in").click();
    await desk.button("sign_in").and(desk.page.locator(":enabled")).waitFor();
  }
  await desk.field("sign_in_password").fill(OWNER.password);
  await desk.button("sign_in").click();
  await desk.page.getByText(desk.say("trouble_too_many_tries")).waitFor();
  expect(desk.faults).toEqual([]);
});
