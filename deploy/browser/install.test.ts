/**
 * What a browser asks of a page before it may be installed, and what the page asks of a network
 * before it can be used.
 */
import { gzipSync } from "node:zlib";
import type { Response } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, openChromium, openProfile } from "./chromium.ts";
import { openHandset } from "./handset.ts";
import { openRoom, type Room } from "./room.ts";
import { say } from "./say.ts";

/** A hall's crowded network carries it in two seconds to everyone at once. */
const MOST_SCRIPT = 60_000;

let chromium: Chromium;
let room: Room;
beforeAll(async () => {
  chromium = await openChromium();
  room = await openRoom();
});
afterAll(async () => {
  await chromium?.stop();
  await room?.stop();
});

it("may be installed", async () => {
  const profile = await openProfile();
  try {
    const page = await profile.context.newPage();
    await page.goto(room.poster);
    await page.getByRole("button", { name: say("en", "welcome_start") }).waitFor();
    const cdp = await profile.context.newCDPSession(page);
    const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
    // Browsers do not ask for a worker any more; people in a cellar do.
    expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).scope)).toBe(
      `${room.matcher.url}/`,
    );
  } finally {
    await profile.stop();
  }
});

it(`loads at most ${MOST_SCRIPT / 1_000} kB of script before it can be used, compressed`, async () => {
  const phone = await openHandset(chromium.browser);
  const scripts: Response[] = [];
  phone.page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response);
  });
  await phone.page.goto(room.poster);
  await phone.button("welcome_start").waitFor();
  const sizes = await Promise.all(
    scripts.map(async (script) => gzipSync(await script.body()).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(MOST_SCRIPT);
  // Nothing is asked of anybody else.
  expect(scripts.filter((script) => !script.url().startsWith(room.matcher.url))).toEqual([]);
  process.stdout.write(`script of the first load: ${(total / 1_000).toFixed(1)} kB compressed\n`);
  await phone.stop();
});
