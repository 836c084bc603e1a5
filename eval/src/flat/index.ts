/** Flat: measures on a second place, so that nothing is known of one hall only. */
import { basesOf, comparisonOf } from "../proximity/index.ts";
import type { Report } from "./run.ts";

export { evaluate, flatTests } from "./run.ts";

/** Markdown, ours first; cells are those of the six anchors, and one flat has no areas. */
export const tableOf = (report: Report): string =>
  [
    `${report.runs} runs, each judged with maps of the others; ${report.receivers} receivers, ${report.moments} moments; base rates ${basesOf(report.figures)}`,
    "",
    ...comparisonOf(report),
    "",
  ].join("\n");
