/**
 * A network that breaks again and again: every nudge comes, and none comes twice.
 */
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { goOpen } from "./attendee.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { openRoom, type Room } from "./room.ts";
import { openWire, type Wire } from "./wire.ts";

/** One shared with each of as many others, so that every nudge has a sentence of its own. */
const INTERESTS = [
  "coffee",
  "devops",
  "hardstyle",
  "chess",
  "cats",
  "jazz",
  "running",
  "astronomy",
] as const;
const CUTS = 20;

let chromium: Chromium;
let room: Room;
let wire: Wire;
let phone: Handset;
beforeAll(async () => {
  chromium = await openChromium();
  room = await openRoom();
  wire = await openWire(room.matcher.port);
  phone = await openHandset(chromium.browser, { before: noteHeadings });
});
afterAll(async () => {
  await chromium?.stop();
  await wire?.stop();
  await room?.stop();
});

interface Noting {
  headings: string[];
}

/** Writes down every heading that comes to the screen, each time that it comes. */
function noteHeadings(): void {
  const noted: string[] = [];
  (globalThis as unknown as Noting).headings = noted;
  new MutationObserver(() => {
    const heading = document.querySelector("h1")?.textContent;
    if (heading && heading !== noted.at(-1)) noted.push(heading);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

it(`shows each nudge once through ${CUTS} cuts`, { retry: 0 }, async () => {
  await goOpen(phone, wire.posterOf(room), INTERESTS);
  const opened = () => room.matcher.counts()["socket-opened"] ?? 0;
  let [cuts, known] = [0, 0];
  /** A connection that stands, or has just come to stand: the matcher may be saying something. */
  const standing = async () => {
    await vi.waitFor(() => expect(opened()).toBeGreaterThan(known), { timeout: 20_000 });
    known = opened();
    cuts++;
  };
  for (const [round, interest] of INTERESTS.entries()) {
    const other = await room.matcher.open({ interests: [interest] });
    const away = round % 2 === 0;
    await standing();
    if (away) wire.hold(true);
    else wire.cut();
    // While the phone is away, or on its way back.
    await room.gather([phone.session(), other]);
    if (away) wire.hold(false);
    await standing();
    wire.cut();
    await phone.button("nudge_hi").waitFor();
    await standing();
    wire.cut();
    // Before there is anyone to tell the answer to.
    await phone.press("not_now");
    await phone.heading("open_title").waitFor();
  }
  expect(cuts).toBeGreaterThanOrEqual(CUTS);
  await phone.page.getByText(phone.say("link_away")).waitFor({ state: "detached" });

  const headings = await phone.page.evaluate(() => (globalThis as unknown as Noting).headings);
  const nudges = headings.filter((heading) => heading.startsWith("Someone nearby"));
  expect(room.matcher.counts()["claim-nudged"]).toBe(INTERESTS.length);
  expect(nudges).toHaveLength(INTERESTS.length);
  expect(new Set(nudges).size).toBe(INTERESTS.length);
  expect(phone.faults).toEqual([]);
});
