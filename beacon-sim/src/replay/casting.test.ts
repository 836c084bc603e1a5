import { metres } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { seededRng } from "../rng.ts";
import { MAX_VISITORS } from "../stage.ts";
import { cast } from "./casting.ts";
import { floorDistance } from "./recording.ts";

/** Nine by nine, two metres apart, as the set has it. */
const spots = Array.from({ length: 81 }, (_, index) => {
  const [x, y] = [2 * (index % 9), 2 * Math.floor(index / 9)];
  return { label: `${x}_${y}_1`, x: metres(x), y: metres(y), z: metres(1) };
});
const labels = (chosen: readonly { readonly label: string }[]) => chosen.map(({ label }) => label);

describe("casting", () => {
  it("makes three quarters of the spots people and keeps places for visitors", () => {
    const { people, spare, kept } = cast(spots, {}, seededRng(1));
    expect([people.length, spare.length, kept.length]).toEqual([60, MAX_VISITORS, 0]);
    expect(new Set(labels([...people, ...spare])).size).toBe(60 + MAX_VISITORS);
  });

  it("puts visitors where most people are near", () => {
    const { people, spare } = cast(spots, { people: 40 }, seededRng(1));
    const near = spare.map(
      (spot) => people.filter((other) => floorDistance(spot, other) <= 3.5).length,
    );
    expect(near).toEqual(near.toSorted((a, b) => b - a));
    expect(near[0]).toBeGreaterThanOrEqual(6);
    expect(near.at(-1)).toBeGreaterThanOrEqual(3);
  });

  it("keeps the asked positions out of everyone's way, in the order asked", () => {
    const positions = [spots[7], spots[3]].flatMap((spot) => spot ?? []);
    const { people, spare, kept } = cast(spots, { people: 80, positions }, seededRng(1));
    expect(kept).toEqual(positions);
    expect(labels(people)).not.toEqual(expect.arrayContaining(labels(kept)));
    expect([people.length, spare.length]).toEqual([79, 0]);
  });

  it("is the same for the same seed", () => {
    expect(cast(spots, {}, seededRng(5))).toEqual(cast(spots, {}, seededRng(5)));
    expect(cast(spots, {}, seededRng(5))).not.toEqual(cast(spots, {}, seededRng(6)));
  });

  it("refuses a position where nothing was recorded", () => {
    const positions = [{ x: metres(1), y: metres(1) }];
    expect(() => cast(spots, { positions }, seededRng(1))).toThrow(RangeError);
  });
});
