/**
 * Owner steps: what a new owner does, from the printed code to the figures of the first evening, as one
 * script for whatever hands there are. Things are found by what the screen says of them.
 */
import { readFile } from "node:fs/promises";
import { unixMs, type VenueId } from "@sighej/protocol";
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { codeIn, pagesOf } from "../../../matcher/test/printed.ts";
import { digitsOf } from "../../../matcher/test/staff.ts";
import type { Desk } from "./desk.ts";
import type { EmptyBox } from "./empty-box.ts";
import type { Hands, Spot } from "./hands.ts";

export interface Owner {
  readonly desk: Desk;
  readonly hands: Hands;
  readonly box: EmptyBox;
}

const NAME = "Ada Owner";
const PASSWORD = "a lamp over a table";
const VENUE = "Kulturhuset";
/** A busy machine starts four gateways in a minute. */
const PATIENT = { timeout: 120_000 };

/** Four of the hall's antennas, what they are called here, and where they hang. */
const gateways = [
  { antenna: "south-west", id: "bar-1", name: "Over the bar", x: "2.7", y: "3" },
  { antenna: "north-west", id: "bar-2", name: "Behind the bar", x: "2.7", y: "9" },
  { antenna: "south-east", id: "stage", name: "By the stage", x: "13.3", y: "3" },
  { antenna: "north-east", id: "yard", name: "To the yard", x: "13.3", y: "9" },
] as const;
const rectangle = (left: number, top: number, right: number, bottom: number): readonly Spot[] => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
];
const zones = [rectangle(0.5, 0.5, 6, 11), rectangle(8, 0.5, 15, 5.5), rectangle(8, 7, 15, 11)];
/** 16 × 12 m, drawn at 25 pixels a metre. */
const drawing = {
  name: "hall.svg",
  mimeType: "image/svg+xml",
  buffer: Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">' +
      '<rect x="2" y="2" width="396" height="296" fill="none" stroke="#2d4447"/></svg>',
  ),
};
/** The line that the scale is set by is three fifths of the drawing unless it is pulled. */
const LINE = "9.6";

const dialog = ({ desk }: Owner) => desk.page.getByRole("dialog");
const inDialog = (owner: Owner, key: string): Locator =>
  dialog(owner).getByRole("button", { name: owner.desk.say(key), exact: true });
/** By the navigation, as the same words may be elsewhere, too. */
async function goTo({ desk, hands }: Owner, title: string): Promise<void> {
  const link = desk.page
    .getByRole("navigation")
    .getByRole("link", { name: desk.say(title), exact: true });
  await hands.press(link);
  await link.and(desk.page.locator("[aria-current=page]")).waitFor();
}

export async function becomeOwner({ desk, hands, box }: Owner): Promise<void> {
  const [, code = ""] = /admin code (\S+), until/.exec(box.matcher.output()) ?? [];
  await desk.open("/");
  await desk.heading("first_title").waitFor();
  await hands.write(desk.field("first_code"), code);
  await hands.write(desk.field("first_name"), NAME);
  await hands.write(desk.field("first_password"), PASSWORD);
  await hands.press(desk.button("first_make"));
  await desk.page.getByText(desk.say("venues_none"), { exact: true }).waitFor();

  await hands.press(desk.link("venues_factor"));
  const factor = desk.page.getByRole("region", { name: desk.say("factor_title") });
  await hands.write(factor.getByLabel(desk.say("password_current")), PASSWORD);
  await hands.press(desk.button("factor_start"));
  const secret = await factor.locator("code").innerText();
  const digits = digitsOf(secret, unixMs(Date.now()));
  await hands.write(factor.getByLabel(desk.say("sign_in_digits")), digits);
  await hands.press(desk.button("factor_prove"));
  await factor.getByText(desk.say("factor_on")).waitFor();
}

export async function makeVenue(owner: Owner): Promise<VenueId> {
  const { desk, hands } = owner;
  await goTo(owner, "venues_title");
  expect(await desk.link("venues_factor").count()).toBe(0);
  await hands.press(desk.button("venues_add"));
  await hands.write(dialog(owner).getByLabel(desk.say("setup_name")), VENUE);
  await hands.press(desk.button("venues_make"));
  await desk.heading("setup_title").waitFor();
  await desk.page.getByText(desk.say("setup_state", { state: desk.say("setup_draft") })).waitFor();
  return new URL(desk.page.url()).pathname.split("/")[3] as VenueId;
}

/** The links by which they enrol, which are told once. */
export async function makeGateways(owner: Owner): Promise<readonly string[]> {
  const { desk, hands } = owner;
  await goTo(owner, "gateways_title");
  const links: string[] = [];
  for (const { id, name } of gateways) {
    await hands.press(desk.button("gateways_add"));
    await hands.write(desk.field("gateway_id"), id);
    await hands.write(desk.field("gateway_name"), name);
    await hands.press(desk.button("gateways_make"));
    links.push(await dialog(owner).getByText("/enrol#").innerText());
    await hands.press(inDialog(owner, "close"));
    await dialog(owner).waitFor({ state: "detached" });
    await desk.page.getByRole("row").filter({ hasText: name }).waitFor();
  }
  return links;
}

export async function uploadPlan(owner: Owner): Promise<void> {
  const { desk, hands } = owner;
  await goTo(owner, "plan_title");
  await hands.give(desk.page.locator("input[type=file]"), drawing);
  await hands.write(desk.field("scale_metres"), LINE);
  await hands.press(inDialog(owner, "save"));
  await dialog(owner).waitFor({ state: "detached" });
  await desk.page.locator("svg image").first().waitFor();
}

export async function arrange({ desk, hands }: Owner): Promise<void> {
  await hands.press(desk.button("arrange_open"));
  for (const { name, x, y } of gateways) {
    await hands.press(desk.button("arrange_place", { name }));
    await hands.write(desk.field("arrange_x_of", { name }), x);
    await hands.write(desk.field("arrange_y_of", { name }), y);
  }
  for (const corners of zones) {
    await hands.press(desk.button("arrange_draw"));
    await hands.outline(desk.page.getByRole("button", { name: /^Cross at/ }), corners);
  }
  await hands.press(desk.button("arrange_save"));
  await desk.page.getByText(desk.say("arrange_saved")).waitFor();
}

export async function enrol(owner: Owner, links: readonly string[]): Promise<void> {
  const { desk, box } = owner;
  await goTo(owner, "gateways_title");
  for (const [at, { antenna }] of gateways.entries()) await box.enrol(antenna, links[at] ?? "");
  await desk.heading("gateways_well", { count: gateways.length }).waitFor(PATIENT);
}

/** A talk, in a room that is the second zone. */
export async function importSchedule(owner: Owner, url: string, talk: string): Promise<void> {
  const { desk, hands } = owner;
  await goTo(owner, "schedules_title");
  await hands.press(desk.button("schedules_add"));
  await hands.write(desk.field("schedule_url"), url);
  await hands.press(desk.button("schedules_make"));
  await desk.page.getByText(talk, { exact: false }).waitFor(PATIENT);
  const zone = desk.say("arrange_zone_numbered", { number: "2" });
  const room = desk.field("schedule_zone_of", { room: "Stage" });
  await hands.choose(room, zone);
  await expect.poll(() => room.locator("option:checked").innerText()).toBe(zone);
}

export async function goLive(owner: Owner): Promise<void> {
  const { desk, hands } = owner;
  await goTo(owner, "setup_title");
  await hands.write(desk.field("setup_controller"), "Kulturhuset A/S");
  await hands.write(desk.field("setup_contact"), "hej@example.dk");
  await hands.press(desk.button("setup_save"));
  for (const key of ["setup_check_dpia", "setup_check_signage"]) {
    const box = desk.page.getByRole("switch", { name: desk.say(key), exact: true });
    await hands.press(box);
    await box.and(desk.page.locator(":checked")).waitFor();
  }
  const missing = desk.say("setup_missing", { what: "" });
  expect(await desk.page.getByRole("listitem").filter({ hasText: missing }).count()).toBe(0);
  await hands.press(desk.button("setup_go_live"));
  await hands.press(inDialog(owner, "setup_go_live"));
  await desk.page.getByText(desk.say("setup_state", { state: desk.say("setup_live") })).waitFor();
}

/** Every one leads to where attendees begin. */
export async function printPosters(owner: Owner, venue: VenueId): Promise<void> {
  const { desk, hands, box } = owner;
  await goTo(owner, "plan_title");
  await hands.press(desk.button("print_open"));
  const [download] = await Promise.all([
    desk.page.waitForEvent("download"),
    hands.press(desk.button("print_make")),
  ]);
  const posters = pagesOf(new Uint8Array(await readFile(await download.path())));
  expect(posters.map((each) => codeIn(each))).toEqual(
    zones.map(() => new URL(`/v/${venue}`, box.matcher.url).href),
  );
  await hands.press(inDialog(owner, "close"));
  await dialog(owner).waitFor({ state: "detached" });
}

/** Everyone of the crowd has been on the air for about a minute. */
const ADVERTS = 100;

/** Nothing is told of an hour that goes on; a matcher that stops, as for an update, releases it. */
export async function watchFigures(owner: Owner): Promise<void> {
  const { desk, box } = owner;
  await goTo(owner, "live_title");
  await desk.page.getByText(desk.say("heat_none"), { exact: true }).waitFor();
  const { crowd, matcher } = box;
  const from = crowd.counters().transmitted;
  await expect
    .poll(() => crowd.counters().transmitted - from, PATIENT)
    .toBeGreaterThan(crowd.people * ADVERTS);
  expect(await desk.page.getByText(desk.say("heat_none"), { exact: true }).count()).toBe(1);
  expect(await matcher.stop()).toBe(0);
  await matcher.restart();
  const tile = desk.page.getByText(/^\d+ ± \d+$/).first();
  await tile.waitFor(PATIENT);
  // Each zone's number has a noise of about five.
  const sessions = Number((await tile.innerText()).split(" ")[0]);
  expect(Math.abs(sessions - crowd.people)).toBeLessThan(crowd.people / 2);
}

/** What the file says of each zone is what the chart shows. */
export async function exportFigures(owner: Owner): Promise<void> {
  const { desk, hands } = owner;
  await goTo(owner, "report_title");
  const heat = desk.page.getByRole("region", { name: desk.say("heat_title"), exact: true });
  const rows = heat.getByRole("table").first().getByRole("row");
  await rows.nth(zones.length).waitFor();
  const chart = await rows.evaluateAll((all) =>
    all.slice(1).map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? "")),
  );
  const [download] = await Promise.all([
    desk.page.waitForEvent("download"),
    hands.press(heat.getByRole("button", { name: desk.say("download_csv") })),
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n").slice(1);
  const hours = chart[0]?.length ?? 0;
  expect(lines.map((line) => line.split(",").slice(0, hours))).toEqual(chart);
  expect(chart.flat().some((cell) => /^\d+$/.test(cell))).toBe(true);
}
