import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CueLook, chooseCue, colourIds, shapeIds } from "./cue.ts";

const seeds = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
  minLength: 1,
  maxLength: 72,
});

describe("a cue", () => {
  it("differs from those on show in shape, colour and word for as long as there are enough", () => {
    fc.assert(
      fc.property(seeds, (all) => {
        const shown: CueLook[] = [];
        for (const seed of all) shown.push(chooseCue(shown, seed));
        const distinct = (count: number, of: (look: CueLook) => string) =>
          expect(new Set(shown.slice(0, count).map(of)).size).toBe(Math.min(count, shown.length));
        distinct(colourIds.length, ({ colour }) => colour);
        distinct(shapeIds.length, ({ shape }) => shape);
        distinct(20, ({ word }) => word);
        distinct(72, ({ shape, colour }) => `${shape} ${colour}`);
      }),
    );
  });

  it("is any of the list where nothing is on show, as the seed says", () => {
    const looks = shapeIds.map((_, at) => chooseCue([], at / shapeIds.length));
    expect(new Set(looks.map(({ shape }) => shape))).toEqual(new Set(shapeIds));
    expect(new Set(looks.map(({ colour }) => colour))).toEqual(new Set(colourIds));
  });
});
