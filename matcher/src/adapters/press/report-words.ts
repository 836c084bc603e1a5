/**
 * Report words: what a printed report says besides its numbers, in both languages, and numbers, days and
 * hours as they are said. Pure.
 */
import type { PrintLanguage, UnixMs, VenueReport } from "@sighej/protocol";

type Words = Readonly<Record<PrintLanguage, string>>;
type ZoneMetric = VenueReport["metric"];
export type Figure = NonNullable<VenueReport["totals"][number]["total"]>;

const metricWords: Readonly<Record<ZoneMetric, Words>> = {
  sessions: { en: "Sessions", da: "Sessioner" },
  sightings: { en: "Pings (half hours heard)", da: "Ping (halve timer hørt)" },
  encounters: { en: "Near someone alike", da: "Nær en, der passer" },
  nudges: { en: "Nudges", da: "Nudges" },
  "yes-yes": { en: "Both said yes", da: "Begge sagde ja" },
  hellos: { en: "Both said they talked", da: "Begge sagde, de talte" },
};

const reportWords = {
  title: { en: "Report", da: "Rapport" },
  hourly: { en: "Nudges hour by hour", da: "Nudges time for time" },
  daily: { en: "Nudges day by day", da: "Nudges dag for dag" },
  range: {
    en: "Lines show the range of the noise that was added.",
    da: "Stregerne viser spændet af den tilføjede støj.",
  },
  funnel: { en: "From being there to having talked", da: "Fra at være der til at have talt" },
  silence: {
    en: "A no and a silence are one number.",
    da: "Et nej og en tavshed er ét tal.",
  },
  interests: { en: "Interests chosen most", da: "Mest valgte interesser" },
  fewInterests: {
    en: "{count} chosen by too few to show.",
    da: "{count} valgt af for få til at vise.",
  },
  nothing: { en: "Nothing was released.", da: "Intet blev frigivet." },
  heatHourly: { en: "By zone and hour", da: "Efter zone og time" },
  heatDaily: { en: "By zone and day", da: "Efter zone og dag" },
  few: { en: "too few to show", da: "for få til at vise" },
  fewWhy: {
    en: "Too few to show without singling someone out",
    da: "For få til at vise uden at pege nogen ud",
  },
  not: { en: "not counted", da: "ikke talt" },
  method: { en: "How these figures are made", da: "Sådan laves tallene" },
  noise: {
    en:
      "Each figure was released once, when its hour closed, with a little noise added on purpose, so that " +
      "nobody can be picked out. The number after ± says how much: two of three figures are off by less. " +
      "What is below {few} is mostly noise, and not shown. Sessions are deleted within two hours, so nothing " +
      "can be counted again or looked up.",
    da:
      "Hvert tal blev frigivet én gang, da dets time lukkede, med lidt tilføjet støj, så ingen kan udpeges. " +
      "Tallet efter ± siger hvor meget: to ud af tre tal er mindre forkerte. Det, der er under {few}, er mest " +
      "støj og vises ikke. Sessioner slettes inden for to timer, så intet kan tælles igen eller slås op.",
  },
  budget: {
    en: "Privacy budget of a session (epsilon): {sum} in all, of it {shares}.",
    da: "En sessions privatlivsbudget (epsilon): {sum} i alt, heraf {shares}.",
  },
  chosen: { en: "interests", da: "interesser" },
  zones: { en: "Times of day in {timeZone}.", da: "Klokkeslæt i {timeZone}." },
  cut: {
    en: "There was more than a report holds: choose fewer days.",
    da: "Der var mere, end en rapport kan rumme: vælg færre dage.",
  },
} as const satisfies Readonly<Record<string, Words>>;

/** How things are said in one language, on the clock of one time zone. */
export interface Speech {
  readonly language: PrintLanguage;
  readonly say: (of: keyof typeof reportWords, values?: Readonly<Record<string, string>>) => string;
  readonly metric: (metric: ZoneMetric) => string;
  readonly number: (value: number) => string;
  /** "389 ± 9" */
  readonly figure: (figure: Figure | null) => string;
  /** "22 November 2026", of a date. */
  readonly day: (date: string) => string;
  /** Of a column: "14:00" of the hour, "22/11" of the day. */
  readonly column: (from: UnixMs) => string;
  /** Where columns are narrow: of a day its number in the month. */
  readonly narrow: (from: UnixMs) => string;
}

export function speechOf(language: PrintLanguage, { timeZone, by }: VenueReport): Speech {
  const locale = language === "da" ? "da-DK" : "en-GB";
  const numbers = new Intl.NumberFormat(locale);
  const long = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  const days = new Intl.DateTimeFormat(locale, long);
  const columns = new Intl.DateTimeFormat(
    locale,
    by === "hour"
      ? { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { timeZone, day: "numeric", month: "numeric" },
  );
  const dates = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric" });
  const say: Speech["say"] = (of, values = {}) =>
    Object.entries(values).reduce<string>(
      (text, [name, value]) => text.replaceAll(`{${name}}`, () => value),
      reportWords[of][language],
    );
  return {
    ...{ language, say },
    metric: (metric) => metricWords[metric][language],
    number: (value) => numbers.format(value),
    figure: (figure) => {
      if (figure === null) return say("not");
      if (figure.value === "few") return say("few");
      return `${numbers.format(figure.value)} ± ${numbers.format(Math.round(figure.error))}`;
    },
    day: (date) => days.format(new Date(`${date}T00:00:00Z`)),
    column: (from) => columns.format(from),
    narrow: (from) => (by === "hour" ? columns : dates).format(from),
  };
}
