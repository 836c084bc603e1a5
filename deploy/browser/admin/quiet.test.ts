/**
 * Quiet times by hand: a time of one zone and one of every zone, beside the switches; and their end.
 */
import { minutes } from "@sighej/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { venue, zone } from "../../../matcher/test/fixtures.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { type House, openHouse } from "./house.ts";

const SOON = { timeout: 20_000 };
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

const quietOf = (id: string) =>
  house.matcher.ports.venues.all.get(venue)?.floor.rounds.zones.get(zone(id))?.quiet;
const slots = (id: string) => quietOf(id)?.slots.length ?? 0;

it("adds a time of one zone and one of all, keeps others, and removes one", async () => {
  const desk = await house.desk(chromium.browser);
  const { page } = desk;
  await desk.open(`/venue/${venue}/quiet`);
  await desk.heading("quiet_none").waitFor();
  await desk.button("quiet_add").click();
  await desk.field("zone").selectOption("hall");
  const begins = await desk.field("quiet_from").inputValue();
  await desk.field("quiet_until").fill(begins);
  await page.getByText(desk.say("quiet_order")).waitFor();
  expect(await desk.button("quiet_make").isDisabled()).toBe(true);
  expect(await desk.objections()).toEqual([]);
  await desk.field("quiet_until").fill(begins.replace(/T.*/, "T23:59"));
  await desk.button("quiet_make").click();
  await expect.poll(() => slots("hall"), SOON).toBe(1);
  expect(slots("bar")).toBe(0);
  expect(quietOf("hall")?.slots[0]?.from).toBe(Date.parse(begins));

  await desk.button("quiet_add").click();
  await desk.button("quiet_make").click();
  await expect.poll(() => slots("hall") + slots("bar"), SOON).toBe(3);
  const bar = quietOf("bar")?.slots[0];
  expect((bar?.until ?? 0) - (bar?.from ?? 0)).toBe(minutes(45));

  await page.getByRole("switch", { name: desk.say("zone_keep_quiet_in", { name: "bar" }) }).click();
  await expect.poll(() => quietOf("bar")?.switched, SOON).toBe(true);
  expect(await desk.objections()).toEqual([]);
  expect(await desk.overflow()).toBe(0);

  await page
    .getByRole("button", { name: new RegExp(`^${desk.say("quiet_remove")} ?: bar`) })
    .click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: desk.say("quiet_remove") })
    .click();
  await expect.poll(() => slots("bar"), SOON).toBe(0);
  expect(slots("hall")).toBe(2);
  expect(desk.faults).toEqual([]);
  await desk.stop();
}, 60_000);
