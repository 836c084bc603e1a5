/**
 * Zone codes: what the screen of a zone shows now.
 */
import type { UnixMs, VenueId, ZoneId } from "@sighej/protocol";
import { codesOn, type ZoneCodes } from "../domain/zone-screens.ts";
import type { Venues } from "./venues.ts";

/** Undefined for a venue that is not here, offers no zone codes or has no such zone. */
export function zoneCodesOf(
  venues: Venues,
  venue: VenueId,
  zone: ZoneId,
  now: UnixMs,
): ZoneCodes | undefined {
  const screens = venues.all.get(venue)?.screens;
  return screens && codesOn(screens, zone, now);
}
