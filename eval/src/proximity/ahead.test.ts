import { describe, expect, it } from "vitest";
import { aheadOf } from "./ahead.ts";
import type { Measured } from "./measure.ts";
import type { Figure } from "./statistics.ts";

const figure = (value: number, ...drawn: readonly number[]): Figure => ({
  value,
  lo: Math.min(...drawn),
  hi: Math.max(...drawn),
  drawn,
});
const measured = (auc: Figure, median: Figure): Measured => ({
  pairs: { le3: { auc, base: figure(0.1, 0.1) } },
  zones: {},
  position: { median },
});

describe("ahead", () => {
  const ours = measured(figure(0.9, 0.8, 1), figure(1, 1, 1));
  const peers = {
    good: measured(figure(0.8, 0.75, 0.85), figure(3, 3, 3)),
    bad: measured(figure(0.6, 0.6, 0.6), figure(2, 2, 2.5)),
    plain: measured(figure(0.99, 0.99, 0.99), figure(0, 0, 0)),
  };
  const ahead = aheadOf(ours, peers);

  it("is the difference from the best peer of each figure, draw by draw", () => {
    expect(ahead["pairs.le3.auc"]).toMatchObject({ peer: "good" });
    expect(ahead["pairs.le3.auc"]?.value).toBeCloseTo(0.1);
    expect(ahead["pairs.le3.auc"]?.lo).toBeCloseTo(0.05);
    expect(ahead["pairs.le3.auc"]?.hi).toBeCloseTo(0.15);
  });

  it("is positive where less is better and ours is less", () => {
    expect(ahead["position.median"]).toMatchObject({ peer: "bad", value: 1 });
  });

  it("leaves out what is no achievement, and our own maps among the peers", () => {
    expect(Object.keys(ahead)).toEqual(["pairs.le3.auc", "position.median"]);
  });
});
