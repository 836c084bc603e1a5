/**
 * UUID: 128-bit Bluetooth UUIDs as text and as the little-endian bytes of the air. Pure.
 *
 * Text is canonical, most significant octet first; adverts and GATT carry it in reverse (Core
 * Specification 5.4, Vol 3 Part B §2.5.1 and Vol 3 Part C §11).
 */
import { decodeHex } from "./bytes.ts";

/** The 16 bytes of a UUID in the order of the air. The text is one of ours: a bad one is a bug. */
export function uuidOnAir(text: string): Uint8Array {
  const bytes = decodeHex(text.replaceAll("-", ""));
  if (!bytes.ok || bytes.value.length !== 16) throw new RangeError("expected a 128-bit UUID");
  return bytes.value.reverse();
}

/** How noble and bleno spell a UUID: 32 lower-case digits, no hyphens. */
export const compactUuid = (text: string): string => text.replaceAll("-", "").toLowerCase();
