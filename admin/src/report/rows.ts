/**
 * Rows: turns a report into what its tables and files have in them. A table and its file are made of the
 * same rows and columns, and a chart of the same figures.
 */
import type { Language, UnixMs, VenueReport } from "@sighej/protocol";
import type { Figure } from "../counts.ts";
import type { Cell } from "../csv.ts";
import * as m from "../paraglide/messages.js";
import type { Column } from "../parts/columns.ts";
import { metricText } from "../words.ts";

type Metric = VenueReport["metric"];
type Span = VenueReport["columns"][number];

export const figureOf = ({ totals }: VenueReport, metric: Metric): Figure | null =>
  totals.find((each) => each.metric === metric)?.total ?? null;

/** Empty where nothing was counted. */
const toldOf = (figure: Figure | null | undefined): Cell =>
  figure === null || figure === undefined
    ? undefined
    : figure.value === "few"
      ? m.too_few()
      : figure.value;
/** What is too few is not told, nor how far it is off. */
const errorOf = (figure: Figure | null | undefined): Cell =>
  typeof figure?.value === "number" ? figure.error : undefined;

export interface Named {
  readonly key: string;
  readonly name: string;
  readonly figure: Figure | null;
}

/** A figure by its name, with its noise. */
export const namedColumns = (title: string): readonly Column<Named>[] => [
  { key: "name", title, value: ({ name }) => name },
  { key: "figure", title: m.figure(), value: ({ figure }) => toldOf(figure), figure: true },
  { key: "noise", title: m.noise_error(), value: ({ figure }) => errorOf(figure), figure: true },
];

export const metricRows = (report: VenueReport, metrics: readonly Metric[]): readonly Named[] =>
  metrics.map((metric) => ({
    ...{ key: metric, name: metricText(metric), figure: figureOf(report, metric) },
  }));

export const interestRows = ({ interests }: VenueReport, language: Language): readonly Named[] =>
  (interests?.chosen ?? []).map(({ interest, label, figure }) => ({
    ...{ key: interest, name: label[language], figure },
  }));

export interface Moment {
  readonly at: number;
  readonly time: string;
}

/** One row for each hour or day. */
export const momentRows = (
  { columns }: VenueReport,
  titleOf: (column: Span) => string,
): readonly Moment[] => columns.map((column, at) => ({ at, time: titleOf(column) }));

export const momentColumns = (
  { totals }: VenueReport,
  metrics: readonly Metric[],
): readonly Column<Moment>[] => [
  { key: "time", title: m.report_time(), value: ({ time }) => time, sortBy: ({ at }) => at },
  ...metrics.flatMap((metric): readonly Column<Moment>[] => {
    const of = totals.find((each) => each.metric === metric)?.byColumn ?? [];
    const noise = m.report_noise_of({ what: metricText(metric) });
    return [
      { key: metric, title: metricText(metric), value: ({ at }) => toldOf(of[at]), figure: true },
      { key: `${metric} ±`, title: noise, value: ({ at }) => errorOf(of[at]), figure: true },
    ];
  }),
];

type Zone = VenueReport["zones"][number];

/** One row for each zone, a column for each hour or day, and their sum with its noise. */
export const zoneColumns = (
  { columns }: VenueReport,
  titleOf: (column: Span) => string,
): readonly Column<Zone>[] => [
  { key: "zone", title: m.zone(), value: ({ name }) => name },
  ...columns.map(
    (column, at): Column<Zone> => ({
      ...{ key: `${column.from}`, title: titleOf(column), figure: true },
      value: ({ byColumn }) => toldOf(byColumn[at]),
    }),
  ),
  { key: "sum", title: m.noise_sum(), value: ({ total }) => toldOf(total), figure: true },
  { key: "noise", title: m.noise_error(), value: ({ total }) => errorOf(total), figure: true },
];

/** One released sum, wherever it stands in the report. */
interface Fact {
  readonly what: string;
  readonly about: string;
  readonly span: Span | undefined;
  readonly figure: Figure | null;
}

const two = (value: number): string => String(value).padStart(2, "0");
/** "2026-11-22 14:00", which spreadsheets take for a time. */
function stampOf(time: UnixMs): string {
  const date = new Date(time);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export const factColumns = (): readonly Column<Fact>[] => [
  { key: "what", title: m.heat_metric(), value: ({ what }) => what },
  { key: "about", title: m.report_about_what(), value: ({ about }) => about },
  { key: "from", title: m.report_from(), value: ({ span }) => span && stampOf(span.from) },
  { key: "until", title: m.report_until(), value: ({ span }) => span && stampOf(span.until) },
  { key: "figure", title: m.figure(), value: ({ figure }) => toldOf(figure) },
  { key: "noise", title: m.noise_error(), value: ({ figure }) => errorOf(figure) },
];

/** Everything that a report tells, one figure a row. */
export function factRows(report: VenueReport, language: Language): readonly Fact[] {
  const { columns, totals, zones, metric, interests } = report;
  const [first, last] = [columns[0], columns.at(-1)];
  const all = first && last && { from: first.from, until: last.until };
  const venue = m.report_whole_venue();
  return [
    ...totals.flatMap(({ metric: each, total, byColumn }) => [
      ...[{ what: metricText(each), about: venue, span: all, figure: total }],
      ...byColumn.map((figure, at) => ({
        ...{ what: metricText(each), about: venue, span: columns[at], figure },
      })),
    ]),
    ...zones.flatMap(({ name, total, byColumn }) => [
      ...[{ what: metricText(metric), about: name, span: all, figure: total }],
      ...byColumn.map((figure, at) => ({
        ...{ what: metricText(metric), about: name, span: columns[at], figure },
      })),
    ]),
    ...(interests?.chosen ?? []).map(({ label, figure }) => ({
      ...{ what: m.metric_interests(), about: label[language], figure },
      span: interests ?? undefined,
    })),
  ];
}
