/**
 * Advert: turns the bytes of an advertising PDU into the token it carries, and back. Pure.
 *
 * Two forms, both within a legacy PDU of 31 octets (Core 5.4, Vol 6 Part B §2.3.1):
 * - `service-data`: flags, then 128-bit-UUID service data `[version 1][token 8][reserved 1]`.
 *   No name, no Tx power: either would single a beacon out across a change of token.
 * - `service-uuid`: one 128-bit service UUID, our 8-byte prefix followed by the token: all that an
 *   iPhone's app may advertise (CBPeripheralManager.startAdvertising).
 */
import {
  AD_COMPLETE_UUIDS_128,
  AD_FLAGS,
  AD_INCOMPLETE_UUIDS_128,
  AD_SERVICE_DATA_128,
  encodeAd,
} from "./ad.ts";
import { concatBytes } from "./bytes.ts";
import { type Decoded, refused } from "./decoded.ts";
import { readToken, TOKEN_BYTES, type Token, writeToken } from "./token.ts";
import { uuidOnAir } from "./uuid.ts";

/** Service data under this UUID is an advert of ours. Random, so it needs no registration. */
export const ADVERT_UUID = "a1360606-3ca8-453f-bc59-3217f0c20a8c";
/** First eight bytes of a service UUID whose last eight are a token. */
export const ADVERT_UUID_PREFIX = "399d9a258ef5b65b";
export const ADVERT_VERSION = 1;

export type AdvertForm = "service-data" | "service-uuid";

export interface Advert {
  readonly form: AdvertForm;
  readonly token: Token;
}

/** LE General Discoverable, BR/EDR not supported (Core Specification Supplement, Part A §1.3). */
const FLAGS = 0x06;
const UUID_BYTES = 16;
const SERVICE_DATA_BYTES = UUID_BYTES + 1 + TOKEN_BYTES + 1;
const uuid = uuidOnAir(ADVERT_UUID);
/** The prefix comes last on the air, where UUIDs are reversed. */
const prefix = uuidOnAir(ADVERT_UUID_PREFIX.padEnd(32, "0")).subarray(8);

const foreign = refused("not-ours", "no service data or service UUID of ours");
const broken = refused("truncated", "an AD structure is longer than the advert");
const later = refused("unknown-version", "an advert of a version other than 1");

/** The PDU's advertising data: 31 bytes as service data, 21 as a service UUID. */
export function encodeAdvert({ form, token }: Advert): Uint8Array {
  const flags = { type: AD_FLAGS, value: Uint8Array.of(FLAGS) };
  const carried =
    form === "service-data"
      ? { type: AD_SERVICE_DATA_128, value: serviceDataOf(token) }
      : { type: AD_COMPLETE_UUIDS_128, value: serviceUuidOf(token) };
  const bytes = encodeAd([flags, carried]);
  if (!bytes.ok) throw new RangeError(bytes.problem.detail);
  return bytes.value;
}

/**
 * The advert in `bytes`, from `from` to before `to`. Answers foreign adverts, nearly all there are,
 * with one shared value: a gateway asks this a thousand times a second and must allocate nothing
 * for strangers, not even a view of where in a packet they are.
 */
export function decodeAdvert(bytes: Uint8Array, from = 0, to = bytes.length): Decoded<Advert> {
  let at = from;
  while (at < to) {
    const length = bytes[at] ?? 0;
    if (length === 0) return foreign;
    const end = at + 1 + length;
    if (end > to) return broken;
    const type = bytes[at + 1];
    const value = at + 2;
    if (type === AD_SERVICE_DATA_128 && matches(bytes, value, end, uuid))
      return decodeServiceData(bytes, value + UUID_BYTES, end);
    if (type === AD_COMPLETE_UUIDS_128 || type === AD_INCOMPLETE_UUIDS_128) {
      for (let each = value; each + UUID_BYTES <= end; each += UUID_BYTES)
        if (matches(bytes, each + TOKEN_BYTES, end, prefix))
          return { ok: true, value: { form: "service-uuid", token: reversedToken(bytes, each) } };
    }
    at = end;
  }
  return foreign;
}

function decodeServiceData(bytes: Uint8Array, from: number, end: number): Decoded<Advert> {
  if (bytes[from] !== ADVERT_VERSION) return from < end ? later : broken;
  if (end - from < SERVICE_DATA_BYTES - UUID_BYTES) return broken;
  return { ok: true, value: { form: "service-data", token: readToken(bytes, from + 1) } };
}

function matches(bytes: Uint8Array, from: number, end: number, expected: Uint8Array): boolean {
  if (from + expected.length > end) return false;
  for (let index = 0; index < expected.length; index++)
    if (bytes[from + index] !== expected[index]) return false;
  return true;
}

function reversedToken(bytes: Uint8Array, from: number): Token {
  return readToken(bytes.slice(from, from + TOKEN_BYTES).reverse(), 0);
}

function serviceDataOf(token: Token): Uint8Array {
  const value = new Uint8Array(SERVICE_DATA_BYTES);
  value.set(uuid);
  value[UUID_BYTES] = ADVERT_VERSION;
  writeToken(value, UUID_BYTES + 1, token);
  return value;
}

function serviceUuidOf(token: Token): Uint8Array {
  const low = new Uint8Array(TOKEN_BYTES);
  writeToken(low, 0, token);
  return concatBytes(low.reverse(), prefix);
}
