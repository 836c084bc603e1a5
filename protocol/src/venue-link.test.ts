import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, stockId, venueId, zoneId } from "../test/arbitraries.ts";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { stockCodeText } from "./carrier.ts";
import { JOIN_CODE_MAX_LENGTH } from "./session.ts";
import { decodeVenueLink, encodeVenueLink, joinCodeIn, type VenueLink } from "./venue-link.ts";

const stock = fc.record({
  kind: fc.constantFrom("badge" as const, "stock-tag" as const),
  id: stockId,
  code: bytes(16),
});
const zone = fc.record({ id: zoneId, digits: fc.stringMatching(/^[0-9]{6}$/) });
// Whole characters: half a surrogate pair is no text that could be written down.
const join = fc
  .string({ minLength: 1, maxLength: 20, unit: "grapheme" })
  .filter((text) => text.length <= JOIN_CODE_MAX_LENGTH);
const link: fc.Arbitrary<VenueLink> = fc
  .record({ venue: venueId, stock, zone, join }, { requiredKeys: ["venue"] })
  .map((each) => ({ ...each }));

describe("a venue link", () => {
  it("is read back as it was written, with an origin before it or without", () => {
    decodesWhatItEncodes(link, encodeVenueLink, decodeVenueLink);
    const whole = (value: VenueLink) => `https://sighej.example${encodeVenueLink(value)}`;
    decodesWhatItEncodes(link, whole, decodeVenueLink);
  });

  it("has nothing secret before the #, which is all that a server sees", () => {
    fc.assert(
      fc.property(link, (value) => {
        expect(encodeVenueLink(value).split("#")[0]).toBe(`/v/${value.venue}`);
      }),
    );
  });

  it("passes over what a later version may add, and refuses what is wrong or twice", () => {
    const [venue] = fc.sample(venueId, { numRuns: 1, seed: 1 });
    const read = (fragment: string) => decodeVenueLink(`/v/${venue}#${fragment}`);
    expect(read("join=A&later=1&flag")).toEqual({ ok: true, value: { venue, join: "A" } });
    for (const wrong of [
      "join=",
      "join=%",
      `join=${"A".repeat(65)}`,
      "join=A&join=B",
      "badge=K7M2",
      `badge=K7M2.${"A".repeat(22)}&tag=K7M3.${"A".repeat(22)}`,
      "zone=hall",
      "zone=hall.12345",
      "zone=Hall.123456",
    ])
      expect(read(wrong).ok, wrong).toBe(false);
  });

  it("lets in by its join code, or by its badge", () => {
    fc.assert(
      fc.property(link, (value) => {
        const badge = value.stock === undefined ? undefined : stockCodeText(value.stock);
        expect(joinCodeIn(value)).toBe(value.join ?? badge);
      }),
    );
  });

  it("is read from any text without throwing", () => {
    neverThrows(fc.string(), decodeVenueLink);
    neverThrows(
      fc.tuple(venueId, fc.string()).map(([venue, text]) => `/v/${venue}#${text}`),
      decodeVenueLink,
    );
  });
});
