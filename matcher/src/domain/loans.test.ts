import { EPOCH_LENGTH, type SessionId, type UnixMs, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beaconKey, noon, sessionId } from "../../test/fixtures.ts";
import { badgeItem, eidItem, onAir, staticItem, stockId, stockOf } from "../../test/stock.ts";
import {
  addKey,
  carry,
  heardAt,
  noTokens,
  type Resolver,
  removeKey,
  roll,
  sessionOf,
} from "./resolve.ts";
import type { Stock, StockItem } from "./stock.ts";

const [anna, bo] = [sessionId(1), sessionId(2)];
const items = [badgeItem(1), eidItem(1), staticItem(1)];
const stock = stockOf(...items, badgeItem(2));

function resolverWith(now: UnixMs = noon, from: Stock = stock): Resolver {
  const resolver = noTokens(from);
  addKey(resolver, anna, beaconKey(1), now);
  addKey(resolver, bo, beaconKey(2), now);
  return resolver;
}

/** Hears a beacon every second, as gateways do; whom it led to, in order, each once in a row. */
function listen(resolver: Resolver, item: StockItem, from: number, length: number, ahead = 0) {
  const found: (SessionId | "collision" | undefined)[] = [];
  for (let at = from; at < from + length; at += 1_000) {
    const now = unixMs(at);
    roll(resolver, now);
    const token = onAir(stock, item, at, ahead);
    const session = sessionOf(resolver, token, now);
    if (session !== undefined) heardAt(resolver, token, now);
    if (found.length === 0 || found.at(-1) !== session) found.push(session);
  }
  return found;
}

describe("a loan", () => {
  it.each(items)("of kind $kind leads to whoever carries the beacon, and ends", (item) => {
    const resolver = resolverWith();
    expect(sessionOf(resolver, onAir(stock, item, noon), noon)).toBeUndefined();
    carry(resolver, anna, [item.id], noon);
    expect(listen(resolver, item, noon, 3 * EPOCH_LENGTH)).toEqual([anna]);
    const later = unixMs(noon + 3 * EPOCH_LENGTH);
    carry(resolver, anna, [], later);
    expect(listen(resolver, item, later, EPOCH_LENGTH)).toEqual([undefined]);
    expect(resolver.loans.leads.size).toBe(0);
  });

  it.each(items)("of kind $kind ends with the session", (item) => {
    const resolver = resolverWith();
    carry(resolver, anna, [item.id], noon);
    removeKey(resolver, anna, noon);
    expect(listen(resolver, item, noon, EPOCH_LENGTH)).toEqual([undefined]);
    expect(resolver.loans.leads.size).toBe(0);
    expect(resolver.carried.size).toBe(0);
  });

  it.each([-1_200_000, -300_000, 0, 300_000, 1_200_000])(
    "finds a badge that is %d ms ahead after a year on its own",
    (ahead) => {
      const resolver = resolverWith();
      carry(resolver, anna, [badgeItem(1).id], noon);
      expect(listen(resolver, badgeItem(1), noon, 3 * EPOCH_LENGTH, ahead)).toEqual([anna]);
    },
  );

  it("refuses what a badge sent long ago, once its clock has been heard", () => {
    const resolver = resolverWith();
    const badge = badgeItem(1);
    carry(resolver, anna, [badge.id], noon);
    const old = onAir(stock, badge, noon - EPOCH_LENGTH);
    expect(sessionOf(resolver, old, noon)).toBe(anna);
    listen(resolver, badge, noon, EPOCH_LENGTH);
    const now = unixMs(noon + EPOCH_LENGTH);
    expect(sessionOf(resolver, old, now)).toBeUndefined();
    expect(sessionOf(resolver, onAir(stock, badge, noon), now)).toBeUndefined();
    expect(sessionOf(resolver, onAir(stock, badge, now), now)).toBe(anna);
  });

  it("remembers a badge's clock for whoever carries it next", () => {
    const resolver = resolverWith();
    const badge = badgeItem(1);
    carry(resolver, anna, [badge.id], noon);
    listen(resolver, badge, noon, 2 * EPOCH_LENGTH, 1_000_000);
    const later = unixMs(noon + 2 * EPOCH_LENGTH);
    removeKey(resolver, anna, later);
    const next = unixMs(later + 5 * EPOCH_LENGTH);
    roll(resolver, next);
    carry(resolver, bo, [badge.id], next);
    expect(sessionOf(resolver, onAir(stock, badge, next, 1_000_000), next)).toBe(bo);
    // Without that, a badge that far ahead is one of those that might be.
    expect(sessionOf(resolver, onAir(stock, badge, next), next)).toBeUndefined();
  });

  it.each(items)("of kind $kind never leads what was sent for one session to the next", (item) => {
    const ends = fc.record({
      worn: fc.integer({ min: 0, max: 2 * 512 }),
      idle: fc.integer({ min: 0, max: 1_200 }),
      after: fc.integer({ min: 0, max: 1_800 }),
      ahead: fc.integer({ min: -900_000, max: 900_000 }),
      heard: fc.boolean(),
      stopped: fc.boolean(),
    });
    fc.assert(
      fc.property(ends, ({ worn, idle, after, ahead, heard, stopped }) => {
        const off = item.kind === "static" ? 0 : ahead;
        const resolver = resolverWith();
        carry(resolver, anna, [item.id], noon);
        const sent = new Set([onAir(stock, item, noon, off)]);
        for (let second = 0; second <= worn; second += 16) {
          sent.add(onAir(stock, item, noon + second * 1_000, off));
          if (heard) listen(resolver, item, noon + second * 1_000, 1, off);
        }
        const returned = unixMs(noon + worn * 1_000);
        sent.add(onAir(stock, item, returned, off));
        if (stopped) removeKey(resolver, anna, returned);
        else carry(resolver, anna, [], returned);
        const bound = unixMs(returned + idle * 1_000);
        carry(resolver, bo, [item.id], bound);
        for (const at of [bound, unixMs(bound + after * 1_000)]) {
          roll(resolver, at);
          for (const token of sent) expect(sessionOf(resolver, token, at)).toBeUndefined();
        }
      }),
      { numRuns: 60 },
    );
  });

  it("to another session begins with the badge's next period", () => {
    const resolver = resolverWith();
    const badge = badgeItem(1);
    carry(resolver, anna, [badge.id], noon);
    const start = Math.floor(noon / EPOCH_LENGTH) * EPOCH_LENGTH;
    listen(resolver, badge, noon, EPOCH_LENGTH);
    const returned = unixMs(start + 1.5 * EPOCH_LENGTH);
    listen(resolver, badge, noon + EPOCH_LENGTH, returned - noon - EPOCH_LENGTH);
    carry(resolver, anna, [], returned);
    carry(resolver, bo, [badge.id], returned);
    expect(listen(resolver, badge, returned, EPOCH_LENGTH)).toEqual([undefined, bo]);
    expect(
      sessionOf(
        resolver,
        onAir(stock, badge, start + 2 * EPOCH_LENGTH),
        unixMs(start + 2 * EPOCH_LENGTH),
      ),
    ).toBe(bo);
  });

  it("goes over to a session that is told of first, and old news does not take it back", () => {
    const resolver = resolverWith();
    const badge = badgeItem(1);
    carry(resolver, anna, [badge.id], noon);
    carry(resolver, bo, [badge.id], noon);
    carry(resolver, anna, [badge.id], noon);
    const later = unixMs(noon + 8 * EPOCH_LENGTH);
    roll(resolver, later);
    expect(sessionOf(resolver, onAir(stock, badge, later), later)).toBe(bo);
    carry(resolver, bo, [], later);
    carry(resolver, anna, [badge.id], later);
    const last = unixMs(later + 8 * EPOCH_LENGTH);
    roll(resolver, last);
    expect(sessionOf(resolver, onAir(stock, badge, last), last)).toBe(anna);
  });

  it("of a beacon that is not in the stock, or to nobody known, is none", () => {
    const resolver = resolverWith();
    carry(resolver, anna, [stockId("NNNN")], noon);
    carry(resolver, sessionId(9), [badgeItem(1).id], noon);
    removeKey(resolver, anna, noon);
    expect(resolver.loans.leads.size).toBe(0);
    expect(sessionOf(resolver, onAir(stock, badgeItem(1), noon), noon)).toBeUndefined();
  });

  it("believes neither of two beacons with one token, nor a beacon and a session", () => {
    const twin = { ...badgeItem(1), id: stockId("TW1N") };
    const same = { ...badgeItem(3), key: beaconKey(1) };
    const resolver = resolverWith(noon, stockOf(badgeItem(1), twin, same));
    carry(resolver, anna, [badgeItem(1).id], noon);
    carry(resolver, bo, [twin.id], noon);
    const token = onAir(stock, badgeItem(1), noon);
    expect(sessionOf(resolver, token, noon)).toBe("collision");
    carry(resolver, bo, [same.id], noon);
    expect(sessionOf(resolver, token, noon)).toBeUndefined();
    const own = onAir(stock, same, noon);
    expect(sessionOf(resolver, own, noon)).toBe("collision");
    carry(resolver, bo, [], noon);
    expect(sessionOf(resolver, own, noon)).toBe("collision");
    const other = resolverWith(noon, stockOf(same));
    carry(other, bo, [same.id], noon);
    removeKey(other, anna, noon);
    expect(sessionOf(other, own, noon)).toBeUndefined();
  });

  it("resolves every carried beacon at all times, however long a pause was, and holds few tokens", () => {
    const many = Array.from({ length: 30 }, (_, at) => badgeItem(at + 1));
    const full = stockOf(...many);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(1_000), fc.integer({ min: 1, max: 3_000_000 })), {
          maxLength: 20,
        }),
        fc.integer({ min: -1_200_000, max: 1_200_000 }),
        (steps, ahead) => {
          const resolver = noTokens(full);
          for (const [at, { id }] of many.entries()) {
            addKey(resolver, sessionId(at), beaconKey(at + 100), noon);
            carry(resolver, sessionId(at), [id], noon);
          }
          let now = noon;
          for (const by of steps) {
            now = unixMs(now + by);
            roll(resolver, now);
            for (const [at, badge] of many.entries()) {
              const token = onAir(full, badge, now, ahead);
              expect(sessionOf(resolver, token, now)).toBe(sessionId(at));
              if (at % 2 === 0) heardAt(resolver, token, now);
            }
            expect(resolver.loans.leads.size).toBeLessThanOrEqual(many.length * 10);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("is rolled a few at a time", () => {
    const many = Array.from({ length: 640 }, (_, at) => badgeItem(at + 1, noon));
    const resolver = noTokens(stockOf(...many));
    for (const [at, { id }] of many.entries()) {
      addKey(resolver, sessionId(at), beaconKey(at % 256), noon);
      carry(resolver, sessionId(at), [id], noon);
    }
    const size = () => resolver.loans.leads.size;
    for (let at: number = noon; at < noon + EPOCH_LENGTH; at += 1_000) {
      const before = size();
      roll(resolver, unixMs(at));
      expect(size() - before).toBeLessThanOrEqual(5);
    }
    expect(size()).toBeGreaterThanOrEqual(2 * 640);
  });
});
