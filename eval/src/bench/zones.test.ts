import { describe, expect, it } from "vitest";
import { benchZones } from "./zones.ts";

describe("zones on made-up air", () => {
  const rows = new Map(benchZones(30, 1).map((each) => [each.method, each]));
  const of = (method: string) => {
    const row = rows.get(method);
    if (row === undefined) throw new Error(`there is no ${method}`);
    return row;
  };

  it("change at most twice a minute while somebody stands, by a map or without", () => {
    for (const method of ["calibrated map", "loudest gateway"])
      expect(of(method).mostInAMinute).toBeLessThanOrEqual(2);
  });

  it("are calmer than those of peers and right as often", () => {
    const ours = of("calibrated map");
    for (const peer of ["strongest", "bermuda", "kalman"]) {
      expect(ours.flapsPerHour).toBeLessThan(of(peer).flapsPerHour);
      expect(ours.right).toBeGreaterThan(of(peer).right - 0.02);
    }
  });
});
