import { CHECK_IN_LIFE, minutes, unixMs, ZONE_CODE_LIFE } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noon, sessionOf, stockId, zone } from "../../test/fixtures.ts";
import { type BoundCarrier, heldBy, isLive, provenZone, withCarrier } from "./carrier.ts";

const lives = { "check-in": CHECK_IN_LIFE, "zone-code": ZONE_CODE_LIFE };
const proofAt = (kind: keyof typeof lives, at: string, minute: number): BoundCarrier => ({
  kind,
  zone: zone(at),
  until: unixMs(noon + minutes(minute) + lives[kind]),
});
const at = (minute: number) => unixMs(noon + minutes(minute));

const carrier: fc.Arbitrary<BoundCarrier> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("badge" as const, "stock-tag" as const),
    id: fc.constantFrom("K7M2", "K7M3").map(stockId),
  }),
  fc.record({
    kind: fc.constantFrom("check-in" as const, "zone-code" as const),
    zone: fc.constantFrom("bar", "hall").map(zone),
    until: fc.integer({ min: -20, max: 20 }).map(at),
  }),
);

describe("carriers", () => {
  it("are never two of one kind, whatever is bound in whatever order", () => {
    fc.assert(
      fc.property(fc.array(carrier, { maxLength: 20 }), (list) => {
        let held: readonly BoundCarrier[] = [];
        for (const each of list) {
          const next = withCarrier(held, each, noon);
          if (next === "has-one") {
            expect(held.find(({ kind }) => kind === each.kind)).not.toEqual(each);
            continue;
          }
          expect(next).toContainEqual(each);
          if (next === held) continue;
          held = next;
          expect(new Set(held.map(({ kind }) => kind)).size).toBe(held.length);
          for (const other of held) if (other !== each) expect(isLive(other, noon)).toBe(true);
        }
      }),
    );
  });

  it("place a session by the newest proof, not by the one that lasts longest", () => {
    const code = proofAt("zone-code", "bar", 0);
    const checkIn = proofAt("check-in", "hall", 5);
    expect(provenZone([code, checkIn], at(5))).toBe("hall");
    expect(provenZone([checkIn, code], at(5))).toBe("hall");
    expect(provenZone([code, checkIn], at(15))).toBe("bar");
    expect(provenZone([code, checkIn], unixMs(at(20) - 1))).toBe("bar");
    expect(provenZone([code, checkIn], at(20))).toBeUndefined();
    expect(provenZone([{ kind: "badge", id: stockId("K7M2") }], at(0))).toBeUndefined();
  });

  it("are told to their session with their ends, those that are over left out", () => {
    const carriers: BoundCarrier[] = [
      { kind: "badge", id: stockId("K7M2") },
      proofAt("zone-code", "bar", 0),
      proofAt("check-in", "hall", 0),
    ];
    const session = sessionOf(1, { carriers });
    expect(heldBy(session, at(10))).toEqual([
      { kind: "badge", id: "K7M2", until: session.expiresAt },
      { kind: "zone-code", zone: "bar", until: at(20) },
    ]);
  });
});
