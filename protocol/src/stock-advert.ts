/**
 * Stock advert: finds what a bought tag has on the air, an Eddystone-EID, or the fixed id of an
 * Eddystone-UID or iBeacon tag of the venue's own. Pure.
 *
 * - Eddystone (google/eddystone, protocol-specification.md): service data of UUID 0xFEAA; frame
 *   0x30, Tx power, EID of 8 bytes (eddystone-eid); frame 0x00, Tx power, namespace of 10 and
 *   instance of 6 bytes (eddystone-uid).
 * - iBeacon: manufacturer data of company 0x004C, 0x02, length 0x15, proximity UUID of 16 bytes,
 *   major, minor, power (Apple, Proximity Beacon Specification R1).
 *
 * A fixed id names a thing for ever, so one that is not of a namespace asked for is not read at all.
 */
import { AD_MANUFACTURER_DATA, AD_SERVICE_DATA_16 } from "./ad.ts";
import { decodeHex, hexOf } from "./bytes.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { EDDYSTONE_UID, IBEACON, type StockTagId } from "./stock-tag.ts";
import { readToken, TOKEN_BYTES, type Token } from "./token.ts";

declare const id: unique symbol;
/** What the ids of one venue's tags begin with: form byte, then 10 or 16 bytes. */
export type TagNamespace = Uint8Array & { readonly [id]: "tag-namespace" };

/** `eid`: changes by itself and is a token. `fixed`: has yet to be hidden (`stockTagToken`). */
export type StockAdvert =
  | { readonly kind: "eid"; readonly token: Token }
  | { readonly kind: "fixed"; readonly tag: StockTagId };

/** 16-bit UUID 0xFEAA as on the air. */
const EDDYSTONE = [0xaa, 0xfe] as const;
const UID_FRAME = 0x00;
const EID_FRAME = 0x30;
/** UUID, frame type, Tx power. */
const EDDYSTONE_HEADER_BYTES = 4;
const UID_BYTES = 16;
/** Company, type and length. */
const APPLE = [0x4c, 0x00, 0x02, 0x15] as const;
const IBEACON_BYTES = 20;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UID_NAMESPACE = /^[0-9a-f]{20}$/;

/** A namespace as people write it: a UUID for iBeacons, 20 hexadecimal digits for Eddystone-UID. */
export function parseTagNamespace(text: unknown): Decoded<TagNamespace> {
  if (typeof text !== "string" || !(UUID.test(text) || UID_NAMESPACE.test(text)))
    return refused("bad-field", "expected a UUID or 20 hexadecimal digits, in lower case");
  const bytes = decodeHex(text.replaceAll("-", ""));
  if (!bytes.ok) return bytes;
  const form = bytes.value.length === 16 ? IBEACON : EDDYSTONE_UID;
  return decoded(Uint8Array.of(form, ...bytes.value) as TagNamespace);
}

/** The namespace of a fixed id, as people write it, and of which kind. */
export function namespaceOf(tag: StockTagId): {
  readonly form: "ibeacon" | "eddystone-uid";
  readonly text: string;
} {
  if (tag[0] === EDDYSTONE_UID) return { form: "eddystone-uid", text: hexOf(tag.subarray(1, 11)) };
  const hex = hexOf(tag.subarray(1, 17));
  const text = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { form: "ibeacon", text };
}

/** What is in `bytes` from `from` to before `to`; undefined, and nothing made, for all else. */
export function stockAdvertIn(
  bytes: Uint8Array,
  from: number,
  to: number,
  namespaces: readonly TagNamespace[],
): StockAdvert | undefined {
  for (let at = from; at < to; ) {
    const length = bytes[at] ?? 0;
    const end = at + 1 + length;
    if (length === 0 || end > to) return undefined;
    const value = at + 2;
    const type = bytes[at + 1];
    if (type === AD_SERVICE_DATA_16 && begins(bytes, value, end, EDDYSTONE))
      return eddystoneIn(bytes, value, end, namespaces);
    if (type === AD_MANUFACTURER_DATA && begins(bytes, value, end, APPLE))
      return fixedIn(bytes, value + APPLE.length, end, IBEACON, IBEACON_BYTES, namespaces);
    at = end;
  }
  return undefined;
}

function eddystoneIn(
  bytes: Uint8Array,
  value: number,
  end: number,
  namespaces: readonly TagNamespace[],
): StockAdvert | undefined {
  const frame = bytes[value + 2];
  const from = value + EDDYSTONE_HEADER_BYTES;
  if (frame === EID_FRAME && from + TOKEN_BYTES <= end)
    return { kind: "eid", token: readToken(bytes, from) };
  return frame === UID_FRAME
    ? fixedIn(bytes, from, end, EDDYSTONE_UID, UID_BYTES, namespaces)
    : undefined;
}

function fixedIn(
  bytes: Uint8Array,
  from: number,
  end: number,
  form: number,
  length: number,
  namespaces: readonly TagNamespace[],
): StockAdvert | undefined {
  if (from + length > end) return undefined;
  for (const namespace of namespaces) {
    if (namespace[0] !== form || !follows(bytes, from, namespace)) continue;
    const tag = new Uint8Array(1 + length);
    tag[0] = form;
    for (let index = 0; index < length; index++) tag[1 + index] = bytes[from + index] ?? 0;
    return { kind: "fixed", tag: tag as StockTagId };
  }
  return undefined;
}

/** Whether the bytes of a namespace, after its form, stand at `from`. */
function follows(bytes: Uint8Array, from: number, namespace: TagNamespace): boolean {
  for (let index = 1; index < namespace.length; index++)
    if (bytes[from + index - 1] !== namespace[index]) return false;
  return true;
}

function begins(
  bytes: Uint8Array,
  from: number,
  end: number,
  expected: readonly number[],
): boolean {
  if (from + expected.length > end) return false;
  for (let index = 0; index < expected.length; index++)
    if (bytes[from + index] !== expected[index]) return false;
  return true;
}
