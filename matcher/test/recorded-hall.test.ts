/**
 * Holds what `nearness.ts` promises of two people who stand in the recorded hall.
 */
import { join } from "node:path";
import { dbm, seconds, type Token, unixMs } from "@sighej/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import { type Encounter, stepEncounter, tierOf } from "../src/domain/encounter.ts";
import { hear, levelAt, noLevels } from "../src/domain/levels.ts";
import { nearnessOf } from "../src/domain/nearness.ts";
import { policies } from "../src/domain/policy.ts";
import { findPlace, noPlace, type Place } from "../src/domain/proximity/posterior.ts";
import { plainMap } from "../src/domain/proximity/radio-map.ts";
import { judge, noQuarantine, watch } from "../src/domain/quarantine.ts";
import { type Hall, readHall } from "./recording.ts";

const folder = process.env.SIGHEJ_RECORDINGS;
const policy = policies.default;
/** Two minutes: as long as two people need to stand for any of it to count. */
const LENGTH = 120;
/** The levels have settled. */
const SETTLED = 15;

interface Pair {
  readonly distance: number;
  /** Probability of being near, second by second. */
  readonly near: readonly number[];
  /** Was near held long enough for a nudge, at any time? */
  readonly episode: boolean;
}

/** Every pair of spots, as the matcher would see them through `gateways`. */
function pairsOf(hall: Hall, gateways: readonly number[]): readonly Pair[] {
  const map = plainMap(gateways.flatMap((each) => hall.gateways[each] ?? []));
  const start = 1_700_000_000_000;
  const nowAt = (second: number) => unixMs(start + seconds(second));
  const places = hall.spots.map((spot) => {
    const levels = noLevels(gateways.length);
    return spot.seconds.map((heard, second) => {
      const now = nowAt(second);
      for (const [index, gateway] of gateways.entries()) {
        const level = heard.get(gateway);
        if (level !== undefined)
          hear(levels, index, { mean: dbm(level), max: dbm(level) }, now, policy.levels);
      }
      const place = noPlace(gateways.length);
      for (const index of gateways.keys())
        place.levels[index] = levelAt(levels, index, now, policy.levels);
      return findPlace(map, place) ? place : undefined;
    });
  });
  const pairs: Pair[] = [];
  for (const [one, a] of hall.spots.entries())
    for (const [two, b] of hall.spots.slice(0, one).entries())
      pairs.push({
        distance: Math.hypot(a.x - b.x, a.y - b.y),
        ...meet(places[one] ?? [], places[two] ?? [], nowAt),
      });
  return pairs;
}

function meet(
  a: readonly (Place | undefined)[],
  b: readonly (Place | undefined)[],
  nowAt: (second: number) => ReturnType<typeof unixMs>,
) {
  const near: number[] = [];
  let encounter: Encounter | undefined;
  let episode = false;
  for (let second = SETTLED; second < a.length; second++) {
    const [one, two] = [a[second], b[second]];
    const probability = one && two ? nearnessOf(one, two, "plain") : 0;
    near.push(probability);
    const seen = { zone: undefined, near: probability, heard: false };
    const now = nowAt(second);
    encounter = stepEncounter(encounter, seen, now, policy.encounter);
    episode ||= encounter !== undefined && tierOf(encounter, now, policy.encounter) === "near";
  }
  return { near, episode };
}

const close = ({ distance }: Pair) => distance > 0.5 && distance <= 3;
const apart = ({ distance }: Pair) => distance >= 6;
const farApart = ({ distance }: Pair) => distance > 10;

const shareOf = (pairs: readonly Pair[], holds: (pair: Pair) => boolean) =>
  pairs.filter(holds).length / pairs.length;
const windowsNear = (pairs: readonly Pair[]) => {
  const windows = pairs.flatMap((pair) => pair.near);
  return windows.filter((each) => each >= policy.encounter.nearFrom).length / windows.length;
};

describe.skipIf(folder === undefined)("on the recorded hall", () => {
  let hall: Hall;
  beforeAll(async () => {
    hall = await readHall(join(folder ?? "", "tetam"), LENGTH);
  }, 60_000);

  const pairsWith = (gateways: readonly number[]) => {
    const pairs = pairsOf(hall, gateways);
    const episodes = (holds: (pair: Pair) => boolean) =>
      shareOf(pairs.filter(holds), (pair) => pair.episode);
    return { pairs, close: episodes(close), apart: episodes(apart), far: episodes(farApart) };
  };

  it("has the 81 positions and 12 receivers that the figures speak of", () => {
    expect(hall.spots.length).toBe(81);
    expect(hall.gateways.length).toBe(12);
  });

  it("finds two in five of those who stand close, and nobody over ten metres apart", () => {
    const found = pairsWith([...hall.gateways.keys()]);
    expect(found.close).toBeGreaterThanOrEqual(0.38);
    expect(found.apart).toBeLessThanOrEqual(0.01);
    expect(found.far).toBe(0);
    expect(windowsNear(found.pairs.filter(farApart))).toBeLessThanOrEqual(0.001);
  });

  it("finds fewer with eight gateways or six, and few that are far apart", () => {
    const eight = pairsWith([0, 3, 6, 9, 1, 5, 8, 10]);
    expect(eight.close).toBeGreaterThanOrEqual(0.33);
    expect(eight.apart).toBeLessThanOrEqual(0.02);
    expect(eight.far).toBeLessThanOrEqual(0.004);
    const six = pairsWith([0, 3, 6, 9, 2, 8]);
    expect(six.close).toBeGreaterThanOrEqual(0.24);
    expect(six.apart).toBeLessThanOrEqual(0.025);
    expect(six.far).toBeLessThanOrEqual(0.0065);
  });

  it("never calls two near with fewer than four gateways", () => {
    const { pairs } = pairsWith([0, 4, 8]);
    expect(pairs.every((pair) => !pair.episode && pair.near.every((each) => each === 0))).toBe(
      true,
    );
  });

  it("puts nobody who stands there into quarantine, however strong the carrier", () => {
    for (const stronger of [0, 6, 12]) {
      const quarantine = noQuarantine();
      for (let second = 0; second < LENGTH; second++) {
        const now = unixMs(1_700_000_000_000 + seconds(second));
        for (const [spot, { seconds: heard }] of hall.spots.entries())
          for (const [gateway, level] of heard[second] ?? [])
            if (level <= policy.levels.ceiling)
              watch(quarantine, BigInt(spot) as Token, gateway, level + stronger, now);
        judge(quarantine, hall.gateways, () => true, now);
      }
      expect(quarantine.tokens.size).toBe(0);
    }
  });
});
