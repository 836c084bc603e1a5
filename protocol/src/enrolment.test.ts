import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, gatewayId, venueId } from "../test/arbitraries.ts";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { base64urlOf } from "./bytes.ts";
import { CLAIM_CODE_BYTES, claimCodeOf, parseClaimCode } from "./claim-code.ts";
import {
  decodeEnrolLink,
  decodeFirstBoot,
  encodeEnrolLink,
  encodeFirstBoot,
} from "./enrol-link.ts";
import {
  decodeCertificateRequest,
  decodeEnrolled,
  decodeEnrolment,
  gatewayUsername,
} from "./enrolment.ts";

const code = bytes(CLAIM_CODE_BYTES).map(claimCodeOf);
const origin = fc.constantFrom("https://venue.example", "http://127.0.0.1:7440");
const link = fc.record({ origin, code });

describe("a claim code", () => {
  it("is read back however a person writes it", () => {
    const written = fc
      .tuple(code, fc.array(fc.constantFrom("", " ", "-", "  - "), { minLength: 14 }))
      .map(([whole, blanks]) => [
        whole,
        [...whole].map((c, at) => c + (blanks[at] ?? "")).join(""),
      ]);
    fc.assert(
      fc.property(written, ([whole = "", spaced = ""]) => {
        for (const typed of [spaced, spaced.toLowerCase()])
          expect(parseClaimCode(typed)).toEqual({ ok: true, value: whole });
      }),
    );
  });

  it("is forgiving of O for 0, and of I and L for 1", () => {
    expect(parseClaimCode("oO0i Il1-ABCDE")).toEqual({ ok: true, value: "0001-111A-BCDE" });
  });

  it("is neither shorter nor longer, has no U, and is text", () => {
    for (const wrong of ["", "ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKMU", 12, null])
      expect(parseClaimCode(wrong).ok).toBe(false);
    neverThrows(fc.anything(), parseClaimCode);
  });

  it("matches the pattern that documents give, as typed", () => {
    const pattern = new RegExp(parseClaimCode.pattern ?? "");
    fc.assert(fc.property(code, (whole) => pattern.test(whole) && pattern.test(`${whole} `)));
  });

  it("has 60 bits: every character of it changes with the bytes", () => {
    const all = new Set<string>();
    for (let bit = 0; bit < 60; bit++) {
      const made = new Uint8Array(CLAIM_CODE_BYTES);
      new DataView(made.buffer).setBigUint64(0, 1n << BigInt(bit));
      all.add(claimCodeOf(made));
    }
    expect(all.size).toBe(60);
  });
});

describe("an enrol link", () => {
  it("is read back, pasted with blanks around it, and from a first-boot file", () => {
    decodesWhatItEncodes(link, encodeEnrolLink, decodeEnrolLink);
    decodesWhatItEncodes(link, (value) => ` ${encodeEnrolLink(value)}\n`, decodeEnrolLink);
    decodesWhatItEncodes(link, encodeFirstBoot, decodeFirstBoot);
    const byNotepad = (text: string) => `\uFEFF${text.replaceAll("\n", "\r\n")}`;
    decodesWhatItEncodes(link, (value) => byNotepad(encodeFirstBoot(value)), decodeFirstBoot);
  });

  it("is nothing but that", () => {
    for (const wrong of [
      "https://venue.example/enrol",
      "https://venue.example/enrol#",
      "https://venue.example/enrol#ABCD",
      "https://user@venue.example/enrol#ABCD-EFGH-JKMN",
      "ftp://venue.example/enrol#ABCD-EFGH-JKMN",
    ])
      expect(decodeEnrolLink(wrong).ok).toBe(false);
    neverThrows(fc.string(), decodeEnrolLink);
    neverThrows(fc.string(), decodeFirstBoot);
  });
});

describe("an enrolment", () => {
  const request = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";

  it("takes a code in any spelling, and an attempt if there is one", () => {
    const attempt = base64urlOf(new Uint8Array(16));
    expect(decodeEnrolment({ code: "abcd efgh jkmn", attempt })).toEqual({
      ok: true,
      value: { code: "ABCD-EFGH-JKMN", attempt },
    });
    expect(decodeEnrolment({ code: "abcdefghjkmn" }).ok).toBe(true);
  });

  it("refuses a key in the place of a request, and names the field", () => {
    const key = request.replaceAll("CERTIFICATE REQUEST", "PRIVATE KEY");
    expect(decodeCertificateRequest({ request }).ok).toBe(true);
    expect(decodeCertificateRequest({ request: key })).toMatchObject({
      ok: false,
      problem: { detail: expect.stringContaining("request") },
    });
    neverThrows(fc.anything(), decodeEnrolment);
  });

  it("is answered with what a gateway needs, to which later versions may add", () => {
    fc.assert(
      fc.property(venueId, gatewayId, bytes(32), (venue, gateway, secret) => {
        const broker = {
          url: "mqtts://venue.example:8883",
          username: gatewayUsername(venue, gateway),
          password: base64urlOf(secret),
        };
        const answer = { venue, gateway, broker };
        expect(decodeEnrolled({ ...answer, later: true })).toEqual({ ok: true, value: answer });
      }),
    );
    neverThrows(fc.anything(), decodeEnrolled);
  });
});
