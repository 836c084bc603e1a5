/**
 * Report operations: released numbers of a venue's days, as a screen and as a page have them, in words.
 * Pure.
 */
import type { Operation } from "./operation.ts";

const report = "/api/v1/admin/venue/{venue}/report";
const date = { type: "string", format: "date" };
const asked = [
  { name: "from", required: true, description: "The first day.", schema: date },
  {
    ...{ name: "until", required: true, schema: date },
    description: "The last day; up to 31 in all. One day is told by the hour, several by the day.",
  },
  {
    ...{ name: "timeZone", required: true, schema: { type: "string" } },
    description: "On whose clock days begin, such as Europe/Copenhagen.",
  },
  {
    ...{ name: "metric", required: false, schema: { type: "string" } },
    description: "What is told of each zone; sessions if absent.",
  },
  {
    ...{ name: "language", required: false, schema: { type: "string", enum: ["en", "da"] } },
    description: "Of the printed page.",
  },
];

export const reportOperations: readonly Operation[] = [
  {
    method: "get",
    path: report,
    id: "viewReport",
    summary: "Released numbers of some days, summed by hour or day, zone and interest.",
    of: "staff",
    query: asked,
    answer: {
      status: 200,
      says: "Whole buckets, each where its middle lies, with the noise of every sum.",
      schema: "Report",
    },
    problems: ["unknown-venue", "bad-field", "no-aggregates"],
  },
  {
    method: "get",
    path: `${report}/pdf`,
    id: "printReport",
    summary: "The same numbers on a page.",
    of: "staff",
    query: asked,
    answer: { status: 200, says: "A page; more only for many zones.", file: "application/pdf" },
    problems: ["unknown-venue", "bad-field", "no-aggregates", "press-busy"],
  },
];
