import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { token } from "../test/arbitraries.ts";
import { anyBytes, damaged, decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { decodeAd, LEGACY_ADVERT_BYTES } from "./ad.ts";
import { type Advert, decodeAdvert, encodeAdvert } from "./advert.ts";
import { hexOf } from "./bytes.ts";
import type { Token } from "./token.ts";

const advert = fc.record({
  form: fc.constantFrom("service-data" as const, "service-uuid" as const),
  token,
});
const sample: Advert = { form: "service-data", token: 0x0123456789abcdefn as Token };

describe("an advert", () => {
  it("carries its token in both forms", () =>
    decodesWhatItEncodes(advert, encodeAdvert, decodeAdvert));

  it("fits a legacy PDU and is well-formed AD in both forms", () => {
    fc.assert(
      fc.property(advert, (value) => {
        const bytes = encodeAdvert(value);
        expect(bytes.length).toBeLessThanOrEqual(LEGACY_ADVERT_BYTES);
        expect(decodeAd(bytes).ok).toBe(true);
      }),
    );
  });

  it("is read from any bytes without throwing", () => {
    neverThrows(anyBytes, decodeAdvert);
    neverThrows(damaged(advert.map(encodeAdvert)), decodeAdvert);
  });

  it("is found behind other structures", () => {
    const name = Uint8Array.of(3, 0x09, 0x68, 0x69);
    const bytes = Uint8Array.of(...name, ...encodeAdvert(sample).subarray(3));
    expect(decodeAdvert(bytes)).toEqual({ ok: true, value: sample });
  });

  it("of a stranger costs no new object", () => {
    const stranger = Uint8Array.of(2, 1, 6, 3, 0x03, 0xaa, 0xfe);
    expect(decodeAdvert(stranger)).toMatchObject({ problem: { kind: "not-ours" } });
    expect(decodeAdvert(stranger)).toBe(decodeAdvert(Uint8Array.of()));
  });

  it("of a later version is refused as such", () => {
    const bytes = encodeAdvert(sample);
    bytes[21] = 2;
    expect(decodeAdvert(bytes)).toMatchObject({ problem: { kind: "unknown-version" } });
  });

  it("has no name, no power and nothing that stays while the token changes", () => {
    const other: Advert = { form: "service-data", token: 1n as Token };
    expect(hexOf(encodeAdvert(sample)).slice(0, 44)).toBe(hexOf(encodeAdvert(other)).slice(0, 44));
    const types = decodeAd(encodeAdvert(sample));
    expect(types.ok && types.value.map(({ type }) => type)).toEqual([0x01, 0x21]);
  });
});
