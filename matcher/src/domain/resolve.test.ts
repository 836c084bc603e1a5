import {
  EPOCH_GRACE,
  EPOCH_LENGTH,
  type Epoch,
  epochAt,
  epochStart,
  epochsAccepted,
  tokenOf,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beaconKey, noon, sessionId, venue } from "../../test/fixtures.ts";
import { addKey, noTokens, type Resolver, removeKey, roll, sessionOf } from "./resolve.ts";

const noStock = { venue, items: new Map(), poolKey: undefined, lost: new Set<never>() };
const next = (epoch: Epoch, by: number): Epoch =>
  epochAt(unixMs(epochStart(epoch) + by * EPOCH_LENGTH));

function resolverOf(numbers: readonly number[], now: UnixMs): Resolver {
  const resolver = noTokens(noStock);
  for (const number of numbers) addKey(resolver, sessionId(number), beaconKey(number), now);
  return resolver;
}

describe("resolve", () => {
  it("finds a session by its token from 60 s before to 60 s after the token's epoch", () => {
    const epoch = epochAt(noon);
    const token = tokenOf(beaconKey(1), venue, epoch);
    const start = epochStart(epoch);
    const foundAt = (time: number) => {
      const resolver = resolverOf([1], unixMs(start - EPOCH_LENGTH));
      for (let at = start - EPOCH_LENGTH; at <= time; at += 1_000) roll(resolver, unixMs(at));
      return sessionOf(resolver, token, unixMs(time));
    };
    expect(foundAt(start - EPOCH_GRACE - 1)).toBeUndefined();
    expect(foundAt(start - EPOCH_GRACE)).toBe(sessionId(1));
    expect(foundAt(start + EPOCH_LENGTH)).toBe(sessionId(1));
    expect(foundAt(start + EPOCH_LENGTH + EPOCH_GRACE - 1)).toBe(sessionId(1));
    expect(foundAt(start + EPOCH_LENGTH + EPOCH_GRACE)).toBeUndefined();
  });

  it("knows nothing of a key that it was never given", () => {
    const token = tokenOf(beaconKey(2), venue, epochAt(noon));
    expect(sessionOf(resolverOf([1], noon), token, noon)).toBeUndefined();
  });

  it("forgets a session's tokens with the session", () => {
    const resolver = resolverOf([1, 2], noon);
    removeKey(resolver, sessionId(1), noon);
    const epoch = epochAt(noon);
    expect(sessionOf(resolver, tokenOf(beaconKey(1), venue, epoch), noon)).toBeUndefined();
    expect(sessionOf(resolver, tokenOf(beaconKey(2), venue, epoch), noon)).toBe(sessionId(2));
    removeKey(resolver, sessionId(2), noon);
    expect([...resolver.epochs.values()].map(({ size }) => size)).toEqual([0, 0, 0]);
  });

  it("believes neither of two sessions with one token, even when one of them leaves", () => {
    const resolver = noTokens(noStock);
    addKey(resolver, sessionId(1), beaconKey(1), noon);
    addKey(resolver, sessionId(2), beaconKey(1), noon);
    const token = tokenOf(beaconKey(1), venue, epochAt(noon));
    expect(sessionOf(resolver, token, noon)).toBe("collision");
    removeKey(resolver, sessionId(2), noon);
    expect(sessionOf(resolver, token, noon)).toBe("collision");
    const later = unixMs(noon + 3 * EPOCH_LENGTH);
    roll(resolver, later);
    const fresh = tokenOf(beaconKey(1), venue, epochAt(later));
    expect(sessionOf(resolver, fresh, later)).toBe(sessionId(1));
  });

  it("keeps three epochs, however time passes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000_000 }), { maxLength: 12 }), (steps) => {
        const resolver = resolverOf([1, 2, 3], noon);
        let now = noon;
        for (const by of steps) {
          now = unixMs(now + by);
          roll(resolver, now);
          expect(resolver.epochs.size).toBe(3);
          for (const tokens of resolver.epochs.values()) expect(tokens.size).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("resolves every live session at all times, whenever it came and however long a pause was", () => {
    const acts = fc.array(
      fc.record({
        by: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 1_500_000 })),
        add: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
        remove: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(acts, (list) => {
        const resolver = noTokens(noStock);
        const live = new Set<number>();
        let now = noon;
        for (const { by, add, remove } of list) {
          now = unixMs(now + by);
          roll(resolver, now);
          if (add !== undefined) {
            addKey(resolver, sessionId(add), beaconKey(add), now);
            live.add(add);
          }
          if (remove !== undefined) {
            removeKey(resolver, sessionId(remove), now);
            live.delete(remove);
          }
          for (const epoch of epochsAccepted(now))
            for (let number = 1; number <= 8; number++)
              expect(sessionOf(resolver, tokenOf(beaconKey(number), venue, epoch), now)).toBe(
                live.has(number) ? sessionId(number) : undefined,
              );
        }
      }),
      { numRuns: 40 },
    );
  });

  it("fills the next epoch a few sessions at a time, and at once when it is due", () => {
    const numbers = Array.from({ length: 600 }, (_, at) => at + 1);
    const resolver = noTokens(noStock);
    for (const number of numbers) {
      const key = Uint8Array.from({ length: 32 }, (_, at) => (number >> (8 * (at % 2))) & 0xff);
      addKey(resolver, sessionId(number), key as ReturnType<typeof beaconKey>, noon);
    }
    const turned = epochStart(next(epochAt(noon), 1));
    const newest = next(epochAt(noon), 2);
    const filled = () => resolver.epochs.get(newest)?.size;
    roll(resolver, turned);
    expect(filled()).toBe(0);
    roll(resolver, unixMs(turned + 1_000));
    expect(filled()).toBe(250);
    roll(resolver, unixMs(epochStart(newest) - EPOCH_GRACE));
    expect(filled()).toBe(600);
  });
});
