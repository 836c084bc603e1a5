import { dbm, encodeAdvert, readToken, type Token, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startIntake } from "./intake.ts";

const now = unixMs(1_700_000_000_000);
const token = readToken(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 0);
const ours = encodeAdvert({ form: "service-data", token });
const iphones = encodeAdvert({ form: "service-uuid", token });
const foreign = Uint8Array.of(2, 0x01, 0x06, 5, 0xff, 0x4c, 0x00, 0x10, 0x05);

function intakeInto(collected: [Token, number][], room = true) {
  return startIntake((heard, level) => {
    collected.push([heard, level]);
    return room;
  });
}

describe("intake", () => {
  it("passes both forms of an advert on, and no stranger's", () => {
    const collected: [Token, number][] = [];
    const intake = intakeInto(collected);
    for (const bytes of [foreign, ours, foreign, iphones]) intake.hear(bytes, -61, now);
    expect(collected).toEqual([
      [token, -61],
      [token, -61],
    ]);
    expect(intake.counts()).toMatchObject({ adverts: 4, tokensHeard: 2, lastAdvertAt: now });
  });

  it("takes an advert without a level as a sign of life and nothing more", () => {
    const collected: [Token, number][] = [];
    const intake = intakeInto(collected);
    intake.hear(ours, 127, now);
    expect(collected).toEqual([]);
    expect(intake.counts()).toMatchObject({
      adverts: 1,
      lastAdvertAt: now,
      refused: { "no-level": 1 },
    });
  });

  it("refuses levels that no beacon gives, for they would be the window's maximum", () => {
    const collected: [Token, number][] = [];
    const intake = intakeInto(collected);
    for (const level of [-29, 0, 20, -128]) intake.hear(ours, level, now);
    intake.hear(ours, -30, now);
    expect(collected).toEqual([[token, dbm(-30)]]);
    expect(intake.counts().refused["implausible-level"]).toBe(4);
  });

  it("counts later versions, broken adverts and those for which the window has no room", () => {
    const intake = intakeInto([], false);
    const later = ours.slice();
    later[21] = 2;
    intake.hear(later, -60, now);
    intake.hear(ours.subarray(0, 20), -60, now);
    intake.hear(ours, -60, now);
    expect(intake.counts().refused).toMatchObject({
      "unknown-version": 1,
      truncated: 1,
      "too-many-tokens": 1,
    });
  });

  it("accounts for every report, whatever its bytes and level, and never throws", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(ours, iphones, foreign),
      fc.nat(ours.length).map((length) => ours.subarray(0, length)),
    );
    const reports = fc.array(fc.tuple(bytes, fc.integer({ min: -128, max: 127 })));
    fc.assert(
      fc.property(reports, (heard) => {
        const collected: [Token, number][] = [];
        const intake = intakeInto(collected);
        for (const [data, level] of heard) intake.hear(data, level, now);
        const { adverts, tokensHeard, refused } = intake.counts();
        expect(adverts).toBe(heard.length);
        expect(tokensHeard).toBe(
          collected.length + refused["no-level"] + refused["implausible-level"],
        );
        expect(tokensHeard + refused.truncated + refused["unknown-version"]).toBeLessThanOrEqual(
          adverts,
        );
      }),
    );
  });
});
