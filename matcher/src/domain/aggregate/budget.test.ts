import { SESSION_LIFE } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { budget, EPSILON_TENTHS, scaleOf, spentTenths } from "./budget.ts";
import { metrics } from "./cells.ts";
import { MOST_T } from "./laplace.ts";

describe("budget", () => {
  it("adds up to the epsilon of a session, exactly", () => {
    expect(spentTenths()).toBe(EPSILON_TENTHS);
    expect(EPSILON_TENTHS / 10).toBe(2);
  });

  it.each(metrics)("scales the noise of %s by clamp over epsilon", (metric) => {
    const { clamp, epsilonTenths } = budget[metric];
    const { t, s } = scaleOf(budget[metric]);
    expect(t * epsilonTenths).toBe(clamp * 10 * s);
    expect(t).toBeLessThanOrEqual(MOST_T);
  });

  it("lets sightings last a whole session, and no longer", () => {
    const { clamp, apart } = budget.sightings;
    expect(clamp * apart).toBe(SESSION_LIFE);
  });
});
