/**
 * Strength: what is known of how much louder a carrier is than the one a map was made with, of one
 * carrier and of all carriers of a venue. Pure but for the values it is given to change.
 *
 * Two levels of one model: carriers' strengths are normal with a mean and a spread that are found on
 * the way (empirical Bayes), each one's own is found while it walks. Somebody who stands still tells
 * the same again and again, so that only what was heard 3 m apart counts as told twice. A venue where
 * all carriers are alike thus loses nothing, one where phones differ by 5 dB loses little.
 */

import { whole } from "./whole.ts";

/** Of all carriers of a venue, relative to one map. */
export interface Strengths {
  /** Carriers told of, their strengths and squares summed, dB and dB². */
  carriers: number;
  sum: number;
  squares: number;
  /** Mean, dB, and one over the variance, 1/dB². */
  mean: number;
  weight: number;
  /** Variance before anything is heard, dB². */
  readonly before: number;
  /** How often the sums were halved: what a carrier told before is then no part of them. */
  era: number;
}

/**
 * Of one carrier: `heard` 1/dB² says how much, `sum` what, dB/dB². All six are kept as whole numbers of
 * 1/UNITS, which take no room of their own (`whole.ts`).
 */
export interface Strength {
  heard: number;
  sum: number;
  /** What the latest place told; counts once it has come far from there. */
  latestHeard: number;
  latestSum: number;
  /** What of it is in the venue's sums, dB and dB², and since which era; ASIDE for one of whom nothing is taken in. */
  told: number;
  toldSquare: number;
  era: number;
  /** The sums that it is told to: those of one map. */
  readonly among: Strengths;
}

/** Fine enough for a weight of 0.02 to be right to a thousandth; squares of up to 146 dB still are 31 bits. */
const UNITS = 100_000;
/** No era yet. */
const NEVER = -1;
/** Only to reckon with. */
const ASIDE = -2;

/**
 * The spread that is believed before anybody came weighs as much as one carrier; that a map's maker
 * carried something ordinary as much as four: the first of the day must not speak for all.
 */
const MEAN_BEFORE = 4;
/** Carriers are never taken to be more alike than this, dB²: antennas turn. */
const VARIANCE_MIN = 1;
/** One's own strength is never surer than this, 1/dB²: a phone goes from hand to pocket. */
const HEARD_MAX = 1;
/** Then the sums are halved, so that old carriers fade; a day's visitors of a large venue. */
const CARRIERS_MAX = 4_096;

export const strengthsBefore = (weight: number): Strengths => ({
  carriers: 0,
  sum: 0,
  squares: 0,
  mean: 0,
  weight,
  before: 1 / weight,
  era: 0,
});

export const noStrength = (among: Strengths): Strength => ({
  heard: 0,
  sum: 0,
  latestHeard: 0,
  latestSum: 0,
  told: 0,
  toldSquare: 0,
  era: NEVER,
  among,
});

/** The same carrier, to be placed by other levels than it has. */
export const asideOf = (own: Strength): Strength => ({ ...own, era: ASIDE });

/** What is believed of one carrier's strength: mean, dB, and one over the variance, 1/dB². */
export interface Believed {
  mean: number;
  weight: number;
}

/** Writes what is believed of a carrier into `into`: what it told while it walked, and all others. */
export function believe({ heard, sum, among }: Strength, into: Believed): void {
  into.weight = among.weight + heard / UNITS;
  into.mean = (among.weight * among.mean + sum / UNITS) / into.weight;
}

/**
 * Takes in what one window said: strength `mean` with `variance`, dB and dB², where this was believed
 * before. `far`: it has come far since the latest place that told, so that this one tells anew.
 */
export function learnStrength(
  own: Strength,
  mean: number,
  variance: number,
  { mean: priorMean, weight: priorWeight }: Believed,
  far: boolean,
): void {
  if (own.era === ASIDE) return;
  // Of the first place on this map there is nothing before to take in.
  if (far || own.era === NEVER) {
    const heard = own.heard + own.latestHeard;
    const share = Math.min(1, (UNITS * HEARD_MAX) / heard);
    // Nothing heard yet is all of nothing.
    own.heard = heard === 0 ? 0 : whole(heard * share);
    own.sum = heard === 0 ? 0 : whole((own.sum + own.latestSum) * share);
    const latest = Math.max(0, 1 / variance - priorWeight);
    own.latestHeard = whole(UNITS * latest);
    own.latestSum = latest === 0 ? 0 : whole(UNITS * (mean / variance - priorMean * priorWeight));
  }
  tell(own, own.among, mean, mean * mean + variance);
}

function tell(own: Strength, all: Strengths, mean: number, square: number): void {
  if (own.era === all.era) {
    all.sum -= own.told / UNITS;
    all.squares -= own.toldSquare / UNITS;
  } else all.carriers++;
  own.told = whole(UNITS * mean);
  own.toldSquare = whole(UNITS * square);
  own.era = all.era;
  all.sum += own.told / UNITS;
  all.squares += own.toldSquare / UNITS;
  if (all.carriers > CARRIERS_MAX) {
    all.carriers /= 2;
    all.sum /= 2;
    all.squares /= 2;
    all.era++;
  }
  all.mean = all.sum / (all.carriers + MEAN_BEFORE);
  const variance = (all.squares + all.before) / (all.carriers + 1) - all.mean * all.mean;
  all.weight = 1 / Math.max(VARIANCE_MIN, variance);
}
