/**
 * Access notice: how the matcher tells our own broker which gateways to let in, both ways, as JSON on
 * a topic that only the matcher may publish to and nobody may read. Pure.
 *
 * The matcher's store is the truth and the broker keeps nothing: on every connection the matcher says
 * all of it, a venue at a time, and then that this was all. Each notice may be said again.
 */
import * as v from "valibot";
import { asciiBytes, decodeAscii } from "./bytes.ts";
import { checkJson, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { type GatewayId, parseGatewayId, parseVenueId, type VenueId } from "./ids.ts";

/** Mosquitto keeps its own control topics in this tree; in no role's rules. */
export const ACCESS_TOPIC = "$CONTROL/sighej/v1/access";
/**
 * Enrolled gateways of a venue: twice what the largest halls have, and a notice of them is 60 kB,
 * well below what a broker takes in one packet.
 */
export const VENUE_GATEWAYS_MAX = 512;
/** Venues of one broker; partitions are fewer. */
const VENUES_MAX = 256;

const venue = parsedBy(parseVenueId, "a lower-case UUID");
/** SHA-256 of a password of 32 random bytes as base64url text: nobody finds it by trying. */
const secretHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits"));

export type AccessNotice =
  /** These and no others of that venue. */
  | {
      v: 1;
      kind: "venue";
      venue: VenueId;
      gateways: { gateway: GatewayId; secretHash: string }[];
    }
  /** Everything has been told: there are no venues but these. */
  | { v: 1; kind: "all"; venues: VenueId[] };

const notice: v.GenericSchema<unknown, AccessNotice> = v.variant("kind", [
  v.strictObject({
    v: v.literal(1),
    kind: v.literal("venue"),
    venue,
    gateways: v.pipe(
      v.array(v.strictObject({ gateway: parsedBy(parseGatewayId, "a gateway id"), secretHash })),
      v.maxLength(VENUE_GATEWAYS_MAX),
    ),
  }),
  v.strictObject({
    v: v.literal(1),
    kind: v.literal("all"),
    venues: v.pipe(v.array(venue), v.maxLength(VENUES_MAX)),
  }),
]);

export const encodeAccessNotice = (value: AccessNotice): Uint8Array =>
  asciiBytes(JSON.stringify(value));

export function decodeAccessNotice(bytes: Uint8Array): Decoded<AccessNotice> {
  const text = decodeAscii(bytes);
  return text.ok ? checkJson(notice, text.value) : text;
}
