/**
 * The badge of a calibration by camera: its code is read into the field, and whatever keeps the camera
 * from working is said, in both languages, with the id typed meanwhile.
 */
import { openParts, type Part } from "@sighej/embedded";
import { base64urlOf, encodeVenueLink, type VenueId } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { hallSetup } from "../../../matcher/test/air.ts";
import { badgeItem, otherVenue, venue } from "../../../matcher/test/fixtures.ts";
import { openChromium, withCamera } from "../chromium.ts";
import { videoOf } from "../qr-video.ts";
import type { Desk, DeskConfig } from "./desk.ts";
import { type House, openHouse } from "./house.ts";

const badge = badgeItem("B00001", 1);
let house: House;
let stage: (Part & { readonly desk: Desk }) | undefined;
beforeAll(async () => {
  house = await openHouse({
    venues: [{ ...hallSetup, stock: [badge], carriers: [{ kind: "badge" }] }],
  });
});
afterEach(async () => {
  expect(stage?.desk.faults).toEqual([]);
  await stage?.stop();
  stage = undefined;
});
afterAll(() => house?.stop());

const linkOf = (of: VenueId) =>
  new URL(
    encodeVenueLink({ venue: of, stock: { kind: "badge", id: badge.id, code: badge.bindCode } }),
    house.matcher.url,
  ).href;

/** A phone of staff before the walk, whose camera sees `text`, or that has none. */
async function deskThatSees(
  text: string | undefined,
  { allowed = true, ...config }: DeskConfig & { readonly allowed?: boolean } = {},
): Promise<Desk> {
  stage = await openParts(async (keep) => {
    const video = text === undefined ? undefined : keep(await videoOf(text));
    const { browser } = keep(await openChromium(video && withCamera(video.file)));
    const size = { width: 390, height: 844 };
    const desk = await house.desk(browser, { size, ...config });
    const origin = house.matcher.url;
    if (allowed) await desk.context.grantPermissions(["camera"], { origin });
    await desk.open(`/venue/${venue}/calibration`);
    await desk.button("walk_scan").click();
    return { desk };
  });
  return stage.desk;
}
const said = (desk: Desk, key: string) => desk.page.getByText(desk.say(key), { exact: true });

it("says so when the badge is another venue's, looks on, and can be stopped", async () => {
  const desk = await deskThatSees(linkOf(otherVenue));
  await said(desk, "walk_scan_other").waitFor();
  expect(await desk.objections()).toEqual([]);
  await desk.button("walk_scan_stop").click();
  await desk.button("walk_scan").waitFor();
  expect(await desk.field("walk_badge").inputValue()).toBe("");
});

it("says in Danish what to do where it is not allowed, and takes an id that is typed", async () => {
  const desk = await deskThatSees(linkOf(venue), { allowed: false, language: "da" });
  await said(desk, "walk_scan_denied").waitFor();
  await desk.field("walk_badge").fill("b00001");
  expect(await desk.button("walk_start").isEnabled()).toBe(true);
});

it("says what to do where there is none", async () => {
  const desk = await deskThatSees(undefined);
  await said(desk, "walk_scan_absent").waitFor();
  await desk.button("walk_scan").waitFor();
});

// The last one: the walk goes on.
it("reads a badge of the venue into the field, and the walk begins with it", async () => {
  const desk = await deskThatSees(linkOf(venue));
  await desk.button("walk_scan").waitFor();
  expect(await desk.field("walk_badge").inputValue()).toBe(badge.id);
  expect(await desk.page.content()).not.toContain(base64urlOf(badge.bindCode));
  await desk.button("walk_start").click();
  await desk.button("walk_scan").waitFor({ state: "detached" });
  // Begun by the badge: of another carrier its key would be told.
  expect(house.matcher.ports.venues.all.get(venue)?.floor.calibration).toBeDefined();
  expect(await desk.page.getByText(desk.say("walk_key"), { exact: true }).count()).toBe(0);
});
