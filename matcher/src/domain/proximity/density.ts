/**
 * Density: foretells from gateway positions alone how well `near` would do in a part of a venue, says
 * in an operator's words why not, and where one more gateway would help most. Pure.
 *
 * No rule of thumb but a small simulation with the matcher's own functions: pairs of people who stand
 * still, each heard through fading that stands still with them, placed on the plain map and judged as
 * in earnest. It is seeded, so that one layout has one answer.
 */
import { metres } from "@sighej/protocol";
import { nearnessOf } from "../nearness.ts";
import { type Bounds, boundsAround, type Spot } from "./layer.ts";
import { type Lot, lotOf } from "./lot.ts";
import { findPlace, noPlace, type Place } from "./posterior.ts";
import { lossAt, plainMap, type RadioMap } from "./radio-map.ts";

export interface Prediction {
  /** Of pairs taken for near, how many are truly within 7.5 m; 1 where none is taken. */
  readonly precision: number;
  /** Of pairs within 3 m, how many are taken for near at one moment. */
  readonly recall: number;
  /** Floor per gateway there, m². */
  readonly areaPerGateway: number;
}

/** Pairs tried: 300 of them talk, so that a share of one third is right to .03. */
const PAIRS = 1_200;
const ONE_TALKS_IN = 4;
/** Partners stand anywhere within this, m: from beside each other to well out of sight. */
const APART = 14;
const TRULY_NEAR = 7.5;
const TALKING = 3;
/** How levels are off the plain map, standard deviations, dB: boards and pockets; fading at a spot
 * alone; and what walls and furniture do, which two at one table share (the recipe of `calibrate.ts`:
 * 3.5 dB for a spot, 3 dB over 4 m). */
const BOARD_SD = 3;
const CARRIER_SD = 3;
const SPOT_SD = 4.5;
const SMOOTH_SD = 3;
const SMOOTH_LENGTH = 4;
/** Waves of which that is made (Rahimi and Recht 2007): six a gateway. */
const WAVES = 6;
/** Strength at 1 m and loss as on the plain map. */
const AT_1_M = -50;
const SLOPE = -18;
/** Through a crowd nobody is heard farther than this, m. */
const HEARD_WITHIN = 21;
const SEED = 20;

/**
 * `near`: from this probability on two count as near. `spots`: where people may be, evenly; `area`
 * of all of them, m².
 */
export function predict(
  gateways: readonly Spot[],
  spots: readonly Spot[],
  area: number,
  near: number,
  map: RadioMap = plainMap(gateways),
): Prediction {
  const lot = lotOf(SEED);
  const air = gateways.map((gateway) => airAround(gateway, lot));
  const edges = boundsAround(spots, HALF_SPOT);
  const [a, b] = [noPlace(gateways.length), noPlace(gateways.length)];
  let [taken, right, talking, found] = [0, 0, 0, 0];
  for (let pair = 0; pair < PAIRS; pair++) {
    const here = spots[Math.floor(lot.uniform() * spots.length)];
    if (here === undefined) break;
    // Some talk; the others are anywhere around, as evenly as a crowd.
    const talk = pair % ONE_TALKS_IN === 0;
    const apart = talk ? TALKING * Math.sqrt(lot.uniform()) : APART * Math.sqrt(lot.uniform());
    const there = around(here, apart, edges, lot);
    const distance = Math.hypot(here.x - there.x, here.y - there.y);
    const placed = stand(map, a, here, air, lot) && stand(map, b, there, air, lot);
    const isNear = placed && nearnessOf(a, b, map.kind) >= near;
    if (talk) {
      talking++;
      if (isNear) found++;
    } else if (isNear) {
      taken++;
      if (distance <= TRULY_NEAR) right++;
    }
  }
  return {
    precision: taken === 0 ? 1 : right / taken,
    recall: talking === 0 ? 0 : found / talking,
    areaPerGateway: area / Math.max(1, gateways.filter((each) => isAmong(each, spots)).length),
  };
}

/** A spot that far from `here`, or as far in that direction as the edges let it be. */
function around(here: Spot, apart: number, { left, top, right, bottom }: Bounds, lot: Lot): Spot {
  const turn = 2 * Math.PI * lot.uniform();
  const x = here.x + apart * Math.cos(turn);
  const y = here.y + apart * Math.sin(turn);
  return {
    x: metres(Math.min(right, Math.max(left, x))),
    y: metres(Math.min(bottom, Math.max(top, y))),
  };
}

/** What one gateway hears at a spot of somebody whose strength is nothing special, but for fading. */
function airAround(gateway: Spot, lot: Lot): (at: Spot) => number {
  const gain = AT_1_M + BOARD_SD * lot.normal();
  const waves = Array.from({ length: WAVES }, () => ({
    x: lot.normal() / SMOOTH_LENGTH,
    y: lot.normal() / SMOOTH_LENGTH,
    from: 2 * Math.PI * lot.uniform(),
  }));
  const height = SMOOTH_SD * Math.sqrt(2 / WAVES);
  return ({ x, y }) => {
    let smooth = 0;
    for (const wave of waves) smooth += Math.cos(wave.x * x + wave.y * y + wave.from);
    return gain + SLOPE * lossAt(gateway, x, y) + height * smooth;
  };
}

function stand(
  map: RadioMap,
  place: Place,
  at: Spot,
  air: readonly ((at: Spot) => number)[],
  lot: Lot,
): boolean {
  const strength = CARRIER_SD * lot.normal();
  for (const [index, gateway] of map.gateways.entries()) {
    const far = Math.hypot(gateway.x - at.x, gateway.y - at.y) > HEARD_WITHIN;
    place.levels[index] = far
      ? Number.NaN
      : strength + (air[index]?.(at) ?? 0) + SPOT_SD * lot.normal();
  }
  return findPlace(map, place);
}

/** Whether a gateway stands at, or right beside, one of these spots. */
const isAmong = (gateway: Spot, spots: readonly Spot[]): boolean =>
  spots.some(({ x, y }) => Math.abs(gateway.x - x) <= BESIDE && Math.abs(gateway.y - y) <= BESIDE);
const BESIDE = 2;
const HALF_SPOT = 0.5;
