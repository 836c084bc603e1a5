/**
 * How gateways are, on the plan and in its table at once: amber and red at the stated times, well again
 * once heard, never green when what is known is old; and where nearness is offered, and why not.
 */
import { encodeGatewayStatus, type GatewayOnline, seconds } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { gateway, setup, venue } from "../../../matcher/test/fixtures.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import type { Desk } from "./desk.ts";
import { type House, openHouse } from "./house.ts";
import { ownerCallOf } from "./owner-call.ts";

/** The plan asks every ten seconds, and a busy machine draws in seconds. */
const SOON = { timeout: 30_000, interval: 200 };
/** Ten seconds a look, and several of them. */
const AT_MOST_MS = 180_000;
/** What is 25 s old is old. */
const LATER = { timeout: 60_000, interval: 500 };
/**
 * Longer than the times of a venue that sets none, since this machine's clock runs on while a browser
 * draws; `../../e2e/unplugged.test.ts` measures the times themselves.
 */
const [LATE_S, SILENT_S, MARGIN_S] = [600, 1_200, 150];
const status: GatewayOnline = {
  ...({ v: 1, state: "online", bootId: 7, version: "2.4.1", radio: "scanning" } as const),
  ...{ startedAt: 1_790_000_000_000, sentAt: 1_790_000_060_000, adapters: [], adverts: 9 },
  ...{ tokensHeard: 8, refused: {}, windowsMade: 7, windowsSent: 6, windowsHeld: 0 },
  ...{ windowsDropped: 0, windowsLost: 0, queueBytes: 0, commandsRefused: {} },
  ...{ recoveries: {}, loopLagMs: 1, rssBytes: 1 },
};

let chromium: Chromium;
let house: House;
let desk: Desk;
beforeAll(async () => {
  chromium = await openChromium();
});
beforeEach(async () => {
  house = await openHouse();
  desk = await house.desk(chromium.browser);
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  await desk.stop();
  await house.stop();
});
afterAll(() => chromium?.stop());

/** These gateways say that they are there, some time after the last ones did. */
async function heard(after: number, ...ids: readonly string[]): Promise<void> {
  const { matcher } = house;
  matcher.pass(after);
  for (const id of ids)
    matcher.watching.takeStatus(venue, gateway(id), encodeGatewayStatus(status), false);
  await matcher.watching.turn();
}
const all = setup.gateways.map(({ id }) => id as string);
const others = all.filter((id) => id !== "hall-2");
const onPlan = (id: string) => desk.page.locator(`[data-gateway="${id}"]`);
const inTable = (id: string) => desk.page.getByRole("row").filter({ hasText: id });
/** Both views say the same of it. */
async function says(id: string, key: string, patience = SOON): Promise<void> {
  const word = desk.say(key);
  await expect.poll(() => onPlan(id).getAttribute("aria-label"), patience).toBe(`${id}: ${word}`);
  expect(await inTable(id).innerText()).toContain(word);
}
/** The plan has asked once more. */
const asked = () => desk.page.waitForResponse((answer) => answer.url().endsWith("/gateways"));
const colourOf = (id: string) =>
  onPlan(id)
    .locator(".box")
    .evaluate((box) => getComputedStyle(box).stroke);

it("are amber and red at the stated times, and well again once heard", {
  timeout: AT_MOST_MS,
}, async () => {
  const call = await ownerCallOf(house);
  await call("PUT", `/venue/${venue}/watch`, { lateAfterS: LATE_S, silentAfterS: SILENT_S });
  await heard(0, ...all);
  await desk.open(`/venue/${venue}/plan`);
  await says("hall-2", "plan_state_ok");
  const green = await colourOf("hall-2");
  await heard(seconds(LATE_S - MARGIN_S), ...others);
  await asked();
  await says("hall-2", "plan_state_ok");
  await heard(seconds(MARGIN_S), ...others);
  await says("hall-2", "plan_state_late");
  const amber = await colourOf("hall-2");
  await heard(seconds(SILENT_S - LATE_S - MARGIN_S), ...others);
  await asked();
  await says("hall-2", "plan_state_late");
  await heard(seconds(MARGIN_S), ...others);
  await says("hall-2", "plan_state_silent");
  const red = await colourOf("hall-2");
  expect(new Set([green, amber, red]).size).toBe(3);
  await says("bar-1", "plan_state_ok");
  expect(await desk.objections()).toEqual([]);

  // From the plan to its own screen.
  await onPlan("hall-2").click();
  expect(await inTable("hall-2").getAttribute("aria-current")).toBe("true");
  await desk.link("plan_open_gateway").click();
  await desk.page.getByRole("heading", { name: "hall-2" }).waitFor();
  await desk.page.goBack();
  await heard(0, ...all);
  await says("hall-2", "plan_state_ok");
});

it("are not green any more once what is known is old", { timeout: AT_MOST_MS }, async () => {
  await heard(0, ...all);
  await desk.open(`/venue/${venue}/plan`);
  await says("hall-2", "plan_state_ok");
  const green = await colourOf("hall-2");
  await desk.page.route("**/gateways", (route) => route.abort());
  await says("hall-2", "plan_state_old", LATER);
  expect(await colourOf("hall-2")).not.toBe(green);
  await desk.page.unroute("**/gateways");
  await says("hall-2", "plan_state_ok", LATER);
});

it("says in words of the page where nearness is offered, and why not, on the plan too", async () => {
  await desk.open(`/venue/${venue}/plan`);
  const panel = desk.page.getByRole("region", { name: desk.say("plan_near") });
  await panel.getByText(/With one gateway for every \d+ m²/).waitFor();
  const offered = await panel.getByText(desk.say("plan_near_yes"), { exact: true }).count();
  expect(offered + (await panel.getByText(desk.say("plan_near_no"), { exact: true }).count())).toBe(
    1,
  );
  await panel.getByText(/One more gateway would help most here: [\d.]+ m right/).waitFor();
  const wanted = desk.page.locator("svg title").filter({ hasText: desk.say("plan_one_more") });
  expect(await wanted.count()).toBe(1);
  // The zone is the same one in every view.
  await panel.getByRole("button", { name: "hall", exact: true }).click();
  const zones = desk.page.getByRole("region", { name: desk.say("plan_zones"), exact: true });
  expect(
    await zones.getByRole("button", { name: "hall", exact: true }).getAttribute("aria-pressed"),
  ).toBe("true");
});
