import { unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { noon, sessionOf } from "../../test/fixtures.ts";
import { mayBeMatched } from "./consent.ts";

describe("consent", () => {
  it("matches whoever agreed to the present wording and is open to talk", () => {
    expect(mayBeMatched(sessionOf(1), noon)).toBe(true);
  });

  it("matches nobody during a pause of their own, and again when it is over", () => {
    expect(mayBeMatched(sessionOf(1, { pausedUntil: unixMs(noon + 1) }), noon)).toBe(false);
    expect(mayBeMatched(sessionOf(1, { pausedUntil: noon }), noon)).toBe(true);
  });

  it("matches nobody who is not open, agreed to another wording, or is over", () => {
    expect(mayBeMatched(sessionOf(1, { open: false }), noon)).toBe(false);
    expect(mayBeMatched(sessionOf(1, { consent: "2020-01" }), noon)).toBe(false);
    expect(mayBeMatched(sessionOf(1, { expiresAt: noon }), noon)).toBe(false);
    expect(mayBeMatched(sessionOf(1, { expiresAt: unixMs(noon + 1) }), noon)).toBe(true);
  });
});
