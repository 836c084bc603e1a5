/**
 * Tours: every screen that the app has, by the phones that it takes to see them all: a common one, an
 * iPhone with the page in its browser and on its Home Screen, and one whose browser may scan.
 */
import { openParts } from "@sighej/embedded";
import { newVapidKeys } from "@sighej/matcher";
import type { Browser } from "playwright-core";
import { type Handset, type HandsetConfig, openHandset } from "./handset.ts";
import { openRoom } from "./room.ts";
import { type Tour, takeTour } from "./tour.ts";
import { inSafari, installed, takeOver, toHomeScreen } from "./tour-of-iphone.ts";
import { hears, takeListeningTour } from "./tour-of-listening.ts";
import { openWire } from "./wire.ts";

type View = Pick<HandsetConfig, "scheme" | "size" | "before">;
/** The screen called `name` is on this phone, and stays until the look is done. */
type Look = (name: string, phone: Handset) => Promise<void>;
type Settings = NonNullable<Parameters<typeof openRoom>[0]>;

/** So that the app has notices to offer; none is sent. */
const push = { keys: { subject: "mailto:staff@example.org", ...newVapidKeys() } };

/** Takes all of them, one after the other; answers what went wrong on the phones. */
export async function takeTours(
  browser: Browser,
  { before, ...view }: View,
  look: Look,
): Promise<readonly string[]> {
  const phones: Handset[] = [];

  async function inRoom(
    settings: Settings,
    take: (on: (config: HandsetConfig) => Promise<Tour>) => Promise<void>,
  ): Promise<void> {
    const parts = await openParts(async (keep) => {
      const room = keep(await openRoom(settings));
      const wire = keep(await openWire(room.matcher.port));
      await take(async (config) => {
        const phone = keep(await openHandset(browser, { ...view, ...config }));
        // Beside what a phone has of its own.
        if (before !== undefined) await phone.context.addInitScript(before);
        phones.push(phone);
        const place = { phone, room, wire, poster: wire.posterOf(room) };
        return { ...place, look: (name) => look(name, phone) };
      });
      return {};
    });
    await parts.stop();
  }

  await inRoom({}, async (on) => takeTour(await on({})));
  await inRoom({ push }, async (on) => {
    const code = await toHomeScreen(await on(inSafari));
    await takeOver(await on(installed), code);
  });
  await inRoom(
    { push, venue: { joinCodes: [{ code: "SOMMER" }], policy: "default" } },
    async (on) => takeListeningTour(await on({ before: hears })),
  );
  return phones.flatMap(({ faults }) => faults);
}
