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
const keyOf = ({ venue: of, axis, from }: Release) => `${of} ${axis} ${from}`;

describe("roll-up", () => {
  let now: UnixMs;
  let away: boolean;
  let kept: Map<string, Release>;
  let tried: Release[];
  let metrics: ReturnType<typeof metricsOf>;
  let rollUp: RollUp;

  beforeEach(() => {
    [now, away, kept, tried, metrics] = [NOON, false, new Map(), [], metricsOf()];
    rollUp = rollUpOf({
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
          if (kept.has(keyOf(release))) return "refused";
          kept.set(keyOf(release), release);
          return "released";
        },
      },
      uniform: seededUniform("roll-up"),
      clock: () => now,
      count: metrics.count,
      report: () => {},
    });
  });

  it("keeps every venue's hour when it is over, and nothing before", async () => {
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
    await rollUp.finish();
    expect([...kept.values()].map(({ until }) => until)).toEqual(Array(4).fill(now));
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
