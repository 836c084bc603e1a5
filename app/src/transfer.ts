/**
 * Transfer: a session as one text, to carry it from a phone's browser into the page on its Home
 * Screen, which shares no storage with it; both ways. Pure. The text is the session's secret.
 */
import {
  type BeaconKey,
  type Bearer,
  beaconKeyText,
  parseBeaconKey,
  parseBearer,
  parseVenueId,
  type VenueId,
} from "@sighej/protocol";
import type { OwnSession } from "./session.ts";

interface Transfer {
  readonly venue: VenueId;
  readonly bearer: Bearer;
  readonly beaconKey: BeaconKey;
}

/** `<venue>.<bearer>.<beacon key>`. */
export const transferCode = ({ view, bearer, beaconKey }: OwnSession): string =>
  [view.venue, bearer, beaconKeyText(beaconKey)].join(".");

/** Undefined where the text, as pasted, is no such code. */
export function transferIn(text: string): Transfer | undefined {
  const [first, second, third, ...rest] = text.trim().split(".");
  const [venue, bearer, key] = [parseVenueId(first), parseBearer(second), parseBeaconKey(third)];
  return venue.ok && bearer.ok && key.ok && rest.length === 0
    ? { venue: venue.value, bearer: bearer.value, beaconKey: key.value }
    : undefined;
}
