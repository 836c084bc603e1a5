/**
 * Programmes read by the rounds of a real matcher from a real HTTP server on loopback.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  decodeQuietZones,
  decodeSchedule,
  decodeSchedules,
  minutes,
  SCHEDULES_MAX,
  unixMs,
} from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setup, sure, venue, zone } from "../../../../../test/fixtures.ts";
import {
  adminCode,
  problemOf,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";
import { isQuiet } from "../../../../domain/choosing/quiet.ts";
import { policies } from "../../../../domain/policy.ts";

const VENUE = `/api/v1/admin/venue/${venue}`;
/** A round comes every two seconds, and a thread from source takes one to start. */
const SOON = { timeout: 20_000, interval: 100 };
let server: Server;
let matcher: TestMatcher;
let files: Map<string, string>;
let base: string;

beforeEach(async () => {
  files = new Map();
  server = createServer(({ url = "" }, response) => {
    if (url === "/moved") {
      response.writeHead(302, { location: "/plan.ics" }).end();
      return;
    }
    const text = files.get(url);
    response.writeHead(text === undefined ? 503 : 200).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  matcher = await startMatcher({ outside: { local: true } });
});
afterEach(async () => {
  await matcher?.stop();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

const ask = (method: string, path: string, body?: unknown) =>
  matcher.call(method, VENUE + path, {
    bearer: adminCode,
    ...(body === undefined ? {} : { body }),
  });
const add = async (url: string) => {
  const answer = await ask("POST", "/schedules", { url });
  expect(answer.status).toBe(201);
  return sure(decodeSchedule(await answer.json()));
};
const all = async () =>
  sure(decodeSchedules(await (await ask("GET", "/schedules")).json())).schedules;
const only = async () => (await all())[0];
const quietNow = (name: string) => {
  const at = matcher.ports.venues.all.get(venue)?.floor.rounds.zones.get(zone(name))?.quiet;
  if (at === undefined) throw new Error("there is such a zone");
  return isQuiet(at, matcher.now(), policies[setup.policy].quiet);
};
/** A talk of so many minutes from now, in a room. */
const talk = (room: string, from: number, until: number, title = "A talk") => {
  const stamp = (at: number) =>
    new Date(matcher.now() + minutes(at)).toISOString().replace(/[-:]|\.\d+/g, "");
  return [
    ...["BEGIN:VEVENT", `UID:${room}`, `DTSTART:${stamp(from)}`, `DTEND:${stamp(until)}`],
    ...[`LOCATION:${room}`, `SUMMARY:${title}`, "END:VEVENT"],
  ].join("\r\n");
};
const put = (path: string, ...talks: readonly string[]) =>
  files.set(path, ["BEGIN:VCALENDAR", "VERSION:2.0", ...talks, "END:VCALENDAR", ""].join("\r\n"));
const mapTo = async (id: string, ...rooms: readonly (readonly [string, string])[]) => {
  const body = { rooms: rooms.map(([room, zoneId]) => ({ room, zone: zoneId })) };
  expect((await ask("PUT", `/schedules/${id}/rooms`, body)).status).toBe(204);
};

describe("a programme", () => {
  it("is read within seconds, also from where it has moved, and says which rooms it has", async () => {
    put("/plan.ics", talk("Main hall", -10, 30, "Keynote"), talk("Foyer", 60, 90));
    const { id } = await add(`${base}/moved`);
    await expect.poll(async () => (await only())?.rooms.length, SOON).toBe(2);
    const read = await only();
    expect(read?.readAt).toBeGreaterThan(matcher.now() - minutes(1));
    expect(read?.rooms.map(({ room, talks, next }) => [room, talks, next?.title])).toEqual([
      ["Foyer", 1, "A talk"],
      ["Main hall", 1, "Keynote"],
    ]);
    // Nobody has said which zone is which room.
    expect(["bar", "hall"].map(quietNow)).toEqual([false, false]);
    await mapTo(id, ["Main hall", "hall"], ["Foyer", "bar"]);
    expect(["bar", "hall"].map(quietNow)).toEqual([false, true]);
    matcher.pass(minutes(61));
    expect(["bar", "hall"].map(quietNow)).toEqual([true, false]);
    expect((await only())?.rooms.map((each) => each.zone)).toEqual(["bar", "hall"]);
  }, 60_000);

  it("is read again after five minutes; one that cannot be read leaves what was", async () => {
    put("/plan.ics", talk("Main hall", -10, 200));
    const { id } = await add(`${base}/plan.ics`);
    await expect.poll(async () => (await only())?.readAt, SOON).toBeDefined();
    await mapTo(id, ["Main hall", "hall"]);
    expect(quietNow("hall")).toBe(true);
    files.clear();
    matcher.pass(minutes(5));
    await expect.poll(async () => (await only())?.fault, SOON).toBe("http");
    expect(quietNow("hall")).toBe(true);
    files.set("/plan.ics", "<html>Sign in</html>");
    expect((await ask("POST", `/schedules/${id}/read`)).status).toBe(204);
    await expect.poll(async () => (await only())?.fault, SOON).toBe("not-a-schedule");
    expect(quietNow("hall")).toBe(true);
    put("/plan.ics", talk("Main hall", 100, 200));
    matcher.pass(minutes(5));
    await expect.poll(() => quietNow("hall"), SOON).toBe(false);
    expect((await only())?.fault).toBeUndefined();
    expect(matcher.counts()).toMatchObject({ "schedule-read": 2, "schedule-failed": 2 });
  }, 90_000);

  it("leaves alone what staff have set by hand, and takes only its own along", async () => {
    put("/plan.ics", talk("Main hall", -10, 30), talk("Foyer", -10, 30));
    const { id } = await add(`${base}/plan.ics`);
    const slots = [{ from: matcher.now(), until: unixMs(matcher.now() + minutes(10)) }];
    expect((await ask("PUT", "/zone/bar/slots", { slots })).status).toBe(204);
    await expect.poll(async () => (await only())?.readAt, SOON).toBeDefined();
    await mapTo(id, ["Main hall", "hall"], ["Foyer", "bar"]);
    expect(["bar", "hall"].map(quietNow)).toEqual([true, true]);
    expect(sure(decodeQuietZones(await (await ask("GET", "/quiet")).json())).zones).toEqual([
      { zone: "bar", quiet: false, slots },
      { zone: "hall", quiet: false, slots: [] },
    ]);
    expect((await ask("DELETE", `/schedules/${id}`)).status).toBe(204);
    expect(["bar", "hall"].map(quietNow)).toEqual([true, false]);
    expect(await all()).toEqual([]);
  }, 60_000);

  it("of frab, as XML or JSON, is read as a calendar is", async () => {
    const date = new Date(matcher.now() - minutes(5)).toISOString();
    const event = { date, duration: "00:45", title: "Frab" };
    const days = [{ rooms: { Saal: [event] } }];
    files.set("/a.json", JSON.stringify({ schedule: { conference: { days } } }));
    const inner = `<date>${date}</date><duration>00:45</duration><title>Frab</title>`;
    files.set(
      "/a.xml",
      `<schedule><day><room name="Saal"><event>${inner}</event></room></day></schedule>`,
    );
    for (const name of ["a.json", "a.xml"]) await add(`${base}/${name}`);
    const found = async () => (await all()).map(({ rooms }) => rooms[0]?.next?.title);
    await expect.poll(found, SOON).toEqual(["Frab", "Frab"]);
  }, 60_000);
});

describe("a programme that cannot be", () => {
  it("is refused with what is wrong: its address, its zone of time, a zone that is not there", async () => {
    for (const url of ["file:///etc/passwd", "plan.ics", "https://a@b.example/"])
      expect((await problemOf(await ask("POST", "/schedules", { url }))).status).toBe(422);
    const nowhere = { url: `${base}/plan.ics`, timeZone: "Nowhere/Else" };
    expect((await problemOf(await ask("POST", "/schedules", nowhere))).detail).toContain(
      "timeZone",
    );
    const { id } = await add(`${base}/plan.ics`);
    const attic = { rooms: [{ room: "Attic", zone: "attic" }] };
    const refused = await ask("PUT", `/schedules/${id}/rooms`, attic);
    expect((await problemOf(refused)).detail).toContain("zones of this venue");
    const gone = await ask("POST", "/schedules/AAAAAAAAAAAAAAAA/read");
    expect((await problemOf(gone)).type).toContain("unknown-schedule");
    for (let more = 1; more < SCHEDULES_MAX; more++) await add(`${base}/plan.ics`);
    const full = await ask("POST", "/schedules", { url: `${base}/plan.ics` });
    expect((await problemOf(full)).type).toContain("too-many-schedules");
  });

  it("is not asked for where only the matcher can reach, and staff see that", async () => {
    const strict = await startMatcher();
    try {
      const url = `${base.replace("http:", "https:")}/plan.ics`;
      const to = { bearer: adminCode, body: { url } };
      expect((await strict.call("POST", `${VENUE}/schedules`, to)).status).toBe(201);
      const fault = async () => {
        const answer = await strict.call("GET", `${VENUE}/schedules`, { bearer: adminCode });
        return sure(decodeSchedules(await answer.json())).schedules[0]?.fault;
      };
      await expect.poll(fault, SOON).toBe("private-address");
    } finally {
      await strict.stop();
    }
  }, 60_000);
});
