import { parseStockId, SESSION_LIFE, unixMs } from "@sighej/protocol";
import { afterEach, expect, test } from "vitest";
import { certain, cue, nudge, session, start, stranger, venue } from "../test/made-up.ts";
import { keptIn, type Remembered } from "./kept.ts";

const kept = keptIn(() => localStorage);
const forbidden = keptIn(() => {
  throw new DOMException("no", "SecurityError");
});
const badge = {
  kind: "badge",
  id: certain(parseStockId("7KQ4")),
  code: new Uint8Array(16).fill(4),
} as const;
const remembered: Remembered = {
  session,
  venue,
  shown: nudge(1),
  meeting: { at: "cue", cue: cue(2) },
  over: [nudge(3).id],
  lent: badge,
  paired: { badge, device: "o4xR" },
};
const { view, bearer, beaconKey, ahead } = session;
afterEach(() => localStorage.clear());

test("a session and what was on its screen are read again, until they are cleared", () => {
  expect(kept.read(start)).toBeUndefined();
  expect(kept.write(remembered)).toBe(true);
  const { session: _, ...shown } = remembered;
  expect(kept.read(start)).toEqual({ started: { ...view, bearer, beaconKey }, ahead, ...shown });
  expect(kept.clear(bearer)).toBe(true);
  expect(localStorage).toHaveLength(0);
});

test.each(["waiting", "after"] as const)("a meeting is found again while %s", (at) => {
  const meeting = at === "waiting" ? { at, nudge: nudge(1) } : { at, cue: cue(1) };
  kept.write({ ...remembered, meeting });
  expect(kept.read(start)?.meeting).toEqual(meeting);
});

test.each(["", "no JSON", "{}", "null", "[]", '{"started":{}}'])(
  "storage that holds %j holds no session, and is emptied",
  (text) => {
    localStorage.setItem("sighej.session", text);
    expect(kept.read(start)).toBeUndefined();
    expect(localStorage).toHaveLength(0);
  },
);

test("a session that is over by the clock is gone at the next look", () => {
  kept.write(remembered);
  expect(kept.read(unixMs(start + 2 * SESSION_LIFE))).toBeUndefined();
  expect(localStorage).toHaveLength(0);
});

test("the session of another page is not cleared", () => {
  kept.write(remembered);
  expect(kept.clear(stranger)).toBe(false);
  expect(kept.read(start)).toBeDefined();
});

test("where storage is forbidden the page goes on without", () => {
  expect(forbidden.write(remembered)).toBe(false);
  forbidden.clear();
  expect(forbidden.read(start)).toBeUndefined();
});
