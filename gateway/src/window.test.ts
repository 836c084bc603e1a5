import {
  type Dbm,
  dbm,
  decodeSightings,
  durationMs,
  encodeSightings,
  MAX_SIGHTINGS,
  readToken,
  type SightingBatch,
  type Token,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startWindow } from "./window.ts";

const second = durationMs(1_000);
const start = unixMs(1_700_000_000_000);

const windowInto = (batches: SightingBatch[]) =>
  startWindow(
    second,
    { bootId: 7, next: 0 },
    () => undefined,
    (batch) => batches.push(batch),
  );

interface Heard {
  readonly token: Token;
  readonly level: Dbm;
  readonly now: UnixMs;
}

function token(number: number): Token {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(4, number);
  return readToken(bytes, 0);
}

/** Adverts of a few tokens at times that mostly move on, and now and then jump back. */
const hearings: fc.Arbitrary<readonly Heard[]> = fc
  .array(
    fc.record({
      token: fc.integer({ min: 1, max: 5 }).map(token),
      level: fc.integer({ min: -127, max: -30 }).map(dbm),
      step: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0, max: 900 }) },
        { weight: 1, arbitrary: fc.integer({ min: -5_000, max: 5_000 }) },
      ),
    }),
    { maxLength: 200 },
  )
  .map((steps) => {
    let now: number = start;
    return steps.map(({ token, level, step }) => {
      now += step;
      return { token, level, now: unixMs(now) };
    });
  });

function windowsOf(heard: readonly Heard[]): SightingBatch[] {
  const batches: SightingBatch[] = [];
  const window = windowInto(batches);
  for (const { token, level, now } of heard) window.collect(token, level, now);
  window.flush();
  return batches;
}

describe("window", () => {
  it("loses no advert and counts none twice", () => {
    fc.assert(
      fc.property(hearings, (heard) => {
        const sightings = windowsOf(heard).flatMap((batch) => batch.sightings);
        for (const each of new Set(heard.map(({ token }) => token))) {
          const counted = sightings
            .filter((sighting) => sighting.token === each)
            .reduce((sum, { count }) => sum + count, 0);
          expect(counted).toBe(heard.filter((one) => one.token === each).length);
        }
      }),
    );
  });

  it("gives each token's mean and maximum over the adverts received in its window", () => {
    fc.assert(
      fc.property(hearings, (heard) => {
        const inOrder = heard.every(({ now }, at) => now >= (heard[at - 1]?.now ?? 0));
        fc.pre(inOrder);
        for (const { windowStart, sightings } of windowsOf(heard))
          for (const { token, mean, max } of sightings) {
            const levels = heard
              .filter((each) => each.token === token)
              .filter(({ now }) => now >= windowStart && now < windowStart + second)
              .map(({ level }) => level);
            expect(max).toBe(Math.max(...levels));
            expect(mean).toBeCloseTo(levels.reduce((a, b) => a + b, 0) / levels.length, 9);
          }
      }),
    );
  });

  it("aligns windows to the clock and numbers them without gaps", () => {
    fc.assert(
      fc.property(hearings, (heard) => {
        windowsOf(heard).forEach((batch, index) => {
          expect(batch.windowStart % second).toBe(0);
          expect(batch.sequence).toBe(index);
        });
      }),
    );
  });

  it("makes batches that survive the wire", () => {
    fc.assert(
      fc.property(hearings, (heard) => {
        for (const batch of windowsOf(heard))
          expect(decodeSightings(encodeSightings(batch)).ok).toBe(true);
      }),
    );
  });

  it("takes 2,000 tokens, refuses the next and starts anew in the next window", () => {
    const batches: SightingBatch[] = [];
    const window = windowInto(batches);
    for (let number = 0; number < MAX_SIGHTINGS; number++)
      expect(window.collect(token(number), dbm(-60), start)).toBe(true);
    expect(window.collect(token(MAX_SIGHTINGS), dbm(-60), start)).toBe(false);
    expect(window.collect(token(3), dbm(-50), start)).toBe(true);
    expect(window.collect(token(MAX_SIGHTINGS), dbm(-60), unixMs(start + second))).toBe(true);
    window.flush();
    expect(batches.map(({ sightings }) => sightings.length)).toEqual([MAX_SIGHTINGS, 1]);
  });

  it("counts more than 255 adverts of a token as 255", () => {
    const [batch] = windowsOf(
      Array.from({ length: 300 }, () => ({ token: token(1), level: dbm(-60), now: start })),
    );
    expect(batch?.sightings).toEqual([{ token: token(1), count: 255, mean: -60, max: -60 }]);
  });

  it("goes on where the run before ended, and says how far its clock is off", () => {
    const batches: SightingBatch[] = [];
    const run = { bootId: 7, next: 0xffff_ffff };
    const window = startWindow(
      second,
      run,
      () => durationMs(-30),
      (batch) => batches.push(batch),
    );
    window.collect(token(1), dbm(-60), start);
    window.flush();
    window.collect(token(1), dbm(-60), unixMs(start + second));
    window.flush();
    expect(batches.map(({ sequence, clockError }) => [sequence, clockError])).toEqual([
      [0xffff_ffff, -30],
      [0, -30],
    ]);
  });

  it("closes at the border without a further advert, and sends nothing where nothing was heard", () => {
    const batches: SightingBatch[] = [];
    const window = windowInto(batches);
    window.collect(token(1), dbm(-60), start);
    window.tick(unixMs(start + 999));
    expect(batches).toHaveLength(0);
    window.tick(unixMs(start + 1_000));
    window.tick(unixMs(start + 2_000));
    window.flush();
    expect(batches).toHaveLength(1);
  });
});
