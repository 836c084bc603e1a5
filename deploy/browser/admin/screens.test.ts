/**
 * Every screen of the dashboard, as those see it who need it most: axe's rules, light and dark, wide
 * and on a phone, and nothing that is wider than the screen.
 */
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { venue } from "../../../matcher/test/fixtures.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { type House, openHouse } from "./house.ts";

let chromium: Chromium;
let house: House;
beforeAll(async () => {
  chromium = await openChromium();
  house = await openHouse();
});
afterAll(async () => {
  await house?.stop();
  await chromium?.stop();
});

/** Screens of the whole house, by what their heading says. */
const screens = [
  ["/", "venues_title"],
  [`/venue/${venue}/setup`, "setup_title"],
  ["/accounts", "accounts_title"],
  ["/tokens", "tokens_title"],
  ["/audit", "audit_title"],
  [`/venue/${venue}/report`, "report_title"],
  [`/venue/${venue}/safety`, "safety_title"],
  [`/venue/${venue}/screens`, "screens_title"],
  [`/venue/${venue}/gateways`, "gateways_waiting"],
  [`/venue/${venue}/targets`, "targets_title"],
  [`/venue/${venue}/plan`, "plan_title"],
  [`/venue/${venue}/calibration`, "walk_title"],
  [`/venue/${venue}/schedules`, "schedules_title"],
  [`/venue/${venue}/quiet`, "quiet_title"],
  [`/venue/${venue}/badges`, "badges_title"],
  [`/venue/${venue}/codes`, "codes_title"],
  [`/venue/${venue}/interests`, "taxonomy_title"],
] as const;
// Every screen and some dialogs: where others use the machine, minutes.
vi.setConfig({ testTimeout: 240_000 });
const PHONE = { width: 390, height: 844 };

it.for([
  { scheme: "light", language: "en" },
  { scheme: "dark", language: "da" },
  { scheme: "light", language: "da", size: PHONE },
  { scheme: "dark", language: "en", size: PHONE },
] as const)("has nothing that axe objects to, $scheme $language", async (config, { expect }) => {
  const desk = await house.desk(chromium.browser, config);
  for (const [path, heading] of screens) {
    await desk.open(path);
    await desk.heading(heading).waitFor();
    await desk.page.waitForLoadState("networkidle");
    expect.soft(await desk.objections(), path).toEqual([]);
    expect.soft(await desk.overflow(), path).toBe(0);
  }
  for (const [path, opens] of [
    ["/accounts", "accounts_add"],
    ["/tokens", "tokens_add"],
    [`/venue/${venue}/schedules`, "schedules_add"],
  ] as const) {
    await desk.open(path);
    await desk.button(opens).click();
    await desk.page.getByRole("dialog").waitFor();
    expect.soft(await desk.objections(), opens).toEqual([]);
  }
  await desk.open("/nowhere");
  await desk.heading("lost_title").waitFor();
  expect.soft(await desk.objections(), "nowhere").toEqual([]);
  expect(desk.faults).toEqual([]);
  await desk.stop();
});

it("fits a wall display", async () => {
  const size = { width: 1920, height: 1080 };
  const desk = await house.desk(chromium.browser, { size, scheme: "dark" });
  for (const screen of ["live", "gateways", "plan", "safety"]) {
    await desk.open(`/venue/${venue}/${screen}?wall`);
    await desk.page.locator("h1").waitFor();
    await desk.page.waitForLoadState("networkidle");
    expect.soft(await desk.objections(), screen).toEqual([]);
    expect.soft(await desk.overflow(), screen).toBe(0);
  }
  expect(desk.faults).toEqual([]);
  await desk.stop();
});
