import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, venueId, zoneId } from "../test/arbitraries.ts";
import { neverThrows } from "../test/round-trip.ts";
import { base64urlOf } from "./bytes.ts";
import { seconds, unixMs } from "./units.ts";
import {
  CODE_SECRET_BYTES,
  type CodeSecret,
  decodeCodeSecret,
  isZoneDigits,
  isZoneJoinCode,
  parseCodeSecret,
  ZONE_CODE_STEP,
  zoneCodeUntil,
  zoneDigitsAt,
  zoneJoinCodeAt,
  zoneSecretOf,
} from "./zone-code.ts";

const codeSecret = bytes(CODE_SECRET_BYTES).map((each) => each as CodeSecret);
const zoneSecret = fc
  .tuple(codeSecret, venueId, zoneId)
  .map(([from, venue, zone]) => zoneSecretOf(from, venue, zone));
const now = fc.integer({ min: 60_000, max: 2 ** 42 }).map(unixMs);

describe("a zone's codes", () => {
  it("are taken from a step early to a step late, and never 61 s after they were read", () => {
    const offset = fc.integer({ min: -90_000, max: 90_000 });
    fc.assert(
      fc.property(zoneSecret, now, offset, (of, at, by) => {
        const later = unixMs(Math.max(0, at + by));
        const [digits, join] = [zoneDigitsAt(of, at), zoneJoinCodeAt(of, at)];
        const steps = Math.floor(later / ZONE_CODE_STEP) - Math.floor(at / ZONE_CODE_STEP);
        if (Math.abs(steps) <= 1) expect(isZoneDigits(of, digits, later)).toBe(true);
        expect(isZoneJoinCode(of, join, later)).toBe(Math.abs(steps) <= 1);
        const minuteLater = unixMs(at + seconds(61));
        expect(isZoneJoinCode(of, join, minuteLater)).toBe(false);
      }),
    );
  });

  it("look like six digits and like ten of 32 characters", () => {
    fc.assert(
      fc.property(zoneSecret, now, (of, at) => {
        expect(zoneDigitsAt(of, at)).toMatch(/^\d{6}$/);
        expect(zoneJoinCodeAt(of, at)).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
        expect(zoneCodeUntil(at)).toBeGreaterThan(at);
        expect(zoneCodeUntil(at) - at).toBeLessThanOrEqual(ZONE_CODE_STEP);
      }),
    );
  });

  it("are those of one zone, venue and secret", () => {
    fc.assert(
      fc.property(zoneSecret, zoneSecret, now, (one, other, at) => {
        fc.pre(base64urlOf(one) !== base64urlOf(other));
        expect(isZoneJoinCode(one, zoneJoinCodeAt(other, at), at)).toBe(false);
      }),
    );
  });

  it("spread evenly over a million", () => {
    const [of] = fc.sample(zoneSecret, { numRuns: 1, seed: 1 });
    if (of === undefined) throw new Error("one was drawn");
    const tenths = new Array<number>(10).fill(0);
    for (let step = 0; step < 5_000; step++) {
      const digit = Number(zoneDigitsAt(of, unixMs(step * ZONE_CODE_STEP)).charAt(0));
      tenths[digit] = (tenths[digit] ?? 0) + 1;
    }
    const chiSquare = tenths.reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0);
    // Nine degrees of freedom: above 45 once in a million.
    expect(chiSquare).toBeLessThan(45);
  });

  it("are compared with any text without throwing", () => {
    const [of] = fc.sample(zoneSecret, { numRuns: 1, seed: 1 });
    if (of === undefined) throw new Error("one was drawn");
    fc.assert(
      fc.property(fc.string(), now, (text, at) => {
        expect(isZoneJoinCode(of, text, at)).toBe(false);
        if (!/^\d{6}$/.test(text)) expect(isZoneDigits(of, text, at)).toBe(false);
      }),
    );
    neverThrows(fc.anything(), parseCodeSecret);
    expect(decodeCodeSecret(new Uint8Array(31)).ok).toBe(false);
  });
});
