import { unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budget } from "./budget.ts";
import { type Metric, metrics } from "./cells.ts";
import { decodeLedger, encodeLedger, freshLedger, type Ledger, spend, usedUp } from "./ledger.ts";

const anyMetric = fc.constantFrom(...metrics);
const anyTime = fc.integer({ min: 0, max: 2 ** 42 }).map(unixMs);
const attempts = fc.array(fc.record({ metric: anyMetric, at: anyTime }), { maxLength: 80 });

interface Spent {
  readonly ledger: Ledger;
  readonly counted: ReadonlyMap<Metric, number>;
}

function spendAll(
  tries: readonly { metric: Metric; at: ReturnType<typeof unixMs> }[],
  keep: (ledger: Ledger) => Ledger = (ledger) => ledger,
): Spent {
  let ledger = freshLedger;
  const counted = new Map<Metric, number>();
  for (const { metric, at } of tries) {
    const next = spend(ledger, metric, at);
    if (next === undefined) continue;
    ledger = keep(next);
    counted.set(metric, (counted.get(metric) ?? 0) + 1);
  }
  return { ledger, counted };
}

describe("ledger", () => {
  it("lets a session count its clamp at most, in whatever order it contributes", () => {
    fc.assert(
      fc.property(attempts, (tries) => {
        for (const [metric, times] of spendAll(tries).counted)
          expect(times).toBeLessThanOrEqual(budget[metric].clamp);
      }),
    );
  });

  it("counts the first contributions, up to the clamp exactly", () => {
    fc.assert(
      fc.property(fc.array(anyMetric, { maxLength: 80 }), (tried) => {
        const tries = tried.map((metric, at) => ({ metric, at: unixMs(at * 7_200_000) }));
        const { counted } = spendAll(tries);
        for (const metric of metrics) {
          const wanted = tried.filter((each) => each === metric).length;
          expect(counted.get(metric) ?? 0).toBe(Math.min(wanted, budget[metric].clamp));
        }
      }),
    );
  });

  it("keeps every metric's budget apart", () => {
    fc.assert(
      fc.property(attempts, anyMetric, (tries, metric) => {
        const alone = spendAll(tries.filter((each) => each.metric === metric));
        expect(spendAll(tries).ledger[metric]).toEqual(alone.ledger[metric]);
      }),
    );
  });

  it("counts two sightings half an hour apart and not before", () => {
    const start = unixMs(1_000_000_000_000);
    const first = spend(freshLedger, "sightings", start) ?? usedUp;
    const { apart } = budget.sightings;
    expect(spend(first, "sightings", unixMs(start + apart - 1))).toBeUndefined();
    expect(spend(first, "sightings", unixMs(start + apart))).toBeDefined();
  });

  it("allows the same after it was written down and read again", () => {
    const reread = (ledger: Ledger) => {
      const read = decodeLedger(encodeLedger(ledger));
      expect(read.ok).toBe(true);
      return read.ok ? read.value : usedUp;
    };
    fc.assert(
      fc.property(attempts, (tries) => {
        expect(spendAll(tries, reread)).toEqual(spendAll(tries));
      }),
    );
  });

  it("allows nothing, ever, when it is used up", () => {
    fc.assert(
      fc.property(anyMetric, anyTime, (metric, at) => {
        expect(spend(usedUp, metric, at)).toBeUndefined();
      }),
    );
  });

  it("is short when written and says how much, not what", () => {
    const { ledger } = spendAll(metrics.map((metric) => ({ metric, at: unixMs(5) })));
    expect(encodeLedger(freshLedger)).toBe("0 0 0 0 0 0 0");
    expect(encodeLedger(ledger)).toBe("1 1@1800005 1 1 1 1 1");
  });

  it("refuses what no ledger encodes to, and throws for nothing", () => {
    fc.assert(fc.property(fc.anything(), (text) => void decodeLedger(text)));
    for (const text of ["", "0 0 0 0 0 0", "0 0 0 0 0 0 4", "0 0 0 0 0 0 -1", "0 0 0 0 0 0 0 0", 7])
      expect(decodeLedger(text).ok).toBe(false);
  });
});
