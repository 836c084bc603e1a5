/**
 * Ids: branded text for every thing that has a name on a wire, and the parsers that alone make
 * them. Pure; whoever makes an id hands in the random bytes.
 */
import { base64urlOf, decodeBase64url, decodeHex, hexOf } from "./bytes.ts";
import { type Decoded, decoded, refused, type TextParser } from "./decoded.ts";

declare const id: unique symbol;
type Id<Name extends string> = string & { readonly [id]: Name };

/** A venue: a UUID in canonical lower case, 16 bytes where a format wants bytes. */
export type VenueId = Id<"venue">;
/** A gateway within its venue: a slug, so that an operator can read it on a wall and in a log. */
export type GatewayId = Id<"gateway">;
/** A zone within its venue: a slug. */
export type ZoneId = Id<"zone">;
/** An interest: a slug, or `v:<venue-slug>:<slug>` for one that a venue added. */
export type InterestId = Id<"interest">;
/** A role that one may have towards others: a slug (`roles.ts`). */
export type RoleId = Id<"role">;
/** Two roles that go together: a slug (`roles.ts`). */
export type RolePairId = Id<"role-pair">;
/** A badge or tag of the venue's stock: what is printed on it, and in its QR. */
export type StockId = Id<"stock">;
/** A session: 16 random bytes as base64url. Says nothing about the person or the time. */
export type SessionId = Id<"session">;
/** A nudge: 16 random bytes as base64url; phones drop one that they have already shown. */
export type NudgeId = Id<"nudge">;
/** What proves to be a session: 32 random bytes as base64url. Kept by the phone alone. */
export type Bearer = Id<"bearer">;
/** The secret that a session's tokens are derived from: 32 random bytes. */
export type BeaconKey = Uint8Array & { readonly [id]: "beacon-key" };

export const SESSION_ID_BYTES = 16;
export const NUDGE_ID_BYTES = 16;
/** 256 bits, as HMAC-SHA256 keys should have (RFC 2104 §3). */
export const BEARER_BYTES = 32;
export const BEACON_KEY_BYTES = 32;
export const VENUE_ID_BYTES = 16;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** 32 characters keep a topic under 128 bytes and a label on one line. */
const slug = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
/**
 * Printed on a badge: no letter that reads as a digit (Crockford's Base32 leaves out I, L, O and U).
 * `PRINTED_ID` says so to whoever has misread one, and what it is then.
 */
const printed = /^[0-9A-HJKMNP-TV-Z]{4,12}$/;
const interest =
  /^(?:v:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?:)?[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

export const PRINTED_ID =
  "a printed id: 4 to 12 digits and capital letters, never I, L, O or U (what looks like I or L is the digit 1, like O the digit 0, like U the letter V)";

function parser<T extends string>(pattern: RegExp, what: string): TextParser<T> {
  const parse = (text: unknown): Decoded<T> =>
    typeof text === "string" && pattern.test(text)
      ? decoded(text as T)
      : refused("bad-field", `expected ${what}`);
  return Object.assign(parse, { pattern: pattern.source });
}

export const parseVenueId = parser<VenueId>(uuid, "a venue id: a lower-case UUID");
export const parseGatewayId = parser<GatewayId>(slug, "a gateway id: 1 to 32 of a-z, 0-9 and -");
export const parseZoneId = parser<ZoneId>(slug, "a zone id: 1 to 32 of a-z, 0-9 and -");
export const parseStockId = parser<StockId>(printed, PRINTED_ID);
export const parseInterestId = parser<InterestId>(interest, "an interest id from the venue's list");

function random<T extends string>(length: number, what: string): TextParser<T> {
  const parse = (text: unknown): Decoded<T> => {
    if (typeof text !== "string") return refused("bad-field", `expected ${what}`);
    const bytes = decodeBase64url(text);
    return bytes.ok && bytes.value.length === length
      ? decoded(text as T)
      : refused("bad-field", `expected ${what}`);
  };
  // Four characters are three bytes.
  return Object.assign(parse, { pattern: `^[A-Za-z0-9_-]{${Math.ceil((length * 4) / 3)}}$` });
}

export const parseSessionId = random<SessionId>(SESSION_ID_BYTES, "a session id");
export const parseNudgeId = random<NudgeId>(NUDGE_ID_BYTES, "a nudge id");
export const parseBearer = random<Bearer>(BEARER_BYTES, "a bearer");

/** An id from exactly 16 (session, nudge) or 32 (bearer) random bytes; anything else is a bug. */
function fromRandom<T extends string>(length: number) {
  return (bytes: Uint8Array): T => {
    if (bytes.length !== length) throw new RangeError(`expected ${length} random bytes`);
    return base64urlOf(bytes) as T;
  };
}

export const sessionIdOf = fromRandom<SessionId>(SESSION_ID_BYTES);
export const nudgeIdOf = fromRandom<NudgeId>(NUDGE_ID_BYTES);
export const bearerOf = fromRandom<Bearer>(BEARER_BYTES);

/** A venue id from 16 bytes, as UUID text. */
export function venueIdOf(bytes: Uint8Array): VenueId {
  if (bytes.length !== VENUE_ID_BYTES) throw new RangeError("a venue id has 16 bytes");
  const hex = hexOf(bytes);
  return [0, 8, 12, 16, 20]
    .map((from, index, cuts) => hex.slice(from, cuts[index + 1] ?? 32))
    .join("-") as VenueId;
}

/** The 16 bytes of a venue id, as tokens and partitions are made from. */
export function venueBytes(venue: VenueId): Uint8Array {
  const bytes = decodeHex(venue.replaceAll("-", ""));
  if (!bytes.ok) throw new RangeError("a venue id is a UUID");
  return bytes.value;
}

/** A beacon key from exactly 32 bytes. */
export function decodeBeaconKey(bytes: Uint8Array): Decoded<BeaconKey> {
  return bytes.length === BEACON_KEY_BYTES
    ? decoded(bytes as BeaconKey)
    : refused("bad-field", "a beacon key has 32 bytes");
}

export function parseBeaconKey(text: unknown): Decoded<BeaconKey> {
  if (typeof text !== "string") return refused("bad-field", "expected a beacon key as base64url");
  const bytes = decodeBase64url(text);
  return bytes.ok ? decodeBeaconKey(bytes.value) : bytes;
}
