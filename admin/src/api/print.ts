/**
 * Print: what is put on paper, as requests that are answered with a PDF.
 */
import type { VenueId } from "@sighej/protocol";
import { askFile } from "./ask.ts";

/** What can be printed, as its address has it. */
export const prints = ["posters", "badges", "sign", "placement"] as const;
export type Print = (typeof prints)[number];

export const print = (venue: VenueId, what: Print, body: unknown) =>
  askFile({ path: `/admin/venue/${venue}/print/${what}`, body });
