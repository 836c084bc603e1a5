/**
 * `npm run screens:admin`: turns every screen of the dashboard that links lead to into a picture in
 * docs/screens/admin/: on a phone and on a desktop, light and dark. Whatever lay there before is
 * replaced.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hours, unixMs } from "@sighej/protocol";
import { releaseDay } from "../../../matcher/test/made-up-day.ts";
import { setup as buildPages } from "../build-app.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { pictureOf, views } from "../picture.ts";
import { crawl } from "./crawl.ts";
import { zoneWhereItIs } from "./evening.ts";
import { zones } from "./evening-hall.ts";
import { evening, openEvening } from "./evening-venue.ts";
import { type House, OWNER, openHouse } from "./house.ts";
import { ownerCallOf } from "./owner-call.ts";

/** When pictures are taken, by the clock of the browser, and how many hours before it have figures. */
const [HOUR, HOURS] = [18, 8];

const folder = fileURLToPath(new URL("../../../docs/screens/admin", import.meta.url));

/** `/venue/<id>/gateways` is `venue-gateways.png`; ids of a test mean nothing. */
const nameOf = (address: string): string =>
  address
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "")
    .split("/")
    .filter((each) => each !== "")
    .join("-") || "venues";

/** Every screen of one view, by name. */
async function shotsOf(
  { browser }: Chromium,
  house: House,
  view: (typeof views)[number],
): Promise<ReadonlyMap<string, Buffer>> {
  const shots = new Map<string, Buffer>();
  const timeZone = zoneWhereItIs(HOUR);
  const desk = await house.desk(browser, { ...view, timeZone, signedIn: false });
  const shoot = async (name: string) => {
    await desk.page.mouse.move(0, 0);
    if (!shots.has(name)) shots.set(name, await desk.page.screenshot({ animations: "disabled" }));
  };
  await desk.open("/");
  await desk.heading("sign_in_title").waitFor();
  await shoot("sign-in");
  await desk.signIn(OWNER);
  await crawl(desk, ["/", "/me"], (address) => shoot(nameOf(address)));
  await desk.stop();
  return shots;
}

await buildPages();
const chromium = await openChromium();
const house = await openHouse({
  venues: [],
  counting: true,
  counted: async (store, now) => {
    const from = unixMs(Math.floor(now / hours(1)) * hours(1) - hours(HOURS + 1));
    const day = { venue: evening, zones: zones.map(({ id }) => id), hours: HOURS, from };
    await releaseDay(store, day);
  },
});
try {
  // Makes the owner.
  await (await house.desk(chromium.browser)).stop();
  const alive = await openEvening(house, await ownerCallOf(house));
  const taken: ReadonlyMap<string, Buffer>[] = [];
  for (const view of views) taken.push(await shotsOf(chromium, house, view));
  await alive.stop();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of taken[0]?.keys() ?? []) {
    const shots = taken.flatMap((each) => each.get(name) ?? []);
    await writeFile(join(folder, `${name}.png`), await pictureOf(chromium, shots));
    process.stdout.write(`docs/screens/admin/${name}.png\n`);
  }
} finally {
  await house.stop();
  await chromium.stop();
}
