import { INTERESTS_MAX, type NudgeId, type UnixMs, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { interestIds, nudge, session, start, venue } from "../test/made-up.ts";
import type { Deed } from "./deed.ts";
import type { Input } from "./input.ts";
import { isOpen, type State, screenOf } from "./session.ts";
import { step } from "./step.ts";

const press = (kind: "begin" | "agree" | "decline" | "back" | "again" | "stop"): Input => ({
  kind,
});
const submit: Input = { kind: "submit", language: "en" };
const tick: Input = { kind: "tick" };
const [first, second] = interestIds as [(typeof interestIds)[0], (typeof interestIds)[0]];

const inputs: fc.Arbitrary<Input> = fc.oneof(
  fc.constantFrom<Input>(
    ...(["begin", "agree", "decline", "back", "again", "retry"] as const).map((kind) => ({ kind })),
    ...(["change", "carry", "dismiss", "carried", "not-carried"] as const).map((kind) => ({
      kind,
    })),
    ...(["live", "away"] as const).map((link): Input => ({ kind: "link", link })),
    ...(["away", "busy", "gone", "refused"] as const).map(
      (fault): Input => ({ kind: "not-edited", fault }),
    ),
    { kind: "arrived", venue, held: "none" },
    { kind: "started", session },
    { kind: "not-started", fault: "away" },
    { kind: "edited", view: session.view },
    { kind: "edited", view: { ...session.view, open: false } },
    { kind: "awake", renew: false },
    submit,
  ),
  fc
    .constantFrom(...interestIds.slice(0, 12))
    .map((interest): Input => ({ kind: "toggle", interest })),
  fc.boolean().map((open): Input => ({ kind: "set-open", open })),
  fc
    .tuple(fc.nat(9), fc.constantFrom(60_000, 180_000, 600_000))
    .map(([number, life]): Input => ({ kind: "nudge", nudge: nudge(number, life) })),
  fc.constant(tick),
);
/** Inputs and how long, ms, after the one before. */
const visits = fc.array(fc.tuple(inputs, fc.nat(20_000)), { maxLength: 80 });

interface Moment {
  readonly state: State;
  readonly deeds: readonly Deed[];
  readonly input: Input;
  readonly now: UnixMs;
}

function play(from: State, visit: readonly (readonly [Input, number])[]): readonly Moment[] {
  let now = start;
  let state = from;
  return visit.map(([input, wait]) => {
    now = unixMs(now + wait);
    const next = step(state, input, now);
    state = next.state;
    return { ...next, input, now };
  });
}

const run = (state: State, ...given: readonly Input[]): Moment => {
  const last = play(
    state,
    given.map((input) => [input, 0] as const),
  ).at(-1);
  if (last === undefined) throw new Error("no input");
  return last;
};

const loading: State = { at: "loading" };
const opened = run(
  loading,
  { kind: "arrived", venue, held: "none" },
  press("begin"),
  press("agree"),
  { kind: "toggle", interest: first },
  submit,
  { kind: "started", session },
).state;

test("nobody starts a session without having agreed", () => {
  fc.assert(
    fc.property(visits, (visit) => {
      let agreed = false;
      for (const { input, deeds } of play(loading, visit)) {
        if (input.kind === "agree") agreed = true;
        if (!agreed) expect(deeds.filter((deed) => deed.do !== "arrive")).toEqual([]);
        for (const deed of deeds)
          if (deed.do === "start") expect(deed.body.consent.given).toBe(true);
      }
    }),
  );
});

test("no more than eight interests are chosen, ever", () => {
  fc.assert(
    fc.property(visits, fc.boolean(), (visit, fromOpen) => {
      for (const { state } of play(fromOpen ? opened : loading, visit)) {
        const chosen =
          state.at === "choosing" ? state.chosen : state.at === "open" ? (state.draft ?? []) : [];
        expect(chosen.length).toBeLessThanOrEqual(INTERESTS_MAX);
        expect(new Set(chosen).size).toBe(chosen.length);
      }
    }),
  );
});

test("a nudge comes to the screen once, in its time, and only while open to talk", () => {
  fc.assert(
    fc.property(visits, (visit) => {
      const been = new Set<NudgeId>();
      let current: NudgeId | undefined;
      for (const { state, input, now } of play(opened, visit)) {
        if (state.at !== "open") return;
        const { shown } = state.inbox;
        if (shown !== undefined && shown.id !== current) {
          expect(been.has(shown.id)).toBe(false);
          expect(shown.expiresAt).toBeGreaterThan(now + session.ahead);
          if (input.kind === "nudge") expect(isOpen(state)).toBe(true);
          been.add(shown.id);
        }
        current = shown?.id;
      }
    }),
  );
});

test("a nudge is acknowledged when it comes to the screen, and again when it is sent again", () => {
  const taken = run(opened, { kind: "nudge", nudge: nudge(1) });
  expect(screenOf(taken.state)).toBe("nudge");
  expect(taken.deeds).toEqual([{ do: "acknowledge", nudge: nudge(1).id }]);
  expect(run(taken.state, { kind: "nudge", nudge: nudge(1) }).deeds).toEqual(taken.deeds);
  const waiting = run(taken.state, { kind: "nudge", nudge: nudge(2) });
  expect(waiting.deeds).toEqual([]);
  expect(run(waiting.state, { kind: "dismiss" }).deeds).toEqual([
    { do: "acknowledge", nudge: nudge(2).id },
  ]);
});

test("one edit is on its way at a time, and one start", () => {
  fc.assert(
    fc.property(visits, fc.boolean(), (visit, fromOpen) => {
      let edits = 0;
      let starts = 0;
      for (const { state, deeds, input } of play(fromOpen ? opened : loading, visit)) {
        if (input.kind === "edited" || input.kind === "not-edited") edits = 0;
        if (input.kind === "started" || input.kind === "not-started") starts = 0;
        if (state.at === "ended") return;
        edits += deeds.filter((deed) => deed.do === "edit").length;
        starts += deeds.filter((deed) => deed.do === "start").length;
        if (state.at === "open" && state.wish.sent === undefined) edits = 0;
        expect(edits).toBeLessThanOrEqual(1);
        expect(starts).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("after stop nothing of the session is left in the state", () => {
  fc.assert(
    fc.property(visits, (visit) => {
      const before = play(opened, visit).at(-1)?.state ?? opened;
      fc.pre(before.at === "open");
      const { state, deeds } = run(before, press("stop"));
      expect(state).toEqual({ at: "ended", venue, how: "stopped", told: "asking" });
      expect(deeds.map((deed) => deed.do)).toEqual(["forget", "delete"]);
      expect(run(state, { kind: "nudge", nudge: nudge(1) }).state).toEqual(state);
    }),
  );
});

test("a session ends by the matcher's clock, not the phone's", () => {
  const { expiresAt } = session.view;
  const before = step(opened, tick, unixMs(expiresAt - session.ahead - 1));
  expect(before.state.at).toBe("open");
  const { state, deeds } = step(opened, tick, unixMs(expiresAt - session.ahead));
  expect(state).toEqual({ at: "ended", venue, how: "expired", told: "told" });
  expect(deeds).toEqual([{ do: "forget" }]);
});

test("a pause that does not get through shows at once and is sent again", () => {
  const paused = run(opened, { kind: "set-open", open: false });
  expect(paused.state.at === "open" && isOpen(paused.state)).toBe(false);
  const failed = run(paused.state, { kind: "not-edited", fault: "away" });
  expect(failed.deeds).toEqual([]);
  const again = run(failed.state, { kind: "link", link: "live" });
  expect(again.deeds).toEqual([{ do: "edit", session, edit: { open: false } }]);
  const later = step(failed.state, tick, unixMs(start + 5_000));
  expect(later.deeds).toEqual(again.deeds);
});

test("interests that did not change are not sent", () => {
  const changing = run(opened, { kind: "change" });
  expect(screenOf(changing.state)).toBe("interests");
  expect(run(changing.state, submit).deeds).toEqual([]);
  const changed = run(changing.state, { kind: "toggle", interest: second }, submit);
  expect(changed.deeds).toMatchObject([{ do: "edit", edit: { interests: expect.any(Array) } }]);
});

test("a nudge interrupts a change of interests and gives it back", () => {
  const changing = run(opened, { kind: "change" }, { kind: "toggle", interest: second });
  const nudged = run(changing.state, { kind: "nudge", nudge: nudge(1) });
  expect(screenOf(nudged.state)).toBe("nudge");
  const back = run(nudged.state, { kind: "dismiss" });
  expect(back.state).toMatchObject({ draft: changing.state.at === "open" && changing.state.draft });
});

test("a carrier that failed is tried again at a press, and when the connection is back", () => {
  const failed = run(opened, { kind: "not-carried" });
  const carry = [{ do: "carry", session, carrier: venue.carriers[0] }];
  expect(run(failed.state, { kind: "carry" }).deeds).toEqual(carry);
  expect(run(failed.state, { kind: "link", link: "live" }).deeds).toEqual(carry);
});

test("declining asks for nothing and keeps nothing", () => {
  const { state, deeds } = run(
    loading,
    { kind: "arrived", venue, held: "none" },
    press("begin"),
    press("decline"),
  );
  expect(state).toEqual({ at: "declined", venue });
  expect(deeds).toEqual([]);
});
