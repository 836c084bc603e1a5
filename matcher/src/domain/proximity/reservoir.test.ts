import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drain, isEnough, noWindows, offer } from "./reservoir.ts";

const numbered = (number: number) => Float32Array.from([number, -60, -70, -80, Number.NaN]);

describe("a reservoir of levels", () => {
  it("holds no more than it has room for, and windows of all of the time", () => {
    const reservoir = noWindows(5);
    for (let at = 0; at < 20_000; at++) offer(reservoir, numbered(at));
    const { learning, judging } = drain(reservoir);
    expect([learning.length / 5, judging.length / 5]).toEqual([1_500, 300]);
    const numbers = Array.from({ length: 1_500 }, (_, at) => learning[5 * at] ?? 0);
    expect(new Set(numbers).size).toBe(1_500);
    const mean = numbers.reduce((sum, each) => sum + each, 0) / 1_500;
    expect(Math.abs(mean - 10_000)).toBeLessThan(500);
  });

  it("judges by other windows than it learns from", () => {
    const reservoir = noWindows(5);
    for (let at = 0; at < 1_000; at++) offer(reservoir, numbered(at));
    const { learning, judging } = drain(reservoir);
    const of = (levels: Float32Array) => new Set(levels.filter((_, at) => at % 5 === 0));
    for (const each of of(judging)) expect(of(learning).has(each)).toBe(false);
  });

  it("is empty once drained, and takes nothing that fewer than four gateways heard", () => {
    const reservoir = noWindows(5);
    for (let at = 0; at < 3_000; at++) offer(reservoir, numbered(at));
    expect(isEnough(reservoir)).toBe(true);
    drain(reservoir);
    expect(isEnough(reservoir)).toBe(false);
    const few = Float32Array.from([-50, -60, -70, Number.NaN, Number.NaN]);
    for (let at = 0; at < 100; at++) offer(reservoir, few);
    expect(drain(reservoir).learning.length).toBe(0);
  });

  it("draws evenly by lot whatever its state", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7fffffff }), (lot) => {
        const reservoir = { ...noWindows(5), lot };
        for (let at = 0; at < 2_000; at++) offer(reservoir, numbered(at));
        const share = reservoir.judging.offered / 2_000;
        expect(share).toBeGreaterThan(0.14);
        expect(share).toBeLessThan(0.26);
      }),
      { numRuns: 30 },
    );
  });
});
