/**
 * `npm run bench:admin`: how long a person waits for the dashboard of a large venue (`matcher/test/large-past.ts`):
 * until a first view is painted in a browser that has seen nothing of it, and until the answer to a
 * press is. The middle of five each; exit code 1 when one is above its limit.
 */
import type { Page } from "playwright-core";
import { setup as buildPages } from "../build-app.ts";
import { openChromium } from "../chromium.ts";
import { sayOfAdmin, type Values } from "../say.ts";
import { zoneWhereItIs } from "./evening.ts";
import { type LargeVenue, openLargeVenue } from "./large-venue.ts";
import { answerTo, firstView, type Wanted } from "./timing.ts";

const RUNS = 5;
const FIRST_VIEW_MS = 1_500;
const ANSWER_MS = 200;
/** The day's counts are of 22 hours wherever and whenever this runs. */
const HOUR_OF_PAGE = 22;

const say = (key: string, values?: Values) => sayOfAdmin("en", key, values);
const button = (page: Page, key: string, values?: Values) =>
  page.getByRole("button", { name: say(key, values), exact: true });
const link = (page: Page, key: string) => page.getByRole("link", { name: say(key), exact: true });

/** Of a table: more than a window shows, and what comes first of one that becomes whole afterwards. */
const ROWS = 30;
/** What the Live screen is about; its other figures follow, one after the other. */
const happening = [
  { selector: "[aria-labelledby=heat] tbody tr", least: 50 },
  { selector: "[aria-labelledby=gateways-now] li", least: ROWS },
  { selector: "[aria-labelledby=zones-now] tbody tr", least: ROWS },
];
const screens = {
  live: [...happening, { selector: "[aria-labelledby=tiles] dd", least: 5 }],
  gateways: [{ selector: "main input[type=checkbox][aria-label^=Pillar]", least: ROWS }],
  plan: [
    { selector: "[aria-labelledby=plan-list] tbody tr", least: ROWS },
    { selector: "[aria-labelledby=plan-drawing] svg [role=button]", least: 200 },
  ],
  report: [
    { selector: "[aria-labelledby=heat] tbody tr", least: 50 },
    { selector: "[aria-labelledby=told] dd", least: 5 },
    { selector: "[aria-labelledby=bars] svg" },
  ],
} satisfies Readonly<Record<string, readonly Wanted[]>>;
type Screen = keyof typeof screens;

interface Press {
  readonly name: string;
  readonly press: (page: Page) => Promise<void>;
  readonly wanted: readonly Wanted[];
}

/** What is pressed on each screen, one after the other. */
const presses: Readonly<Record<Screen, readonly Press[]>> = {
  live: [
    {
      name: "another figure on the heat map",
      press: async (page) => {
        await page.locator("[aria-labelledby=heat] select").selectOption("nudges");
      },
      wanted: [{ selector: "[aria-labelledby=heat] caption", text: say("metric_nudges") }],
    },
    {
      name: "figures held still",
      press: (page) => button(page, "figures_hold").click(),
      wanted: [{ selector: "main button[aria-pressed=true]" }],
    },
    {
      name: "how the noise is spent",
      press: (page) => page.getByText(say("noise_budget")).first().click(),
      wanted: [{ selector: "details[open] table" }],
    },
    {
      name: "to the gateways",
      press: (page) => link(page, "gateways_title").click(),
      wanted: screens.gateways,
    },
  ],
  gateways: [
    {
      name: "sorted by adverts",
      press: (page) => button(page, "gateway_adverts").click(),
      wanted: [{ selector: "th[aria-sort=ascending]", text: say("gateway_adverts") }],
    },
    {
      name: "sorted the other way",
      press: (page) => button(page, "gateway_adverts").click(),
      wanted: [{ selector: "th[aria-sort=descending]", text: say("gateway_adverts") }],
    },
    {
      name: "a gateway picked",
      press: (page) => page.getByRole("checkbox", { name: "Pillar 60", exact: true }).click(),
      wanted: [{ selector: ".bulk button", least: 2 }],
    },
    {
      name: "a gateway chosen",
      press: (page) => page.getByRole("button", { name: "Pillar 61", exact: true }).click(),
      wanted: [{ selector: "#gateway-detail", text: "Pillar 61" }],
    },
    {
      name: "to the plan",
      press: (page) => link(page, "plan_title").click(),
      wanted: screens.plan,
    },
  ],
  plan: [
    {
      name: "a gateway chosen in the table",
      press: (page) =>
        page.getByRole("table").getByRole("button", { name: "Pillar 61", exact: true }).click(),
      wanted: [{ selector: "svg [role=button][aria-pressed=true]" }],
    },
    {
      name: "to what happens now",
      press: (page) => link(page, "live_title").click(),
      wanted: happening,
    },
  ],
  report: [
    {
      name: "thirty days",
      press: (page) => button(page, "report_last", { count: 30 }).click(),
      wanted: [{ selector: "[aria-labelledby=heat] thead th", least: 29 }],
    },
    {
      name: "another figure on the heat map",
      press: async (page) => {
        await page.locator("[aria-labelledby=heat] select").selectOption("nudges");
      },
      wanted: [{ selector: "[aria-labelledby=heat] caption", text: say("metric_nudges") }],
    },
  ],
};

const times = new Map<string, number[]>();
const note = (name: string, time: number) => times.set(name, [...(times.get(name) ?? []), time]);
const middle = (all: readonly number[]) =>
  Math.round(all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN);

/** One look at everything, each screen in a browser of its own. */
async function run(
  browser: Awaited<ReturnType<typeof openChromium>>["browser"],
  house: LargeVenue,
) {
  const [name = "", value = ""] = house.cookie.split("=");
  for (const screen of Object.keys(screens) as Screen[]) {
    const context = await browser.newContext({
      ...{
        viewport: { width: 1440, height: 900 },
        locale: "en-GB",
        timezoneId: zoneWhereItIs(HOUR_OF_PAGE),
      },
    });
    await context.addCookies([{ name, value, url: house.origin }]);
    const page = await context.newPage();
    const address = `${house.origin}/admin/venue/${house.venue}/${screen}`;
    note(`first view: ${screen}`, await firstView(page, address, screens[screen]));
    await page.waitForLoadState("networkidle");
    for (const { name: what, press, wanted } of presses[screen])
      note(`${screen}: ${what}`, await answerTo(page, () => press(page), wanted));
    await context.close();
  }
}

await buildPages();
const chromium = await openChromium();
const house = await openLargeVenue();
try {
  for (let each = 1; each <= RUNS; each++) await run(chromium.browser, house);
} finally {
  await house.stop();
  await chromium.stop();
}
for (const [name, all] of times) {
  const limit = name.startsWith("first view") ? FIRST_VIEW_MS : ANSWER_MS;
  const time = middle(all);
  if (!(time <= limit)) process.exitCode = 1;
  const each = all.map((one) => Math.round(one)).join(", ");
  process.stdout.write(`${name}: ${time} ms (at most ${limit}; ${each})\n`);
}
