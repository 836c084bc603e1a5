/**
 * Report: figures as a table for people. Pure.
 */
import type { Figures } from "./measure.ts";

export interface Report {
  readonly seed: number;
  readonly people: Readonly<Record<string, Figures>>;
  readonly comparators: Readonly<
    Record<string, { readonly people: Readonly<Record<string, Figures>> }>
  >;
}

type Row = readonly [heading: string, cell: (figures: Figures) => string];

const rows: readonly Row[] = [
  ["coverage", ({ coverage }) => coverage.toFixed(3)],
  ["rare tenth", ({ rareTenthCoverage }) => rareTenthCoverage.toFixed(3)],
  ["Gini", ({ gini }) => gini.toFixed(3)],
  ["quiet br.", ({ quietBreaches }) => String(quietBreaches)],
  ["limit br.", ({ limitBreaches }) => String(limitBreaches)],
  ["p50 s", ({ latency }) => latency.p50.toFixed(0)],
  ["p95 s", ({ latency }) => latency.p95.toFixed(0)],
  ["per h", ({ nudgesPerPersonHour }) => nudgesPerPersonHour.toFixed(2)],
  ["top idf", ({ topSharedIdf }) => topSharedIdf.toFixed(2)],
  ["counted", ({ counted }) => String(counted)],
  [
    "nudges",
    ({ kinds }) =>
      Object.entries(kinds)
        .map(([kind, number]) => `${number} ${kind}`)
        .join(", "),
  ],
];

/** One line for each size and way of choosing. */
export function tableOf({ seed, people, comparators }: Report): string {
  const ways = { "our scorer": { people }, ...comparators };
  const lines = Object.keys(people).flatMap((size) =>
    Object.entries(ways).flatMap(([way, { people: measured }]) => {
      const figures = measured[size];
      return figures === undefined ? [] : [[size, way, ...rows.map(([, cell]) => cell(figures))]];
    }),
  );
  const table = [["people", "chosen by", ...rows.map(([heading]) => heading)], ...lines];
  const widths = table[0]?.map((_, at) => Math.max(...table.map((line) => line[at]?.length ?? 0)));
  const text = table.map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths?.[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `Matching, seed ${seed}: 4 zones, 2 h, true positions\n\n${text.join("\n")}\n`;
}
