/**
 * Stock tag: turns the fixed id of a venue's own iBeacon or Eddystone-UID tag into a token, so that
 * no raw id is ever on our wire. Pure.
 *
 * token(e) = HMAC-SHA256(pool key, "sighej-stock-tag-v1" ‖ venue(16) ‖ u32be(e) ‖ form ‖ id), first
 * 8 bytes. The gateway computes it, for ids of the venue's namespace alone, and the matcher does the
 * same for what is bound. It changes with the epoch although the tag on the air does not: whoever
 * records our MQTT cannot follow a tag through the day, and a stock tag is then looked up, replayed
 * and forgotten like any other token.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { asciiBytes, concatBytes, decodeBase64url, decodeHex } from "./bytes.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import type { Epoch } from "./epoch.ts";
import { type VenueId, venueBytes } from "./ids.ts";
import { readToken, type Token } from "./token.ts";

declare const id: unique symbol;
/** What gateways and matcher of one venue share to hide its stock tags' ids: 32 random bytes. */
export type PoolKey = Uint8Array & { readonly [id]: "pool-key" };
/** A stock tag's id on the air, as one hashes it: form byte, then 20 or 16 bytes. */
export type StockTagId = Uint8Array & { readonly [id]: "stock-tag-id" };

/**
 * The id of a fixed tag. `ibeacon`: proximity UUID (the venue's namespace), major and minor, u16.
 * `eddystone-uid`: namespace of 10 bytes (the venue's) and instance of 6, lower-case hexadecimal.
 */
export type FixedId =
  | {
      readonly form: "ibeacon";
      readonly uuid: string;
      readonly major: number;
      readonly minor: number;
    }
  | { readonly form: "eddystone-uid"; readonly namespace: string; readonly instance: string };

export const POOL_KEY_BYTES = 32;

const LABEL = asciiBytes("sighej-stock-tag-v1");
/** First byte of a hashed id: no iBeacon can be taken for an Eddystone-UID tag. */
export const IBEACON = 1;
export const EDDYSTONE_UID = 2;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NAMESPACE = /^[0-9a-f]{20}$/;
const INSTANCE = /^[0-9a-f]{12}$/;

export function stockTagToken(key: PoolKey, venue: VenueId, epoch: Epoch, tag: StockTagId): Token {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, epoch);
  return readToken(hmac(sha256, key, concatBytes(LABEL, venueBytes(venue), number, tag)), 0);
}

/** The bytes that are hashed for a fixed id, in the order in which they are on the air. */
export function decodeFixedId(fixed: FixedId): Decoded<StockTagId> {
  const hex = fixed.form === "ibeacon" ? ibeaconHex(fixed) : uidHex(fixed);
  const bytes = hex === undefined ? undefined : decodeHex(hex);
  if (!bytes?.ok) return refused("bad-field", "expected the id of an iBeacon or Eddystone-UID tag");
  const form = fixed.form === "ibeacon" ? IBEACON : EDDYSTONE_UID;
  return decoded(Uint8Array.of(form, ...bytes.value) as StockTagId);
}

function ibeaconHex({ uuid, major, minor }: FixedId & { form: "ibeacon" }): string | undefined {
  return UUID.test(uuid) && isU16(major) && isU16(minor)
    ? uuid.replaceAll("-", "") + u16Hex(major) + u16Hex(minor)
    : undefined;
}

const uidHex = ({ namespace, instance }: FixedId & { form: "eddystone-uid" }) =>
  NAMESPACE.test(namespace) && INSTANCE.test(instance) ? namespace + instance : undefined;

const isU16 = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0xffff;
const u16Hex = (value: number): string => value.toString(16).padStart(4, "0");

export function parsePoolKey(text: unknown): Decoded<PoolKey> {
  const bytes = typeof text === "string" ? decodeBase64url(text) : undefined;
  return bytes?.ok && bytes.value.length === POOL_KEY_BYTES
    ? decoded(bytes.value as PoolKey)
    : refused("bad-field", "expected a pool key: 32 bytes as base64url");
}
