import { once } from "node:events";
import { LIVE_BEARER_PREFIX, LIVE_PROTOCOL, type SessionStarted } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { gateway, interests, otherVenue, setup, venue, zone } from "../../test/fixtures.ts";
import { startBody, startMatcher, type TestMatcher } from "../../test/matcher.ts";
import type { VenueSetup, VenueState } from "../domain/venue.ts";
import { setupJson } from "../setup-json.ts";

let matcher: TestMatcher;
beforeEach(async () => {
  matcher = await startMatcher();
});
afterEach(() => matcher.stop());

const attic: VenueSetup = { ...setup, id: otherVenue, name: "Attic" };
const textOf = (value: VenueSetup) => JSON.stringify(setupJson(value));
async function make(state: VenueState, from: Partial<VenueSetup> = {}) {
  await matcher.ports.kept.create({ id: otherVenue, state, setup: textOf({ ...attic, ...from }) });
  await matcher.registry.follow();
}
async function change(to: { state?: VenueState; setup?: VenueSetup }) {
  const version = matcher.ports.venues.all.get(otherVenue)?.version ?? 0;
  const edited = await matcher.ports.kept.edit(otherVenue, version, {
    ...(to.state === undefined ? {} : { state: to.state }),
    ...(to.setup === undefined ? {} : { setup: textOf(to.setup) }),
  });
  expect(edited).toBe("edited");
  await matcher.registry.follow();
}
const start = () =>
  matcher.call("POST", "/api/v1/session", { body: startBody({ venue: otherVenue }) });
const atticFloor = () => matcher.ports.venues.all.get(otherVenue)?.floor;
const statusOf = async ({ bearer }: SessionStarted) =>
  (await matcher.call("GET", "/api/v1/session", { bearer })).status;

describe("a venue that staff have made", () => {
  it("is nowhere to attendees until it is live, and no longer when it is archived", async () => {
    const shown = async () => (await matcher.call("GET", `/api/v1/venue/${otherVenue}`)).status;
    expect(await shown()).toBe(404);
    await make("draft");
    expect([await shown(), (await start()).status]).toEqual([404, 404]);
    await change({ state: "live" });
    expect(await shown()).toBe(200);
    await matcher.open({ venue: otherVenue });
    await change({ state: "archived" });
    expect([await shown(), (await start()).status]).toEqual([404, 404]);
    await change({ state: "draft" });
    expect(await shown()).toBe(404);
  });

  it("may be a draft with nothing in it, and ticks", async () => {
    await make("draft", { zones: [], gateways: [], interests: interests() });
    expect(matcher.ports.venues.tell(otherVenue, { kind: "tick" })).toEqual([]);
    await change({
      setup: { ...attic, gateways: [], zones: [{ id: zone("nook"), tier: "near" }] },
    });
    expect(matcher.ports.venues.tell(otherVenue, { kind: "tick" })).toEqual([]);
  });

  it("keeps who is there while it is changed, on the new plan", async () => {
    await make("live");
    const anna = await matcher.open({ venue: otherVenue });
    const bo = await matcher.open({ venue: otherVenue });
    atticFloor()?.members.get(anna.session)?.nudged.add(bo.session);
    const [, ...gateways] = attic.gateways;
    await change({ setup: { ...attic, gateways, name: "Loft" } });
    expect(await statusOf(anna)).toBe(200);
    expect(atticFloor()?.plan.gateways).toHaveLength(gateways.length);
    expect(atticFloor()?.members.get(anna.session)?.nudged).toEqual(new Set([bo.session]));
    expect((await matcher.ports.sessions.list(otherVenue)).length).toBe(2);
  });

  it("keeps where people are when nothing has changed by which they are matched", async () => {
    await make("live");
    await matcher.open({ venue: otherVenue });
    const before = atticFloor();
    await change({ setup: { ...attic, name: "Loft", needsCode: true } });
    expect(atticFloor()).toBe(before);
    expect((await start()).status).toBe(403);
  });

  it("ends every session when it is archived, tells their phones and leaves nothing", async () => {
    await make("live");
    const anna = await matcher.open({ venue: otherVenue });
    const elsewhere = await matcher.open();
    const socket = new WebSocket(`${matcher.url.replace("http", "ws")}/api/v1/live`, [
      LIVE_PROTOCOL,
      LIVE_BEARER_PREFIX + anna.bearer,
    ]);
    const heard: string[] = [];
    socket.on("message", (bytes) => heard.push(String(bytes)));
    await once(socket, "message");
    const closed = once(socket, "close");
    await change({ state: "archived" });
    await closed;
    expect(heard.at(-1)).toContain('"ended"');
    expect(await statusOf(anna)).toBe(401);
    expect(atticFloor()?.members.size).toBe(0);
    expect(await matcher.ports.sessions.list(otherVenue)).toEqual([]);
    expect(await statusOf(elsewhere)).toBe(200);
  });

  it("sends a session away that another replica let in after it was archived", async () => {
    await make("live");
    const anna = await matcher.open({ venue: otherVenue });
    const session = await matcher.ports.sessions.find(otherVenue, anna.session);
    if (session === undefined) throw new Error("it is live");
    await change({ state: "archived" });
    await matcher.ports.sessions.create(session, "late" as never);
    // What that replica does when it notices in its turn.
    const { version = 0 } = matcher.ports.venues.all.get(otherVenue) ?? {};
    await matcher.ports.kept.edit(otherVenue, version, { setup: textOf(attic) });
    await matcher.registry.follow();
    expect(await matcher.ports.sessions.list(otherVenue)).toEqual([]);
  });

  it("is gone for everybody once it is deleted", async () => {
    await make("draft");
    await matcher.ports.kept.remove(otherVenue, 1);
    await matcher.registry.follow();
    expect(matcher.ports.venues.all.has(otherVenue)).toBe(false);
  });

  it("tells whoever reads the broker for it, once a change", async () => {
    let told = 0;
    matcher.registry.onChange(() => {
      told++;
    });
    await make("draft");
    await matcher.registry.follow();
    expect(told).toBe(1);
    await change({ state: "live" });
    expect(told).toBe(2);
  });

  it("stays as it was, and others with it, when it cannot be read", async () => {
    await make("live");
    await matcher.ports.kept.edit(otherVenue, 1, { setup: '{"from":"a later version"}' });
    await matcher.registry.follow();
    expect(matcher.ports.venues.live(otherVenue)?.setup.name).toBe("Attic");
    expect(matcher.counts()).toMatchObject({ "venue-unreadable": 1 });
    await matcher.registry.follow();
    expect(matcher.counts()).toMatchObject({ "venue-unreadable": 1 });
  });

  it("never takes the place of one in the file", async () => {
    await matcher.ports.kept.create({ id: venue, state: "archived", setup: textOf(setup) });
    await matcher.registry.follow();
    expect(matcher.ports.venues.live(venue)?.version).toBeUndefined();
    await matcher.open();
  });

  it("is heard by its gateways' ids", async () => {
    await make("draft");
    expect(atticFloor()?.plan.indexOf.has(gateway("bar-1"))).toBe(true);
    await change({ state: "archived" });
    expect(atticFloor()?.plan.indexOf.size).toBe(0);
  });
});

it("starts without a venue, and is ready", async () => {
  const bare = await startMatcher({ venues: [] });
  expect((await bare.call("GET", "/readyz")).status).toBe(200);
  expect((await bare.call("GET", `/api/v1/venue/${venue}`)).status).toBe(404);
  await bare.stop();
});
