import { describe, expect, it } from "vitest";
import { budget, scaleOf } from "./budget.ts";
import { shownOf, totalOf } from "./display.ts";
import { deviationOf } from "./laplace.ts";

describe("display", () => {
  it("shows numbers below ten, negative ones too, as few", () => {
    expect([-30, 0, 9, 10, 214].map(shownOf)).toEqual(["few", "few", "few", 10, 214]);
  });

  it("says how far off a total may be: deviations add up in squares", () => {
    const { clamp, epsilonTenths } = budget.nudges;
    const one = deviationOf(scaleOf(budget.nudges));
    const cells = [12, -3, 40, 11].map((value) => ({ value, clamp, epsilonTenths }));
    expect(totalOf(cells)).toEqual({ value: 60, error: expect.closeTo(2 * one, 9) });
    expect(totalOf([])).toEqual({ value: 0, error: 0 });
  });
});
