import { type UnixMs, unixMs } from "@sighej/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { INTERESTS, NOON, ZONES } from "../../test/afternoon.ts";
import { otherVenue, venue } from "../../test/fixtures.ts";
import { seededUniform } from "../../test/seeded.ts";
import type { Release } from "../domain/aggregate/release.ts";
import { bucketLengths, tallyOf } from "../domain/aggregate/tally.ts";
import { MatcherError } from "../errors.ts";
import { metricsOf } from "../metrics.ts";
import { type RollUp, rollUpOf } from "./roll-up.ts";

const { zone: hour, interest: day } = bucketLengths.default;
const later = (ms: number): UnixMs => unixMs(NOON + ms);
const soon = () => AbortSignal.timeout(10_000);
const keyOf = ({ venue: of, axis, from }: Release) => `${of} ${axis} ${from}`;

describe("roll-up", () => {
  let now: UnixMs;
  let away: boolean;
  let [hang, rival, lost] = [false, false, false];
  let goOn: () => void;
  let reports: string[];
  let told: string[];
  let deaf = false;
  let kept: Map<string, Release>;
  let tried: Release[];
  let metrics: ReturnType<typeof metricsOf>;
  let rollUp: RollUp;

  beforeEach(() => {
    [now, away, kept, tried, metrics] = [NOON, false, new Map(), [], metricsOf()];
    [hang, rival, lost, reports, told, deaf] = [false, false, false, [], [], false];
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    rollUp = rollUpOf({
      released: async ({ axis, venue: of }) => {
        told.push(`${axis} of ${of}`);
        if (deaf) throw new Error("nobody is there to hear it");
      },
      tallies: new Map(
        [venue, otherVenue].map((id) => [
          id,
          tallyOf({ id, zones: ZONES, interests: INTERESTS }, bucketLengths.default, NOON),
        ]),
      ),
      aggregates: {
        release: async (release) => {
          tried.push(release);
          if (away) throw new MatcherError("store-failed", "away");
          if (hang) await held;
          if (rival) return "refused";
          const known = kept.get(keyOf(release));
          if (known !== undefined) return known === release ? "repeated" : "refused";
          kept.set(keyOf(release), release);
          if (lost) throw new MatcherError("store-failed", "the answer was lost");
          return "released";
        },
      },
      uniform: seededUniform("roll-up"),
      clock: () => now,
      count: metrics.count,
      report: (what) => reports.push(what),
    });
  });

  it("keeps every venue's hour when it is over, and nothing before", async () => {
    deaf = true;
    now = later(hour - 1);
    await rollUp.turn();
    expect(kept.size).toBe(0);
    now = later(hour);
    await rollUp.turn();
    await rollUp.turn();
    expect([...kept.values()].map(({ axis, venue: of }) => [axis, of])).toEqual([
      ["zone", venue],
      ["zone", otherVenue],
    ]);
    expect(tried).toHaveLength(2);
    // Who can't be told keeps nothing from being kept.
    expect(told).toEqual([`zone of ${venue}`, `zone of ${otherVenue}`]);
  });

  it("tries again with the very same numbers when the store was away", async () => {
    away = true;
    now = later(hour);
    await rollUp.turn();
    now = later(hour + 1_000);
    await rollUp.turn();
    away = false;
    await rollUp.turn();
    expect(new Set(tried).size).toBe(2);
    expect([...kept.values()]).toEqual([...new Set(tried)]);
    expect(metrics.counts()).toMatchObject({ "release-failed": 2, "release-released": 2 });
  });

  it("gives up the oldest when too many wait", async () => {
    away = true;
    for (let turn = 1; turn <= 300; turn++) {
      now = later(turn * hour);
      await rollUp.turn();
    }
    away = false;
    await rollUp.turn();
    const made = 2 * 300 + 2 * Math.floor((300 + 12) / 24);
    expect(kept.size).toBe(500);
    expect(metrics.counts()["release-given-up"]).toBe(made - 500);
    expect(Math.max(...[...kept.values()].map(({ until }) => until))).toBe(later(300 * hour));
  });

  it("keeps what is open at the end", async () => {
    now = later(1_000);
    await rollUp.finish(soon());
    expect([...kept.values()].map(({ until }) => until)).toEqual(Array(4).fill(now));
    now = later(hour);
    await rollUp.turn();
    await rollUp.finish(soon());
    expect(tried).toHaveLength(4);
  });

  it("gives up at the end what cannot be kept in time, and says so", async () => {
    hang = true;
    now = later(hour);
    void rollUp.turn();
    await rollUp.finish(AbortSignal.abort());
    expect(tried).toHaveLength(1);
    expect(metrics.counts()["release-given-up"]).toBe(6);
    expect(reports).toHaveLength(1);
  });

  it("closes buckets in time while the store is slow to keep the last ones", async () => {
    hang = true;
    now = later(hour);
    void rollUp.turn();
    now = later(2 * hour);
    await rollUp.turn();
    goOn();
    await rollUp.finish(soon());
    const hours = [...kept.values()].filter(({ axis }) => axis === "zone");
    expect(hours.map(({ until }) => until - NOON)).toEqual([
      ...[hour, hour, 2 * hour, 2 * hour, 2 * hour + 1, 2 * hour + 1],
    ]);
  });

  it("says that counts are lost which another matcher has released, and not those repeated", async () => {
    now = later(hour);
    rival = true;
    await rollUp.turn();
    expect(metrics.counts()).toEqual({ "release-refused": 2 });
    expect(reports).toHaveLength(2);
    [rival, lost] = [false, true];
    now = later(2 * hour);
    await rollUp.turn();
    lost = false;
    await rollUp.turn();
    expect(metrics.counts()).toMatchObject({ "release-repeated": 1, "release-released": 1 });
    expect(reports).toHaveLength(3);
  });

  it("goes on by itself after a store that was away for a day", async () => {
    away = true;
    now = later(day);
    await rollUp.turn();
    away = false;
    now = later(day + hour);
    await rollUp.turn();
    expect(metrics.counts()["release-released"]).toBe(6);
  });
});
