import { unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { ADDRESS_LIMITS, gateOf } from "./gate.ts";

const at = (second: number) => unixMs(1_000_000 + second * 1_000);

describe("a gate", () => {
  it("lets a whole hall through at once, and then as many as come in by a door", () => {
    const gate = gateOf(ADDRESS_LIMITS);
    for (let person = 0; person < ADDRESS_LIMITS.burst; person++)
      expect(gate.passes("hall", at(0))).toBe(true);
    expect(gate.passes("hall", at(0))).toBe(false);
    expect(gate.passes("elsewhere", at(0))).toBe(true);
    expect(gate.passes("hall", at(1))).toBe(true);
    expect(gate.passes("hall", at(1))).toBe(false);
  });

  it("can be looked at without being passed", () => {
    const gate = gateOf({ burst: 2, perSecond: 1, most: 10 });
    for (let time = 0; time < 5; time++) expect(gate.isOpen("a", at(0))).toBe(true);
    for (let time = 0; time < 2; time++) expect(gate.passes("a", at(0))).toBe(true);
    expect(gate.isOpen("a", at(0))).toBe(false);
    expect(gate.isOpen("a", at(1))).toBe(true);
  });

  it("is given back what was passed, and never more", () => {
    const gate = gateOf({ burst: 2, perSecond: 1, most: 10 });
    for (let time = 0; time < 2; time++) expect(gate.passes("a", at(0))).toBe(true);
    gate.giveBack("a", at(0));
    expect(gate.passes("a", at(0))).toBe(true);
    expect(gate.passes("a", at(0))).toBe(false);
    for (let time = 0; time < 5; time++) gate.giveBack("a", at(0));
    for (const open of [true, true, false]) expect(gate.passes("a", at(0))).toBe(open);
  });

  it("is not opened by a clock that goes back", () => {
    const gate = gateOf({ burst: 1, perSecond: 1, most: 10 });
    expect(gate.passes("a", at(10))).toBe(true);
    expect(gate.passes("a", at(0))).toBe(false);
  });

  it("remembers no more keys than it may, and forgets those that are full again first", () => {
    const gate = gateOf({ burst: 1, perSecond: 1, most: 3 });
    expect(gate.passes("old", at(0))).toBe(true);
    for (const key of ["a", "b", "c"]) expect(gate.passes(key, at(2))).toBe(true);
    for (const key of ["a", "b", "c"]) expect(gate.passes(key, at(2))).toBe(false);
    expect(gate.passes("d", at(2))).toBe(true);
    expect(gate.passes("a", at(2))).toBe(true);
  });
});
