import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRng } from "./rng.ts";

const draw = (seed: string | number, n: number): number[] => {
  const rng = seededRng(seed);
  return Array.from({ length: n }, () => rng.uniform());
};

test("the same seed gives the same stream, near seeds unrelated ones", () => {
  expect(draw("hall 1", 50)).toEqual(draw("hall 1", 50));
  expect(draw(7, 5)).toEqual(draw("7", 5));
  const [a, b] = [draw("hall 1", 2_000), draw("hall 2", 2_000)];
  const meanProduct = a.reduce((sum, x, i) => sum + (x - 0.5) * ((b[i] ?? 0) - 0.5), 0) / a.length;
  // Independent uniforms: deviation of the mean product is 1/12/√2000 = 0.0019.
  expect(Math.abs(meanProduct)).toBeLessThan(0.01);
});

test("a fork does not depend on what was drawn before it, nor change what follows", () => {
  const [one, two] = [seededRng(1), seededRng(1)];
  one.uniform();
  const forked = one.fork("badge");
  expect(forked.uniform()).toBe(two.fork("badge").uniform());
  two.uniform();
  expect(one.uniform()).toBe(two.uniform());
  expect(one.fork("a").uniform()).not.toBe(one.fork("b").uniform());
});

test("uniform and integer stay in range, and reach all of it evenly", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, below) => {
      const rng = seededRng(seed);
      const [u, n] = [rng.uniform(), rng.integer(below)];
      return u >= 0 && u < 1 && Number.isInteger(n) && n >= 0 && n < below;
    }),
  );
  const dice = seededRng("dice");
  const counts = new Map<number, number>();
  for (let i = 0; i < 6_000; i++) {
    const side = dice.integer(6);
    counts.set(side, (counts.get(side) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  // Five deviations of a binomial with n = 6,000 and p = 1/6.
  for (const n of counts.values()) expect(Math.abs(n - 1_000)).toBeLessThan(145);
});

test("normal has mean 0 and deviation 1", () => {
  const rng = seededRng("normal");
  const drawn = Array.from({ length: 20_000 }, () => rng.normal());
  const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
  const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
  // Five standard errors: 5/√20000 and 5·√(2/20000).
  expect(Math.abs(mean)).toBeLessThan(0.036);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test("pick takes an item of the list and refuses an empty one", () => {
  const rng = seededRng(3);
  expect(["a", "b", "c"]).toContain(rng.pick(["a", "b", "c"]));
  expect(() => rng.pick([])).toThrow(RangeError);
  expect(() => rng.integer(0)).toThrow(RangeError);
});
