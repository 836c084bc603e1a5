/**
 * Staff columns: what tables of staff keep as text or time, both ways.
 */
import { parseVenueId, type UnixMs, unixMs } from "@sighej/protocol";
import type { Account } from "../../staff-ports.ts";

export const venuesText = (venues: Account["venues"]): string =>
  venues === "all" ? "all" : venues.join(" ");

export const venuesOf = (text: string): Account["venues"] =>
  text === "all"
    ? "all"
    : wordsOf(text).flatMap((word) => {
        const venue = parseVenueId(word);
        return venue.ok ? [venue.value] : [];
      });

export const wordsOf = (text: string): readonly string[] =>
  text.split(" ").filter((each) => each !== "");

export const timeOf = (date: Date): UnixMs => unixMs(date.getTime());
