/**
 * Live: released figures with their noise, zones that are switched quiet, and figures that are never green
 * when they are old.
 */
import { type UnixMs, unixMs } from "@sighej/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setup, venue, zone } from "../../../matcher/test/fixtures.ts";
import { releaseDay, sessionsOf } from "../../../matcher/test/made-up-day.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { type House, openHouse } from "./house.ts";

const zones = ["bar", "hall", "library", "yard"].map(zone);
const HOURS = 6;
const LIVE = `/venue/${venue}/live`;
/** Within the day whatever the clock says: hours of today that are over may be none yet. */
const midnight = (now: UnixMs) => unixMs(new Date(now).setHours(0, 0, 0, 0));

let chromium: Chromium;
let house: House;
beforeAll(async () => {
  chromium = await openChromium();
  house = await openHouse({
    counting: true,
    counted: (store, now) => releaseDay(store, { venue, zones, from: midnight(now), hours: HOURS }),
    venues: [
      {
        ...setup,
        zones: zones.map((id) => ({ id, tier: "zone" as const })),
        gateways: setup.gateways.map((each, at) => ({ ...each, zone: zones[at % 4] ?? each.zone })),
      },
    ],
  });
});
afterAll(async () => {
  await house?.stop();
  await chromium?.stop();
});

it("tells what was released, hatches what is too few, and explains the noise", async () => {
  const desk = await house.desk(chromium.browser);
  await desk.page.clock.install({ time: midnight(house.matcher.now()) + 12 * 3_600_000 });
  await desk.open(LIVE);
  const heat = desk.page.getByRole("region", { name: desk.say("heat_title"), exact: true });
  await heat.getByRole("row", { name: /^bar/ }).waitFor();
  const cells = await heat.getByRole("row", { name: /^bar/ }).getByRole("cell").allInnerTexts();
  expect(cells.map(Number)).toEqual(Array.from({ length: HOURS }, (_, at) => sessionsOf(0, at)));
  const few = heat.getByRole("row", { name: /^yard/ }).getByRole("cell");
  expect(await few.first().innerText()).toBe(desk.say("too_few"));

  const total = zones
    .flatMap((_, at) => Array.from({ length: HOURS }, (__, hour) => sessionsOf(at, hour)))
    .reduce((a, b) => a + b);
  await desk.page
    .getByText(new RegExp(`^${total} ± 23$`))
    .first()
    .waitFor();

  await desk.page.getByText(desk.say("noise_budget")).first().click();
  const budget = desk.page.getByRole("row", { name: new RegExp(`^${desk.say("noise_sum")}`) });
  expect(await budget.innerText()).toMatch(/\b2\b/);
  expect(desk.faults).toEqual([]);
  await desk.stop();
});

it("keeps a zone quiet, and all of them at once, and nudges again", async () => {
  const desk = await house.desk(chromium.browser);
  await desk.open(LIVE);
  const bar = desk.page.getByRole("switch", {
    name: desk.say("zone_keep_quiet_in", { name: "bar" }),
  });
  await bar.click();
  await bar.and(desk.page.locator(":checked")).waitFor();
  const quietOf = (id: string) =>
    house.matcher.ports.venues.all.get(venue)?.floor.rounds.zones.get(zone(id))?.quiet.switched;
  await expect.poll(() => quietOf("bar")).toBe(true);
  expect(quietOf("hall")).toBe(false);

  await desk.button("pause_all").click();
  await desk.page
    .getByRole("dialog")
    .getByRole("button", { name: desk.say("pause_all") })
    .click();
  await desk.button("pause_end").waitFor();
  await desk.page.getByText(desk.say("verdict_paused")).waitFor();
  await expect.poll(() => zones.map(quietOf)).toEqual([true, true, true, true]);

  await desk.button("pause_end").click();
  await desk.page
    .getByRole("dialog")
    .getByRole("button", { name: desk.say("pause_end") })
    .click();
  await desk.button("pause_all").waitFor();
  await expect.poll(() => zones.map(quietOf)).toEqual([false, false, false, false]);
  expect(desk.faults).toEqual([]);
  await desk.stop();
});

it("is never green when it is old, and says so when the matcher is away", async () => {
  const desk = await house.desk(chromium.browser);
  await desk.open(LIVE);
  const fresh = desk.page.locator(".signal.tag");
  await fresh.filter({ hasText: /Live/ }).waitFor();
  await desk.button("figures_hold").click();
  await fresh.filter({ hasText: /Held still/ }).waitFor();
  expect(await fresh.getAttribute("class")).not.toMatch(/\bok\b/);
  await desk.button("figures_go_on").click();
  await fresh.filter({ hasText: /Live/ }).waitFor();
  await desk.context.setOffline(true);
  await fresh.filter({ hasText: /Old/ }).waitFor({ timeout: 30_000 });
  expect(await fresh.getAttribute("class")).toMatch(/\bsilent\b/);
  await desk.page.getByText(/The matcher has not answered for/).waitFor();
  await desk.context.setOffline(false);
  await fresh.filter({ hasText: /Live/ }).waitFor({ timeout: 60_000 });
  await desk.stop();
});

it.for([
  { scheme: "light", language: "en" },
  { scheme: "dark", language: "da", size: { width: 390, height: 844 } },
] as const)("has nothing that axe objects to, $scheme $language", async (config, { expect }) => {
  const desk = await house.desk(chromium.browser, config);
  await desk.open(LIVE);
  await desk.heading("noise_title").waitFor();
  await desk.page.getByText(desk.say("noise_budget")).first().click();
  expect(await desk.objections()).toEqual([]);
  expect(await desk.overflow()).toBe(0);
  await desk.open(`${LIVE}?wall`);
  await desk.heading("noise_title").waitFor();
  expect(await desk.objections()).toEqual([]);
  expect(desk.faults).toEqual([]);
  await desk.stop();
});
