import {
  INTERESTS_MAX,
  type NudgeId,
  replies,
  TALKED_WITHIN,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cue, interestIds, nudge, session, start, stranger, venue } from "../test/made-up.ts";
import { noChoice } from "./choice.ts";
import type { Deed } from "./deed.ts";
import type { Input } from "./input.ts";
import type { Remembered } from "./kept.ts";
import { isOpen, type State, screenOf } from "./session.ts";
import { nothingShown, step } from "./step.ts";

const press = (kind: "begin" | "agree" | "decline" | "back" | "again" | "stop"): Input => ({
  kind,
});
const submit: Input = { kind: "submit", language: "en" };
const go: Input = { kind: "continue" };
const look: Input = { kind: "look", view: "interests" };
const hi: Input = { kind: "answer", answer: "hi" };
const tick: Input = { kind: "tick" };
const [first, second] = interestIds as [(typeof interestIds)[0], (typeof interestIds)[0]];

const inputs: fc.Arbitrary<Input> = fc.oneof(
  fc.constantFrom<Input>(
    ...(["begin", "agree", "decline", "back", "again", "retry"] as const).map((kind) => ({ kind })),
    ...(
      [
        "carry",
        "dismiss",
        "carried",
        "not-carried",
        "save",
        "away",
        "sign",
        "report",
        "extend",
      ] as const
    ).map((kind) => ({
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
    { kind: "extended", session },
    { kind: "not-extended", fault: "away" },
    { kind: "pause", length: 15 },
    look,
    go,
    submit,
  ),
  fc.constantFrom(...replies).map((answer): Input => ({ kind: "answer", answer })),
  fc
    .tuple(fc.nat(9), fc.constantFrom(60_000, 180_000))
    .map(([number, life]): Input => ({ kind: "cue", cue: cue(number, life) })),
  fc
    .constantFrom(...interestIds.slice(0, 12))
    .chain((interest) =>
      fc.constantFrom<Input>({ kind: "toggle", interest }, { kind: "star", interest }),
    ),
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
  go,
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
        const choice =
          state.at === "choosing" ? state.choice : state.at === "open" ? state.draft : undefined;
        const { interests, stars } = choice ?? noChoice;
        expect(interests.length).toBeLessThanOrEqual(INTERESTS_MAX);
        expect(new Set(interests).size).toBe(interests.length);
        expect(stars.every((each) => interests.includes(each))).toBe(true);
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
          expect(shown.expiresAt).toBeGreaterThan(now + state.session.ahead);
          if (input.kind === "nudge") expect(isOpen(state, now)).toBe(true);
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
  const acknowledged = [{ do: "acknowledge", nudge: nudge(1).id }];
  expect(taken.deeds).toMatchObject([{ do: "keep", kept: { shown: nudge(1) } }, ...acknowledged]);
  expect(run(taken.state, { kind: "nudge", nudge: nudge(1) }).deeds).toEqual(acknowledged);
  const waiting = run(taken.state, { kind: "nudge", nudge: nudge(2) });
  expect(waiting.deeds).toEqual([]);
  const passed = run(waiting.state, { kind: "answer", answer: "not-now" });
  expect(passed.deeds).toMatchObject([
    { do: "keep", kept: { shown: nudge(2), over: [nudge(1).id] } },
    { do: "reply", nudge: nudge(1).id, reply: "not-now" },
    { do: "acknowledge", nudge: nudge(2).id },
  ]);
});

test("after hi the page waits, shows the cue, asks once, and never shows that cue again", () => {
  const waiting = run(opened, { kind: "nudge", nudge: nudge(1) }, hi);
  expect(screenOf(waiting.state)).toBe("waiting");
  expect(waiting.deeds).toContainEqual(expect.objectContaining({ do: "reply", reply: "hi" }));
  const met = run(waiting.state, { kind: "cue", cue: cue(1) });
  expect(screenOf(met.state)).toBe("cue");
  const put = run(met.state, { kind: "away" });
  expect(screenOf(put.state)).toBe("after");
  expect(screenOf(run(put.state, { kind: "cue", cue: cue(1) }).state)).toBe("after");
  expect(screenOf(run(put.state, { kind: "sign" }).state)).toBe("cue");
  const talked = run(put.state, { kind: "answer", answer: "talked" });
  expect(screenOf(talked.state)).toBe("open");
  expect(talked.deeds).toContainEqual(expect.objectContaining({ do: "reply", reply: "talked" }));
  expect(screenOf(run(talked.state, { kind: "cue", cue: cue(1) }).state)).toBe("open");
});

test("a page that was left after a hi tells it again: it may not have been told yet", () => {
  const { state } = run(opened, { kind: "nudge", nudge: nudge(1) }, hi);
  if (state.at !== "open") throw new Error("it waits");
  const held = { ...nothingShown, session, meeting: state.meeting };
  const next = run({ at: "loading" }, { kind: "arrived", venue, held });
  expect(screenOf(next.state)).toBe("waiting");
  expect(next.deeds).toContainEqual(
    expect.objectContaining({ do: "reply", nudge: nudge(1).id, reply: "hi" }),
  );
});

test("a hi that nobody answers ends like one that was refused: by the clock alone", () => {
  const waiting = run(opened, { kind: "nudge", nudge: nudge(1) }, hi);
  const over = step(waiting.state, tick, unixMs(start + 180_000));
  expect(over.state).toMatchObject({ meeting: undefined, line: "unmet" });
  expect(over.deeds.map((deed) => deed.do)).toEqual(["keep"]);
});

test("a cue that runs out asks afterwards, until it is too late to say", () => {
  const met = run(opened, { kind: "cue", cue: cue(1, 60_000) });
  const asked = step(met.state, tick, unixMs(start + 60_000));
  expect(screenOf(asked.state)).toBe("after");
  expect(screenOf(step(asked.state, tick, unixMs(start + 60_000 + TALKED_WITHIN)).state)).toBe(
    "open",
  );
});

test("whatever is on the screen is what a reload would find", () => {
  fc.assert(
    fc.property(visits, (visit) => {
      let found = { shown: undefined, meeting: undefined } as Pick<Remembered, "shown" | "meeting">;
      for (const { state, deeds } of play(opened, visit)) {
        if (state.at !== "open") return;
        for (const deed of deeds) if (deed.do === "keep") found = deed.kept;
        expect(found.shown).toEqual(state.inbox.shown);
        expect(found.meeting).toEqual(state.meeting);
      }
    }),
  );
});

test("while a session is extended the end of the old one is no news", () => {
  const { state, deeds } = run(opened, { kind: "extend" });
  expect(deeds).toMatchObject([{ do: "extend", body: { consent: { given: true }, open: true } }]);
  expect(run(state, { kind: "extend" }).deeds).toEqual([]);
  expect(run(state, { kind: "link", link: "away" }).deeds).toEqual([]);
  const other = { ...session, bearer: stranger };
  const next = run(state, { kind: "extended", session: other });
  expect(next.state).toMatchObject({ at: "open", session: other, extending: false });
  expect(next.deeds.map((deed) => deed.do)).toEqual(["carry", "keep", "listen"]);
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
  expect(deeds).toEqual([{ do: "forget", session }]);
});

test("a pause that does not get through shows at once and is sent again", () => {
  const paused = run(opened, { kind: "set-open", open: false });
  expect(paused.state.at === "open" && isOpen(paused.state, start)).toBe(false);
  const failed = run(paused.state, { kind: "not-edited", fault: "away" });
  expect(failed.deeds).toEqual([]);
  const again = run(failed.state, { kind: "link", link: "live" });
  expect(again.deeds).toEqual([{ do: "edit", session, edit: { open: false } }]);
  const later = step(failed.state, tick, unixMs(start + 5_000));
  expect(later.deeds).toEqual(again.deeds);
});

test("interests that did not change are not sent", () => {
  const changing = run(opened, look);
  expect(screenOf(changing.state)).toBe("interests");
  expect(run(changing.state, { kind: "save" }).deeds).toEqual([]);
  const changed = run(changing.state, { kind: "toggle", interest: second }, { kind: "save" });
  expect(changed.deeds).toMatchObject([{ do: "edit", edit: { interests: expect.any(Array) } }]);
});

test("a nudge interrupts a change of interests and gives it back", () => {
  const changing = run(opened, look, { kind: "toggle", interest: second });
  const nudged = run(changing.state, { kind: "nudge", nudge: nudge(1) });
  expect(screenOf(nudged.state)).toBe("nudge");
  const back = run(nudged.state, { kind: "answer", answer: "not-now" });
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
