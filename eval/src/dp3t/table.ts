/**
 * Table: figures of one dp3t scene for people to read. Pure.
 */
import type { Figure } from "../proximity/statistics.ts";
import type { Figures, Report } from "./run.ts";

const shown = ({ value, lo, hi }: Figure): string =>
  `${value.toFixed(3)} (${lo.toFixed(3)}–${hi.toFixed(3)})`;

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const rowOf = (name: string, { auc, averagePrecision, eer }: Figures): string =>
  line([name, shown(auc), shown(averagePrecision), shown(eer)]);

/** A Markdown table, ours first. */
export function tableOf({ fit, test, pairsJudged, pairs, comparators }: Report): string {
  const heading = ["method", "within 2 m AUC", "average precision", "EER"];
  return [
    `fit ${fit.join(", ")}; test ${test}; ${pairsJudged} pairs; base rate ${pairs.le2.base.value.toFixed(3)}; third phones only`,
    "",
    line(heading),
    line(heading.map(() => "---")),
    rowOf("**unplaced**", pairs.le2),
    ...Object.entries(comparators).map(([name, each]) => rowOf(name, each.pairs.le2)),
    "",
  ].join("\n");
}
