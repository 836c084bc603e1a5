import { join } from "node:path";
import { PHONES } from "@sighej/matcher/domain";
import { describe, expect, it } from "vitest";
import { evaluate } from "./index.ts";

const recordings = process.env.SIGHEJ_RECORDINGS;

describe.skipIf(!recordings)("phones at a party", { timeout: 60_000 }, () => {
  const folder = join(recordings ?? "", "dp3t");

  it("are told to be near from what third phones heard, better than by the difference", async () => {
    const options = { folder, test: "party", seed: 1, draws: 20, json: true } as const;
    const { pairs, comparators, logistic } = await evaluate(options);
    expect(pairs.le2.auc.value).toBeGreaterThanOrEqual(0.69);
    expect(pairs.le2.averagePrecision.value).toBeGreaterThanOrEqual(0.68);
    // Published for this recording and protocol: the comparator is known to be right.
    expect(comparators.meanDifference?.pairs.le2.auc.value).toBeCloseTo(0.645, 2);
    // What the matcher ships is this very fit: the party had no part in it.
    expect(logistic.base).toBeCloseTo(PHONES.base, 2);
    for (const [at, weight] of PHONES.weights.entries())
      expect(logistic.weights[at]).toBeCloseTo(weight, 2);
  });
});
