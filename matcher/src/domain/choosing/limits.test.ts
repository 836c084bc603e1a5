import { hours, minutes, SESSION_LIFE, type UnixMs, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noon } from "../../../test/fixtures.ts";
import { policies } from "../policy.ts";
import { type History, noHistory } from "../session.ts";
import { freeAt, isAsked } from "./limits.ts";

const policy = policies.default.nudge;
const nudged = (...times: readonly number[]): History => ({
  ...noHistory,
  nudges: times.map((each) => unixMs(noon + minutes(each))),
});
const free = (history: History) => (freeAt(history, policy) - noon) / minutes(1);

describe("limits", () => {
  it("let somebody new be nudged at once", () => {
    expect(freeAt(noHistory, policy)).toBe(0);
  });

  it("keep a gap, and twice the gap after two in a row without an answer", () => {
    expect(free(nudged(0))).toBe(12);
    expect(free({ ...nudged(0, 20), ignored: 1 })).toBe(32);
    expect(free({ ...nudged(0, 20), ignored: 2 })).toBe(44);
  });

  it("end after three in a row without an answer, until one says that one is still open", () => {
    const asked = { ...nudged(0, 20, 44), ignored: 3 };
    expect(isAsked(asked, policy)).toBe(true);
    expect(freeAt(asked, policy)).toBeGreaterThan(noon + SESSION_LIFE);
    expect(isAsked({ ...asked, ignored: 0 }, policy)).toBe(false);
    expect(free({ ...asked, ignored: 0 })).toBe(60);
  });

  it("keep three an hour and five a session, extended or not", () => {
    expect(free(nudged(0, 12, 24))).toBe(60);
    expect(free(nudged(0, 12, 24, 60, 72))).toBe(SESSION_LIFE / minutes(1));
  });

  it("leave people alone who have both said yes", () => {
    const talking = { ...nudged(0), lastYesYesAt: unixMs(noon + minutes(2)) };
    expect(free(talking)).toBe(17);
  });

  it("are never exceeded, whatever happens", () => {
    const happening = fc.record({
      wait: fc.integer({ min: 0, max: minutes(25) }),
      silent: fc.boolean(),
      yes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (sequence) => {
        let history: History = noHistory;
        let now: UnixMs = noon;
        for (const { wait, silent, yes } of sequence) {
          now = unixMs(now + wait);
          if (now < freeAt(history, policy)) continue;
          const last = history.nudges.at(-1);
          const gap = policy.gap * (history.ignored >= 2 ? 2 : 1);
          if (last !== undefined) expect(now - last).toBeGreaterThanOrEqual(gap);
          if (history.lastYesYesAt !== undefined)
            expect(now - history.lastYesYesAt).toBeGreaterThanOrEqual(minutes(15));
          const nudges = [...history.nudges, now];
          for (const [span, most] of [
            [hours(1), 3],
            [SESSION_LIFE, 5],
          ] as const)
            expect(nudges.filter((each) => now - each < span).length).toBeLessThanOrEqual(most);
          history = {
            nudges,
            ignored: silent ? history.ignored + 1 : 0,
            ...(yes && !silent ? { lastYesYesAt: now } : {}),
          };
        }
      }),
    );
  });
});
