/**
 * Report: the same numbers in the chart, its table, its file and the PDF; days in the address; what is too
 * few or was never counted is said so; a page when it is printed.
 */
import { readFile } from "node:fs/promises";
import { hours, parseInterestId, type UnixMs, unixMs } from "@sighej/protocol";
import type { Download, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setup, sure, venue, zone } from "../../../matcher/test/fixtures.ts";
import { releaseDay, sessionsOf } from "../../../matcher/test/made-up-day.ts";
import { pagesOf, textOf } from "../../../matcher/test/printed.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import type { Desk } from "./desk.ts";
import { type House, openHouse } from "./house.ts";

const zones = ["bar", "hall", "library", "yard"].map(zone);
const HOURS = 6;
const DAYS = 3;
/** Interests; the table has more. */
const IN_A_CHART = 10;
const REPORT = `/venue/${venue}/report`;
const formula = '=1+1 <img src=x onerror=alert(1)>, "Pakhus"';
const own = sure(parseInterestId(`v:${venue.slice(0, 8)}:formula`));
/** Some days ago, nine o'clock: whatever the clock says, it is over. */
const morning = (now: UnixMs) => unixMs(new Date(now - hours(5 * 24)).setHours(9, 0, 0, 0));

const SOON = { timeout: 15_000 };

let chromium: Chromium;
let house: House;
beforeAll(async () => {
  chromium = await openChromium();
  house = await openHouse({
    counting: true,
    counted: async (store, now) => {
      for (let day = 0; day < DAYS; day++) {
        const from = unixMs(morning(now) + day * hours(24));
        await releaseDay(store, { venue, zones, from, hours: HOURS, own: [own] });
      }
    },
    venues: [
      {
        ...setup,
        zones: [...zones, zone("attic")].map((id) => ({
          ...{ id, tier: "zone" as const },
          name: id === "hall" ? formula : `The ${id}`,
        })),
        gateways: [],
        ownInterests: [
          {
            id: own,
            label: { en: formula, da: formula },
            x: { en: "x", da: "x" },
            phrase: "is_into",
          },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await house?.stop();
  await chromium?.stop();
});

const dateOf = (day = 0) => {
  const date = new Date(morning(unixMs(Date.now())) + day * hours(24));
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};
const address = (query: Readonly<Record<string, string>> = {}) =>
  `${REPORT}?${new URLSearchParams({ from: dateOf(), until: dateOf(), ...query }).toString()}`;

async function openReport(desk: Desk, query?: Readonly<Record<string, string>>): Promise<void> {
  await desk.open(address(query));
  await desk.heading("report_told").waitFor();
}
const panelOf = ({ page, say }: Desk, key: string): Locator =>
  page.getByRole("region", { name: say(key), exact: true }).first();

/** RFC 4180, as a spreadsheet reads it. */
function recordsIn(text: string): readonly (readonly string[])[] {
  expect(text.startsWith("\uFEFF")).toBe(true);
  return text
    .slice(1)
    .split("\r\n")
    .slice(0, -1)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
      ),
    );
}
async function fileOf(press: Locator): Promise<readonly (readonly string[])[]> {
  return recordsIn(await readFile(await (await savedBy(press)).path(), "utf8"));
}
async function savedBy(press: Locator): Promise<Download> {
  const download = press.page().waitForEvent("download");
  await press.click();
  return download;
}
/** The open table of a panel, headings first, without the labels of its narrow shape. */
async function tableOf(desk: Desk, key: string): Promise<readonly (readonly string[])[]> {
  const panel = panelOf(desk, key);
  await panel.getByText(desk.say("report_same")).click();
  const table = panel.getByRole("table").last();
  await table.waitFor();
  // A long one becomes whole while the page is idle.
  await expect.poll(() => table.getAttribute("aria-busy"), SOON).toBe("false");
  return table
    .getByRole("row")
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children].map((cell) =>
          (
            cell.querySelector(":scope > span:not(.label), :scope > button")?.textContent ?? ""
          ).trim(),
        ),
      ),
    );
}
/** A file's first column may be made harmless by an apostrophe; a table's is as it is. */
const withoutApostrophes = (rows: readonly (readonly string[])[]) =>
  rows.map((row) => row.map((cell) => cell.replace(/^'/, "")));
const csvOf = (desk: Desk, key: string) =>
  fileOf(panelOf(desk, key).getByRole("button", { name: desk.say("download_csv") }));
const shown = (value: number, few: string) => (value < 10 ? few : `${value}`);

it("tells the same numbers in the heat map, its table and its file", async () => {
  const desk = await house.desk(chromium.browser);
  await openReport(desk);
  const few = desk.say("too_few");
  const not = desk.say("counted_not");
  const chart = await panelOf(desk, "heat_title")
    .getByRole("table")
    .getByRole("row")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? "")),
    );
  for (const [at] of zones.entries())
    expect(chart[at + 1]?.slice(1)).toEqual(
      Array.from({ length: HOURS }, (_, hour) => shown(sessionsOf(at, hour), few)),
    );
  expect(chart[zones.length + 1]).toEqual(["The attic", ...Array(HOURS).fill(not)]);
  const table = await tableOf(desk, "heat_title");
  const file = await csvOf(desk, "heat_title");
  expect(withoutApostrophes(file)).toEqual(table);
  expect(table.slice(1).map((row) => row.slice(0, HOURS + 1))).toEqual(
    chart.slice(1).map((row) => row.map((cell) => (cell === not ? "" : cell))),
  );
  expect(file[2]?.[0]).toBe(`'${formula}`);
  expect(table[2]?.[0]).toBe(formula);
  expect(desk.faults).toEqual([]);
  await desk.stop();
});

it("tells the same numbers in every other chart, its table and its file, and in all of them", async () => {
  const desk = await house.desk(chromium.browser);
  await openReport(desk);
  const all = await fileOf(desk.button("download_all"));
  const facts = new Set(all.slice(1).map((row) => [...row.slice(0, 2), ...row.slice(4)].join("|")));
  const venueWide = desk.say("report_whole_venue");
  for (const key of ["report_told", "funnel_title", "interests_title"]) {
    const table = await tableOf(desk, key);
    const file = await csvOf(desk, key);
    expect(withoutApostrophes(file)).toEqual(table);
    const drawn = await panelOf(desk, key).locator("dl, figure table").first().innerText();
    for (const [at, [name = "", figure = "", noise = ""]] of file.slice(1).entries()) {
      const about =
        key === "interests_title" ? [desk.say("metric_interests"), name] : [name, venueWide];
      expect(facts).toContain([...about, figure, noise].join("|"));
      if (!/^\d+$/.test(figure) || at >= IN_A_CHART) continue;
      const rounded = Math.round(Number(noise));
      expect(drawn.replaceAll(/\s+/g, " ")).toContain(
        `${Number(figure).toLocaleString("en-GB")} ± ${rounded}`,
      );
    }
  }
  // Bars are no text: the slider says each of them, and its table has them again.
  const table = await tableOf(desk, "report_hourly");
  expect(withoutApostrophes(await csvOf(desk, "report_hourly"))).toEqual(table);
  const slider = panelOf(desk, "report_hourly").getByRole("slider");
  await slider.focus();
  await desk.page.keyboard.press("Home");
  for (const [time = "", nudges = "", noise = "", yes = "", also = ""] of table.slice(1)) {
    const said = (value: string, error: string) =>
      /^\d+$/.test(value) ? `${value} ± ${Math.round(Number(error))}` : value;
    expect(await slider.getAttribute("aria-valuetext")).toBe(
      `${time}: ${desk.say("metric_nudges")} ${said(nudges, noise)}, ${desk.say("metric_yes_yes")} ${said(yes, also)}`,
    );
    await desk.page.keyboard.press("ArrowRight");
  }
  expect(table).toHaveLength(HOURS + 1);
  expect(desk.faults).toEqual([]);
  await desk.stop();
});

it("says in sentences what its charts show, and what is spent of the budget", async () => {
  const desk = await house.desk(chromium.browser);
  await openReport(desk);
  const total = zones
    .flatMap((_, at) => Array.from({ length: HOURS }, (__, hour) => sessionsOf(at, hour)))
    .reduce((a, b) => a + b);
  const lead = await desk.page.locator(".said").innerText();
  expect(lead).toContain(desk.say("report_lead_sessions", { count: `about ${total}` }));
  const peak = Math.max(...Array.from({ length: HOURS }, (_, hour) => sessionsOf(0, hour)));
  const heat = await panelOf(desk, "heat_title").locator("figcaption").innerText();
  expect(heat).toMatch(new RegExp(`most in The bar at \\d\\d:00, about ${peak}\\.`));
  expect(heat).toMatch(/\d+ of 24 cells are too few to show\./);
  expect(await panelOf(desk, "funnel_title").locator("figcaption").innerText()).toMatch(/\d+%/);
  await desk.page.getByText(desk.say("noise_budget")).first().click();
  const budget = desk.page.getByRole("row", { name: new RegExp(`^${desk.say("noise_sum")}`) });
  expect(await budget.innerText()).toMatch(/\b2\b/);
  await desk.stop();
});

it("keeps its days and what it tells of zones in the address", async () => {
  const desk = await house.desk(chromium.browser);
  await desk.open(REPORT);
  await desk.heading("report_none").waitFor();
  await desk.button("report_last", { count: 7 }).click();
  await desk.heading("report_daily").waitFor();
  const columns = panelOf(desk, "report_heat_daily").getByRole("table").getByRole("columnheader");
  expect(await columns.count()).toBe(DAYS + 1);
  await desk.page.getByLabel(desk.say("heat_metric")).selectOption("hellos");
  await panelOf(desk, "report_heat_daily")
    .getByRole("table", { name: new RegExp(`${desk.say("metric_hellos")}$`) })
    .waitFor();
  await desk.field("report_from_day").fill(dateOf(1));
  await desk.field("report_until_day").fill(dateOf(1));
  await desk.heading("heat_title").waitFor();
  const query = new URL(desk.page.url()).searchParams;
  expect(Object.fromEntries(query)).toEqual({
    from: dateOf(1),
    until: dateOf(1),
    metric: "hellos",
  });
  await desk.page.reload();
  await panelOf(desk, "heat_title")
    .getByRole("table", { name: new RegExp(`${desk.say("metric_hellos")}$`) })
    .waitFor();
  expect(desk.faults).toEqual([]);
  await desk.stop();
});

it("is one page on paper, by the browser and by the matcher, with the same totals", async () => {
  const desk = await house.desk(chromium.browser, { language: "da" });
  await openReport(desk);
  const totals = (await csvOf(desk, "report_told")).slice(1);
  const printed = new Uint8Array(await desk.page.pdf({ preferCSSPageSize: true }));
  const press = await savedBy(desk.button("report_pdf"));
  expect(press.suggestedFilename()).toMatch(/^vindue-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.pdf$/);
  const made = new Uint8Array(await readFile(await press.path()));
  for (const pdf of [printed, made]) {
    expect(pagesOf(pdf)).toHaveLength(1);
    const text = textOf(pdf);
    expect(text).toContain("Vindue");
    for (const [name = "", figure = "", noise = ""] of totals) {
      expect(text).toContain(name);
      const value = Number(figure).toLocaleString("da-DK");
      expect(text).toContain(`${value} ± ${Math.round(Number(noise))}`);
    }
  }
  expect(desk.faults).toEqual([]);
  await desk.stop();
});

it.for([
  { scheme: "light", language: "en" },
  { scheme: "dark", language: "da", size: { width: 390, height: 844 } },
] as const)("has nothing that axe objects to, $scheme $language", async (config, { expect }) => {
  const desk = await house.desk(chromium.browser, config);
  await openReport(desk);
  for (const same of await desk.page.getByText(desk.say("report_same")).all()) await same.click();
  await desk.page.getByText(desk.say("noise_budget")).first().click();
  expect(await desk.objections()).toEqual([]);
  expect(await desk.overflow()).toBe(0);
  await desk.open(REPORT);
  await desk.heading("report_none").waitFor();
  expect(await desk.objections()).toEqual([]);
  expect(desk.faults).toEqual([]);
  await desk.stop();
});
