import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bearer,
  bytes,
  gatewayId,
  nudgeId,
  sessionId,
  stockId,
  venueId,
  zoneId,
} from "../test/arbitraries.ts";
import { neverThrows } from "../test/round-trip.ts";
import {
  parseBeaconKey,
  parseBearer,
  parseGatewayId,
  parseInterestId,
  parseNudgeId,
  parseSessionId,
  parseStockId,
  parseVenueId,
  parseZoneId,
  venueBytes,
  venueIdOf,
} from "./ids.ts";
import { interestsById } from "./interests.ts";

const parsers = [
  [venueId, parseVenueId],
  [gatewayId, parseGatewayId],
  [zoneId, parseZoneId],
  [sessionId, parseSessionId],
  [nudgeId, parseNudgeId],
  [bearer, parseBearer],
  [stockId, parseStockId],
] as const;

describe("an id", () => {
  it("that was made is taken by its parser", () => {
    for (const [made, parse] of parsers)
      fc.assert(
        fc.property(made as fc.Arbitrary<string>, (id) => {
          expect(parse(id).ok).toBe(true);
        }),
      );
  });

  it("is parsed from anything at all without throwing", () => {
    for (const [, parse] of parsers) neverThrows<unknown>(fc.anything(), parse);
    neverThrows<unknown>(fc.anything(), parseBeaconKey);
    neverThrows<unknown>(fc.anything(), parseInterestId);
  });

  it.each(["B7I2", "B7L2", "B7O2", "B7U2", "b7k2", "B7K", "B7K2B7K2B7K2B"])(
    "printed on a badge is never %s, and the refusal says what is misread",
    (id) => {
      expect(parseStockId(id)).toMatchObject({
        problem: {
          detail: expect.stringMatching(/^expected a printed id: .*never I, L, O or U \(/),
        },
      });
    },
  );

  it("of a venue is its sixteen bytes", () => {
    fc.assert(
      fc.property(bytes(16), (raw) => {
        expect(venueBytes(venueIdOf(raw))).toEqual(raw);
      }),
    );
  });

  it("that could change a topic is refused", () => {
    for (const text of ["a/b", "a+", "#", "", "Hall", "-a", "a-", "a".repeat(33)])
      expect(parseGatewayId(text).ok, text).toBe(false);
  });

  it("of every listed interest is valid, and a venue's own has its namespace", () => {
    for (const id of interestsById.keys()) expect(parseInterestId(id).ok, id).toBe(true);
    expect(parseInterestId("v:roskilde:orange-stage").ok).toBe(true);
    expect(parseInterestId("v:roskilde").ok).toBe(false);
  });
});
