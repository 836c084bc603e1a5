/**
 * Aggregate store contract: a bucket is released once, whole and for good, and nothing can be asked
 * for but what was released.
 */
import { randomBytes } from "node:crypto";
import { hours, minutes, type UnixMs, unixMs, venueIdOf, type ZoneId } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AggregateStore, type KeptCell, MAX_FOUND } from "../../src/aggregate-ports.ts";
import { openBucket } from "../../src/domain/aggregate/bucket.ts";
import {
  type Grid,
  interestGridOf,
  type Metric,
  metrics,
  subjectOf,
  zoneGridOf,
} from "../../src/domain/aggregate/cells.ts";
import { type Release, releaseOf } from "../../src/domain/aggregate/release.ts";
import { INTERESTS, NOON, ZONES } from "../afternoon.ts";
import { interests, zone } from "../fixtures.ts";
import { seededUniform } from "../seeded.ts";

const uniform = seededUniform("aggregate store");
const HOUR = hours(1);
const always = { from: unixMs(0), until: unixMs(NOON + hours(1_000_000)) };

/** A venue that no other test has written to. */
export const freshVenue = () => venueIdOf(randomBytes(16));

export const releaseFrom = (grid: Grid, from: UnixMs, length = HOUR): Release =>
  releaseOf(openBucket(grid, from, length), unixMs(from + length), uniform);

const keptOf = ({ from, until, cells }: Release): readonly KeptCell[] =>
  cells.map((cell) => ({ ...cell, from, until }));

/** In the order of an answer. */
const ordered = (cells: readonly KeptCell[]): readonly KeptCell[] =>
  [...cells].sort((p, q) => p.from - q.from || (subjectOf(p.cell) < subjectOf(q.cell) ? -1 : 1));

export function aggregateStoreContract(
  store: () => AggregateStore,
  another: () => Promise<AggregateStore>,
): void {
  const cellsOf = async (venue: Release["venue"], metric: Metric) =>
    (await store().find({ venue, metric, ...always })).cells;

  describe("an aggregate store", () => {
    it("keeps every cell of a release as it is", async () => {
      const venue = freshVenue();
      const zones = releaseFrom(zoneGridOf(venue, ZONES), NOON);
      const topics = releaseFrom(interestGridOf(venue, INTERESTS), NOON, hours(24));
      expect(await store().release(zones)).toBe("released");
      expect(await store().release(topics)).toBe("released");
      for (const metric of metrics) {
        const of = [...keptOf(zones), ...keptOf(topics)];
        expect(await cellsOf(venue, metric)).toEqual(
          ordered(of.filter(({ cell }) => cell.metric === metric)),
        );
      }
    });

    it("refuses a second release of a bucket unless it is the very same, and changes nothing", async () => {
      const grid = zoneGridOf(freshVenue(), ZONES);
      const first = releaseFrom(grid, NOON);
      await store().release(first);
      expect(await store().release(first)).toBe("repeated");
      expect(await store().release(releaseFrom(grid, NOON))).toBe("refused");
      expect(await store().release(releaseFrom(grid, NOON, minutes(5)))).toBe("refused");
      const wider = zoneGridOf(grid.venue, [...ZONES, zone("attic")]);
      expect(await store().release(releaseFrom(wider, NOON))).toBe("refused");
      expect(await cellsOf(grid.venue, "hellos")).toEqual(
        ordered(keptOf(first).filter(({ cell }) => cell.metric === "hellos")),
      );
    });

    it("lets one of several releases of a bucket win that come at once", async () => {
      const rival = await another();
      for (let round = 0; round < 20; round++) {
        const grid = zoneGridOf(freshVenue(), ZONES);
        const releases = Array.from({ length: 4 }, () => releaseFrom(grid, NOON));
        const answers = await Promise.all(
          releases.map((each, at) => (at % 2 === 0 ? store() : rival).release(each)),
        );
        expect(answers.filter((each) => each === "released")).toHaveLength(1);
        const winner = releases[answers.indexOf("released")];
        expect(await cellsOf(grid.venue, "nudges")).toEqual(
          ordered(keptOf(winner ?? expect.fail()).filter(({ cell }) => cell.metric === "nudges")),
        );
      }
    });

    it("keeps all of a release or nothing", async () => {
      const grid = zoneGridOf(freshVenue(), ZONES);
      const release = releaseFrom(grid, NOON);
      const [first] = release.cells;
      if (first === undefined) throw new RangeError("a grid has cells");
      const broken = { ...release, cells: [...release.cells, first] };
      await expect(store().release(broken)).rejects.toMatchObject({ code: "store-failed" });
      expect(await cellsOf(grid.venue, first.cell.metric)).toEqual([]);
      expect(await store().release(release)).toBe("released");
    });

    it("finds by metric, zone and whole buckets within a range", async () => {
      const venue = freshVenue();
      const grid = zoneGridOf(venue, ZONES);
      const releases = [0, 1, 2, 3].map((turn) => releaseFrom(grid, unixMs(NOON + turn * HOUR)));
      for (const release of releases) await store().release(release);
      const found = await store().find({
        venue,
        metric: "sightings",
        from: unixMs(NOON + 1),
        until: unixMs(NOON + 3 * HOUR),
        subject: ZONES[1],
      });
      const expected = releases.slice(1, 3).flatMap(keptOf);
      expect(found).toEqual({
        cells: expected.filter(
          ({ cell }) => cell.metric === "sightings" && subjectOf(cell) === ZONES[1],
        ),
        more: false,
      });
    });

    it("sums whole buckets where their middle lies, by stretch, subject or both", async () => {
      const venue = freshVenue();
      const grid = zoneGridOf(venue, ZONES);
      const releases = [0, 1, 2, 3].map((turn) => releaseFrom(grid, unixMs(NOON + turn * HOUR)));
      for (const release of releases) await store().release(release);
      // A quarter before the hour: three quarters of a bucket lie after its edge.
      const edges = [1, 2, 4].map((turn) => unixMs(NOON + turn * HOUR - minutes(15)));
      const kept = [releases.slice(1, 2), releases.slice(2)].map((each) => each.flatMap(keptOf));
      const ask = (by: "stretch" | "subject" | "both") =>
        store().sum({ venue, metrics: ["nudges", "hellos"], edges, by });
      const sumOf = (stretch: number | undefined, metric: Metric, subject?: string) => {
        const cells = (stretch === undefined ? kept.flat() : (kept[stretch] ?? [])).filter(
          ({ cell }) =>
            cell.metric === metric && (subject === undefined || subjectOf(cell) === subject),
        );
        const [first] = cells;
        const { clamp, epsilonTenths } = first ?? expect.fail();
        return {
          ...{ metric, clamp, epsilonTenths, cells: cells.length, subject, stretch },
          value: cells.reduce((total, { value }) => total + value, 0),
          from: Math.min(...cells.map(({ from }) => from)),
          until: Math.max(...cells.map(({ until }) => until)),
        };
      };
      const sorted = (sums: readonly object[]) =>
        sums.map((each) => JSON.stringify(each, names)).sort();
      const names = [
        ...["metric", "clamp", "epsilonTenths", "cells", "subject", "stretch", "value"],
        ...["from", "until"],
      ];
      const two = ["nudges", "hellos"] as const;
      const byStretch = await ask("stretch");
      expect(byStretch.more).toBe(false);
      expect(sorted(byStretch.sums)).toEqual(
        sorted(two.flatMap((metric) => [0, 1].map((stretch) => sumOf(stretch, metric)))),
      );
      expect(sorted((await ask("subject")).sums)).toEqual(
        sorted(two.flatMap((metric) => ZONES.map((each) => sumOf(undefined, metric, each)))),
      );
      expect(sorted((await ask("both")).sums)).toEqual(
        sorted(
          two.flatMap((metric) =>
            ZONES.flatMap((each) => [0, 1].map((stretch) => sumOf(stretch, metric, each))),
          ),
        ),
      );
      const elsewhere = { metrics: two, edges, by: "stretch" } as const;
      expect((await store().sum({ ...elsewhere, venue: freshVenue() })).sums).toEqual([]);
    });

    it("finds nothing of another venue, nor of a zone that is not there", async () => {
      const grid = zoneGridOf(freshVenue(), ZONES);
      await store().release(releaseFrom(grid, NOON));
      expect(await cellsOf(freshVenue(), "sessions")).toEqual([]);
      const elsewhere = { venue: grid.venue, subject: zone("attic"), ...always };
      expect((await store().find({ ...elsewhere, metric: "sessions" })).cells).toEqual([]);
    });

    it("takes a subject for a value, never for a statement", async () => {
      const grid = zoneGridOf(freshVenue(), ZONES);
      await store().release(releaseFrom(grid, NOON));
      const subject = "x' or 'x' = 'x" as ZoneId;
      const query = { venue: grid.venue, metric: "sessions", subject, ...always } as const;
      expect((await store().find(query)).cells).toEqual([]);
    });

    it("answers with so many cells at most and says that there are more", async () => {
      const venue = freshVenue();
      const listed = (count: number) =>
        interests(...Array.from({ length: count }, (_, at) => `topic-${at}`));
      const large = interestGridOf(venue, listed(MAX_FOUND));
      await store().release(releaseFrom(large, NOON));
      const query = { venue, metric: "interests", ...always } as const;
      const all = await store().find(query);
      expect([all.cells.length, all.more]).toEqual([MAX_FOUND, false]);
      await store().release(releaseFrom(interestGridOf(venue, listed(1)), unixMs(NOON + HOUR)));
      const part = await store().find(query);
      expect([part.cells, part.more]).toEqual([all.cells, true]);
    });

    it("yields nothing by differencing that was not released", async () => {
      const venue = freshVenue();
      const grid = zoneGridOf(venue, ZONES);
      const releases = Array.from({ length: 6 }, (_, turn) =>
        releaseFrom(grid, unixMs(NOON + turn * HOUR)),
      );
      for (const release of releases) await store().release(release);
      const released = new Map(
        releases.flatMap(keptOf).map((each) => [`${each.from} ${JSON.stringify(each.cell)}`, each]),
      );
      const anyTime = fc.integer({ min: -1, max: 7 * HOUR }).map((late) => unixMs(NOON + late));
      const anyQuery = fc.record({
        venue: fc.constant(venue),
        metric: fc.constantFrom(...metrics),
        from: anyTime,
        until: anyTime,
        subject: fc.constantFrom(undefined, ...ZONES),
      });
      // Two questions, as near to each other as one likes, asked twice: whatever one answer holds
      // that the other does not is a whole released cell, with the one value it was released with.
      await fc.assert(
        fc.asyncProperty(anyQuery, anyQuery, async (one, other) => {
          const answers = [one, { ...other, metric: one.metric }, one].map((query) =>
            store().find(query),
          );
          const [first, second, again] = await Promise.all(answers);
          expect(again).toEqual(first);
          for (const cell of [...(first?.cells ?? []), ...(second?.cells ?? [])])
            expect(cell).toEqual(released.get(`${cell.from} ${JSON.stringify(cell.cell)}`));
        }),
        { numRuns: 100 },
      );
    });
  });
}
