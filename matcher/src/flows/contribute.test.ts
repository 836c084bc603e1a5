import { setImmediate } from "node:timers/promises";
import { minutes, type UnixMs, unixMs } from "@sighej/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { freshDigest } from "../../test/contract/opened.ts";
import { noon, sessionId, sessionOf, setup, venue, zone } from "../../test/fixtures.ts";
import { memoryStores } from "../adapters/memory/stores.ts";
import { budget } from "../domain/aggregate/budget.ts";
import { axisOf, type Cell, keyOf, type ZoneMetric } from "../domain/aggregate/cells.ts";
import { freshLedger, spend, usedUp } from "../domain/aggregate/ledger.ts";
import { bucketLengths, type Tally, tallyOf } from "../domain/aggregate/tally.ts";
import type { Session } from "../domain/session.ts";
import { MatcherError } from "../errors.ts";
import { metricsOf } from "../metrics.ts";
import type { SessionStore } from "../ports.ts";
import { type Contributions, contributionsOf } from "./contribute.ts";
import { type Venues, venuesOf } from "./venues.ts";

const soon = () => AbortSignal.timeout(10_000);
const cell = (metric: ZoneMetric, id = "hall"): Cell => ({ metric, zone: zone(id) });

describe("contributions", () => {
  let now: UnixMs;
  let tally: Tally;
  let stored: SessionStore;
  let calls: number;
  let hold: () => Promise<void>;
  let reports: string[];
  let metrics: ReturnType<typeof metricsOf>;
  let venues: Venues;
  let contributions: Contributions;

  beforeEach(() => {
    [now, calls, reports, metrics] = [noon, 0, [], metricsOf()];
    hold = async () => {};
    const { zones, interests } = setup;
    const counted = { id: venue, zones: zones.map((each) => each.id), interests };
    tally = tallyOf(counted, bucketLengths.default, noon);
    stored = memoryStores(() => now).sessions;
    venues = venuesOf(
      [setup],
      () => now,
      metrics.count,
      (bytes) => new Uint8Array(bytes),
    );
    contributions = contributionsOf({
      venues,
      sessions: {
        find: stored.find,
        spend: async (...asked) => {
          calls++;
          await hold();
          return stored.spend(...asked);
        },
      },
      tallies: new Map([[venue, tally]]),
      clock: () => now,
      count: metrics.count,
      report: (what) => reports.push(what),
    });
  });

  const countOf = (of: Cell): number => {
    const { counts, grid } = tally.open[axisOf(of.metric)];
    return counts?.[grid.indexOf.get(keyOf(of)) ?? -1] ?? Number.NaN;
  };
  /** A session in the store, and on the floor unless it is elsewhere. */
  const open = async (number: number, onFloor = true): Promise<Session> => {
    const session = sessionOf(number);
    await stored.create(session, freshDigest());
    if (onFloor) venues.tell(venue, { kind: "session", session });
    return session;
  };
  const contribute = ({ id }: Pick<Session, "id">, ...cells: readonly Cell[]) =>
    contributions.contribute(venue, id, cells);
  const ledgerOf = async ({ id }: Session) => (await stored.find(venue, id))?.ledger;

  it("count as often as the clamp says, whatever is said how often", async () => {
    const session = await open(1);
    for (let turn = 0; turn < 20; turn++) contribute(session, cell("nudges"), cell("hellos"));
    await contributions.finish(soon());
    expect(countOf(cell("nudges"))).toBe(budget.nudges.clamp);
    expect(countOf(cell("hellos"))).toBe(1);
    expect(await ledgerOf(session)).toMatchObject({ nudges: { spent: 3 }, hellos: { spent: 1 } });
  });

  it("of one session cost one call together, and one more for those that came meanwhile", async () => {
    const session = await open(1);
    contribute(session, cell("sessions"), cell("sightings"));
    for (let turn = 0; turn < 9; turn++) contribute(session, cell("sightings"), cell("nudges"));
    await contributions.finish(soon());
    expect(calls).toBe(2);
    expect(countOf(cell("sightings"))).toBe(1);
  });

  it("are known to the floor once they are in the store, and ask nothing of it then", async () => {
    const session = await open(1);
    contribute(session, cell("sessions"));
    await contributions.finish(soon());
    const known = venues.all.get(venue)?.floor.members.get(session.id)?.session;
    expect(known?.ledger).toEqual(await ledgerOf(session));
    expect(known?.revision).toBe(session.revision);
  });

  it("count by what another matcher has left", async () => {
    const session = await open(1);
    const spent = spend(freshLedger, "hellos", now) ?? usedUp;
    await stored.spend(venue, session.id, freshLedger, spent);
    contribute(session, cell("hellos"), cell("nudges"));
    await contributions.finish(soon());
    expect([countOf(cell("hellos")), countOf(cell("nudges"))]).toEqual([0, 1]);
  });

  it("count for a session that this floor does not know, and for none that is gone", async () => {
    contribute(await open(1, false), cell("yes-yes"));
    contribute({ id: sessionId(2) }, cell("yes-yes"));
    await contributions.finish(soon());
    expect(countOf(cell("yes-yes"))).toBe(1);
    expect(calls).toBe(1);
  });

  it("spend nothing on a zone that the venue does not have", async () => {
    const session = await open(1);
    contribute(session, cell("nudges", "attic"));
    await contributions.finish(soon());
    expect(await ledgerOf(session)).toEqual(freshLedger);
  });

  it("make so many calls at once, however many people come in", async () => {
    const release: (() => void)[] = [];
    hold = () => new Promise((resolve) => release.push(resolve));
    const people = await Promise.all(Array.from({ length: 1_000 }, (_, at) => open(at + 1)));
    for (let second = 0; second < 3; second++)
      for (const each of people) contribute(each, cell("sessions"), cell("sightings"));
    expect(calls).toBe(32);
    hold = async () => {};
    for (const each of release) each();
    await contributions.finish(soon());
    expect([countOf(cell("sessions")), countOf(cell("sightings"))]).toEqual([1_000, 1_000]);
    expect(calls).toBe(1_000);
  });

  it("are lost while the store is away, which is said once, and come again after that", async () => {
    const people = await Promise.all([1, 2, 3].map((number) => open(number)));
    hold = () => Promise.reject(new MatcherError("store-failed", "away"));
    for (const each of people) contribute(each, cell("sessions"));
    await expect.poll(() => metrics.counts()["contribution-failed"]).toBe(3);
    expect(reports).toHaveLength(1);
    hold = async () => {};
    for (const each of people) contribute(each, cell("sessions"));
    await contributions.finish(soon());
    expect(countOf(cell("sessions"))).toBe(3);
  });

  it("are never counted twice when an answer was lost", async () => {
    const session = await open(1);
    hold = async () => {
      hold = async () => {};
      await stored.spend(
        venue,
        session.id,
        freshLedger,
        spend(freshLedger, "hellos", now) ?? usedUp,
      );
      throw new MatcherError("store-failed", "the answer was lost");
    };
    contribute(session, cell("hellos"));
    await expect.poll(() => metrics.counts()["contribution-failed"]).toBe(1);
    contribute(session, cell("hellos"));
    await contributions.finish(soon());
    expect(countOf(cell("hellos"))).toBe(0);
  });

  it("do not count any more after the end, not even those that were under way", async () => {
    const session = await open(1);
    let release: () => void = () => {};
    hold = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    contribute(session, cell("hellos"));
    contribute(session, cell("nudges"));
    await contributions.finish(AbortSignal.abort());
    contribute(session, cell("yes-yes"));
    release();
    await expect.poll(() => metrics.counts()["contribution-lost"]).toBe(3);
    for (const metric of ["hellos", "nudges", "yes-yes"] as const)
      expect(countOf(cell(metric))).toBe(0);
  });

  it("of sightings count half an hour apart", async () => {
    const session = await open(1);
    for (const late of [0, minutes(29), minutes(30), minutes(59), minutes(60)]) {
      now = unixMs(noon + late);
      contribute(session, cell("sightings"));
      await setImmediate();
    }
    await contributions.finish(soon());
    expect(countOf(cell("sightings"))).toBe(3);
  });
});
