import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, stockId } from "../test/arbitraries.ts";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import {
  type BatteryReading,
  batteries,
  decodeBatteryReading,
  encodeBatteryReading,
} from "./battery.ts";

const reading: fc.Arbitrary<BatteryReading> = fc.record({
  id: stockId,
  code: bytes(16),
  battery: fc.constantFrom(...batteries),
});
const right = { id: "K7M2", code: "A".repeat(22), battery: "low" };

describe("a reading of a battery", () => {
  it("survives JSON", () => {
    const wire = (value: BatteryReading): unknown =>
      JSON.parse(JSON.stringify(encodeBatteryReading(value)));
    decodesWhatItEncodes(reading, wire, decodeBatteryReading);
  });

  it.each([
    {},
    { ...right, id: "k7m2" },
    { ...right, code: "A".repeat(43) },
    { ...right, code: undefined },
    { ...right, battery: 17 },
    { ...right, battery: "empty" },
    { ...right, session: "A".repeat(22) },
  ])("is refused as %j, by a name and without the value", (body) => {
    expect(decodeBatteryReading(right).ok).toBe(true);
    const refusal = decodeBatteryReading(body);
    expect(refusal.ok).toBe(false);
    if (!refusal.ok) expect(refusal.problem.detail).not.toMatch(/k7m2|AAAA|empty/);
  });

  it("is read from anything without throwing", () =>
    neverThrows(fc.anything(), decodeBatteryReading));
});
