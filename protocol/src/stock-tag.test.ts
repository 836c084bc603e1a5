import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, venueId } from "../test/arbitraries.ts";
import { base64urlOf, hexOf } from "./bytes.ts";
import { epochNumbered } from "./epoch.ts";
import {
  decodeFixedId,
  type FixedId,
  type PoolKey,
  parsePoolKey,
  stockTagToken,
} from "./stock-tag.ts";
import { tokenText } from "./token.ts";

const poolKey = bytes(32).map((key) => key as PoolKey);
const epoch = fc.nat(0xffff_fffe).map(epochNumbered);
const fixedId: fc.Arbitrary<FixedId> = fc.oneof(
  fc.record({
    form: fc.constant("ibeacon" as const),
    uuid: fc.uuid(),
    major: fc.nat(0xffff),
    minor: fc.nat(0xffff),
  }),
  fc.record({
    form: fc.constant("eddystone-uid" as const),
    namespace: bytes(10).map(hexOf),
    instance: bytes(6).map(hexOf),
  }),
);
function tagOf(fixed: FixedId) {
  const tag = decodeFixedId(fixed);
  if (!tag.ok) throw new Error(tag.problem.detail);
  return tag.value;
}

describe("a stock tag", () => {
  it("has another token in every epoch, venue and pool, and for every id", () => {
    fc.assert(
      fc.property(poolKey, poolKey, venueId, venueId, epoch, fixedId, fixedId, (...made) => {
        const [key, otherKey, venue, otherVenue, at, one, two] = made;
        const [tag, other] = [tagOf(one), tagOf(two)];
        fc.pre(
          hexOf(key) !== hexOf(otherKey) && venue !== otherVenue && hexOf(tag) !== hexOf(other),
        );
        const token = stockTagToken(key, venue, at, tag);
        expect(stockTagToken(key, venue, epochNumbered(at + 1), tag)).not.toBe(token);
        expect(stockTagToken(key, otherVenue, at, tag)).not.toBe(token);
        expect(stockTagToken(otherKey, venue, at, tag)).not.toBe(token);
        expect(stockTagToken(key, venue, at, other)).not.toBe(token);
      }),
    );
  });

  it("shows nothing of its id in a token", () => {
    fc.assert(
      fc.property(poolKey, venueId, epoch, fixedId, (key, venue, at, fixed) => {
        const tag = tagOf(fixed);
        const token = tokenText(stockTagToken(key, venue, at, tag));
        for (let from = 0; from + 4 <= tag.length; from++)
          expect(token).not.toContain(hexOf(tag.subarray(from, from + 4)));
      }),
    );
  });

  it("is hashed as 21 bytes of an iBeacon or 17 of an Eddystone-UID, never one as the other", () => {
    fc.assert(
      fc.property(fixedId, (fixed) => {
        const tag = tagOf(fixed);
        expect([tag[0], tag.length]).toEqual(fixed.form === "ibeacon" ? [1, 21] : [2, 17]);
      }),
    );
  });

  it("with an id that cannot be on the air is refused", () => {
    const uuid = "f7826da6-4fa2-4e98-8024-bc5b71e0893e";
    const wrong: readonly FixedId[] = [
      { form: "ibeacon", uuid, major: 0x1_0000, minor: 0 },
      { form: "ibeacon", uuid, major: 0, minor: 0.5 },
      { form: "ibeacon", uuid: uuid.slice(1), major: 0, minor: 0 },
      { form: "eddystone-uid", namespace: "00".repeat(9), instance: "00".repeat(6) },
      { form: "eddystone-uid", namespace: "00".repeat(10), instance: "0G".repeat(6) },
    ];
    for (const each of wrong) expect(decodeFixedId(each).ok).toBe(false);
  });

  it("is hidden by a pool key of 32 bytes", () => {
    expect(parsePoolKey(base64urlOf(new Uint8Array(32))).ok).toBe(true);
    for (const each of [undefined, "", "!", base64urlOf(new Uint8Array(31))])
      expect(parsePoolKey(each).ok).toBe(false);
  });
});
