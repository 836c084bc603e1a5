/**
 * Sentences: turns the numbers of a report into what each of its charts says in one sentence.
 */
import type { Language, VenueReport } from "@sighej/protocol";
import type { Figure } from "../counts.ts";
import * as m from "../paraglide/messages.js";
import { listText, metricText, numberText, percentText } from "../words.ts";
import { figureOf } from "./rows.ts";

/** "at 14:00", "on 22 Nov" */
type When = (column: VenueReport["columns"][number]) => string;

const isTold = (figure: Figure | null | undefined): figure is Figure & { readonly value: number } =>
  typeof figure?.value === "number";

const about = ({ value }: { readonly value: number }): string =>
  m.report_about({ count: numberText(value) });

/** The greatest of what is told, the first of several. */
function greatestOf<T>(all: readonly T[], figureIn: (each: T) => Figure | null) {
  let found: { readonly each: T; readonly value: number } | undefined;
  for (const each of all) {
    const figure = figureIn(each);
    if (isTold(figure) && (found === undefined || figure.value > found.value))
      found = { each, value: figure.value };
  }
  return found;
}

/** "There were about 230 sessions and about 389 nudges." */
export function leadOf(report: VenueReport): string {
  const told = (["sessions", "nudges", "yes-yes", "hellos"] as const).flatMap((metric) => {
    const figure = figureOf(report, metric);
    return isTold(figure) ? [{ metric, count: about(figure) }] : [];
  });
  const words = {
    sessions: m.report_lead_sessions,
    nudges: m.report_lead_nudges,
    "yes-yes": m.report_lead_yes_yes,
    hellos: m.report_lead_hellos,
  };
  if (told.length === 0) return m.report_all_few();
  return m.report_lead({
    list: listText(told.map(({ metric, count }) => words[metric]({ count }))),
  });
}

/** Where each of these had its peak. */
export function barsSentence(report: VenueReport, whenOf: When): string {
  const peaks = (["nudges", "yes-yes"] as const).flatMap((metric) => {
    const of = report.totals.find((each) => each.metric === metric)?.byColumn ?? [];
    const peak = greatestOf(report.columns, (column) => of[report.columns.indexOf(column)] ?? null);
    if (peak === undefined) return [];
    const [time, what] = [whenOf(peak.each), metricText(metric)];
    return [m.report_peak({ what, time, count: about(peak) })];
  });
  return peaks.length === 0 ? m.report_all_few() : `${peaks.join("; ")}.`;
}

export function heatSentence({ zones, columns, metric }: VenueReport, whenOf: When): string {
  const cells = zones.flatMap(({ name, byColumn }) =>
    byColumn.map((figure, at) => ({ name, figure, column: columns[at] })),
  );
  const peak = greatestOf(cells, ({ figure }) => figure);
  if (peak?.each.column === undefined) return m.report_all_few();
  const counted = cells.filter(({ figure }) => figure !== null);
  const few = counted.filter(({ figure }) => figure?.value === "few").length;
  const sentence = m.report_heat_peak({
    ...{ what: metricText(metric), zone: peak.each.name, time: whenOf(peak.each.column) },
    count: about(peak),
  });
  if (few === 0) return sentence;
  return `${sentence} ${m.report_heat_few({ count: few, all: numberText(counted.length) })}`;
}

/** Shares of sessions, each of which counts once in a step; noise may carry one beyond all. */
export function funnelSentence(report: VenueReport): string {
  const all = figureOf(report, "sessions");
  if (!isTold(all)) return m.report_all_few();
  const shareOf = (metric: "encounters" | "yes-yes" | "hellos") => {
    const figure = figureOf(report, metric);
    return isTold(figure) ? percentText(Math.min(1, figure.value / all.value)) : m.too_few();
  };
  return m.report_funnel_shares({
    ...{ near: shareOf("encounters"), yes: shareOf("yes-yes"), talked: shareOf("hellos") },
  });
}

/** How many are named. */
const NAMED = 3;

export function interestsSentence({ interests }: VenueReport, language: Language): string {
  const named = (interests?.chosen ?? []).flatMap(({ label, figure }) =>
    isTold(figure) ? [m.report_interest({ name: label[language], count: about(figure) })] : [],
  );
  if (named.length === 0) return m.report_all_few();
  return m.report_interests_most({ list: listText(named.slice(0, NAMED)) });
}
