/**
 * Moments: what the columns of a report are called, which are its hours or its days. Pure.
 */
import type { VenueReport } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";
import { clockText, shortDayText } from "../words.ts";

type Column = VenueReport["columns"][number];
type TitleOf = (column: Column) => string;

/** Above or below it: "14:00" or "22 Nov". */
export const titlesOf = ({ by }: VenueReport): TitleOf =>
  by === "day" ? ({ from }) => shortDayText(from) : ({ from }) => clockText(from);

/** The same in a sentence. */
export function whensOf(report: VenueReport): TitleOf {
  const titleOf = titlesOf(report);
  const said = report.by === "day" ? m.report_on : m.report_at;
  return (column) => said({ time: titleOf(column) });
}
