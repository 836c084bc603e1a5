/**
 * Programmes as a host uses them: from an address on loopback to a zone that is quiet.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { minutes } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { venue, zone } from "../../../matcher/test/fixtures.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import type { Desk } from "./desk.ts";
import { type House, openHouse } from "./house.ts";

const SOON = { timeout: 20_000 };
let chromium: Chromium;
let house: House;
let desk: Desk;
let server: Server;
let url: string;
let file: string | undefined;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());
beforeEach(async () => {
  server = createServer((_, response) => {
    response.writeHead(file === undefined ? 503 : 200).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/plan.json`;
  house = await openHouse({ outside: { local: true } });
  desk = await house.desk(chromium.browser);
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  await desk.stop();
  await house.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
const planAt = (time: number): string => {
  const date = new Date(time).toISOString();
  const event = { date, duration: "00:45", title: "Why <b>hej</b>" };
  const days = [{ rooms: { "Store sal": [event] } }];
  return JSON.stringify({ schedule: { conference: { days } } });
};

it("adds a programme, maps a room, says why it cannot be read, and removes it", async () => {
  const { matcher } = house;
  const slots = () =>
    matcher.ports.venues.all.get(venue)?.floor.rounds.zones.get(zone("hall"))?.quiet.slots.length;
  file = planAt(matcher.now() + minutes(20));
  await desk.open(`/venue/${venue}/schedules`);
  await desk.page.getByText(desk.say("schedules_none"), { exact: true }).waitFor();
  await desk.button("schedules_add").click();
  await desk.field("schedule_url").fill(url);
  await desk.field("schedule_time_zone").fill("Nowhere/Else");
  await desk.button("schedules_make").click();
  await desk.page.getByText("a time zone that there is", { exact: false }).waitFor();
  expect(await desk.objections()).toEqual([]);
  await desk.field("schedule_time_zone").fill("Europe/Copenhagen");
  await desk.button("schedules_make").click();
  await desk.page.getByText("Why <b>hej</b>", { exact: false }).waitFor();
  expect(slots()).toBe(0);
  await desk.field("schedule_zone_of", { room: "Store sal" }).selectOption("hall");
  await expect.poll(slots, SOON).toBe(1);
  expect(await desk.objections()).toEqual([]);

  file = undefined;
  await desk.page.getByRole("button", { name: desk.say("schedule_read_now") }).click();
  await desk.page.getByText(desk.say("fault_http"), { exact: false }).waitFor();
  expect(slots()).toBe(1);
  expect(await desk.objections()).toEqual([]);
  expect(await desk.overflow()).toBe(0);

  await desk.page.getByRole("button", { name: desk.say("schedule_remove") }).click();
  await desk.page
    .getByRole("dialog")
    .getByRole("button", { name: desk.say("schedule_remove") })
    .click();
  await desk.page.getByText(desk.say("schedules_none"), { exact: true }).waitFor();
  await expect.poll(slots, SOON).toBe(0);
});
