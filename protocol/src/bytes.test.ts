import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { base64urlOf, decodeAscii, decodeBase64url, decodeHex, hexOf } from "./bytes.ts";

const bytes = fc.uint8Array({ maxLength: 70 });

describe("bytes as text", () => {
  it("survive hexadecimal and base64url", () => {
    decodesWhatItEncodes(bytes, hexOf, decodeHex);
    decodesWhatItEncodes(bytes, base64urlOf, decodeBase64url);
  });

  it("agree with Node's base64url", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(base64urlOf(value)).toBe(Buffer.from(value).toString("base64url"));
      }),
    );
  });

  it("have one spelling: stray bits and padding are refused", () => {
    expect(decodeBase64url("AA").ok).toBe(true);
    expect(decodeBase64url("AB").ok).toBe(false);
    expect(decodeBase64url("AA==").ok).toBe(false);
    expect(decodeBase64url("A").ok).toBe(false);
  });

  it("are never guessed at", () => {
    neverThrows(fc.string(), decodeBase64url);
    neverThrows(fc.string(), decodeHex);
    neverThrows(bytes, decodeAscii);
    expect(decodeAscii(Uint8Array.of(0xc3, 0xa6)).ok).toBe(false);
  });
});
