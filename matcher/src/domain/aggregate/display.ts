/**
 * Display: turns released numbers into what a person may be shown. Pure.
 *
 * Applied where numbers leave the matcher (admin routes, exports), so that no screen has to. It
 * hides nothing that noise does not hide already: it keeps small numbers from being over-read.
 */
import { scaleOf } from "./budget.ts";
import { deviationOf } from "./laplace.ts";
import type { ReleasedCell } from "./release.ts";

/** Below this a number is mostly noise, whatever the metric. */
export const FEW_BELOW = 10;

export type Shown = number | "few";

export const shownOf = (value: number): Shown => (value < FEW_BELOW ? "few" : value);

/** Standard deviation of a released number's noise. */
export const errorOf = (made: Omit<ReleasedCell, "cell" | "value">): number =>
  deviationOf(scaleOf(made));

export interface Total {
  readonly value: number;
  /** Standard deviation of the noise in `value`, in the same unit. */
  readonly error: number;
}

/** Sum of released numbers; their noises are independent, so variances add up. */
export function totalOf(cells: Iterable<Omit<ReleasedCell, "cell">>): Total {
  let [value, variance] = [0, 0];
  for (const each of cells) {
    value += each.value;
    variance += errorOf(each) ** 2;
  }
  return { value, error: Math.sqrt(variance) };
}
