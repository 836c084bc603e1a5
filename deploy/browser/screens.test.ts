/**
 * Every screen, as those see it who need it most: axe's rules, light and dark.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, it } from "vitest";
import { type Chromium, openChromium } from "./chromium.ts";
import { takeTours } from "./tours.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());

it.concurrent.for(["light", "dark"] as const)(
  "has nothing on any screen that axe objects to, %s",
  // Some thirty screens, one after the other.
  { timeout: 300_000 },
  async (scheme, { expect }) => {
    const seen: string[] = [];
    const faults = await takeTours(chromium.browser, { scheme }, async (name, { page }) => {
      seen.push(name);
      // The other way opens a page of its own, which is none of a phone's.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
      );
      expect.soft(found, name).toEqual([]);
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(faults).toEqual([]);
  },
);
