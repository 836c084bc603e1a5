import { expect, test } from "vitest";
import { nudge, session, start, venue } from "../test/made-up.ts";
import type { Input } from "./input.ts";
import { beginOpen } from "./open-step.ts";
import type { State } from "./session.ts";
import { nothingShown, step } from "./step.ts";
import { knows, mayReload } from "./task.ts";

const open = beginOpen({ ...nothingShown, venue, session }, start).state;
const after = (state: State, ...inputs: readonly Input[]): State =>
  inputs.reduce<State>((before, input) => step(before, input, start).state, state);

test("a page that nobody uses may be loaded anew, and one with a choice in it never", () => {
  expect(mayReload({ at: "welcome", venue }, false)).toBe(true);
  const agreed = after({ at: "welcome", venue }, { kind: "begin" }, { kind: "agree" });
  expect(mayReload(agreed, true)).toBe(false);
});

test("an open page may be loaded anew in a pocket only, with nothing left to tell", () => {
  expect(mayReload(open, false)).toBe(false);
  expect(mayReload(open, true)).toBe(true);
  expect(mayReload(after(open, { kind: "pause", length: 15 }), true)).toBe(false);
  expect(mayReload(after(open, { kind: "look", view: "interests" }), true)).toBe(false);
});

test("a page knows what it has shown, and what was answered", () => {
  const shown = after(open, { kind: "nudge", nudge: nudge(1) });
  expect(knows(shown, nudge(1).id)).toBe(true);
  expect(knows(after(shown, { kind: "answer", answer: "not-now" }), nudge(1).id)).toBe(true);
  expect(knows(shown, nudge(2).id)).toBe(false);
});
