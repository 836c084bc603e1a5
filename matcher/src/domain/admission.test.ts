import { type CodeSecret, seconds, stockCodeText, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { badgeItem, noon, setup, zone } from "../../test/fixtures.ts";
import { admissionOf, type Doors } from "./admission.ts";
import { planOf } from "./venue.ts";
import { codesOn, screensOf } from "./zone-screens.ts";

const badge = badgeItem("K7M2", 1);
const at = { ...setup, stock: [badge], carriers: [{ kind: "zone-code" }] } as const;
const screens = screensOf(at, new Uint8Array(32).fill(7) as CodeSecret);
const doors: Doors = { codes: new Set(["TORSK-7"]), screens, stock: planOf(at).stock };
const onScreen = codesOn(screens, zone("hall"), noon)?.joinCode ?? "";
const onBadge = stockCodeText({ id: badge.id, code: badge.bindCode });

describe("admission", () => {
  it("is by a code of the list, in any case and with blanks around it", () => {
    expect(admissionOf(doors, " torsk-7 ", noon)).toEqual({ from: "code", key: "TORSK-7" });
    expect(admissionOf(doors, "SILD-1", noon)).toBeUndefined();
  });

  it("is by what a zone's screen shows, limited by the zone and not by the code", () => {
    const admitted = { from: "zone", key: "zone hall" };
    expect(admissionOf(doors, onScreen, noon)).toEqual(admitted);
    expect(admissionOf(doors, onScreen.toLowerCase(), noon)).toEqual(admitted);
    const next = unixMs(noon + seconds(30));
    expect(admissionOf(doors, codesOn(screens, zone("hall"), next)?.joinCode ?? "", next)).toEqual(
      admitted,
    );
    expect(admissionOf(doors, onScreen, unixMs(noon + seconds(61)))).toBeUndefined();
  });

  it("is by a badge that somebody holds", () => {
    expect(admissionOf(doors, onBadge, noon)).toEqual({ from: "stock", key: "stock K7M2" });
    const [id = "", code = ""] = onBadge.split(".");
    const wrong = `${code.startsWith("A") ? "B" : "A"}${code.slice(1)}`;
    for (const each of [`${id}.${wrong}`, `K7M3.${code}`, `${id}.`, id, `${onBadge}.x`])
      expect(admissionOf(doors, each, noon), each).toBeUndefined();
  });

  it("is by nothing else, and an unknown id has no code, not even of zeros", () => {
    expect(admissionOf(doors, `K7M3.${"A".repeat(22)}`, noon)).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(![onScreen, onBadge, "TORSK-7"].includes(text.trim().toUpperCase()));
        expect(admissionOf(doors, text, noon)).toBeUndefined();
      }),
    );
  });
});
