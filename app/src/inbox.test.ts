import { unixMs } from "@sighej/protocol";
import { expect, test } from "vitest";
import { ahead, nudge, start } from "../test/made-up.ts";
import { emptyInbox, following, hush, inboxWith, ranOut, receive } from "./inbox.ts";

const now = unixMs(start + ahead);
const late = unixMs(now + 180_000);

test("a nudge is shown, and the same id is not taken in again", () => {
  const inbox = receive(emptyInbox, nudge(1), now);
  expect(inbox.shown).toEqual(nudge(1));
  expect(receive(inbox, nudge(1), now)).toBe(inbox);
  expect(receive(following(inbox, now), nudge(1), now).shown).toBeUndefined();
  expect(receive(inboxWith(nudge(1)), nudge(1), now).waiting).toEqual([]);
});

test("a second nudge waits for the first to be answered", () => {
  const two = receive(receive(emptyInbox, nudge(1), now), nudge(2), now);
  expect(two.shown?.id).toBe(nudge(1).id);
  expect(following(two, now).shown?.id).toBe(nudge(2).id);
});

test("a nudge runs out by the clock, and one that comes too late is not shown", () => {
  expect(ranOut(receive(emptyInbox, nudge(1), now), now)).toBe(false);
  expect(ranOut(receive(emptyInbox, nudge(1), now), late)).toBe(true);
  expect(receive(emptyInbox, nudge(1), late).shown).toBeUndefined();
});

test("one that waits and runs out is passed over", () => {
  const two = receive(receive(emptyInbox, nudge(1), now), nudge(2, 1_000), now);
  expect(following(two, unixMs(now + 2_000)).shown).toBeUndefined();
});

test("hushed, nothing is shown and everything stays known", () => {
  const inbox = hush(receive(emptyInbox, nudge(1), now));
  expect(inbox.shown).toBeUndefined();
  expect(receive(inbox, nudge(1), now).shown).toBeUndefined();
});

test("neither what waits nor what was seen grows without bound", () => {
  let inbox = emptyInbox;
  for (let number = 0; number < 200; number++) inbox = receive(inbox, nudge(number), now);
  expect(inbox.waiting.length).toBeLessThanOrEqual(4);
  expect(inbox.seen.length).toBeLessThanOrEqual(64);
});
