import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beaconKey, bytes, token, venueId } from "../test/arbitraries.ts";
import { anyBytes, decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import {
  checkInProof,
  decodeCheckIn,
  decodeCheckInNonce,
  encodeCheckIn,
  encodeCheckInNonce,
  provesCheckIn,
} from "./check-in.ts";

const nonce = bytes(8);

describe("a check-in", () => {
  it("is proved by the beacon key, for one venue and one nonce", () => {
    fc.assert(
      fc.property(beaconKey, venueId, nonce, token, (key, venue, fresh, present) => {
        const checkIn = { token: present, proof: checkInProof(key, venue, fresh) };
        expect(provesCheckIn(checkIn, key, venue, fresh)).toBe(true);
        expect(
          provesCheckIn(
            checkIn,
            key,
            venue,
            fresh.map((byte) => byte ^ 1),
          ),
        ).toBe(false);
      }),
    );
  });

  it("survives the wire in one ATT packet of the smallest MTU", () => {
    const checkIn = fc.record({ token, proof: bytes(8) });
    decodesWhatItEncodes(checkIn, encodeCheckIn, decodeCheckIn);
    decodesWhatItEncodes(nonce, encodeCheckInNonce, decodeCheckInNonce);
    fc.assert(
      fc.property(checkIn, (value) => {
        expect(encodeCheckIn(value).length).toBeLessThanOrEqual(20);
      }),
    );
  });

  it("is read from any bytes without throwing", () => {
    neverThrows(anyBytes, decodeCheckIn);
    neverThrows(anyBytes, decodeCheckInNonce);
  });
});
