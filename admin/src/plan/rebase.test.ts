import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { historyOf, MOST_STEPS, redone, stepTo, undone } from "./history.ts";
import type { Layout } from "./layout.ts";
import { rebased, same } from "./rebase.ts";

const place = fc.integer({ min: 0, max: 3 });
/** Gateways g0 to g3 and zones z0 to z2, any of them missing. */
const layout: fc.Arbitrary<Layout> = fc
  .record({
    gateways: fc.uniqueArray(
      fc.record({ id: fc.integer({ min: 0, max: 3 }), x: place, y: place }),
      {
        selector: ({ id }) => id,
      },
    ),
    zones: fc.uniqueArray(fc.record({ id: fc.integer({ min: 0, max: 2 }), name: fc.string() }), {
      selector: ({ id }) => id,
    }),
  })
  .map(
    ({ gateways, zones }) =>
      ({
        gateways: gateways
          .toSorted((a, b) => a.id - b.id)
          .map(({ id, x, y }) => ({ gateway: `g${id}`, zone: undefined, x, y })),
        zones: zones
          .toSorted((a, b) => a.id - b.id)
          .map(({ id, name }) => ({ zone: `z${id}`, name, tier: "zone" })),
      }) as unknown as Layout,
  );
const asSet = ({ gateways, zones }: Layout) => ({
  gateways: new Map(gateways.map((each) => [each.gateway, each])),
  zones: new Map(zones.map((each) => [each.zone, each])),
});

describe("changes that are carried over", () => {
  it("are all there when nobody else has changed anything, and theirs when only they have", () => {
    fc.assert(
      fc.property(layout, layout, (base, other) => {
        expect(asSet(rebased(base, other, base).layout)).toEqual(asSet(other));
        expect(asSet(rebased(base, base, other).layout)).toEqual(asSet(other));
        expect(rebased(base, other, base).both).toEqual([]);
        expect(rebased(base, base, other).both).toEqual([]);
        expect(rebased(base, other, other).both).toEqual([]);
      }),
    );
  });

  it("win where both have changed the same thing, which is named", () => {
    fc.assert(
      fc.property(layout, layout, layout, (base, mine, theirs) => {
        const { layout: next, both } = rebased(base, mine, theirs);
        const [was, here, there, kept] = [base, mine, theirs, next].map((each) => asSet(each));
        for (const id of ["g0", "g1", "g2", "g3"]) {
          const [before, one, other, now] = [was, here, there, kept].map((each) =>
            each?.gateways.get(id as never),
          );
          expect(now).toEqual(same(before, one) ? other : one);
          const isBoth = !same(before, one) && !same(before, other) && !same(one, other);
          expect(both.includes(id)).toBe(isBoth);
        }
      }),
    );
  });
});

describe("a history", () => {
  it("goes back and forth, joins what is one step, and is bounded", () => {
    let history = historyOf(0);
    for (const next of [1, 2]) history = stepTo(history, next);
    history = stepTo(history, 3, true);
    expect(undone(history).present).toBe(1);
    expect(redone(undone(history)).present).toBe(3);
    expect(undone(undone(undone(history))).present).toBe(0);
    expect(redone(stepTo(undone(history), 9)).present).toBe(9);
    for (let step = 0; step < 3 * MOST_STEPS; step++) history = stepTo(history, step);
    expect(history.past).toHaveLength(MOST_STEPS);
  });
});
