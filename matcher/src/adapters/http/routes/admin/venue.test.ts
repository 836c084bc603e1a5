import {
  decodeComplaints,
  decodeJoinCodes,
  decodeQuietZones,
  decodeVenueList,
  decodeVenueSetupView,
  minutes,
  unixMs,
} from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { claimOf, nudgeOf } from "../../../../../test/contract/opened.ts";
import { otherVenue, setup, sure, venue, zone } from "../../../../../test/fixtures.ts";
import {
  adminCode,
  problemOf,
  startBody,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";
import { newBrowser } from "../../../../../test/staff.ts";

const joinCodes = [{ code: "TICKET-77A" }, { code: "Screen 9", disabled: true }, { code: "X" }];
const at = `/api/v1/admin/venue/${venue}`;
let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher({ venues: [{ ...setup, joinCodes }] });
});
afterAll(() => matcher.stop());

const ask = async (path: string) => {
  const answer = await matcher.call("GET", at + path, { bearer: adminCode });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  return answer.json();
};
const put = (path: string, body: unknown) =>
  matcher.call("PUT", at + path, { bearer: adminCode, body });

describe("the admin routes", () => {
  it("let in whoever has the code, and nobody else, not even an attendee", async () => {
    const own = await startMatcher();
    const { bearer } = await own.open();
    for (const given of [undefined, bearer, adminCode.slice(1), `${adminCode}x`]) {
      const options = given === undefined ? {} : { bearer: given };
      const answer = await own.call("GET", `${at}/complaints`, options);
      expect((await problemOf(answer)).type).toBe("/problems/not-signed-in");
    }
    // A path that does not exist looks the same to whoever is not let in.
    expect((await own.call("GET", "/api/v1/admin/nothing")).status).toBe(401);
    await own.stop();
  });

  it("are closed where there is no code", async () => {
    const own = await startMatcher({ adminCode: undefined });
    for (const bearer of ["undefined", "", adminCode])
      expect((await own.call("GET", `${at}/quiet`, { bearer })).status).toBe(401);
    await own.stop();
  });

  it("refuse whoever tries too many codes, then also with the right one, for a while", async () => {
    const own = await startMatcher();
    const tryCode = async (bearer: string) =>
      (await own.call("GET", `${at}/quiet`, { bearer })).status;
    for (let tries = 0; tries < 10; tries++) {
      expect(await tryCode(adminCode)).toBe(200);
      expect(await tryCode("wrong-wrong-wrong")).toBe(401);
    }
    expect(await tryCode("wrong-wrong-wrong")).toBe(429);
    expect(await tryCode(adminCode)).toBe(429);
    own.pass(minutes(1));
    expect(await tryCode(adminCode)).toBe(200);
    await own.stop();
  });

  it("know no other venue, zone, code or path", async () => {
    const get = (path: string) => matcher.call("GET", path, { bearer: adminCode });
    const elsewhere = `/api/v1/admin/venue/${otherVenue}/quiet`;
    expect((await problemOf(await get(elsewhere))).type).toBe("/problems/unknown-venue");
    expect((await problemOf(await put("/zone/attic/quiet", { quiet: true }))).type).toBe(
      "/problems/unknown-zone",
    );
    expect((await problemOf(await put("/codes/0000", { disabled: true }))).type).toBe(
      "/problems/unknown-code",
    );
    expect((await problemOf(await get("/api/v1/admin/nothing"))).status).toBe(404);
    expect((await problemOf(await put("/aggregates", {}))).status).toBe(405);
  });
});

describe("venues", () => {
  it("are listed to who is let into them, and shown as they are set up", async () => {
    const own = await startMatcher({
      venues: [setup, { ...setup, id: otherVenue, name: "Attic" }],
    });
    const at = "/api/v1/admin/venue";
    const listed = async (options: { readonly headers?: Readonly<Record<string, string>> }) => {
      const answer = await own.call("GET", `${at}s`, options);
      return sure(decodeVenueList(await answer.json())).venues.map(({ name }) => name);
    };
    const { headers } = await newBrowser(own, "viewer", [venue]);
    const everywhere = await newBrowser(own, "viewer");
    expect(await listed({ headers })).toEqual([setup.name]);
    expect(await listed({ headers: everywhere.headers })).toEqual(["Attic", setup.name]);
    const shown = await own.call("GET", `${at}/${venue}`, { headers });
    const view = sure(decodeVenueSetupView(await shown.json()));
    expect(view.zones.map(({ zone: id }) => id)).toEqual(setup.zones.map(({ id }) => id));
    expect(view.gateways[2]).toEqual({ gateway: "hall-1", zone: "hall", x: 8, y: 0 });
    expect(view).toMatchObject({ name: setup.name, needsCode: false });
    const foreign = await own.call("GET", `${at}/${otherVenue}`, { headers });
    expect((await problemOf(foreign)).type).toBe("/problems/unknown-venue");
    await own.stop();
  });
});

describe("join codes", () => {
  it("are shown by their endings, never whole", async () => {
    const { needed, codes } = sure(decodeJoinCodes(await ask("/codes")));
    expect(needed).toBe(true);
    expect(codes.map(({ ending, disabled }) => [ending, disabled])).toEqual([
      ["7A", false],
      [" 9", true],
      ["", false],
    ]);
    expect(new Set(codes.map(({ id }) => id)).size).toBe(3);
  });

  it("let in or not as staff say, at once", async () => {
    const start = async (code: string) =>
      (await matcher.call("POST", "/api/v1/session", { body: startBody({ code }) })).status;
    const { codes } = sure(decodeJoinCodes(await ask("/codes")));
    const [ticket, screen] = codes.map(({ id }) => `/codes/${id}`);
    expect([await start("ticket-77a"), await start("screen 9")]).toEqual([201, 403]);
    expect((await put(ticket ?? "", { disabled: true })).status).toBe(204);
    expect((await put(screen ?? "", { disabled: false })).status).toBe(204);
    await vi.waitFor(async () =>
      expect([await start("ticket-77a"), await start("screen 9")]).toEqual([403, 201]),
    );
    const after = sure(decodeJoinCodes(await ask("/codes")));
    expect(after.codes.map(({ disabled }) => disabled)).toEqual([true, false, false]);
  });
});

describe("quiet zones", () => {
  const quietOf = (id: string) =>
    matcher.ports.venues.all.get(venue)?.floor.rounds.zones.get(zone(id))?.quiet;

  it("are switched and scheduled from here", async () => {
    const slots = [{ from: matcher.now(), until: unixMs(matcher.now() + minutes(45)) }];
    expect((await put("/zone/bar/quiet", { quiet: true })).status).toBe(204);
    expect((await put("/zone/hall/slots", { slots })).status).toBe(204);
    expect(sure(decodeQuietZones(await ask("/quiet")))).toEqual({
      zones: [
        { zone: "bar", quiet: true, slots: [] },
        { zone: "hall", quiet: false, slots },
      ],
    });
    await vi.waitFor(() => expect(quietOf("bar")?.switched).toBe(true));
    await vi.waitFor(() => expect(quietOf("hall")?.slots).toEqual(slots));
    expect((await put("/zone/bar/quiet", { quiet: false })).status).toBe(204);
    await vi.waitFor(() => expect(quietOf("bar")?.switched).toBe(false));
  });

  it("are switched all at once", async () => {
    expect((await problemOf(await put("/quiet", {}))).status).toBe(422);
    for (const quiet of [true, false]) {
      expect((await put("/quiet", { quiet })).status).toBe(204);
      const { zones } = sure(decodeQuietZones(await ask("/quiet")));
      expect(zones.map((each) => each.quiet)).toEqual([quiet, quiet]);
      await vi.waitFor(() => expect(quietOf("hall")?.switched).toBe(quiet));
    }
  });

  it("take a thousand slots, and no more", async () => {
    const slots = Array.from({ length: 1_000 }, (_, at) => ({
      from: 1_800_000_000_000 + at * 900_000,
      until: 1_800_000_000_000 + at * 900_000 + 600_000,
    }));
    expect((await put("/zone/hall/slots", { slots })).status).toBe(204);
    const more = await put("/zone/hall/slots", { slots: [...slots, slots[0]] });
    expect((await problemOf(more)).status).toBe(422);
    const backwards = await put("/zone/hall/slots", { slots: [{ from: 2, until: 1 }] });
    expect((await problemOf(backwards)).status).toBe(422);
  });
});

describe("complaints", () => {
  it("reach staff with zone, time and nudge, and are gone after three days", async () => {
    const own = await startMatcher();
    const started = [await own.open(), await own.open()];
    const [a, b] = await Promise.all(
      started.map(({ session }) => own.ports.sessions.find(venue, session)),
    );
    if (a === undefined || b === undefined) throw new Error("both are live");
    const claim = claimOf(a, b);
    await own.ports.nudges.claim(claim);
    const { id: nudge, zone: where } = nudgeOf(claim, 0);
    const bearer = started[0]?.bearer ?? "";
    await own.call("POST", "/api/v1/report", { bearer, body: { nudge } });
    const list = async () => {
      const answer = await own.call("GET", `${at}/complaints`, { bearer: adminCode });
      const text = await answer.text();
      for (const each of started) expect(text).not.toContain(each.session);
      return sure(decodeComplaints(JSON.parse(text))).complaints;
    };
    expect(await list()).toEqual([{ zone: where, nudge, at: expect.any(Number), handled: false }]);
    own.pass(72 * 3_600_000);
    expect(await list()).toEqual([]);
    await own.stop();
  });
});

describe("aggregates", () => {
  it("are said not to be there where none are kept", async () => {
    const answer = await matcher.call("GET", `${at}/aggregates?metric=hellos&from=0&until=1`, {
      bearer: adminCode,
    });
    expect((await problemOf(answer)).type).toBe("/problems/no-aggregates");
  });
});
