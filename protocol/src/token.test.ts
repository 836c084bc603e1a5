import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beaconKey, token, venueId } from "../test/arbitraries.ts";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { epochNumbered } from "./epoch.ts";
import { venueBytes } from "./ids.ts";
import { parseToken, readToken, tokenOf, tokenText, writeToken } from "./token.ts";

describe("a token", () => {
  it("is what an independent HMAC-SHA256 says", () => {
    fc.assert(
      fc.property(beaconKey, venueId, fc.nat(0xffff_ffff), (key, venue, number) => {
        const counter = Buffer.alloc(4);
        counter.writeUInt32BE(number);
        const expected = createHmac("sha256", key)
          .update("sighej-token-v1")
          .update(venueBytes(venue))
          .update(counter)
          .digest("hex")
          .slice(0, 16);
        expect(tokenText(tokenOf(key, venue, epochNumbered(number)))).toBe(expected);
      }),
    );
  });

  it("survives text and bytes", () => {
    decodesWhatItEncodes(token, tokenText, parseToken);
    fc.assert(
      fc.property(token, fc.nat(5), (value, offset) => {
        const bytes = new Uint8Array(16);
        writeToken(bytes, offset, value);
        expect(readToken(bytes, offset)).toBe(value);
      }),
    );
  });

  it("is parsed from anything without throwing", () =>
    neverThrows<unknown>(fc.anything(), parseToken));
});
