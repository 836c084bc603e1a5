/**
 * Every screen, as those see it who need it most: axe's rules, light and dark.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, it } from "vitest";
import { type Chromium, openChromium } from "./chromium.ts";
import { openHandset } from "./handset.ts";
import { openRoom } from "./room.ts";
import { takeTour } from "./tour.ts";
import { openWire } from "./wire.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());

it.concurrent.for(["light", "dark"] as const)(
  "has nothing on any screen that axe objects to, %s",
  async (scheme, { expect }) => {
    const room = await openRoom();
    const wire = await openWire(room.matcher.port);
    const phone = await openHandset(chromium.browser, { scheme });
    const seen: string[] = [];
    try {
      await takeTour({
        ...{ phone, room, wire, poster: wire.posterOf(room) },
        look: async (name) => {
          seen.push(name);
          // The other way opens a page of its own, which is none of a phone's.
          const { violations } = await new AxeBuilder({ page: phone.page })
            .setLegacyMode()
            .analyze();
          const found = violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
          );
          expect.soft(found, name).toEqual([]);
        },
      });
    } finally {
      await phone.stop();
      await wire.stop();
      await room.stop();
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(phone.faults).toEqual([]);
  },
);
