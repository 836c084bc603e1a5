import { type Metres, metres, type Token, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noon } from "../../test/fixtures.ts";
import { judge, noQuarantine, type Quarantine, watch } from "./quarantine.ts";

interface Spot {
  readonly x: Metres;
  readonly y: Metres;
}
const spot = (x: number, y: number): Spot => ({ x: metres(x), y: metres(y) });
/** A gateway every 7 m, which is one to 49 m², in a hall of 140 by 21 m. */
const hall = Array.from({ length: 84 }, (_, at) => spot((at % 21) * 7, Math.floor(at / 21) * 7));
const token = 7n as Token;
const always = () => true;
const usual = -58;

/** The level of a carrier `from` a gateway that is `strong` at 1 m, dBm. */
const levelOf = (gateway: Spot, at: Spot, strong: number) =>
  strong - 18 * Math.log10(Math.hypot(gateway.x - at.x, gateway.y - at.y, 0.8));

interface Copy {
  readonly at: Spot;
  readonly strong: number;
}

/** One second in which gateways hear these copies of one token; what was found. */
function second(
  quarantine: Quarantine,
  copies: readonly Copy[],
  at: number,
  fading: (gateway: number) => number = () => 0,
  lie?: { readonly gateway: number; readonly level: number },
): readonly Token[] {
  const now = unixMs(noon + at * 1_000);
  for (const [index, gateway] of hall.entries()) {
    const levels = copies.map((copy) => levelOf(gateway, copy.at, copy.strong));
    const level = lie?.gateway === index ? lie.level : Math.max(...levels) + fading(index);
    watch(quarantine, token, index, level, now);
  }
  return judge(quarantine, hall, always, now);
}

const inHall = fc.record({
  x: fc.integer({ min: 0, max: 140 }),
  y: fc.integer({ min: 0, max: 21 }),
});
const fadingOf = (values: readonly number[]) => (gateway: number) =>
  values[gateway % values.length] ?? 0;

describe("quarantine", () => {
  it("finds a second copy 120 m away, after three seconds", () => {
    const quarantine = noQuarantine();
    const copies = [8, 128].map((x) => ({ at: spot(x, 10), strong: usual }));
    expect(second(quarantine, copies, 0)).toEqual([]);
    expect(second(quarantine, copies, 1)).toEqual([]);
    expect(second(quarantine, copies, 2)).toEqual([token]);
    expect(quarantine.tokens.has(token)).toBe(true);
  });

  it("never takes one carrier for two, wherever it is, in spot fading of 8 dB and more", () => {
    const fading = fc.array(fc.integer({ min: -12, max: 8 }), { minLength: 7, maxLength: 84 });
    const strong = fc.integer({ min: -75, max: -40 });
    fc.assert(
      fc.property(inHall, strong, fading, ({ x, y }, level, values) => {
        const quarantine = noQuarantine();
        for (let at = 0; at < 6; at++)
          expect(
            second(quarantine, [{ at: spot(x, y), strong: level }], at, fadingOf(values)),
          ).toEqual([]);
      }),
    );
  });

  it("never takes one gateway's word against the others', whatever it claims", () => {
    const gateway = fc.nat(83);
    const claim = fc.integer({ min: -75, max: -30 });
    fc.assert(
      fc.property(inHall, gateway, claim, ({ x, y }, liar, level) => {
        const quarantine = noQuarantine();
        const copies = [{ at: spot(x, y), strong: usual }];
        for (let at = 0; at < 6; at++)
          expect(second(quarantine, copies, at, undefined, { gateway: liar, level })).toEqual([]);
      }),
    );
  });

  it("takes nobody who walks for two people", () => {
    const quarantine = noQuarantine();
    for (let at = 0; at < 80; at++)
      expect(second(quarantine, [{ at: spot(at * 1.75, 10), strong: -40 }], at)).toEqual([]);
  });

  it("starts to count anew after a second without a contradiction", () => {
    const quarantine = noQuarantine();
    const copies = [8, 128].map((x) => ({ at: spot(x, 10), strong: usual }));
    second(quarantine, copies, 0);
    second(quarantine, copies, 1);
    expect(judge(quarantine, hall, always, unixMs(noon + 9_000))).toEqual([]);
    expect(second(quarantine, copies, 10)).toEqual([]);
    expect(second(quarantine, copies, 11)).toEqual([]);
    expect(second(quarantine, copies, 12)).toEqual([token]);
  });

  it("forgets a token that stands for nobody any more, and what was not heard of late", () => {
    const quarantine = noQuarantine();
    const copies = [8, 128].map((x) => ({ at: spot(x, 10), strong: usual }));
    for (let at = 0; at < 3; at++) second(quarantine, copies, at);
    watch(quarantine, 8n as Token, 0, -60, noon);
    judge(quarantine, hall, () => false, unixMs(noon + 60_000));
    expect(quarantine.tokens.size).toBe(0);
    expect(quarantine.watched.size).toBe(0);
  });
});
