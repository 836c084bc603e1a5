import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes } from "../test/arbitraries.ts";
import { base64urlOf } from "./bytes.ts";
import { eidOf, type IdentityKey, MAX_EID_CLOCK, parseIdentityKey } from "./eid.ts";

const identityKey = bytes(16).map((key) => key as IdentityKey);
const clock = fc.nat(MAX_EID_CLOCK);

describe("an EID", () => {
  it("stays while the clock's lowest bits run, and changes with the next", () => {
    fc.assert(
      fc.property(identityKey, fc.nat(2 ** 23 - 2), fc.nat(511), (key, period, within) => {
        const present = eidOf(key, period * 512);
        expect(eidOf(key, period * 512 + within)).toBe(present);
        expect(eidOf(key, (period + 1) * 512)).not.toBe(present);
      }),
    );
  });

  it("is another one for another key or exponent", () => {
    fc.assert(
      fc.property(identityKey, identityKey, clock, (key, other, now) => {
        fc.pre(base64urlOf(key) !== base64urlOf(other));
        expect(eidOf(key, now)).not.toBe(eidOf(other, now));
        expect(eidOf(key, now, 8)).not.toBe(eidOf(key, now, 9));
      }),
    );
  });

  it("is made of a clock in u32 and an exponent up to 15 only", () => {
    const key = new Uint8Array(16) as IdentityKey;
    for (const wrong of [-1, 0.5, 2 ** 32, Number.NaN])
      expect(() => eidOf(key, wrong)).toThrow(RangeError);
    expect(() => eidOf(key, 0, 16)).toThrow(RangeError);
  });

  it("has a key of 16 bytes, whose refusal repeats none of them", () => {
    expect(parseIdentityKey(base64urlOf(new Uint8Array(16))).ok).toBe(true);
    for (const wrong of [undefined, 7, "", "!", base64urlOf(new Uint8Array(15))])
      expect(parseIdentityKey(wrong).ok).toBe(false);
    expect(JSON.stringify(parseIdentityKey("c2VjcmV0"))).not.toContain("c2VjcmV0");
  });
});
