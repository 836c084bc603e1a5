/**
 * Nearness: turns two places into the probability that they are within about 5 m. Pure.
 *
 * How surely two places are within 5 m, and the plain difference of the two level vectors, because
 * places alone forget what the grid cannot explain. One logistic over both, for each kind of map, makes
 * it a probability. What "near" rests on is all behind `nearnessOf`.
 *
 * For a plain map fitted on tetam set_1: its 81 standing positions thinned to one advert a second, every
 * pair of them, 4 to 12 of its 12 gateways, label "within 5 m" (base rate 0.12). Those gateways' gains
 * differ by up to 9 dB and nothing is calibrated. Share of pairs that count as near (from 0.55,
 * held 25 s) at any time in two minutes; `test/recorded-hall.test.ts` holds the figures:
 *
 *     gateways   up to 3 m (154 pairs, from 1.3 m)   6 m and more (2,613)   over 10 m (1,878)
 *     12         0.40                                0.008                  0.000
 *     8          0.37                                0.016                  0.003
 *     6          0.27                                0.018                  0.006
 *
 * Standing still is the hard case, since fading stands still too. The centred difference alone
 * finds 0.10 of the close pairs where it takes one far pair in five hundred for near.
 */
import { differenceOf, scoreWithin } from "./proximity/pair.ts";
import { PLACE_GATEWAYS_MIN, type Place } from "./proximity/posterior.ts";
import type { MapKind } from "./proximity/radio-map.ts";

/** What the probability speaks of, m. */
export const WITHIN = 5;

/** log odds = base + places · score / √n + levels · rms · √n, with n common gateways, 12 at most. */
interface Logistic {
  readonly base: number;
  readonly places: number;
  readonly levels: number;
  /** The score below which two are hopeless, with any levels. */
  readonly hopeless: number;
}

const FITTED_AT_MOST = 12;
/** Log odds below this count alike for an encounter, so that far pairs need no second look. */
const HOPELESS = -4;

const logistic = (base: number, places: number, levels: number): Logistic => {
  const hopeless = ((HOPELESS - base) * Math.sqrt(FITTED_AT_MOST)) / places;
  return { base, places, levels, hopeless };
};

/**
 * One for each kind of map: places of a better map are surer, and surer than they should be of people
 * who stand still in fading that a map does not know. Calibrated and learned: the same positions, each
 * left out of the map that it is placed with, and once more with carriers 5 dB apart.
 */
const LOGISTICS: Readonly<Record<MapKind, Logistic>> = {
  plain: logistic(3.77, 8.09, -0.125),
  learned: logistic(0.274, 3.942, -0.0613),
  calibrated: logistic(0.0155, 3.983, -0.0376),
};

const difference = { common: 0, rms: 0 };

/** The score of places that makes the log odds `odds` with these levels: the same, backwards. */
export function scoreNeeded(odds: number, common: number, rms: number, kind: MapKind): number {
  if (common < PLACE_GATEWAYS_MIN) return Number.POSITIVE_INFINITY;
  const { base, places, levels } = LOGISTICS[kind];
  const root = Math.sqrt(Math.min(common, FITTED_AT_MOST));
  return ((odds - base - levels * rms * root) * root) / places;
}

/** Probability that `a` and `b`, placed on a map of this kind, are near, 0 to 1; 0 with fewer than four common gateways. */
export function nearnessOf(a: Place, b: Place, kind: MapKind): number {
  const score = scoreWithin(a, b, WITHIN);
  if (score < LOGISTICS[kind].hopeless) return 0;
  differenceOf(a, b, difference);
  return nearnessBy(score, difference.common, difference.rms, kind);
}

/** The same by how surely two places are within 5 m, and by how two level vectors differ. */
export function nearnessBy(score: number, common: number, rms: number, kind: MapKind): number {
  const { base, places, levels, hopeless } = LOGISTICS[kind];
  if (score < hopeless || common < PLACE_GATEWAYS_MIN) return 0;
  const root = Math.sqrt(Math.min(common, FITTED_AT_MOST));
  return 1 / (1 + Math.exp(-(base + (places * score) / root + levels * rms * root)));
}
