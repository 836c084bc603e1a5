import {
  dbm,
  decodeFixedId,
  EPOCH_LENGTH,
  encodeAdvert,
  epochAt,
  parsePoolKey,
  parseVenueId,
  readToken,
  stockTagToken,
  type Token,
  unixMs,
} from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startIntake } from "./intake.ts";
import { hideTags } from "./tags.ts";

const now = unixMs(1_700_000_000_000);
const token = readToken(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 0);
const ours = encodeAdvert({ form: "service-data", token });
const iphones = encodeAdvert({ form: "service-uuid", token });
const foreign = Uint8Array.of(2, 0x01, 0x06, 5, 0xff, 0x4c, 0x00, 0x10, 0x05);

const venue = sure(parseVenueId("6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001"));
const poolKey = sure(parsePoolKey("A".repeat(43)));
const uuid = "e2c56db5-dffb-48d2-b060-d0f5a71096e0";
const id = sure(decodeFixedId({ form: "ibeacon", uuid, major: 1, minor: 2 }));
const ibeacon = (proximity: string) => {
  const bytes = Buffer.from(proximity.replaceAll("-", ""), "hex");
  return Uint8Array.of(26, 0xff, 0x4c, 0x00, 0x02, 0x15, ...bytes, 0, 1, 0, 2, 0xc5);
};

function sure<T>(result: { ok: true; value: T } | { ok: false }): T {
  if (!result.ok) throw new TypeError("a fixture is wrong");
  return result.value;
}

function intakeInto(collected: [Token, number][], room = true) {
  const intake = startIntake((heard, level) => {
    collected.push([heard, level]);
    return room;
  });
  return {
    ...intake,
    /** As part of a packet, in which something stands before and behind it. */
    hear: (bytes: Uint8Array, level: number) =>
      intake.hear(Uint8Array.of(9, ...bytes, 9), 1, 1 + bytes.length, level, now),
  };
}

describe("intake", () => {
  it("passes both forms of an advert on, and no stranger's", () => {
    const collected: [Token, number][] = [];
    const intake = intakeInto(collected);
    for (const bytes of [foreign, ours, foreign, iphones]) intake.hear(bytes, -61);
    expect(collected).toEqual([
      [token, -61],
      [token, -61],
    ]);
    expect(intake.counts()).toMatchObject({
      adverts: 4,
      tokensHeard: 2,
      kinds: { ours: 2, foreign: 2 },
    });
  });

  it("takes an advert without a level as a sign of life and nothing more", () => {
    const collected: [Token, number][] = [];
    const intake = intakeInto(collected);
    intake.hear(ours, 127);
    expect(collected).toEqual([]);
    expect(intake.counts()).toMatchObject({
      adverts: 1,
      refused: { "no-level": 1 },
    });
  });

  it("refuses levels that no beacon gives, for they would be the window's maximum", () => {
    const collected: [Token, number][] = [];
    const intake = intakeInto(collected);
    for (const level of [-29, 0, 20, -128]) intake.hear(ours, level);
    intake.hear(ours, -30);
    expect(collected).toEqual([[token, dbm(-30)]]);
    expect(intake.counts().refused["implausible-level"]).toBe(4);
  });

  it("counts later versions, broken adverts and those for which the window has no room", () => {
    const intake = intakeInto([], false);
    const later = ours.slice();
    later[21] = 2;
    intake.hear(later, -60);
    intake.hear(ours.subarray(0, 20), -60);
    intake.hear(ours, -60);
    expect(intake.counts().refused).toMatchObject({
      "unknown-version": 1,
      truncated: 1,
      "too-many-tokens": 1,
    });
  });

  it("passes an Eddystone-EID on as the token that it is", () => {
    const collected: [Token, number][] = [];
    const intake = intakeInto(collected);
    intake.hear(Uint8Array.of(13, 0x16, 0xaa, 0xfe, 0x30, 0xee, 1, 2, 3, 4, 5, 6, 7, 8), -61);
    expect(collected).toEqual([[token, -61]]);
    expect(intake.counts().kinds).toMatchObject({ eid: 1, foreign: 0 });
  });

  it("hides the ids of the venue's own tags, as the matcher does, and reads nobody else's", () => {
    const collected: [Token, number][] = [];
    const intake = intakeInto(collected);
    intake.hear(ibeacon(uuid), -61);
    intake.setTags(hideTags({ poolKey, ibeacon: [uuid], eddystoneUid: [] }, venue));
    intake.hear(ibeacon(uuid), -62);
    intake.hear(ibeacon(uuid), -63);
    intake.hear(ibeacon(uuid.replace("e2", "e3")), -64);
    const hidden = stockTagToken(poolKey, venue, epochAt(now), id);
    expect(collected).toEqual([
      [hidden, -62],
      [hidden, -63],
    ]);
    expect(intake.counts().kinds).toEqual({ ours: 0, eid: 0, fixedTag: 2, foreign: 2 });
    intake.setTags(undefined);
    intake.hear(ibeacon(uuid), -61);
    expect(collected).toHaveLength(2);
  });

  it("gives a tag another token with each epoch", () => {
    const tags = hideTags({ poolKey, ibeacon: [uuid], eddystoneUid: [] }, venue);
    const later = unixMs(now + EPOCH_LENGTH);
    for (const time of [now, later, now])
      expect(tags.tokenOf(id, time)).toBe(stockTagToken(poolKey, venue, epochAt(time), id));
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
        for (const [data, level] of heard) intake.hear(data, level);
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
