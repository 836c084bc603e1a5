/**
 * Report: released numbers of some days as one request, and the same as a PDF.
 */
import {
  decodeReport,
  type Language,
  type ReportAsked,
  type VenueId,
  type VenueReport,
} from "@sighej/protocol";
import { type Answer, ask, askFile } from "./ask.ts";

/** Of a screen: days, and what is told of each zone. */
export type Asked = Pick<ReportAsked, "from" | "until" | "metric">;

/** Days begin at midnight on the clock of this computer, as everywhere on the dashboard. */
const clock = () => ({ timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone });

export const findReport = (venue: VenueId, asked: Asked): Promise<Answer<VenueReport>> =>
  ask({
    path: `/admin/venue/${venue}/report`,
    query: { ...asked, ...clock() },
    decode: decodeReport,
  });

export const printReport = (venue: VenueId, asked: Asked, language: Language) =>
  askFile({
    path: `/admin/venue/${venue}/report/pdf`,
    query: { ...asked, ...clock(), language },
  });
