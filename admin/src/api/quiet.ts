/**
 * Quiet: where nobody is nudged, as requests.
 */
import { decodeQuietZones, type QuietSlot, type VenueId, type ZoneId } from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

export const listQuiet = (venue: VenueId) =>
  ask({ path: `/admin/venue/${venue}/quiet`, decode: decodeQuietZones });
export const switchQuiet = (venue: VenueId, zone: ZoneId, quiet: boolean) =>
  ask({
    ...{ method: "PUT", path: `/admin/venue/${venue}/zone/${zone}/quiet` },
    ...{ body: { quiet }, decode: nothing },
  });
export const switchAllQuiet = (venue: VenueId, quiet: boolean) =>
  ask({
    ...{ method: "PUT", path: `/admin/venue/${venue}/quiet`, body: { quiet } },
    decode: nothing,
  });
/** In the place of all that were set by hand. */
export const setSlots = (venue: VenueId, zone: ZoneId, slots: readonly QuietSlot[]) =>
  ask({
    ...{ method: "PUT", path: `/admin/venue/${venue}/zone/${zone}/slots` },
    ...{ body: { slots }, decode: nothing },
  });
