import {
  type CodeSecret,
  seconds,
  unixMs,
  ZONE_CODE_STEP,
  type ZoneSecret,
  zoneDigitsAt,
} from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { noon, setup, zone } from "../../test/fixtures.ts";
import {
  codesOn,
  screensOf,
  type ZoneScreens,
  zoneOfDigits,
  zoneOfJoinCode,
} from "./zone-screens.ts";

const secret = new Uint8Array(32).fill(7) as CodeSecret;
const offering = { ...setup, carriers: [{ kind: "zone-code" }] } as const;
const screens = screensOf(offering, secret);
const later = (second: number) => unixMs(noon + seconds(second));
const shownAt = (id: string, now = noon) => {
  const codes = codesOn(screens, zone(id), now);
  if (codes === undefined) throw new Error("a zone without a screen");
  return codes;
};

describe("zone screens", () => {
  it("show what proves to be in their zone, for a step and one more", () => {
    for (const id of ["bar", "hall"]) {
      const { digits, joinCode, until } = shownAt(id);
      expect(zoneOfDigits(screens, digits, undefined, noon)).toBe(id);
      expect(zoneOfJoinCode(screens, joinCode, noon)).toBe(id);
      const last = unixMs(until + ZONE_CODE_STEP - 1);
      expect(zoneOfDigits(screens, digits, undefined, last)).toBe(id);
      expect(zoneOfDigits(screens, digits, undefined, later(61))).toBeUndefined();
      expect(zoneOfJoinCode(screens, joinCode, later(61))).toBeUndefined();
    }
  });

  it("are not there where zone codes are not offered, nor for other zones", () => {
    expect(screensOf(setup, secret).size).toBe(0);
    expect(codesOn(screens, zone("attic"), noon)).toBeUndefined();
  });

  it("do not prove to be in another zone than the one that is named", () => {
    const { digits } = shownAt("bar");
    expect(zoneOfDigits(screens, digits, zone("bar"), noon)).toBe("bar");
    expect(zoneOfDigits(screens, digits, zone("hall"), noon)).toBeUndefined();
    expect(zoneOfDigits(screens, digits, zone("attic"), noon)).toBeUndefined();
  });

  it("leave it open which zone it is when two show the same digits, until it is named", () => {
    // Two zones of one secret stand for the rare minute in which two show the same.
    const [, shared] = [...screens][0] ?? [];
    const alike: ZoneScreens = new Map([
      [zone("bar"), shared as ZoneSecret],
      [zone("hall"), shared as ZoneSecret],
    ]);
    const digits = zoneDigitsAt(shared as ZoneSecret, noon);
    expect(zoneOfDigits(alike, digits, undefined, noon)).toBe("ambiguous");
    expect(zoneOfDigits(alike, digits, zone("hall"), noon)).toBe("hall");
  });
});
