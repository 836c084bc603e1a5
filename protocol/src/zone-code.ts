/**
 * Zone code: turns a venue's code secret, a zone and a time into what the zone's screen shows: six
 * digits that prove being there, and a code that lets a session start. Pure.
 *
 * zone secret = HMAC-SHA256(code secret, "sighej-zone-secret-v1" ‖ venue(16) ‖ zone id in ASCII).
 * Of HMAC-SHA256(zone secret, label ‖ u32be(step)), with step = floor(unix / 30): the first 48 bits
 * modulo 10⁶ for the digits, label "sighej-zone-code-v1"; the first 50 bits in Crockford's Base32 for
 * the join code, label "sighej-join-code-v1". Both are taken one step early and one step late
 * (RFC 6238 §5.2): a photo of a screen is worth nothing after a minute.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { asciiBytes, concatBytes, decodeBase64url, sameBytes } from "./bytes.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { type VenueId, venueBytes, type ZoneId } from "./ids.ts";
import { type DurationMs, minutes, seconds, type UnixMs, unixMs } from "./units.ts";

declare const secret: unique symbol;
/** What all codes of a venue's screens are derived from: 32 random bytes. */
export type CodeSecret = Uint8Array & { readonly [secret]: "venue" };
/** What the codes of one zone's screen are derived from. */
export type ZoneSecret = Uint8Array & { readonly [secret]: "zone" };

/** 256 bits, as HMAC-SHA256 keys should have (RFC 2104 §3). */
export const CODE_SECRET_BYTES = 32;
/** A code is shown this long: time to type six digits, and no time to pass them around. */
export const ZONE_CODE_STEP: DurationMs = seconds(30);
/** How long the digits prove that somebody is in the zone; then the screen is looked at again. */
export const ZONE_CODE_LIFE: DurationMs = minutes(20);

const DIGITS = 6;
/** 50 bits: a join code lets in without a session whose tries could be counted. */
const JOIN_CHARACTERS = 10;
const JOIN_BITS = 50n;
/** Crockford's Base32: no letter that reads as a digit. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const joinCode = new RegExp(`^[${alphabet}]{${JOIN_CHARACTERS}}$`);

export function decodeCodeSecret(bytes: Uint8Array): Decoded<CodeSecret> {
  return bytes.length === CODE_SECRET_BYTES
    ? decoded(bytes as CodeSecret)
    : refused("bad-field", "a code secret has 32 bytes");
}

export function parseCodeSecret(text: unknown): Decoded<CodeSecret> {
  const bytes = typeof text === "string" ? decodeBase64url(text) : undefined;
  return bytes?.ok
    ? decodeCodeSecret(bytes.value)
    : refused("bad-field", "expected a code secret as base64url");
}

export const zoneSecretOf = (from: CodeSecret, venue: VenueId, zone: ZoneId): ZoneSecret =>
  hmac(
    sha256,
    from,
    concatBytes(asciiBytes("sighej-zone-secret-v1"), venueBytes(venue), asciiBytes(zone)),
  ) as ZoneSecret;

const stepAt = (now: UnixMs): number => Math.floor(now / ZONE_CODE_STEP);

/** When what is shown at `now` gives way to the next, `now` < result <= `now` + 30 s. */
export const zoneCodeUntil = (now: UnixMs): UnixMs => unixMs((stepAt(now) + 1) * ZONE_CODE_STEP);

/** The six digits on a zone's screen at `now`. */
export const zoneDigitsAt = (of: ZoneSecret, now: UnixMs): string => digitsOf(of, stepAt(now));

/** The join code on a zone's screen at `now`: ten of 0-9 and A-Z. */
export const zoneJoinCodeAt = (of: ZoneSecret, now: UnixMs): string => joinCodeOf(of, stepAt(now));

export const isZoneDigits = (of: ZoneSecret, digits: string, now: UnixMs): boolean =>
  /^\d{6}$/.test(digits) && isShown((step) => digitsOf(of, step), digits, now);

export const isZoneJoinCode = (of: ZoneSecret, code: string, now: UnixMs): boolean =>
  joinCode.test(code) && isShown((step) => joinCodeOf(of, step), code, now);

/** All three are looked at, whichever of them it is. */
function isShown(codeOf: (step: number) => string, given: string, now: UnixMs): boolean {
  const bytes = asciiBytes(given);
  const steps = [stepAt(now) - 1, stepAt(now), stepAt(now) + 1].filter((step) => step >= 0);
  return steps.map((step) => sameBytes(bytes, asciiBytes(codeOf(step)))).includes(true);
}

function digitsOf(of: ZoneSecret, step: number): string {
  const view = codeView(of, "sighej-zone-code-v1", step);
  const number = view.getUint16(0) * 2 ** 32 + view.getUint32(2);
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

function joinCodeOf(of: ZoneSecret, step: number): string {
  const bits = codeView(of, "sighej-join-code-v1", step).getBigUint64(0) >> (64n - JOIN_BITS);
  return Array.from({ length: JOIN_CHARACTERS }, (_, at) =>
    alphabet.charAt(Number((bits >> BigInt(5 * (JOIN_CHARACTERS - 1 - at))) & 31n)),
  ).join("");
}

function codeView(of: ZoneSecret, label: string, step: number): DataView {
  const message = concatBytes(asciiBytes(label), new Uint8Array(4));
  new DataView(message.buffer).setUint32(message.length - 4, step);
  const code = hmac(sha256, of, message);
  return new DataView(code.buffer, code.byteOffset, code.byteLength);
}
