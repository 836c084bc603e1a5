/**
 * Report: figures as a table for people. Pure.
 */
import { TOGETHER } from "./episodes.ts";
import type { Measured } from "./measure.ts";
import type { Report } from "./run.ts";
import { differenceOf, type Figure } from "./statistics.ts";

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

/** What comes of company, ours first; nothing where it was not asked. */
function episodesIn({ method, figures, comparators }: Compared): readonly string[] {
  if (figures.episodes === undefined) return [];
  const rows = Object.entries({ [`**${method}**`]: figures, ...comparators }).map(
    ([name, { episodes }]) =>
      line([
        name,
        shown(episodes?.found),
        shown(episodes?.delay),
        shown(episodes?.right),
        shown(episodes?.falsePerPairHour),
      ]),
  );
  return [
    `Together is within ${TOGETHER.within} m for ${TOGETHER.seconds} s at least.`,
    "",
    line([
      "method",
      "found of those together",
      "after s",
      "alarms of two within 7.5 m",
      "wrong an hour of two apart",
    ]),
    line(["---", "---", "---", "---", "---"]),
    ...rows,
    "",
  ];
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

type Compared = Pick<Report, "method" | "figures" | "comparators">;

/** The lines of a Markdown table of methods, ours first. */
export function comparisonOf({ method, figures, comparators }: Compared): readonly string[] {
  const heading = [
    "method",
    ...Object.keys(figures.pairs).flatMap((task) => [`${task} AUC`, `${task} EER`, `${task} F1`]),
    "12 cells",
    "4 areas",
    "right when sure",
    "median m",
    "90 % m",
  ];
  const rows = [
    rowOf(`**${method}**`, figures),
    ...Object.entries(comparators).map(([name, measured]) => rowOf(name, measured)),
  ];
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)];
}

/** Base rates of every task, in words. */
export const basesOf = ({ pairs }: Measured): string =>
  Object.entries(pairs)
    .map(([task, { base }]) => `${task} ${base?.value.toFixed(3) ?? "–"}`)
    .join(", ");

/** Markdown: what was measured on what, every method, and ours with faults. */
export function tableOf(report: Report): string {
  const tasks = Object.keys(report.figures.pairs);
  const faults = Object.entries(report.faults).map(([name, byTask]) =>
    line([
      name,
      ...tasks.flatMap((task) => {
        const [whole, broken] = [report.figures.pairs[task]?.auc, byTask[task]?.auc];
        return [shown(broken), shown(whole && broken && differenceOf(whole, broken))];
      }),
    ]),
  );
  const ahead = Object.entries(report.ahead).map(([path, { peer, ...by }]) =>
    line([path, peer, shown(by), by.value > 0 ? (by.lo > 0 ? "ahead" : "not surely") : "behind"]),
  );
  return [
    `fit ${report.fit}, test ${report.test}, ${report.receivers} receivers, carrier offset sd ${report.offsetSd} dB, ${report.moments} moments; base rates ${basesOf(report.figures)}`,
    "",
    ...comparisonOf(report),
    "",
    ...episodesIn(report),
    line(["figure", "best peer", "ours better by", ""]),
    line(["---", "---", "---", "---"]),
    ...ahead,
    "",
    line(["fault", ...tasks.flatMap((task) => [`${task} AUC`, "costs"])]),
    line(["---", ...tasks.flatMap(() => ["---", "---"])]),
    ...faults,
    "",
  ].join("\n");
}
