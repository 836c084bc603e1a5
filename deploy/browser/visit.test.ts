/**
 * A whole visit, in English and in Danish: from the poster's link over the first nudge, which the
 * demo's crowd sends, to one cue on both phones, and to "deleted".
 *
 * `npm start` and its simulated hall, and nothing else. The crowd's phones show nobody a nudge, so
 * no person of it ever says hi: the two who do are the two phones. They start with nothing in common,
 * so their first nudges are the crowd's; then both take up what nobody else in the hall has.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { npmStart, type RunningStart } from "../e2e/npm-start.ts";
import { choose, goOpen } from "./attendee.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { keptBy } from "./kept.ts";

let chromium: Chromium;
let venue: RunningStart;
beforeAll(async () => {
  chromium = await openChromium();
  // Few people are few groups, so visitors stand among the same ones; the same crowd at every run.
  venue = await npmStart(["--port", "0", "--host", "127.0.0.1", "--people", "24", "--seed", "1"]);
});
afterAll(async () => {
  await chromium?.stop();
  await venue?.interrupt();
});

/** What several of this crowd like, and for the two phones nothing that both have. */
const COMMON = { en: ["dogs", "machine-learning"], da: ["cooking", "cycling"] } as const;
const FROM_THE_CROWD = {
  en: /^Someone nearby .*(dogs|machine learning)/,
  da: /nærheden .*(madlavning|mad|cyk)/,
} as const;
/** What nobody of this crowd has. */
const RARE = "astronomy";
const SENTENCES = {
  en: "Someone nearby also likes talking about astronomy.",
  da: "En i nærheden snakker også gerne om astronomi.",
} as const;
/** Made-up people talk for minutes before they walk on: half an hour would be a fault, this is not. */
const WALKS_MS = 600_000;

const sentenceOn = ({ page }: Handset) => page.getByRole("heading", { level: 1 }).innerText();
const nudgeOn = (phone: Handset) => phone.button("nudge_hi").waitFor({ timeout: WALKS_MS });

async function takeUp(phone: Handset, interest: string): Promise<void> {
  await phone.press("change_interests");
  await phone.heading("interests_title").waitFor();
  for (const each of [interest, ...COMMON[phone.language]]) await choose(phone, each);
  await phone.press("interests_save", { count: 1 });
  await phone.heading("open_title").waitFor();
}

/** What both must see, as far as it must be the same. */
const signOn = ({ page }: Handset) =>
  page.getByRole("img").evaluate((svg) => ({
    shape: svg.innerHTML,
    colour: getComputedStyle(svg).color,
    word: document.querySelector("main b")?.textContent,
    spot: document.querySelector("main .spot")?.textContent,
  }));

it("leads from the poster over a nudge by the crowd to one cue, and is forgotten", async () => {
  const { app } = await venue.ready();
  const phones = await Promise.all([
    openHandset(chromium.browser),
    openHandset(chromium.browser, { language: "da", scheme: "dark" }),
  ]);
  const both = <T>(act: (phone: Handset) => Promise<T>) => Promise.all(phones.map(act));
  const [one, other] = phones;

  await both((phone) => goOpen(phone, app.href, COMMON[phone.language]));
  for (const { presses } of phones) expect(presses).toHaveLength(4);

  // Each by itself: whoever waited for the other would meet somebody else meanwhile.
  await both(async (phone) => {
    await nudgeOn(phone);
    expect(await sentenceOn(phone)).toMatch(FROM_THE_CROWD[phone.language]);
    await phone.press("not_now");
    await takeUp(phone, RARE);
  });

  await both(nudgeOn);
  expect(await both(sentenceOn)).toEqual([SENTENCES.en, SENTENCES.da]);
  await one.press("nudge_hi");
  await one.heading("waiting_title").waitFor();
  expect(await other.button("nudge_hi").isVisible()).toBe(true);
  await other.press("nudge_hi");
  await both((phone) => phone.button("cue_away").waitFor());
  const [sign, same] = await both(signOn);
  expect(same).toEqual(sign);
  expect(sign?.word).toMatch(/\S/);
  expect(sign?.spot).toMatch(/\S/);

  await both((phone) => phone.press("cue_away"));
  await both((phone) => phone.press("after_talked"));
  await both((phone) => phone.heading("open_title").waitFor());
  await both((phone) => phone.press("stop"));
  await both((phone) => phone.heading("ended_title").waitFor());
  for (const phone of phones) {
    const { cached, ...others } = await keptBy(phone);
    expect(others).toEqual({ local: [], tab: [], cookies: [], databases: [] });
    expect(cached.filter(([address]) => address.includes("/api/"))).toEqual([]);
    const { status } = await fetch(new URL("/api/v1/session", app), {
      headers: { authorization: `Bearer ${phone.session().bearer}` },
    });
    expect(status).toBe(401);
    expect(phone.faults).toEqual([]);
    await phone.stop();
  }
  // Two such waits, and the presses between them.
}, 1_300_000);
