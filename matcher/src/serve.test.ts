/**
 * The matcher as a whole, from sighting frames to a nudge on a connection, with a clock that runs
 * as fast as the test.
 */
import { seconds, unixMs } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gateway, type Person, setup, unplaced, venue } from "../test/fixtures.ts";
import { startMatcher, type TestMatcher } from "../test/matcher.ts";
import { stand as heard } from "../test/stand.ts";
import { tierOf } from "./domain/encounter.ts";
import { policies } from "./domain/policy.ts";
import { ingestFrame } from "./flows/ingest.ts";
import { refreshVenue } from "./flows/refresh.ts";
import { venuesOf } from "./flows/venues.ts";

let matcher: TestMatcher;
beforeEach(async () => {
  // The demo's, for whom two are a crowd and nothing is put off.
  matcher = await startMatcher({ venues: [{ ...setup, policy: "demo" }] });
});
afterEach(() => matcher.stop());

type Spot = Readonly<Record<"x" | "y", number>>;

async function personAt(spot: Spot, from: Readonly<Record<string, unknown>> = {}) {
  const started = await matcher.open(from);
  const session = await matcher.ports.sessions.find(venue, started.session);
  if (session === undefined) throw new Error("just started");
  return { started, person: { session, ...spot } };
}

/** Lets people be heard for some seconds. */
const stand = (people: readonly Person[], length: number) => heard(matcher, people, length);
const phrasesOf = async ({ session }: Person) =>
  (await matcher.ports.nudges.pending(venue, session.id, matcher.now())).map((each) => each.phrase);

const hall = { x: 11, y: 3 };
const besideHall = { x: 12, y: 3 };

describe("the matcher", () => {
  it("turns two people near each other into a nudge for both, each in their language", async () => {
    const { person: anna } = await personAt(hall);
    const { person: bo } = await personAt(besideHall, { language: "da" });
    await stand([anna, bo], 45);
    expect(await phrasesOf(anna)).toEqual([
      "Someone nearby also works with DevOps and is into coffee.",
    ]);
    expect(await phrasesOf(bo)).toHaveLength(1);
    expect((await phrasesOf(bo))[0]).toContain("nærheden");
    await stand([anna, bo], 60);
    expect(matcher.counts()["claim-nudged"]).toBe(1);
  });

  it("does the same where nobody has said where the gateways hang", async () => {
    await matcher.stop();
    matcher = await startMatcher({ venues: [{ ...unplaced(setup), policy: "demo" }] });
    const { person: anna } = await personAt(hall);
    const { person: bo } = await personAt(besideHall);
    const others = [
      { x: 0, y: 0 },
      { x: 2, y: 7 },
      { x: 16, y: 8 },
    ];
    const around = await Promise.all(others.map(async (each) => (await personAt(each)).person));
    await stand([anna, bo, ...around], 60);
    expect(await phrasesOf(anna)).toContain(
      "Someone nearby also works with DevOps and is into coffee.",
    );
    expect(await phrasesOf(bo)).not.toEqual([]);
    const tiers = [...(matcher.ports.venues.all.get(venue)?.floor.pairs.values() ?? [])].map(
      ({ a, b, encounter }) => [
        [a, b].map(({ session }) => session.id).sort(),
        tierOf(encounter, matcher.now(), policies.demo.encounter),
      ],
    );
    expect(tiers).toContainEqual([[anna.session.id, bo.session.id].sort(), "near"]);
  });

  it("nudges nobody who has stopped, closed or changed interests since", async () => {
    const { person: anna } = await personAt(hall);
    const { person: bo, started } = await personAt(besideHall);
    await stand([anna, bo], 20);
    const { bearer } = started;
    await matcher.call("PATCH", "/api/v1/session", { bearer, body: { interests: ["running"] } });
    await stand([anna, bo], 60);
    expect(await phrasesOf(anna)).toEqual([]);
    await matcher.call("PATCH", "/api/v1/session", { bearer, body: { open: false } });
    await matcher.call("PATCH", "/api/v1/session", { bearer, body: { interests: ["devops"] } });
    await stand([anna, bo], 60);
    expect(await phrasesOf(anna)).toEqual([]);
    await matcher.call("DELETE", "/api/v1/session", { bearer });
    await stand([anna, bo], 60);
    expect(await phrasesOf(anna)).toEqual([]);
    expect(matcher.counts()["claim-nudged"]).toBeUndefined();
  });

  it("nudges two again whose claim was refused because one was being edited", async () => {
    const { person: anna } = await personAt(hall);
    const { person: bo } = await personAt(besideHall);
    await stand([anna, bo], 20);
    // As on another replica: the store knows of the edit before this floor does.
    const edited = await matcher.ports.sessions.edit(venue, bo.session.id, { language: "da" });
    expect(edited).toMatchObject({ revision: 1 });
    await stand([anna, bo], 40);
    expect(await phrasesOf(anna)).toHaveLength(1);
  });

  it("counts frames that cannot be read", () => {
    const bar = gateway("bar-1");
    ingestFrame(matcher.ports, venue, bar, Uint8Array.of(1, 2));
    ingestFrame(matcher.ports, venue, bar, Uint8Array.of(9, ...new Uint8Array(30)));
    ingestFrame(matcher.ports, venue, bar, new TextEncoder().encode("{}"));
    expect(matcher.counts()).toMatchObject({
      "frame-truncated": 1,
      "frame-unknown-version": 1,
      "frame-bad-field": 1,
    });
  });

  it("sees live sessions again after a restart, and forgets those that are gone", async () => {
    const { person: anna } = await personAt(hall);
    const { person: bo } = await personAt(besideHall);
    const setups = [...matcher.ports.venues.all.values()].map((each) => each.setup);
    const restarted = {
      ...matcher.ports,
      venues: venuesOf(setups, matcher.now, matcher.ports.count, matcher.ports.random),
    };
    await refreshVenue(restarted, venue);
    const { members } = restarted.venues.all.get(venue)?.floor ?? { members: new Map() };
    expect([...members.keys()].sort()).toEqual([anna.session.id, bo.session.id].sort());
    await matcher.ports.sessions.remove(venue, bo.session.id);
    matcher.pass(seconds(11));
    await refreshVenue(restarted, venue);
    expect([...members.keys()]).toEqual([anna.session.id]);
  });

  it("forgets a session on this floor when another replica has removed it", async () => {
    const { person: anna } = await personAt(hall);
    await matcher.ports.sessions.remove(venue, anna.session.id);
    const members = matcher.ports.venues.all.get(venue)?.floor.members;
    await vi.waitFor(() => expect(members?.size).toBe(0));
  });

  it("names nobody in its counters", async () => {
    const { person: anna } = await personAt(hall);
    const { person: bo } = await personAt(besideHall);
    await stand([anna, bo], 45);
    for (const name of Object.keys(matcher.counts())) expect(name).toMatch(/^[a-z0-9-]+$/);
    const text = JSON.stringify(matcher.counts());
    expect(text).not.toContain(anna.session.id);
    expect(unixMs(matcher.now())).toBeGreaterThan(0);
  });
});
