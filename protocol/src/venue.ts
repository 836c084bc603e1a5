/**
 * Venue: what the app is told about a venue before anyone has agreed to anything. Pure.
 *
 * `GET /api/v1/venue/<venue>`: public facts only, the same for everyone, so it may be cached.
 */
import * as v from "valibot";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { parseInterestId, parseVenueId, parseZoneId, type ZoneId } from "./ids.ts";
import { SPOT_MAX_LENGTH } from "./nudge.ts";
import { parseRolePairId } from "./roles.ts";
import { MAX_OWN_INTERESTS, ownInterests } from "./venue-interests.ts";

/** Interests a venue may show: the shared list (120), and those of its own. */
const MAX_VENUE_INTERESTS = 120 + MAX_OWN_INTERESTS;

/** As attendees are shown it: a line. */
export const CONTROLLER_MAX_LENGTH = 120;

/** A zone takes a gateway at least, and no hall of ours has more of those. */
export const VENUE_ZONES_MAX = 256;

const carrier = v.variant("kind", [
  /** A simulated badge: the app posts its beacon key there, as it would write it to a badge. */
  v.strictObject({ kind: v.literal("simulated-badge"), path: v.string() }),
  /** Badges of the venue's own, bound by their QR. */
  v.strictObject({ kind: v.literal("badge") }),
  /** Eddystone-EID or static tags of the venue's own, bound by their QR. */
  v.strictObject({ kind: v.literal("stock-tag") }),
  /** Gateways that take a proof over Bluetooth (`check-in.ts`). */
  v.strictObject({ kind: v.literal("check-in") }),
  /** Screens that show a code of their zone (`zone-code.ts`). */
  v.strictObject({ kind: v.literal("zone-code") }),
]);

interface VenueZone {
  id: ZoneId;
  name: string;
}
const zone: v.GenericSchema<unknown, VenueZone> = v.strictObject({
  id: parsedBy(parseZoneId, "a zone id"),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(SPOT_MAX_LENGTH)),
});

const venueView = v.strictObject({
  venue: parsedBy(parseVenueId, "a lower-case UUID"),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  interests: v.pipe(
    v.array(parsedBy(parseInterestId, "an interest id")),
    v.minLength(1),
    v.maxLength(MAX_VENUE_INTERESTS),
  ),
  /** Those of them that the venue has added, which no phone knows. */
  ownInterests: v.optional(ownInterests),
  /** Its zones, by the names that people know them by. */
  zones: v.optional(v.pipe(v.array(zone), v.maxLength(VENUE_ZONES_MAX))),
  /** The ways a phone can be found here, best first. */
  carriers: v.array(carrier),
  /** Pairs of roles that may be chosen from here. */
  rolePairs: v.optional(v.array(parsedBy(parseRolePairId, "a role pair id"))),
  /** A session starts only with a code from a ticket, a badge or a screen. */
  needsCode: v.optional(v.boolean()),
  /** Whose responsibility the data is, and how to reach them (GDPR art. 13(1)(a)). */
  controller: v.optional(
    v.strictObject({
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(CONTROLLER_MAX_LENGTH)),
      contact: v.pipe(v.string(), v.minLength(1), v.maxLength(CONTROLLER_MAX_LENGTH)),
    }),
  ),
  /** The matcher's VAPID public key (RFC 8292 §3.2), base64url; absent where nothing is pushed. */
  pushKey: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{87}$/, "65 bytes as base64url"))),
});

export const venueSchemas: NamedSchemas = { VenueView: venueView };

export type Carrier = v.InferOutput<typeof carrier>;
export type VenueView = v.InferOutput<typeof venueView>;

export const decodeVenueView = (body: unknown): Decoded<VenueView> => check(venueView, body);
