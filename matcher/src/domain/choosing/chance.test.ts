import { describe, expect, it } from "vitest";
import { chanceOf } from "./chance.ts";

describe("chance", () => {
  it("is the same for the same text, from 0 up to 1, and even", () => {
    const tenths = new Array<number>(10).fill(0);
    for (let at = 0; at < 10_000; at++) {
      const chance = chanceOf(`${at} pair`);
      expect(chanceOf(`${at} pair`)).toBe(chance);
      tenths[Math.floor(chance * 10)] = (tenths[Math.floor(chance * 10)] ?? 0) + 1;
    }
    // Chi-square with 9 degrees of freedom: 27.9 is exceeded once in a thousand.
    const square = tenths.reduce((sum, each) => sum + (each - 1_000) ** 2 / 1_000, 0);
    expect(square).toBeLessThan(27.9);
  });
});
