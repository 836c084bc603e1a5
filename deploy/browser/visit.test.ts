/**
 * A visit, in English and in Danish at once: from the poster's link to a nudge, to the cue, to
 * "deleted".
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { npmStart, type RunningStart } from "../e2e/npm-start.ts";
import { goOpen } from "./attendee.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { keptBy } from "./kept.ts";
import { BAR, openRoom } from "./room.ts";

let chromium: Chromium;
let phones: readonly [Handset, Handset];
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());

const english = /^Someone nearby .+\.$/;
const danish = /nærheden .+\.$/;

async function openBoth(poster: string, interests: readonly string[]): Promise<void> {
  const [english, danish] = await Promise.all([
    openHandset(chromium.browser),
    openHandset(chromium.browser, { language: "da", scheme: "dark" }),
  ]);
  phones = [english, danish];
  await Promise.all(phones.map((phone) => goOpen(phone, poster, interests)));
}
const both = (act: (phone: Handset) => Promise<unknown>) => Promise.all(phones.map(act));
const sentenceOn = ({ page }: Handset) => page.getByRole("heading", { level: 1 }).innerText();

async function stopBoth(): Promise<void> {
  await both((phone) => phone.press("stop"));
  await both((phone) => phone.heading("ended_title").waitFor());
  for (const phone of phones) {
    const { cached, ...others } = await keptBy(phone);
    expect(others).toEqual({ local: [], tab: [], cookies: [], databases: [] });
    expect(cached.filter(([address]) => address.includes("/api/"))).toEqual([]);
    expect(phone.faults).toEqual([]);
    await phone.stop();
  }
}

describe("a visit", () => {
  let venue: RunningStart;
  beforeAll(async () => {
    venue = await npmStart(["--port", "0", "--host", "127.0.0.1"]);
  });
  afterAll(() => venue?.interrupt());

  it("takes four presses to be open, and the demo's crowd sends the first nudge", async () => {
    const { app } = await venue.ready();
    await openBoth(app.href, ["films", "coffee", "cooking", "running"]);
    for (const { presses } of phones) expect(presses).toHaveLength(4);
    await both((phone) => phone.button("nudge_hi").waitFor({ timeout: 60_000 }));
    expect(await sentenceOn(phones[0])).toMatch(english);
    expect(await sentenceOn(phones[1])).toMatch(danish);
    await both((phone) => phone.press("not_now"));
    await stopBoth();
  }, 120_000);
});

it("leads two who both say hi to one cue, and is forgotten by both phones", async () => {
  const room = await openRoom();
  try {
    await openBoth(room.poster, ["coffee"]);
    await room.gather(phones.map((phone) => phone.session()));
    await both((phone) => phone.button("nudge_hi").waitFor());
    expect(await sentenceOn(phones[0])).toBe("Someone nearby is also into coffee.");
    expect(await sentenceOn(phones[1])).toMatch(danish);

    await phones[0].press("nudge_hi");
    await phones[0].heading("waiting_title").waitFor();
    expect(await phones[1].button("nudge_hi").isVisible()).toBe(true);
    await phones[1].press("nudge_hi");
    await both((phone) => phone.button("cue_away").waitFor());
    const signs = await both(async ({ page, say }) => ({
      word: await page.getByText(say("cue_word")).locator("b").innerText(),
      sign: await page.getByRole("img").evaluate((svg) => ({
        shape: svg.innerHTML,
        colour: getComputedStyle(svg).color,
      })),
    }));
    expect(signs[1]).toEqual(signs[0]);
    await both(({ page }) => page.getByText(BAR).waitFor());

    await both((phone) => phone.press("cue_away"));
    await both((phone) => phone.press("after_talked"));
    await both((phone) => phone.heading("open_title").waitFor());
    expect(room.matcher.counts()).toMatchObject({ "people-met": 2, "people-hello": 2 });
    await stopBoth();
    expect(await room.matcher.ports.sessions.list(room.venue)).toEqual([]);
  } finally {
    await room.stop();
  }
});
