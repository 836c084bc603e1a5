import { describe, expect, it } from "vitest";
import { episodesOf } from "./episodes.ts";
import type { Method, Sensed } from "./methods.ts";
import type { Gathering, Moment } from "./scenes.ts";

/** Two people, second by second this far from each other. */
function gatheringOf(distances: readonly number[]): Gathering {
  const looks = { look: {} as Moment["look"], y: 0 };
  const moments = distances.flatMap((x, when): readonly Moment[] => [
    { ...looks, x: 0, of: 0, when },
    { ...looks, x, of: 1, when },
  ]);
  const seconds = distances.map((_, when) => ({ one: 2 * when, two: 2 * when + 1 }));
  const scene = { name: "standing", moments, steps: moments, units: 2, meet: () => false } as const;
  return { scene, companies: [{ seconds }] };
}

/** Says of every pair what it is told, by how far it truly is. */
const saying = (nearness: (distance: number) => number): Method => ({
  name: "told",
  senseAll: ({ moments }) => moments.map(({ x }) => ({ at: { x, y: 0 } }) as unknown as Sensed),
  pair: (a, b) => nearness(Math.abs((a.at?.x ?? 0) - (b.at?.x ?? 0))),
  isProbable: true,
});
const draws = [Uint8Array.of(1, 1)];
const figures = (distances: readonly number[], method: Method, from?: number) => {
  const found = episodesOf(gatheringOf(distances), method, from, draws);
  return Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]));
};
const stretch = (seconds: number, distance: number) => Array(seconds).fill(distance) as number[];
const sure = (distance: number) => (distance <= 3 ? 0.99 : 0.01);

describe("episodes", () => {
  it("finds two who stand together as soon as near has held", () => {
    const { found, delay, right } = figures([...stretch(60, 20), ...stretch(60, 2)], saying(sure));
    expect(found).toBe(1);
    expect(delay).toBeGreaterThanOrEqual(25);
    expect(delay).toBeLessThan(40);
    expect(right).toBe(1);
  });

  it("counts no company that is too short, nor one that the method misses as found", () => {
    const short = [...stretch(60, 20), ...stretch(39, 2), ...stretch(30, 20)];
    expect(figures(short, saying(sure)).found).toBeNaN();
    expect(
      figures(
        stretch(120, 2),
        saying(() => 0.01),
      ).found,
    ).toBe(0);
  });

  it("counts near that is said of two apart, in an hour of being apart", () => {
    const { right, falsePerPairHour } = figures(
      stretch(180, 20),
      saying(() => 0.99),
    );
    expect(right).toBe(0);
    // One alarm that holds, in three minutes.
    expect(falsePerPairHour).toBeGreaterThan(15);
    expect(falsePerPairHour).toBeLessThan(25);
  });

  it("does not blame an alarm that comes just after two have parted", () => {
    const { right } = figures([...stretch(27, 2), ...stretch(30, 20)], saying(sure));
    expect(right === 1 || Number.isNaN(right ?? 0)).toBe(true);
  });

  it("takes a method without probabilities at its word", () => {
    const { isProbable: _, ...peer } = saying((distance) => -distance);
    expect(figures(stretch(120, 2), peer, -3).found).toBe(1);
    expect(figures(stretch(120, 2), peer, -1).found).toBe(0);
  });
});
