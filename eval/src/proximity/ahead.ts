/**
 * Ahead: what our figures have more than those of the best peer, on the same draws. Pure.
 */
import type { Figures, Measured } from "./measure.ts";
import { differenceOf, type Figure } from "./statistics.ts";

export interface Ahead extends Figure {
  /** Who is best of those that are not ours. */
  readonly peer: string;
}

/** Other maps of our own are no peers. */
const OWN: readonly string[] = ["calibrated", "selfLearned", "plain"];
/** Figures of which less is better: the difference is turned round. */
const LESS: readonly string[] = ["eer", "median", "p90"];
/** What is no achievement, or follows from the rest. */
const LEFT_OUT: readonly string[] = ["base", "precision", "recall", "shownWhenSure", "sureShare"];

/** By the figure's path, such as `pairs.le3.auc`; positive is better, whatever the figure. */
export function aheadOf(
  ours: Measured,
  comparators: Readonly<Record<string, Measured>>,
): Readonly<Record<string, Ahead>> {
  const peers = Object.entries(comparators).filter(([name]) => !OWN.includes(name));
  const found: Record<string, Ahead> = {};
  const compare = (
    path: string,
    mine: Figures,
    theirs: (peer: Measured) => Figures | undefined,
  ) => {
    for (const [name, figure] of Object.entries(mine)) {
      if (LEFT_OUT.includes(name)) continue;
      const sign = LESS.includes(name) ? -1 : 1;
      const best = peers
        .flatMap(([peer, measured]) => {
          const value = theirs(measured)?.[name];
          return value === undefined || Number.isNaN(value.value) ? [] : [{ peer, value }];
        })
        .sort((a, b) => sign * (b.value.value - a.value.value))[0];
      if (best === undefined) continue;
      const difference =
        sign > 0 ? differenceOf(figure, best.value) : differenceOf(best.value, figure);
      found[`${path}.${name}`] = { peer: best.peer, ...difference };
    }
  };
  for (const [task, figures] of Object.entries(ours.pairs))
    compare(`pairs.${task}`, figures, ({ pairs }) => pairs[task]);
  compare("zones", ours.zones, ({ zones }) => zones);
  compare("position", ours.position, ({ position }) => position);
  return found;
}
