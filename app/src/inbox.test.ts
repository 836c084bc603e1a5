import { unixMs } from "@sighej/protocol";
import { expect, test } from "vitest";
import { ahead, nudge, start } from "../test/made-up.ts";
import { dismiss, emptyInbox, expire, hush, receive } from "./inbox.ts";

const now = unixMs(start + ahead);
const late = unixMs(now + 180_000);

test("a nudge is shown, and the same id is not taken in again", () => {
  const inbox = receive(emptyInbox, nudge(1), now);
  expect(inbox.shown).toEqual(nudge(1));
  expect(receive(inbox, nudge(1), now)).toBe(inbox);
  expect(receive(dismiss(inbox, now), nudge(1), now).shown).toBeUndefined();
});

test("a second nudge waits for the first to be put away", () => {
  const two = receive(receive(emptyInbox, nudge(1), now), nudge(2), now);
  expect(two.shown?.id).toBe(nudge(1).id);
  expect(dismiss(two, now).shown?.id).toBe(nudge(2).id);
});

test("a nudge that runs out on the screen leaves it and says so", () => {
  const inbox = expire(receive(emptyInbox, nudge(1), now), late);
  expect(inbox).toMatchObject({ shown: undefined, slipped: true });
  expect(dismiss(inbox, late).slipped).toBe(false);
});

test("a nudge that comes too late is not shown", () => {
  expect(receive(emptyInbox, nudge(1), late)).toMatchObject({ shown: undefined, slipped: true });
});

test("one that waits and runs out is passed over", () => {
  const two = receive(receive(emptyInbox, nudge(1), now), nudge(2, 1_000), now);
  expect(dismiss(two, unixMs(now + 2_000)).shown).toBeUndefined();
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
