/**
 * `npm run screens:admin`: turns every screen of the dashboard that links lead to into a picture in
 * docs/screens/admin/: on a phone and on a desktop, light and dark. Whatever lay there before is
 * replaced.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hours, unixMs } from "@sighej/protocol";
import { otherVenue, setup, venue } from "../../../matcher/test/fixtures.ts";
import { releaseDay } from "../../../matcher/test/made-up-day.ts";
import { setup as buildPages } from "../build-app.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { pictureOf, views } from "../picture.ts";
import { crawl } from "./crawl.ts";
import { zoneWhereItIs } from "./evening.ts";
import { type House, OWNER, openHouse } from "./house.ts";

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

/** Something of everything that an owner makes, so that no table is empty. */
async function furnish({ matcher }: House): Promise<void> {
  const { headers } = await signIn(matcher);
  const make = (path: string, body: unknown) =>
    matcher.call("POST", `/api/v1/admin${path}`, { headers, body });
  const password = "a lamp over a table";
  await make("/accounts", { name: "Bo Vagt", password, role: "host", venues: [venue] });
  await make("/accounts", { name: "Cleo Teknik", password, role: "operator", venues: "all" });
  const scopes = ["report:read", "gateways:read"];
  await make("/tokens", { name: "Weekly report", scopes, venues: [venue], days: 90 });
  await make(`/venue/${venue}/gateways`, { gateway: "by-the-door", name: "By the door" });
}

async function signIn(matcher: House["matcher"]) {
  const answer = await matcher.call("POST", "/api/v1/admin/sign-in", { body: OWNER });
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const { csrf } = (await answer.json()) as { readonly csrf: string };
  return { headers: { cookie, "x-csrf-token": csrf } };
}

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
  counting: true,
  counted: async (store, now) => {
    const from = unixMs(Math.floor(now / hours(1)) * hours(1) - hours(HOURS + 1));
    const zones = setup.zones.map(({ id }) => id);
    // Pictures are of whichever of the two links lead to first.
    for (const each of [venue, otherVenue])
      await releaseDay(store, { venue: each, zones, hours: HOURS, from });
  },
});
try {
  // Makes the owner.
  await (await house.desk(chromium.browser)).stop();
  await furnish(house);
  const taken: ReadonlyMap<string, Buffer>[] = [];
  for (const view of views) taken.push(await shotsOf(chromium, house, view));
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
