import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nudgeId, time, zoneId } from "../test/arbitraries.ts";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import {
  decodeMatcherMessage,
  decodeNudge,
  decodePhoneMessage,
  encodeMatcherMessage,
  encodePhoneMessage,
  type MatcherMessage,
  type PhoneMessage,
} from "./nudge.ts";

const nudge = fc.record({
  id: nudgeId,
  phrase: fc.string({ minLength: 1, maxLength: 120 }),
  zone: zoneId,
  expiresAt: time,
});
const fromMatcher = fc.oneof<fc.Arbitrary<MatcherMessage>[]>(
  fc.record({ type: fc.constant("ready" as const), serverTime: time, expiresAt: time }),
  fc.record({ type: fc.constant("nudge" as const), nudge }),
  fc.record({
    type: fc.constant("ended" as const),
    reason: fc.constantFrom("stopped" as const, "expired" as const),
  }),
);
const fromPhone: fc.Arbitrary<PhoneMessage> = fc.record({
  type: fc.constant("shown" as const),
  nudge: nudgeId,
});

describe("a live message", () => {
  it("survives the wire both ways", () => {
    decodesWhatItEncodes(fromMatcher, encodeMatcherMessage, decodeMatcherMessage);
    decodesWhatItEncodes(fromPhone, encodePhoneMessage, decodePhoneMessage);
  });

  it("is decoded from any text without throwing", () => {
    for (const decode of [decodeMatcherMessage, decodePhoneMessage]) {
      neverThrows(fc.string(), decode);
      neverThrows(fc.json(), decode);
    }
  });
});

describe("a nudge", () => {
  it("has room for a sentence, a zone and an expiry, and for nothing else", () => {
    fc.assert(
      fc.property(nudge, (value) => {
        expect(decodeNudge(value)).toEqual({ ok: true, value });
        for (const extra of ["session", "interests", "distance", "name"])
          expect(decodeNudge({ ...value, [extra]: "x" }).ok).toBe(false);
      }),
    );
  });
});
