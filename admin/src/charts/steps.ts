/**
 * Steps: turns the figures of a heat map into five steps with round edges, and a figure into its step.
 * Pure.
 */
import { scaleQuantize } from "d3-scale";

type Step = 1 | 2 | 3 | 4 | 5;
const all: readonly Step[] = [1, 2, 3, 4, 5];

export interface Steps {
  readonly of: (value: number) => Step;
  /** Whole figures that are in each step, from the lowest; the last one has no end. */
  readonly legend: readonly { readonly step: Step; readonly from: number; readonly to?: number }[];
}

/** `least`: what is shown at all begins here. With few figures the upper steps stay empty. */
export function stepsOf(values: readonly number[], least: number): Steps {
  const most = Math.max(least + all.length, ...values);
  const scale = scaleQuantize<Step>().domain([least, most]).range(all);
  const edges = scale.thresholds().map((edge) => Math.ceil(edge));
  return {
    of: (value) => all[edges.filter((edge) => value >= edge).length] ?? 5,
    legend: all.map((step, at) => {
      const from = at === 0 ? least : (edges[at - 1] ?? least);
      const next = edges[at];
      return next === undefined ? { step, from } : { step, from, to: next - 1 };
    }),
  };
}
