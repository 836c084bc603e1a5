import { describe, expect, it } from "vitest";
import { reaches } from "./nudge.ts";

describe("nudge", () => {
  it("takes being in a zone for enough only where the zone says so", () => {
    expect(reaches("zone", "zone")).toBe(true);
    expect(reaches("zone", "near")).toBe(false);
    expect(reaches("near", "near")).toBe(true);
    expect(reaches("beside", "near")).toBe(true);
  });
});
