/**
 * Report: figures as a table for people. Pure.
 */
import type { Measured } from "./measure.ts";
import type { Report } from "./run.ts";
import type { Figure } from "./statistics.ts";

const shown = (figure: Figure | undefined): string =>
  figure === undefined || Number.isNaN(figure.value)
    ? "–"
    : `${figure.value.toFixed(3)} (${figure.lo.toFixed(3)}–${figure.hi.toFixed(3)})`;

function rowOf(name: string, { pairs, zones, position }: Measured): readonly string[] {
  const cells = Object.values(pairs).flatMap(({ auc, eer, f1 }) => [
    shown(auc),
    shown(eer),
    shown(f1),
  ]);
  const { cells12, areas4, shownWhenSure, sureShare } = zones;
  return [
    name,
    ...cells,
    shown(cells12),
    shown(areas4),
    `${shown(shownWhenSure)} of ${shown(sureShare)}`,
    shown(position.median),
    shown(position.p90),
  ];
}

/** A Markdown table, ours first. */
export function tableOf(report: Report): string {
  const tasks = Object.keys(report.figures.pairs);
  const heading = [
    "method",
    ...tasks.flatMap((task) => [`${task} AUC`, `${task} EER`, `${task} F1`]),
    "12 cells",
    "4 areas",
    "right when sure",
    "median m",
    "90 % m",
  ];
  const rows = [
    rowOf(`**${report.method}**`, report.figures),
    ...Object.entries(report.comparators).map(([name, measured]) => rowOf(name, measured)),
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const bases = tasks
    .map((task) => `${task} ${report.figures.pairs[task]?.base?.value.toFixed(3) ?? "–"}`)
    .join(", ");
  const faults = Object.entries(report.faults).map(([name, byTask]) =>
    line([name, ...tasks.map((task) => shown(byTask[task]?.auc))]),
  );
  return [
    `fit ${report.fit}, test ${report.test}, ${report.receivers} receivers, carrier offset sd ${report.offsetSd} dB, ${report.moments} moments; base rates ${bases}`,
    "",
    line(heading),
    line(heading.map(() => "---")),
    ...rows.map(line),
    "",
    line(["fault", ...tasks.map((task) => `${task} AUC`)]),
    line(["---", ...tasks.map(() => "---")]),
    ...faults,
    "",
  ].join("\n");
}
