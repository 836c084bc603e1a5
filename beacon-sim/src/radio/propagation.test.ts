import { type Dbm, dbm } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smallHall } from "../floor-plan.ts";
import { seededRng } from "../rng.ts";
import { point } from "../testing/bindings.ts";
import { type Emitter, hall, propagationIn, receivedShareAt } from "./propagation.ts";

const gateway = "south-west";
/** The gateway's own corner is at 2.7, 3. */
const emitterAt = (x: number, y: number, more: Partial<Emitter> = {}): Emitter => ({
  at: point(x, y),
  facing: Math.PI,
  gain: 0,
  ...more,
});
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const inHalls = (emitter: Emitter, halls = 400): readonly number[] =>
  Array.from({ length: halls }, (_, seed) => {
    const level = propagationIn(smallHall.gateways, seededRng(seed)).meanLevel(emitter, gateway);
    return level ?? Number.NaN;
  });

describe("levels in a hall", () => {
  it("fall with distance on average, by the recorded exponent", () => {
    const levels = [1, 2, 4, 8, 13].map((away) => mean(inHalls(emitterAt(2.7 + away, 3))));
    expect(levels).toEqual(levels.toSorted((a, b) => b - a));
    const far = 10 * hall.exponent * Math.log10(Math.hypot(13, 1) / Math.hypot(1, 1));
    expect(Math.abs((levels[0] ?? 0) - (levels[4] ?? 0) - far)).toBeLessThan(0.8);
  });

  it("are alike for people who stand together and not for strangers", () => {
    // What fixed gateways can tell: the difference of two level vectors, its mean removed.
    const apart = (away: number): number =>
      mean(
        Array.from({ length: 200 }, (_, seed) => {
          const radio = propagationIn(smallHall.gateways, seededRng(seed));
          const [a, b] = [emitterAt(6, 5), emitterAt(6 + away, 5)];
          const differences = smallHall.gateways.map(
            ({ id }) => (radio.meanLevel(a, id) ?? 0) - (radio.meanLevel(b, id) ?? 0),
          );
          const centre = mean(differences);
          return Math.sqrt(mean(differences.map((each) => (each - centre) ** 2)));
        }),
      );
    const [near, middle, far] = [apart(1), apart(3), apart(8)];
    expect(near).toBeLessThan(middle * 0.75);
    expect(middle).toBeLessThan(far * 0.85);
  });

  it("are weaker behind someone's back, by the body", () => {
    const radio = propagationIn(smallHall.gateways, seededRng(1));
    const front = radio.meanLevel(emitterAt(8.7, 3), gateway) ?? 0;
    const behind = radio.meanLevel(emitterAt(8.7, 3, { facing: 0 }), gateway) ?? 0;
    expect(front - behind).toBeCloseTo(10, 5);
  });

  it("carry the gain of whoever sends at every gateway", () => {
    const radio = propagationIn(smallHall.gateways, seededRng(1));
    for (const { id } of smallHall.gateways) {
      const plain = radio.meanLevel(emitterAt(5, 5), id) ?? 0;
      expect((radio.meanLevel(emitterAt(5, 5, { gain: 4 }), id) ?? 0) - plain).toBeCloseTo(4, 9);
    }
  });

  it("are the same for the same seed, advert by advert", () => {
    const run = () => {
      const radio = propagationIn(smallHall.gateways, seededRng(3));
      const rng = seededRng(4);
      return Array.from({ length: 50 }, () => radio.heard(emitterAt(4, 7), gateway, rng));
    };
    expect(run()).toEqual(run());
  });

  it("show one path's three channels, as the recording does", () => {
    const rng = seededRng(5);
    const spreads = Array.from({ length: 200 }, (_, seed) => {
      const radio = propagationIn(smallHall.gateways, seededRng(seed));
      const levels = Array.from({ length: 60 }, () => radio.heard(emitterAt(6, 6), gateway, rng));
      const heard = levels.filter((level) => level !== undefined);
      const centre = mean(heard);
      return mean(heard.map((level) => (level - centre) ** 2));
    });
    // Within a path the recording varies by 14.5 dB².
    expect(Math.abs(mean(spreads) - 14.5)).toBeLessThan(2);
  });

  it("say nothing of a gateway that is elsewhere", () => {
    const radio = propagationIn(smallHall.gateways, seededRng(1));
    expect(radio.meanLevel(emitterAt(1, 1), "elsewhere")).toBeUndefined();
    expect(radio.heard(emitterAt(1, 1), "elsewhere", seededRng(1))).toBeUndefined();
  });
});

describe("the share of adverts received", () => {
  it("never falls as the level rises, and stays a probability", () => {
    const level = fc.integer({ min: -200, max: 20 }).map(dbm);
    fc.assert(
      fc.property(level, level, (a, b) => {
        const [low, high]: Dbm[] = a < b ? [a, b] : [b, a];
        const [less, more] = [receivedShareAt(low ?? a), receivedShareAt(high ?? b)];
        expect(less).toBeGreaterThanOrEqual(0);
        expect(more).toBeLessThanOrEqual(0.93);
        expect(less).toBeLessThanOrEqual(more);
      }),
    );
  });

  it("is what comes through", () => {
    const radio = propagationIn(smallHall.gateways, seededRng(2));
    const rng = seededRng(3);
    const emitter = emitterAt(9, 9);
    const adverts = 5_000;
    let heard = 0;
    for (let each = 0; each < adverts; each++)
      if (radio.heard(emitter, gateway, rng) !== undefined) heard += 1;
    const expected = receivedShareAt(radio.meanLevel(emitter, gateway) ?? dbm(0));
    expect(Math.abs(heard / adverts - expected)).toBeLessThan(0.03);
  });

  it("is nothing below the receivers' floor", () => {
    const radio = propagationIn(smallHall.gateways, seededRng(2));
    const rng = seededRng(3);
    for (let each = 0; each < 500; each++) {
      const level = radio.heard(emitterAt(15, 11, { gain: -22 }), gateway, rng);
      if (level !== undefined) expect(level).toBeGreaterThanOrEqual(hall.floor);
    }
  });
});
