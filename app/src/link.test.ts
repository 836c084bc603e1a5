import { parseStockId, stockCodeText, type VenueLink } from "@sighej/protocol";
import { expect, test } from "vitest";
import { certain, session, start, venue, zone } from "../test/made-up.ts";
import { bindingOf, pressesOf } from "./link.ts";
import { beginOpen } from "./open-step.ts";
import type { State } from "./session.ts";
import { nothingShown, step } from "./step.ts";

const id = certain(parseStockId("7KQ4"));
const code = new Uint8Array(16).fill(4);
const badge: VenueLink = { venue: venue.venue, stock: { kind: "badge", id, code } };
const sign: VenueLink = { venue: venue.venue, zone: { id: zone, digits: "123456" } };
const promise: State = { at: "promise", venue };
const choosing = step(promise, { kind: "agree" }, start).state;
const open = beginOpen({ ...nothingShown, venue, session }, start).state;

test("a poster that is only a poster presses nothing", () => {
  expect(bindingOf({ venue: venue.venue })).toBeUndefined();
  expect(pressesOf({ venue: venue.venue }, promise, choosing)).toEqual([]);
  expect(pressesOf(undefined, choosing, open)).toEqual([]);
});

test("a badge's code lets in once there is a consent, and binds once there is a session", () => {
  const text = stockCodeText({ id, code });
  expect(pressesOf(badge, { at: "loading" }, promise)).toEqual([]);
  expect(pressesOf(badge, promise, choosing)).toEqual([{ kind: "code", code: text }]);
  expect(pressesOf(badge, choosing, open)).toEqual([
    { kind: "bind", binding: { kind: "badge", id, code } },
  ]);
});

test("a sign's code says where it was read", () => {
  expect(pressesOf(sign, choosing, open)).toEqual([
    { kind: "bind", binding: { kind: "zone-code", code: "123456", zone } },
  ]);
});

test("nothing is pressed twice while a stage lasts", () => {
  expect(pressesOf(badge, choosing, choosing)).toEqual([]);
  expect(pressesOf(sign, open, open)).toEqual([]);
});
