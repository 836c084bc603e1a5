import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GATEWAY_PACE, startPace } from "./pace.ts";

const limits = { burst: 10, perSecond: 5, messageBytes: 100, tooFarAhead: 1_000 };

describe("pace", () => {
  it("lets a whole ring through at once after an outage", () => {
    const pace = startPace(GATEWAY_PACE, 0);
    for (let window = 0; window < 600; window++) expect(pace.take(1_000, 0)).toBe(0);
  });

  it("lets a gateway of the shortest windows, all of them full, go on for ever", () => {
    const pace = startPace(GATEWAY_PACE, 0);
    const waits = Array.from({ length: 10_000 }, (_, window) => pace.take(24_024, window * 250));
    expect(new Set(waits)).toEqual(new Set([0]));
  });

  it("makes wait who sends more, and gives up who is too far ahead", () => {
    const pace = startPace(limits, 0);
    for (let sent = 0; sent < 10; sent++) expect(pace.take(1, 0)).toBe(0);
    expect(pace.take(1, 0)).toBe(200);
    expect(pace.take(300, 0)).toBe(800);
    expect(pace.take(300, 0)).toBeUndefined();
    expect(pace.take(1, 10_000)).toBe(0);
  });

  it("lets nobody through faster than burst and rate allow", () => {
    const sends = fc.array(fc.record({ gap: fc.nat(500), bytes: fc.nat(1_000) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(sends, (all) => {
        const pace = startPace(limits, 0);
        let now = 0;
        let cost = 0;
        for (const { gap, bytes } of all) {
          now += gap;
          const wait = pace.take(bytes, now);
          if (wait === undefined) break;
          cost += Math.max(1, bytes / limits.messageBytes);
          const allowed = limits.burst + ((now + wait) * limits.perSecond) / 1_000;
          expect(cost).toBeLessThanOrEqual(allowed + 1e-6);
        }
      }),
    );
  });
});
