/**
 * Statistics: how well scores tell near pairs from far ones, weighted, so that a bootstrap needs no
 * second sorting. Pure.
 */

/** Pairs in order of score, the highest first. */
export interface Ranking {
  readonly scores: Float64Array;
  readonly near: Uint8Array;
  /** The two that a pair is of: draws count positions or runs, not pairs. */
  readonly a: Uint16Array;
  readonly b: Uint16Array;
}

export interface Pair {
  readonly score: number;
  readonly near: boolean;
  readonly a: number;
  readonly b: number;
}

export function rankingOf(pairs: readonly Pair[]): Ranking {
  const sorted = [...pairs].sort((a, b) => b.score - a.score);
  return {
    scores: Float64Array.from(sorted, ({ score }) => score),
    near: Uint8Array.from(sorted, ({ near }) => Number(near)),
    a: Uint16Array.from(sorted, ({ a }) => a),
    b: Uint16Array.from(sorted, ({ b }) => b),
  };
}

/** How often each position was drawn. */
export type Weights = Uint8Array;

export interface Separation {
  /** Area under the ROC curve; ties count one half (Mann and Whitney). */
  readonly auc: number;
  /** Rate at which as many near pairs are missed as far ones are taken. */
  readonly eer: number;
  /** Share of near ones. */
  readonly base: number;
  /** Mean precision over the near ones, in order of score. */
  readonly averagePrecision: number;
}

export function separationOf({ scores, near, a, b }: Ranking, weights: Weights): Separation {
  let [nearAll, farAll] = [0, 0];
  for (let at = 0; at < scores.length; at++) {
    const weight = (weights[a[at] ?? 0] ?? 0) * (weights[b[at] ?? 0] ?? 0);
    if (near[at] === 1) nearAll += weight;
    else farAll += weight;
  }
  let [found, taken, won, precision] = [0, 0, 0, 0];
  let [eer, gap] = [0.5, Number.POSITIVE_INFINITY];
  for (let at = 0; at < scores.length; ) {
    const score = scores[at];
    let [here, there] = [0, 0];
    for (; at < scores.length && scores[at] === score; at++) {
      const weight = (weights[a[at] ?? 0] ?? 0) * (weights[b[at] ?? 0] ?? 0);
      if (near[at] === 1) here += weight;
      else there += weight;
    }
    won += there * (found + here / 2);
    found += here;
    taken += there;
    if (here > 0) precision += (here * found) / (found + taken);
    const [miss, wrong] = [1 - found / nearAll, taken / farAll];
    if (Math.abs(miss - wrong) >= gap) continue;
    gap = Math.abs(miss - wrong);
    eer = (miss + wrong) / 2;
  }
  return {
    auc: won / (nearAll * farAll),
    eer,
    base: nearAll / (nearAll + farAll),
    averagePrecision: precision / nearAll,
  };
}

export interface Rates {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Of those that score `from` and more. */
export function ratesOf({ scores, near, a, b }: Ranking, from: number, weights: Weights): Rates {
  let [right, taken, all] = [0, 0, 0];
  for (let at = 0; at < scores.length; at++) {
    const weight = (weights[a[at] ?? 0] ?? 0) * (weights[b[at] ?? 0] ?? 0);
    const isNear = near[at] === 1;
    if (isNear) all += weight;
    if ((scores[at] ?? 0) < from) continue;
    taken += weight;
    if (isNear) right += weight;
  }
  const [precision, recall] = [right / taken, right / all];
  return { precision, recall, f1: (2 * right) / (taken + all) };
}

/** The score from which on F1 is best. */
export function bestFrom({ scores, near }: Ranking): number {
  const all = near.reduce((sum, each) => sum + each, 0);
  let [best, from, right] = [-1, 0, 0];
  for (let at = 0; at < scores.length; at++) {
    right += near[at] ?? 0;
    const f1 = (2 * right) / (at + 1 + all);
    if (f1 <= best || scores[at + 1] === scores[at]) continue;
    best = f1;
    from = scores[at] ?? 0;
  }
  return from;
}

export interface Figure {
  readonly value: number;
  /** 95 % interval of the bootstrap. */
  readonly lo: number;
  readonly hi: number;
  /** The value in each draw, NaN where it has none: what two figures differ by is taken draw by draw. */
  readonly drawn: readonly number[];
}

/** The same draws for every method: `drawn` says how often each of `size` was drawn. */
export function drawsOf(size: number, draws: number, uniform: () => number): readonly Weights[] {
  return Array.from({ length: draws }, () => {
    const weights = new Uint8Array(size);
    for (let each = 0; each < size; each++) {
      const drawn = Math.floor(uniform() * size);
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    return weights;
  });
}

/** The figure on everything once, and its interval over the draws. */
export function figureOf(
  size: number,
  draws: readonly Weights[],
  measure: (weights: Weights) => number,
): Figure {
  return figureFrom(measure(new Uint8Array(size).fill(1)), draws.map(measure));
}

/** Several figures of one measurement, which is taken once for each draw. */
export function figuresOf<Name extends string>(
  size: number,
  draws: readonly Weights[],
  measure: (weights: Weights) => Readonly<Record<Name, number>>,
): Readonly<Record<Name, Figure>> {
  const whole = measure(new Uint8Array(size).fill(1));
  const drawn = draws.map(measure);
  const names = Object.keys(whole) as Name[];
  const figures = names.map((name): readonly [Name, Figure] => [
    name,
    figureFrom(
      whole[name],
      drawn.map((each) => each[name]),
    ),
  ]);
  return Object.fromEntries(figures) as Record<Name, Figure>;
}

function figureFrom(value: number, drawn: readonly number[]): Figure {
  const sorted = drawn.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? value;
  return { value, lo: at(0.025), hi: at(0.975), drawn };
}

/** What `a` has more than `b` on the same draws. */
export const differenceOf = (a: Figure, b: Figure): Figure =>
  figureFrom(
    a.value - b.value,
    a.drawn.map((each, at) => each - (b.drawn[at] ?? Number.NaN)),
  );
