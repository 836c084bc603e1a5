/**
 * Report: turns released numbers of a venue's days into what a screen shows and a page prints. Who asks
 * has been let in already.
 *
 * Both are made of one value, so that a figure is the same wherever it is read.
 */
import {
  decodeReportAsked,
  durationMs,
  hours,
  type InterestId,
  interestsWith,
  parseVenueId,
  type ReportAsked,
  type UnixMs,
  unixMs,
  type VenueReport,
  zoneMetrics,
} from "@sighej/protocol";
import type { AggregateStore, FoundSums } from "../aggregate-ports.ts";
import { FEW_BELOW } from "../domain/aggregate/display.ts";
import { figureOf, noiseOf, type Sum } from "../domain/aggregate/sums.ts";
import type { VenueSetup } from "../domain/venue.ts";
import type { Clock } from "../ports.ts";
import type { Press } from "../print-ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venues } from "./venues.ts";

export interface ReportPorts {
  readonly venues: Pick<Venues, "all">;
  /** Undefined where none are kept. */
  readonly aggregates: Pick<AggregateStore, "sum"> | undefined;
  readonly press: Pick<Press, "report">;
  readonly isTimeZone: (name: string) => boolean;
  /** When it is that a wall in a time zone shows what UTC shows at `utc`, ms. */
  readonly momentOf: (utc: number, timeZone: string) => UnixMs;
  readonly clock: Clock;
}

/** Venues are named as the request names them. */
export interface ReportFlows {
  view(venue: string, query: unknown): Promise<Outcome<VenueReport>>;
  /** As a PDF. */
  print(venue: string, query: unknown): Promise<Outcome<Uint8Array>>;
}

const DAY = hours(24);
const HOUR = hours(1);

export const reportFlows = (ports: ReportPorts): ReportFlows => ({
  view: async (text, query) => {
    const made = await reportOf(ports, text, query);
    return made.ok ? done(made.value.report) : made;
  },
  print: async (text, query) => {
    const made = await reportOf(ports, text, query);
    if (!made.ok) return made;
    const pdf = await ports.press.report(made.value, ports.clock());
    return pdf === undefined ? denied({ kind: "press-busy" }) : done(pdf);
  },
});

type Made = Pick<ReportAsked, "language"> & { readonly report: VenueReport };

async function reportOf(ports: ReportPorts, text: string, query: unknown): Promise<Outcome<Made>> {
  const { venues, aggregates, isTimeZone, momentOf } = ports;
  const id = parseVenueId(text);
  const venue = id.ok ? venues.all.get(id.value) : undefined;
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  if (aggregates === undefined) return denied({ kind: "no-aggregates" });
  const asked = decodeReportAsked(query);
  if (!asked.ok) return deniedFor(asked.problem);
  const { from, until, timeZone, metric, language } = asked.value;
  if (!isTimeZone(timeZone))
    return denied({ kind: "bad-field", detail: "timeZone: expected a time zone that there is" });
  const edges = edgesOf(asked.value, (utc) => momentOf(utc, timeZone));
  const [first, last] = [edges[0], edges.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError("a day begins and ends");
  const of = { venue: venue.setup.id };
  const [totals, zones, interests] = await Promise.all([
    aggregates.sum({ ...of, metrics: zoneMetrics, edges, by: "stretch" }),
    aggregates.sum({ ...of, metrics: [metric], edges, by: "both" }),
    aggregates.sum({ ...of, metrics: ["interests"], edges: [first, last], by: "subject" }),
  ]);
  const { columns, inColumns } = columnsOf(edges, totals.sums);
  const report: VenueReport = {
    ...{ venue: venue.setup.id, name: venue.setup.name, from, until, timeZone },
    ...{ by: from === until ? "hour" : "day", columns, metric },
    totals: zoneMetrics.map((each) => {
      const sums = totals.sums.filter((sum) => sum.metric === each);
      return {
        ...{ metric: each, total: figureOf(sums), byColumn: inColumns(sums) },
        noise: noiseOf(sums),
      };
    }),
    zones: zonesOf(venue.setup, zones).map(({ sums, ...zone }) => ({
      ...{ ...zone, total: figureOf(sums), byColumn: inColumns(sums) },
    })),
    interests: interestsIn(venue.setup, interests),
    fewBelow: FEW_BELOW,
    more: [totals, zones, interests].some(({ more }) => more),
  };
  return done({ language, report });
}

/** Full hours of one day, which may have 23 or 25 of them; else midnights. */
function edgesOf({ from, until }: ReportAsked, momentOf: (utc: number) => UnixMs): UnixMs[] {
  const [first, last] = [Date.parse(from), Date.parse(until) + DAY];
  const midnights: UnixMs[] = [];
  for (let utc = first; utc <= last; utc += DAY) midnights.push(momentOf(utc));
  const [start, end] = midnights;
  if (midnights.length > 2 || start === undefined || end === undefined) return midnights;
  const whole = Math.ceil(durationMs(end - start) / HOUR);
  return Array.from({ length: whole + 1 }, (_, at) => unixMs(Math.min(start + at * HOUR, end)));
}

/** From the first stretch in which something was released to the last; none where nothing was. */
function columnsOf(edges: readonly UnixMs[], sums: readonly Sum[]) {
  const at = sums.map(({ stretch = 0 }) => stretch);
  const [least, most] = [Math.min(...at), Math.max(...at)];
  const shown = edges.slice(0, -1).map((from, stretch) => ({
    ...{ from, until: edges[stretch + 1] ?? from, stretch },
  }));
  const columns = shown.filter(({ stretch }) => stretch >= least && stretch <= most);
  return {
    columns: columns.map(({ from, until }) => ({ from, until })),
    inColumns: (of: readonly Sum[]) => {
      const byStretch = groupsOf(of, ({ stretch }) => stretch);
      return columns.map(({ stretch }) => figureOf(byStretch.get(stretch) ?? []));
    },
  };
}

/** Zones of the set-up in their order, then those of earlier ones that were counted. */
function zonesOf({ zones }: VenueSetup, { sums }: FoundSums) {
  const bySubject = groupsOf(sums, ({ subject = "" }) => subject);
  const known = zones.map(({ id, name }) => ({
    ...{ zone: id as string, name: name ?? id, sums: bySubject.get(id) ?? [] },
  }));
  const gone = [...bySubject]
    .filter(([subject]) => !zones.some(({ id }) => id === subject))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return [...known, ...gone.map(([zone, of]) => ({ zone, name: zone, sums: of }))];
}

function interestsIn({ ownInterests }: VenueSetup, { sums }: FoundSums): VenueReport["interests"] {
  const [one] = sums;
  if (one === undefined) return null;
  const all = interestsWith(ownInterests);
  const chosen = [...groupsOf(sums, ({ subject = "" }) => subject)].flatMap(([interest, of]) => {
    const label = all.get(interest as InterestId)?.label;
    const figure = figureOf(of);
    if (figure === null) return [];
    const { en, da } = label ?? { en: interest, da: interest };
    return { interest, label: { en, da }, figure };
  });
  const rank = ({ figure: { value } }: (typeof chosen)[number]) => (value === "few" ? -1 : value);
  return {
    from: unixMs(Math.min(...sums.map(({ from }) => from))),
    until: unixMs(Math.max(...sums.map(({ until }) => until))),
    noise: noiseOf(sums),
    chosen: chosen.sort((a, b) => rank(b) - rank(a) || (a.interest < b.interest ? -1 : 1)),
  };
}

function groupsOf<Key>(sums: readonly Sum[], keyOf: (sum: Sum) => Key): Map<Key, Sum[]> {
  const groups = new Map<Key, Sum[]>();
  for (const sum of sums) {
    const group = groups.get(keyOf(sum));
    if (group === undefined) groups.set(keyOf(sum), [sum]);
    else group.push(sum);
  }
  return groups;
}
