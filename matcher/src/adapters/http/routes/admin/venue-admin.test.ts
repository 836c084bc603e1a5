import {
  decodeVenueSetupView,
  type VenueEdit,
  type VenueId,
  type VenueSetupView,
} from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { otherVenue, setup, sure, venue } from "../../../../../test/fixtures.ts";
import {
  adminCode,
  problemOf,
  startBody,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";
import { newBrowser } from "../../../../../test/staff.ts";

let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher({ venues: [setup] });
});
afterAll(() => matcher.stop());

const call = (method: string, path: string, body?: unknown) =>
  matcher.call(method, `/api/v1/admin${path}`, {
    bearer: adminCode,
    ...(body === undefined ? {} : { body }),
  });
const viewOf = async (answer: Response) => sure(decodeVenueSetupView(await answer.json()));
const make = async (name = "Attic") => viewOf(await call("POST", "/venues", { name }));
const look = async (id: VenueId) => viewOf(await call("GET", `/venue/${id}`));
type Edit = Record<string, unknown> & Partial<VenueEdit>;
const edit = ({ venue: id, version }: VenueSetupView, change: Edit) =>
  call("PATCH", `/venue/${id}`, { version, ...change });
const move = ({ venue: id, version }: VenueSetupView, state: string) =>
  call("PUT", `/venue/${id}/state`, { version, state });
const wordOf = async (answer: Response) => (await problemOf(answer)).type.replace("/problems/", "");

const zones = [
  { zone: "loft", tier: "zone", name: "The loft" },
  {
    zone: "nook",
    tier: "zone",
    name: "nook",
    outline: [
      { x: 0, y: 0 },
      { x: 4, y: 0 },
      { x: 4, y: 3 },
    ],
  },
] as unknown as VenueEdit["zones"];
const gateways = [
  { gateway: "loft-1", zone: "loft", x: 1, y: 1 },
  { gateway: "nook-1", zone: "nook", x: 3, y: 1.5 },
] as unknown as VenueEdit["gateways"];
const legal = {
  controller: { name: "Hej ApS", contact: "hej@example.dk" },
  dpia: true,
  signage: true,
};

/** Every gateway of a venue enrolled by its claim code, as a gateway does it. */
async function enrolAll(at: VenueSetupView) {
  for (const { gateway } of (await look(at.venue)).gateways) {
    const claim = await call("POST", `/venue/${at.venue}/gateways/${gateway}/claim`);
    const { code } = (await claim.json()) as { code: string };
    const enrolled = await matcher.call("POST", "/api/v1/enrol", { body: { code } });
    expect(enrolled.ok).toBe(true);
  }
}

describe("a venue that staff make", () => {
  it("is a draft with a name, the shared interests and nothing done", async () => {
    const made = await make();
    expect(made).toMatchObject({ name: "Attic", state: "draft", version: 1, zones: [] });
    expect(made.checks.filter(({ done }) => done).map(({ check }) => check)).toEqual(["offered"]);
    expect(made.inForce.numbers).toMatchObject({ gapMinutes: 12, crowd: 4, delayToSeconds: 75 });
    const list = (await (await call("GET", "/venues")).json()) as { venues: object[] };
    expect(list.venues).toContainEqual({
      ...{ venue: made.venue, name: "Attic", state: "draft", inFile: false },
    });
  });

  it("goes live once its checklist is done, is met at, and is over when archived", async () => {
    let now = await make("Loft");
    const early = await problemOf(await move(now, "live"));
    expect(early).toMatchObject({ status: 409, type: "/problems/venue-not-ready" });
    expect(early.detail).toBe("controller, dpia, signage, zones, gateways, enrolled");
    now = await viewOf(await edit(now, { zones, gateways, legal }));
    expect((await problemOf(await move(now, "live"))).detail).toBe("enrolled");
    await enrolAll(now);
    now = await viewOf(await move(now, "live"));
    expect(now.state).toBe("live");
    const { bearer } = await matcher.open({ venue: now.venue });
    now = await viewOf(await edit(now, { name: "The Loft" }));
    expect((await matcher.call("GET", "/api/v1/session", { bearer })).status).toBe(200);
    now = await viewOf(await move(now, "archived"));
    expect((await matcher.call("GET", "/api/v1/session", { bearer })).status).toBe(401);
    const start = await matcher.call("POST", "/api/v1/session", {
      body: startBody({ venue: now.venue }),
    });
    expect(await wordOf(start)).toBe("unknown-venue");
    expect(await wordOf(await move(now, "live"))).toBe("no-such-move");
    expect((await viewOf(await move(now, "draft"))).state).toBe("draft");
  });

  it("gives out no claim code when it is over, and does again as a draft", async () => {
    const made = await viewOf(await edit(await make(), { zones, gateways, legal }));
    const claim = () => call("POST", `/venue/${made.venue}/gateways/loft-1/claim`);
    const add = (gateway: string) => call("POST", `/venue/${made.venue}/gateways`, { gateway });
    const given = (await (await claim()).json()) as { readonly code: string };
    const over = await viewOf(await move(made, "archived"));
    for (const answer of [await claim(), await add("cellar-1")])
      expect(await problemOf(answer)).toMatchObject({
        ...{ status: 409, type: "/problems/venue-archived" },
        title: "This venue is archived: make it a draft again first.",
      });
    const { code } = given;
    expect((await matcher.call("POST", "/api/v1/enrol", { body: { code } })).status).toBe(404);
    expect((await look(made.venue)).gateways).toHaveLength(2);
    await move(over, "draft");
    expect((await claim()).status).toBe(201);
    expect((await add("cellar-1")).status).toBe(201);
  });

  it("is changed field by field, and lists as a whole", async () => {
    const made = await make();
    const one = await viewOf(await edit(made, { zones, gateways, needsCode: true }));
    expect(one.zones).toEqual(zones);
    expect(one.gateways).toEqual(gateways);
    const two = await viewOf(
      await edit(one, {
        zones: one.zones.slice(0, 1),
        gateways: one.gateways.slice(0, 1),
        carriers: ["badge", "zone-code"],
        pace: "demo",
      }),
    );
    expect(two).toMatchObject({
      ...{ name: "Attic", needsCode: true, carriers: ["badge", "zone-code"], pace: "demo" },
      ...{ version: 3, zones: one.zones.slice(0, 1) },
    });
  });

  it("has its gateways in one list, whether they were added or placed first", async () => {
    const made = await make();
    await call("POST", `/venue/${made.venue}/gateways`, { gateway: "loft-1", name: "By the door" });
    await edit(made, { zones, gateways });
    const listed = await (await call("GET", `/venue/${made.venue}/gateways`)).json();
    expect(listed).toMatchObject({
      gateways: [
        { gateway: "loft-1", name: "By the door", placed: true },
        { gateway: "nook-1", name: "nook-1", placed: true },
      ],
    });
  });

  it("refuses a change that was made from an older version, and loses nothing", async () => {
    const made = await make();
    await edit(made, { name: "First" });
    const late = await edit(made, { name: "Second" });
    expect(late.status).toBe(409);
    expect(await wordOf(late)).toBe("stale-venue");
    expect((await look(made.venue)).name).toBe("First");
    const [one, other] = [await look(made.venue), await look(made.venue)];
    const both = await Promise.all([edit(one, { name: "A" }), edit(other, { name: "B" })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it("says what is wrong with a change, and where", async () => {
    const made = await make();
    const faultOf = async (change: Edit) => (await problemOf(await edit(made, change))).detail;
    expect(await faultOf({ zones, gateways: [{ ...gateways?.[0], zone: "roof" }] as never })).toBe(
      "gateways: expected every zone of a gateway to be among the zones",
    );
    const corners = [
      [0, 0],
      [4, 3],
      [4, 0],
      [0, 3],
    ].map(([x, y]) => ({ x, y }));
    const drawn = (outline: unknown) => ({ zones: [{ zone: "nook", tier: "zone", outline }] });
    expect(await faultOf(drawn(corners) as Edit)).toBe(
      "zones: outline of nook: expected sides that neither cross nor touch",
    );
    expect(await faultOf(drawn([...corners.slice(0, 2), { x: 9e8, y: 0 }]) as Edit)).toBe(
      "zones: outline of nook: expected corners within 1000 m of where metres begin",
    );
    expect(await faultOf({ zones, gateways: [{ ...gateways?.[0], x: -2_000 }] as never })).toBe(
      "gateways: place of loft-1: expected it within 1000 m of where metres begin",
    );
    expect(await faultOf({ settings: { crowd: 2 } })).toBe("settings.crowd: expected 4 to 50");
    expect(await faultOf({ settings: { delayFromSeconds: 60, delayToSeconds: 61 } })).toContain(
      "at least 30 s after the shortest",
    );
    expect(await faultOf({ carriers: ["simulated-badge"] })).toContain("carriers: expected badge");
    for (const name of [" ", "two\nlines", "x".repeat(81)])
      expect(await faultOf({ name })).toBe("name: expected one line of 1 to 80 characters");
    expect((await look(made.venue)).version).toBe(1);
  });

  it("is matched by what is set, until it is set back", async () => {
    const made = await make();
    const nudge = () => matcher.ports.venues.all.get(made.venue)?.floor.plan.policy.nudge;
    const groups = () => matcher.ports.venues.all.get(made.venue)?.floor.plan.policy.groups;
    const set = await viewOf(await edit(made, { settings: { perHour: 2, groups: false } }));
    expect([nudge()?.perHour, nudge()?.perSession, groups()]).toEqual([2, 5, undefined]);
    expect(set.inForce).toMatchObject({ numbers: { perHour: 2 }, groups: false });
    expect(set.usual).toMatchObject({ numbers: { perHour: 3 }, groups: true });
    await edit(set, { settings: {} });
    expect(nudge()?.perHour).toBe(3);
    expect(groups()).toBeDefined();
  });

  it("cannot lose what the law asks while it is live, nor its last gateway", async () => {
    const made = await viewOf(await edit(await make(), { zones, gateways, legal }));
    await enrolAll(made);
    const live = await viewOf(await move(made, "live"));
    expect(await wordOf(await edit(live, { legal: {} }))).toBe("venue-not-ready");
    expect(await wordOf(await edit(live, { gateways: [] }))).toBe("bad-field");
    expect(await wordOf(await call("DELETE", `/venue/${live.venue}`))).toBe("venue-live");
  });

  it("is duplicated without its codes and without what was assessed for the other event", async () => {
    const made = await viewOf(await edit(await make(), { zones, gateways, legal }));
    const copy = await viewOf(
      await call("POST", `/venue/${made.venue}/duplicate`, { name: "Attic 2" }),
    );
    expect(copy).toMatchObject({ name: "Attic 2", state: "draft", zones, gateways, version: 1 });
    expect(copy.legal).toEqual({ controller: legal.controller });
    expect(copy.venue).not.toBe(made.venue);
    const secretOf = (id: VenueId) => matcher.ports.venues.all.get(id)?.setup.codeSecret;
    expect(secretOf(copy.venue)).not.toBe(secretOf(made.venue));
  });

  it("is taken away as a file and brought in as a draft, under a secret of its own", async () => {
    const made = await viewOf(await edit(await make(), { zones, gateways, legal }));
    const file: unknown = await (await call("GET", `/venue/${made.venue}/file`)).json();
    const answer = await call("POST", "/venues/file", file);
    expect(answer.status).toBe(201);
    const copy = await viewOf(answer);
    expect(copy).toMatchObject({ name: made.name, state: "draft", zones, gateways, version: 1 });
    expect(copy.legal).toEqual({ controller: legal.controller });
    expect(copy.venue).not.toBe(made.venue);
    expect(await (await call("GET", `/venue/${copy.venue}/file`)).json()).toEqual(file);
    const setupOf = (id: VenueId) => matcher.ports.venues.all.get(id)?.setup;
    expect(setupOf(copy.venue)?.codeSecret).not.toBe(setupOf(made.venue)?.codeSecret);
    const later = await call("POST", "/venues/file", { ...(file as object), fileVersion: 2 });
    expect(await problemOf(later)).toMatchObject({ detail: "fileVersion: expected 1" });
  });

  it("is forgotten when it is deleted", async () => {
    const made = await viewOf(await edit(await make(), { zones, gateways }));
    await call("PUT", `/venue/${made.venue}/zone/loft/quiet`, { quiet: true });
    const { notes } = matcher.ports;
    expect((await notes.read(made.venue)).zones.size).toBe(1);
    expect((await call("DELETE", `/venue/${made.venue}`)).status).toBe(204);
    expect((await call("GET", `/venue/${made.venue}`)).status).toBe(404);
    expect((await notes.read(made.venue)).zones.size).toBe(0);
  });
});

describe("a venue of the set-up file", () => {
  it("is shown, cannot be changed, and can be duplicated", async () => {
    const shown = await look(venue);
    expect(shown.version).toBeUndefined();
    const stale = { version: 1, name: "Loft" };
    expect(await wordOf(await call("PATCH", `/venue/${venue}`, stale))).toBe("venue-in-file");
    expect(await wordOf(await move({ ...shown, version: 1 }, "archived"))).toBe("venue-in-file");
    expect(await wordOf(await call("DELETE", `/venue/${venue}`))).toBe("venue-in-file");
    const copy = await viewOf(await call("POST", `/venue/${venue}/duplicate`, { name: "Copy" }));
    expect(copy.gateways).toEqual(shown.gateways);
    expect(await look(venue)).toEqual(shown);
  });
});

describe("staff of one venue", () => {
  it("make none, and see nothing of another by any route", async () => {
    const made = await make();
    const operator = await newBrowser(matcher, "operator", [otherVenue]);
    const as = (method: string, path: string, body?: unknown) =>
      matcher.call(method, `/api/v1/admin${path}`, {
        headers: operator.headers,
        ...(body === undefined ? {} : { body }),
      });
    expect(await wordOf(await as("POST", "/venues", { name: "Mine" }))).toBe("forbidden");
    const file: unknown = await (await call("GET", `/venue/${made.venue}/file`)).json();
    expect(await wordOf(await as("POST", "/venues/file", file))).toBe("forbidden");
    for (const answer of [
      await as("GET", `/venue/${made.venue}`),
      await as("GET", `/venue/${made.venue}/file`),
      await as("PATCH", `/venue/${made.venue}`, { version: 1, name: "Mine" }),
      await as("PUT", `/venue/${made.venue}/state`, { version: 1, state: "archived" }),
      await as("POST", `/venue/${made.venue}/duplicate`, { name: "Mine" }),
    ])
      expect(await wordOf(answer)).toBe("unknown-venue");
    expect(await look(made.venue)).toEqual(made);
  });
});
