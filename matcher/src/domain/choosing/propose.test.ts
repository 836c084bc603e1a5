import { minutes, seconds, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interests, noon, sessionOf, zone } from "../../../test/fixtures.ts";
import { hallWith, times } from "../../../test/true-positions.ts";
import { policies } from "../policy.ts";
import type { Session } from "../session.ts";

const policy = policies.default;
const [bar, stage] = [zone("bar"), zone("stage")];
const people = (count: number, from: Partial<Session> = {}): readonly Session[] =>
  Array.from({ length: count }, (_, at) => sessionOf(at + 1, from));
const at = (minute: number) => unixMs(noon + minutes(minute));

describe("proposing", { timeout: 30_000 }, () => {
  it("waits for a crowd of four in the zone", () => {
    for (const [count, nudged] of [
      [3, false],
      [4, true],
    ] as const) {
      const sessions = people(count);
      const hall = hallWith(sessions, policy);
      const here = new Map(sessions.map((each) => [each, bar]));
      const proposed = times(120, 10).flatMap((now) => hall.pass(here, now));
      expect(proposed.length > 0).toBe(nudged);
    }
  });

  it("chooses every thirty seconds and nudges 20 to 75 seconds later", () => {
    const sessions = people(4);
    const hall = hallWith(sessions, { ...policy, groups: undefined });
    const here = new Map(sessions.map((each) => [each, bar]));
    const pushed: number[] = [];
    const chosen: number[] = [];
    for (const now of times(300, 1)) {
      const before = hall.floor.rounds.held.length;
      if (hall.pass(here, now).length > 0) pushed.push(now);
      else if (hall.floor.rounds.held.length > before) chosen.push(now);
    }
    expect(chosen.length).toBeGreaterThan(0);
    for (const [index, each] of chosen.entries()) {
      expect((each - noon) % seconds(30)).toBe(0);
      expect((pushed[index] ?? 0) - each).toBeGreaterThanOrEqual(seconds(20));
    }
    expect(Math.max(...pushed) - Math.min(...chosen)).toBeLessThanOrEqual(seconds(75 + 30));
  });

  it("goes on choosing when the clock is set back", () => {
    const sessions = people(4);
    const hall = hallWith(sessions, { ...policy, groups: undefined });
    const here = new Map(sessions.map((each) => [each, bar]));
    for (const now of times(40, 1)) hall.pass(here, now);
    const chosenAt = () => [...hall.floor.rounds.zones.values()].map((each) => each.chosenAt);
    const before = chosenAt();
    for (const now of times(40, 1)) hall.pass(here, unixMs(now - minutes(20)));
    for (const [zone, each] of chosenAt().entries())
      expect(each).toBeLessThan(before[zone] ?? Number.NaN);
  });

  it("drops a choice when one of them has gone, and lets the other be chosen again", () => {
    const sessions = people(4);
    const hall = hallWith(sessions, { ...policy, groups: undefined });
    const here = new Map(sessions.map((each) => [each, bar]));
    for (const now of times(600, 1)) {
      hall.pass(here, now);
      if (hall.floor.rounds.held.length > 0) {
        for (const { proposal } of hall.floor.rounds.held) {
          const [side] = proposal.sides;
          if (side !== undefined)
            hall.tell({ kind: "session-gone", session: side.session.id }, now);
        }
        hall.pass(here, now);
        expect(hall.floor.rounds.held).toEqual([]);
        return;
      }
    }
    expect.unreachable("nobody was chosen");
  });

  it("nudges nobody in a quiet zone, by switch or schedule, wherever people go", () => {
    const move = fc.record({
      who: fc.nat(9),
      to: fc.constantFrom(bar, stage),
      turn: fc.option(fc.boolean()),
    });
    const slot = fc.record({ from: fc.nat(30), long: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(
        fc.array(move, { minLength: 90, maxLength: 90 }),
        fc.array(slot, { maxLength: 2 }),
        (moves, talks) => {
          const sessions = people(10, { interests: interests("devops", "coffee") });
          const hall = hallWith(sessions, { ...policy, nudge: policies.demo.nudge });
          const slots = talks.map(({ from, long }) => ({ from: at(from), until: at(from + long) }));
          hall.tell({ kind: "quiet", zone: stage, slots }, noon);
          const here = new Map(sessions.map((each, index) => [each, index % 2 ? bar : stage]));
          let switched = false;
          let offAt = Number.NEGATIVE_INFINITY;
          for (const [index, now] of times(moves.length, 30).entries()) {
            const { who, to, turn } = moves[index] ?? { who: 0, to: bar, turn: null };
            const moving = sessions[who];
            if (moving !== undefined) here.set(moving, to);
            if (turn !== null) {
              if (switched && !turn) offAt = now;
              switched = turn;
              hall.tell({ kind: "quiet", zone: bar, switched }, now);
            }
            const quietBar = switched || now - offAt < minutes(3);
            const quietStage = slots.some(
              (each) => now >= each.from - minutes(5) && now < each.until + minutes(3),
            );
            for (const { sides } of hall.pass(here, now))
              for (const { session } of sides) {
                const place = [...here].find(([each]) => each.id === session.id)?.[1];
                expect(place === bar ? quietBar : quietStage).toBe(false);
              }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("spreads nudges over five minutes after a talk instead of sending all at once", () => {
    const sessions = people(40);
    const hall = hallWith(sessions, { ...policy, groups: undefined });
    hall.tell({ kind: "quiet", zone: stage, slots: [{ from: at(0), until: at(20) }] }, noon);
    const here = new Map(sessions.map((each) => [each, stage]));
    const pushed = times(2_000, 1).flatMap((now) =>
      hall.pass(here, now).map(() => (now - at(20)) / minutes(1)),
    );
    expect(pushed.length).toBeGreaterThanOrEqual(20);
    const first = pushed.slice(0, 20);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(3);
    const busiest = Math.max(
      ...first.map((from) => first.filter((each) => each >= from && each < from + 1).length),
    );
    expect(busiest).toBeLessThanOrEqual(10);
  });
});
