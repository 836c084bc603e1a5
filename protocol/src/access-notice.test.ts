import * as fc from "fast-check";
import { describe, it } from "vitest";
import { bytes, gatewayId, venueId } from "../test/arbitraries.ts";
import { anyBytes, damaged, decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { type AccessNotice, decodeAccessNotice, encodeAccessNotice } from "./access-notice.ts";
import { hexOf } from "./bytes.ts";

const gateway = fc.record({ gateway: gatewayId, secretHash: bytes(32).map(hexOf) });
const notice: fc.Arbitrary<AccessNotice> = fc.oneof(
  fc.record({
    v: fc.constant(1 as const),
    kind: fc.constant("venue" as const),
    venue: venueId,
    gateways: fc.array(gateway, { maxLength: 5 }),
  }),
  fc.record({
    v: fc.constant(1 as const),
    kind: fc.constant("all" as const),
    venues: fc.array(venueId, { maxLength: 5 }),
  }),
);

describe("an access notice", () => {
  it("is read as it was written", () => {
    decodesWhatItEncodes(notice, encodeAccessNotice, decodeAccessNotice);
  });

  it("never throws, whatever comes", () => {
    neverThrows(anyBytes, decodeAccessNotice);
    neverThrows(damaged(notice.map(encodeAccessNotice)), decodeAccessNotice);
  });
});
