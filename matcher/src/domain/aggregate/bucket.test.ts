import { hours, unixMs, zoneMetrics } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { INTERESTS, NOON, ZONES } from "../../../test/afternoon.ts";
import { venue } from "../../../test/fixtures.ts";
import { addTo, openBucket, takeCounts } from "./bucket.ts";
import { interestGridOf, keyOf, zoneGridOf } from "./cells.ts";

const grid = zoneGridOf(venue, ZONES);
const cell = { metric: "hellos", zone: ZONES[0] } as const;

describe("bucket", () => {
  it("has a cell for every metric in every zone, whoever comes", () => {
    expect(grid.cells).toHaveLength(zoneMetrics.length * ZONES.length);
    expect(new Set(grid.cells.map(keyOf)).size).toBe(grid.cells.length);
    expect(interestGridOf(venue, INTERESTS).cells).toHaveLength(INTERESTS.length);
  });

  it("has one cell for a zone that is listed twice", () => {
    expect(zoneGridOf(venue, [ZONES[0], ZONES[0]]).cells).toHaveLength(zoneMetrics.length);
  });

  it("is due at the end of the period it was opened in", () => {
    expect(openBucket(grid, NOON, hours(1)).until).toBe(NOON + hours(1));
    expect(openBucket(grid, unixMs(NOON + 1), hours(1)).until).toBe(NOON + hours(1));
    expect(openBucket(grid, NOON, hours(24)).until).toBe(NOON + hours(12));
  });

  it("does not count what is not in the grid", () => {
    const bucket = openBucket(grid, NOON, hours(1));
    const elsewhere = interestGridOf(venue, INTERESTS).cells[0];
    expect(elsewhere && addTo(bucket, elsewhere)).toBe(false);
    expect(takeCounts(bucket).every((count) => count === 0)).toBe(true);
  });

  it("hands its counts out once and takes nothing afterwards", () => {
    const bucket = openBucket(grid, NOON, hours(1));
    expect(addTo(bucket, cell)).toBe(true);
    expect(takeCounts(bucket)[grid.indexOf.get(keyOf(cell)) ?? -1]).toBe(1);
    expect(() => takeCounts(bucket)).toThrow(RangeError);
    expect(() => addTo(bucket, cell)).toThrow(RangeError);
  });
});
