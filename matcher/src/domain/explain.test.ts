import { seconds, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { airOf, hallSetup } from "../../test/air.ts";
import { noon, sessionId } from "../../test/fixtures.ts";
import { decisionsOf } from "../../test/run.ts";
import { explain } from "./explain.ts";

const spots = [
  [5, 5],
  [5.5, 5],
  [11, 11],
] as const;
const { levelsAt } = airOf(1, undefined, 0.5);
const { floor } = decisionsOf(hallSetup, spots.length, 60, (person) => {
  const [x = 0, y = 0] = spots[person] ?? [];
  const levels = levelsAt(x, y);
  // The first is not heard by the last gateway.
  return person === 0 ? levels.fill(Number.NaN, 8) : levels;
});
const members = [...floor.members.values()];
const now = unixMs(noon + seconds(60));

describe("an explanation", () => {
  it("says which receivers, which probability and how long", () => {
    const [a, b] = members;
    const why = a && b && explain(floor, a, b, now);
    expect(why).toMatchObject({
      tier: "near",
      receivers: hallSetup.gateways.slice(0, 8).map(({ id }) => id),
      oneSided: hallSetup.gateways.slice(8).map(({ id }) => id),
      map: "plain",
      heard: false,
    });
    expect(why?.near).toBeGreaterThan(0.5);
    expect(why?.nearFor).toBeGreaterThanOrEqual(25);
    expect(why?.says).toMatch(/^reached near: near now with 0\.\d+, over time 0\.\d+, for \d+ s; /);
    expect(why?.says).toMatch(/8 receivers hear both, 1 one alone; plain map$/);
  });

  it("is none of two who have nothing to do with each other", () => {
    const [a, , c] = members;
    expect(a && c && explain(floor, a, c, now)).toBeUndefined();
  });

  it("names no session and holds no level and no place", () => {
    const [a, b] = members;
    const text = JSON.stringify(a && b && explain(floor, a, b, now));
    for (const number of [1, 2, 3]) expect(text).not.toContain(sessionId(number));
    expect(text).not.toMatch(/"(x|y|levels|session)"/);
    expect(text).not.toMatch(/-\d\d/);
  });
});
