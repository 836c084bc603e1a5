/**
 * A calibration from a phone: twelve spots and a walk with a badge, which the simulator's hall lets
 * gateways hear and the real matcher measures; one spot is done again, one walk begun anew, one given up.
 */
import { propagationIn, seededRng } from "@sighej/beacon-sim";
import {
  decodeNearOffers,
  epochAt,
  minutes,
  type PlanPoint,
  seconds,
  tokenOf,
} from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { hallSetup } from "../../../matcher/test/air.ts";
import { badgeItem, batchOf, sure, venue } from "../../../matcher/test/fixtures.ts";
import { takeWindow, tick } from "../../../matcher/test/hearing.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import type { Desk } from "./desk.ts";
import { type House, openHouse } from "./house.ts";
import { ownerCallOf } from "./owner-call.ts";

const SOON = { timeout: 20_000, interval: 200 };
const badge = badgeItem("B00001", 1);
const rng = seededRng("calibration");
const hall = propagationIn(
  hallSetup.gateways.map(({ id, x, y }) => ({ id, x, y })),
  rng.fork("hall"),
);
const chance = rng.fork("chance");

let chromium: Chromium;
let house: House;
let desk: Desk;
let sequence = 1_000;
beforeAll(async () => {
  chromium = await openChromium();
});
beforeEach(async () => {
  house = await openHouse({
    venues: [{ ...hallSetup, stock: [badge], carriers: [{ kind: "badge" }] }],
  });
  desk = await house.desk(chromium.browser, { size: { width: 390, height: 844 } });
  await desk.open(`/venue/${venue}/calibration`);
  await desk.heading("walk_title").waitFor();
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  await desk.stop();
  await house.stop();
});
afterAll(() => chromium?.stop());

/** The badge is worn there for so many seconds: eight adverts in each, as far as they are heard. */
async function worn(from: PlanPoint, to: PlanPoint, length: number): Promise<void> {
  const { matcher } = house;
  for (let second = 0; second < length; second++) {
    const now = matcher.pass(seconds(1));
    sequence++;
    const part = second / length;
    const at = { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
    const facing = chance.uniform() * 2 * Math.PI;
    for (const { id } of hallSetup.gateways) {
      const levels = Array.from({ length: 8 }, () =>
        hall.heard({ at: at as never, facing, gain: 0 }, id, chance),
      ).filter((level) => level !== undefined);
      if (levels.length === 0) continue;
      const mean = Math.round(levels.reduce((sum, each) => sum + each, 0) / levels.length);
      const batch = batchOf(now, sequence, [[tokenOf(badge.key, venue, epochAt(now)), mean]]);
      takeWindow(matcher, venue, id, batch);
    }
    await tick(matcher, venue);
  }
}
/** Where the one that is next lies, as the page says it. */
async function goal(): Promise<PlanPoint> {
  const text = await desk.page.getByText("The spot:", { exact: false }).innerText();
  const [, right = "", down = ""] = /spot: ([\d.−]+) m right, ([\d.−]+) m down/.exec(text) ?? [];
  return { x: Number(right.replace("−", "-")), y: Number(down.replace("−", "-")) };
}
const main = (key: "walk_stand" | "walk_pass") =>
  desk.page.getByRole("button", { name: new RegExp(`^${desk.say(key, { number: "\\d+" })}$`) });
async function begin(): Promise<void> {
  await desk.field("walk_badge").fill("b00001");
  await desk.button("walk_start").click();
  await desk.page.getByText(desk.say("walk_unheard")).waitFor();
  expect(await main("walk_stand").isDisabled()).toBe(true);
  const middle = { x: 6, y: 6 };
  // What was heard some seconds ago is not any more: it is worn on until the page has asked.
  await expect
    .poll(async () => {
      await worn(middle, middle, 2);
      return desk.page.getByText("gateways hear you", { exact: false }).count();
    }, SOON)
    .toBe(1);
}
const spots = (done: number) =>
  desk.page.getByText(desk.say("walk_spots", { done: String(done), all: "12" })).waitFor();
async function stand(): Promise<PlanPoint> {
  const at = await goal();
  await worn(at, at, 3);
  await main("walk_stand").click();
  await desk.page.getByText(/^Stay where you are/).waitFor();
  await worn(at, at, 11);
  return at;
}
const known = () => desk.page.getByRole("region", { name: desk.say("map_title") });
async function nearMap() {
  const call = await ownerCallOf(house);
  return sure(decodeNearOffers(await call("GET", `/venue/${venue}/near`))).map;
}

it("goes over twelve spots and a walk to a map in use, and says how well each area is known", async () => {
  expect(await desk.objections()).toEqual([]);
  await begin();
  expect(await desk.objections()).toEqual([]);
  expect(await desk.overflow()).toBe(0);
  for (let done = 1; done <= 12; done++) {
    await stand();
    await spots(done);
  }
  // All are done; the second is done again, and counts once.
  await desk.page.getByRole("button", { name: /^Spot 2: .*, done$/ }).click();
  await stand();
  await main("walk_stand").waitFor();
  await spots(12);

  await desk.button("walk_on").click();
  let at = await goal();
  await main("walk_pass").click();
  // Not straight: begun again, and nothing of it counts.
  await worn(at, { x: 0, y: 12 }, 6);
  await desk.button("walk_pass_again").click();
  await desk.page.getByText(desk.say("walk_walked", { done: "0", all: "300" })).waitFor();
  for (let leg = 0; leg < 4; leg++) {
    const to = await goal();
    await worn(at, to, 10);
    await main("walk_pass").click();
    at = to;
  }
  await expect
    .poll(async () => {
      const text = await desk.page.getByText(/^Walked: \d+ of 300 s/).innerText();
      return Number(/\d+/.exec(text)?.[0]);
    }, SOON)
    .toBeGreaterThanOrEqual(32);
  await desk.page.getByText(/Areas: \d+ measured, \d+ in between/).waitFor();
  expect(await desk.objections()).toEqual([]);
  await desk.button("walk_finish").click();
  await desk.page.getByText(desk.say("walk_made", { version: "1" })).waitFor();
  expect(await nearMap()).toMatchObject({ kind: "calibrated", version: 1 });
  await known().waitFor();
  expect(await desk.objections()).toEqual([]);
});

it("works when it ends early, knows where it was when the page is loaded again, and can be given up", async () => {
  await begin();
  for (let done = 1; done <= 3; done++) {
    expect(await desk.button("walk_finish").isDisabled()).toBe(true);
    await stand();
    await spots(done);
  }
  await desk.open(`/venue/${venue}/calibration`);
  await spots(3);
  expect(await desk.page.getByRole("button", { name: /, done$/ }).count()).toBe(3);
  await desk.page.getByText(/^Guesswork, so stand or walk there/).waitFor();
  await desk.button("walk_finish").click();
  await desk.page.getByText(desk.say("walk_made", { version: "1" })).waitFor();
  // It is said again whenever somebody looks, on both screens.
  await desk.open(`/venue/${venue}/calibration`);
  await known()
    .getByText(/^Guesswork, so stand or walk there/)
    .waitFor();
  await known()
    .getByText(/^Map 1, measured by a walk that ended \d/)
    .waitFor();
  expect(await known().locator("svg .guesswork").count()).toBeGreaterThan(0);
  expect(await desk.overflow()).toBe(0);
  await desk.link("walk_to_plan").click();
  await known()
    .getByText(/^Guesswork, so stand or walk there/)
    .waitFor();
  const areas = desk.page.locator("svg .guesswork");
  expect(await areas.count()).toBe(0);
  await desk.page.getByRole("switch", { name: desk.say("map_draw") }).press("Space");
  expect(await areas.count()).toBeGreaterThan(0);
  expect(await desk.objections()).toEqual([]);
  expect(await desk.overflow()).toBe(0);
  await desk.open(`/venue/${venue}/calibration`);

  await desk.field("walk_badge").fill("nobody's");
  await desk.button("walk_start").click();
  await desk.page.getByText(desk.say("walk_badge_wrong")).waitFor();
  await desk.field("walk_badge").fill("B00009");
  await desk.button("walk_start").click();
  await desk.page.getByText(desk.say("walk_unknown_carrier")).waitFor();
  // What is on the air of a badge is the last one's until its period is over.
  house.matcher.pass(minutes(18));
  await begin();
  await desk.button("walk_give_up").click();
  await desk.page
    .getByRole("dialog")
    .getByRole("button", { name: desk.say("walk_give_up") })
    .click();
  await desk.button("walk_start").waitFor();
  expect(await nearMap()).toMatchObject({ kind: "calibrated", version: 1 });
});
