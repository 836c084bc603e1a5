/**
 * A new owner's first evening, against the real program, Postgres and broker, from an empty database to
 * the figures: once by pointer, and once by keys alone.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { minutes } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { setup as buildPages } from "../build-app.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { openDesk } from "./desk.ts";
import { type EmptyBox, openEmptyBox } from "./empty-box.ts";
import { byKeys, byPointer } from "./hands.ts";
import {
  arrange,
  becomeOwner,
  enrol,
  exportFigures,
  goLive,
  importSchedule,
  makeGateways,
  makeVenue,
  type Owner,
  printPosters,
  uploadPlan,
  watchFigures,
} from "./owner-steps.ts";

const TALK = "Why strangers say hej";

let chromium: Chromium;
let box: EmptyBox;
let calendar: Server;
let url: string;
beforeAll(async () => {
  await buildPages();
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());
beforeEach(async () => {
  calendar = createServer((_, response) => response.end(programme(Date.now() + minutes(30))));
  await new Promise<void>((resolve) => calendar.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(calendar.address() as AddressInfo).port}/programme.ics`;
  box = await openEmptyBox();
});
afterEach(async () => {
  await box?.stop();
  calendar.closeAllConnections();
  await new Promise((resolve) => calendar.close(resolve));
});

/** One talk at the stage, as a calendar (RFC 5545). */
function programme(from: number): string {
  const stamp = (time: number) => `${new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  return [
    ...["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//programme", "BEGIN:VEVENT", "UID:talk-1"],
    ...[`DTSTAMP:${stamp(from)}`, `DTSTART:${stamp(from)}`, `DTEND:${stamp(from + minutes(45))}`],
    ...[`SUMMARY:${TALK}`, "LOCATION:Stage", "END:VEVENT", "END:VCALENDAR", ""],
  ].join("\r\n");
}

it.each([
  ["a pointer", byPointer],
  ["keys alone", byKeys],
] as const)("goes from the printed code to posters and figures by %s", async (_, handsOn) => {
  const desk = await openDesk(chromium.browser, box.matcher.url.origin);
  const owner: Owner = { desk, hands: handsOn(desk.page), box };
  await becomeOwner(owner);
  const venue = await makeVenue(owner);
  const links = await makeGateways(owner);
  await uploadPlan(owner);
  await arrange(owner);
  await enrol(owner, links);
  await importSchedule(owner, url, TALK);
  await goLive(owner);
  await box.crowd.populate(box.matcher.url, venue);
  await printPosters(owner, venue);
  await watchFigures(owner);
  await exportFigures(owner);
  expect(desk.faults).toEqual([]);
  await desk.stop();
});
