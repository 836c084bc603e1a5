import { unixMs } from "@sighej/protocol";
import { expect, test } from "vitest";
import { interestIds, start } from "../test/made-up.ts";
import { delayed, nextToSend, noWish, sending, settled, wishedFor, wishFor } from "./wish.ts";

const interests = interestIds.slice(0, 2);

test("while one edit is on its way the next ones wait, as one", () => {
  const first = sending({ open: false });
  const more = wishFor(wishFor(first, { interests }), { open: true });
  expect(nextToSend(more)).toBeUndefined();
  expect(wishedFor(more)).toEqual({ open: true, interests });
  expect(nextToSend(settled(more))).toEqual({ open: true, interests });
});

test("of a pause and its end only the later one is wished for", () => {
  const paused = wishFor(noWish, { pauseMinutes: 15 });
  expect(nextToSend(wishFor(paused, { open: true }))).toEqual({ open: true });
  expect(nextToSend(wishFor(wishFor(noWish, { open: true }), { pauseMinutes: 30 }))).toEqual({
    pauseMinutes: 30,
  });
  expect(wishedFor(wishFor(sending({ pauseMinutes: 15 }), { open: true }))).toEqual({ open: true });
});

test("an answered edit is not sent again", () => {
  expect(nextToSend(settled(sending({ open: false })))).toBeUndefined();
  expect(settled(sending({ open: false }))).toEqual(noWish);
});

test("an edit that did not get through waits, and what was wished for since goes before it", () => {
  const later = delayed(wishFor(sending({ open: false }), { open: true }), start);
  expect(nextToSend(later)).toEqual({ open: true });
  expect(later.retryAt).toBe(unixMs(start + 5_000));
});
