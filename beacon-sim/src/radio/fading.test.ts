import { metres } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { seededRng } from "../rng.ts";
import { point } from "../testing/bindings.ts";
import { ADVERTISING_CHANNELS, ricianFading, ricianMoments } from "./fading.ts";

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Fades over a hall, far enough apart to be strangers. */
function fadesOver(k: number): readonly number[] {
  return Array.from({ length: 300 }, (_, seed) => {
    const fading = ricianFading(k, seededRng(seed));
    return Array.from({ length: 30 }, (_, step) =>
      fading(point(step * 0.37, step * 0.29), metres(2 + step * 0.3), step % ADVERTISING_CHANNELS),
    );
  }).flat();
}

describe("fading", () => {
  it("has the moments of Rayleigh's at k = 0", () => {
    const { mean: average, sd } = ricianMoments(0);
    expect(average).toBeCloseTo(-2.507, 2);
    expect(sd).toBeCloseTo(5.57, 2);
  });

  it("shrinks as the direct wave gets stronger", () => {
    const spreads = [0, 0.5, 1, 2, 5, 20].map((k) => ricianMoments(k).sd);
    expect(spreads).toEqual(spreads.toSorted((a, b) => b - a));
  });

  it.each([0.5, 1.7, 5])("has mean 0 and the right deviation over places at k = %d", (k) => {
    const fades = fadesOver(k);
    expect(Math.abs(mean(fades))).toBeLessThan(0.3);
    const sd = Math.sqrt(mean(fades.map((fade) => fade * fade)));
    expect(Math.abs(sd - ricianMoments(k).sd)).toBeLessThan(0.3);
  });

  it("stands still in place, changes within a wavelength, and differs by channel", () => {
    const fading = ricianFading(1.7, seededRng(4));
    const here = fading(point(3, 3), metres(5), 0);
    expect(fading(point(3, 3), metres(5), 0)).toBe(here);
    expect(fading(point(3.06, 3), metres(5.06), 0)).not.toBeCloseTo(here, 1);
    expect(fading(point(3, 3), metres(5), 1)).not.toBeCloseTo(here, 1);
  });

  it("knows three channels", () => {
    const fading = ricianFading(1, seededRng(1));
    expect(() => fading(point(0, 0), metres(1), 3)).toThrow(RangeError);
  });
});
