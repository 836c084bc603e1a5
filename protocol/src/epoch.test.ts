import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { time } from "../test/arbitraries.ts";
import {
  EPOCH_GRACE,
  EPOCH_LENGTH,
  epochAt,
  epochStart,
  epochsAccepted,
  untilNextEpoch,
} from "./epoch.ts";
import { unixMs } from "./units.ts";

describe("an epoch", () => {
  it("contains the time that it was made from", () => {
    fc.assert(
      fc.property(time, (now) => {
        const start = epochStart(epochAt(now));
        expect(start).toBeLessThanOrEqual(now);
        expect(start + EPOCH_LENGTH).toBe(now + untilNextEpoch(now));
      }),
    );
  });

  it("is accepted from 60 s before it begins to 60 s after it ends, and not a moment longer", () => {
    const start = 1_000 * EPOCH_LENGTH;
    const accepts = (now: number) => epochsAccepted(unixMs(now)).includes(epochAt(unixMs(start)));
    expect(accepts(start - EPOCH_GRACE - 1)).toBe(false);
    expect(accepts(start - EPOCH_GRACE)).toBe(true);
    expect(accepts(start + EPOCH_LENGTH + EPOCH_GRACE - 1)).toBe(true);
    expect(accepts(start + EPOCH_LENGTH + EPOCH_GRACE)).toBe(false);
  });

  it("is one of at most two that are accepted at any time, the present among them", () => {
    fc.assert(
      fc.property(time, (now) => {
        expect(epochsAccepted(now).length).toBeLessThanOrEqual(2);
        expect(epochsAccepted(now)).toContain(epochAt(now));
      }),
    );
  });
});
