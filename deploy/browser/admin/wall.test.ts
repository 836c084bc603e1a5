/**
 * A zone's screen, from the dashboard that makes its code to a tablet that shows the zone's codes, one
 * after the other, and nothing once the network or the staff say so.
 */
import { decodeVenueLink } from "@sighej/protocol";
import jsqr from "jsqr";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setup, sure, venue } from "../../../matcher/test/fixtures.ts";
import { shownIn } from "../../../matcher/test/zone-screen.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { type Desk, openDesk } from "./desk.ts";
import { type House, openHouse } from "./house.ts";

const STEP = 30_000;
const SCREENS = `/venue/${venue}/screens`;

let chromium: Chromium;
let house: House;
let desk: Desk;
let tablet: Desk;
beforeEach(async () => {
  chromium = await openChromium();
  house = await openHouse({
    venues: [
      {
        ...setup,
        zones: setup.zones.map((zone) =>
          zone.id === "bar" ? { ...zone, name: "Ved baren" } : zone,
        ),
        carriers: [{ kind: "zone-code" }],
        joinCodes: [{ code: "TICKET-1" }],
      },
    ],
  });
  desk = await house.desk(chromium.browser);
  tablet = await openDesk(chromium.browser, house.matcher.url, {
    language: "da",
    scheme: "dark",
    size: { width: 1024, height: 768 },
  });
  // Of the page alone: the matcher's own is moved by the test as well.
  await tablet.page.clock.install();
  // A code has just begun, so that what a test reads twice is the same one.
  house.matcher.pass(STEP - (house.matcher.now() % STEP) + 500);
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  expect(tablet.faults).toEqual([]);
  await tablet.stop();
  await house.stop();
  await chromium.stop();
});

/** Makes a code for the bar on the dashboard. */
async function codeForBar(): Promise<string> {
  await desk.open(SCREENS);
  await desk.button("screens_add").click();
  await desk.field("screen_zone").selectOption("bar");
  await desk.field("screen_name").fill("By the bar");
  await desk.button("screens_make").click();
  const code = desk.page.getByRole("dialog").locator("code");
  return (await code.textContent()) ?? "";
}

const openScreen = (hash = "") => tablet.page.goto(`${house.matcher.url}/screen${hash}`);
const zoneName = () => tablet.page.getByRole("heading", { name: "Ved baren", exact: true });
const digits = () => tablet.page.locator(".digits");
const spaced = (text: string) => `${text.slice(0, 3)} ${text.slice(3)}`;

/** Lets time pass, for the matcher and for the tablet. */
async function pass(time: number): Promise<void> {
  house.matcher.pass(time);
  await tablet.page.clock.runFor(time);
}

/** Shows the code of now, whichever that has become meanwhile. */
async function showsNow(): Promise<void> {
  const isNow = async () =>
    (await digits().textContent()) === spaced(shownIn(house.matcher, "bar").digits);
  await expect.poll(isNow, { timeout: 20_000 }).toBe(true);
}

/** What a phone's camera reads from the tablet. */
async function scanned(): Promise<string> {
  const picture = await tablet.page.getByRole("img", { name: tablet.say("wall_qr") }).screenshot();
  const { data, info } = await sharp(picture)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  // Its types are of a module, and its code of a script: the function itself.
  const read = jsqr as unknown as typeof jsqr.default;
  return read(new Uint8ClampedArray(data), info.width, info.height)?.data ?? "";
}

describe("a zone's screen", () => {
  it("is let in by a code that is typed, and shows what lets in and is read by a camera", async () => {
    const code = await codeForBar();
    expect(await desk.objections()).toEqual([]);
    await openScreen();
    await tablet.field("wall_code").fill("AAAA-AAAA");
    await tablet.button("wall_code_use").click();
    await tablet.page.getByText(tablet.say("trouble_bad_screen_code")).waitFor();
    expect(await tablet.objections()).toEqual([]);
    await tablet.field("wall_code").fill(code.toLowerCase());
    await tablet.button("wall_code_use").click();
    await zoneName().waitFor();
    await showsNow();
    const now = shownIn(house.matcher, "bar");
    const text = await scanned();
    expect(text.startsWith(`${house.matcher.url}/v/${venue}#`)).toBe(true);
    const link = sure(decodeVenueLink(text));
    expect(link).toEqual({ venue, zone: { id: "bar", digits: now.digits }, join: now.joinCode });
    expect((await house.matcher.open({ code: link.join })).session).toBeDefined();
    expect(await tablet.objections()).toEqual([]);
    expect(await tablet.overflow()).toBe(0);
  });

  it("keeps the code out of its address, and shows the next codes by itself", async () => {
    await openScreen(`#${await codeForBar()}`);
    await zoneName().waitFor();
    expect(new URL(tablet.page.url()).hash).toBe("");
    await showsNow();
    const first = shownIn(house.matcher, "bar").digits;
    await pass(STEP);
    expect(shownIn(house.matcher, "bar").digits).not.toBe(first);
    await showsNow();
    await tablet.page.reload();
    await showsNow();
  });

  it("shows no old code when the network is away, and a new one when it is back", async () => {
    await openScreen(`#${await codeForBar()}`);
    await showsNow();
    await tablet.context.setOffline(true);
    await pass(STEP + 1_000);
    await tablet.heading("wall_away").waitFor();
    expect(await digits().count()).toBe(0);
    expect(await tablet.page.getByRole("img", { name: tablet.say("wall_qr") }).count()).toBe(0);
    expect(await tablet.objections()).toEqual([]);
    await tablet.context.setOffline(false);
    await pass(4_000);
    await showsNow();
  });

  it("shows nothing once staff have removed it", async () => {
    await openScreen(`#${await codeForBar()}`);
    await zoneName().waitFor();
    await desk.open(SCREENS);
    await desk.page.getByRole("button", { name: /By the bar/ }).click();
    await desk.page
      .getByRole("dialog")
      .getByRole("button", { name: desk.say("screen_remove"), exact: true })
      .click();
    await desk.page.getByText(desk.say("screens_none")).waitFor();
    await pass(STEP + 1_000);
    await tablet.heading("wall_code_title").waitFor();
    expect(await digits().count()).toBe(0);
  });
});
