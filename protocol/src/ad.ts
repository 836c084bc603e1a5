/**
 * AD structures: the length-type-value list inside an advertising PDU, both ways. Pure.
 *
 * Core Specification 5.4, Vol 3 Part C §11 (format) and Core Specification Supplement, Part A §1
 * (types). A length of zero ends the significant part early.
 */
import { type Decoded, decoded, refused } from "./decoded.ts";

export const AD_FLAGS = 0x01;
export const AD_COMPLETE_UUIDS_128 = 0x07;
export const AD_INCOMPLETE_UUIDS_128 = 0x06;
export const AD_SERVICE_DATA_16 = 0x16;
export const AD_SERVICE_DATA_128 = 0x21;
export const AD_MANUFACTURER_DATA = 0xff;

/** Octets of advertising data in a legacy PDU (Core 5.4, Vol 6 Part B §2.3.1.1). */
export const LEGACY_ADVERT_BYTES = 31;

export interface AdStructure {
  readonly type: number;
  readonly value: Uint8Array;
}

/** The structures in `bytes`, values as views into it. A length past the end is `truncated`. */
export function decodeAd(bytes: Uint8Array): Decoded<readonly AdStructure[]> {
  const structures: AdStructure[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    if (length === 0) break;
    const type = bytes[at + 1];
    const end = at + 1 + length;
    if (type === undefined || end > bytes.length)
      return refused("truncated", "an AD structure is longer than the advert");
    structures.push({ type, value: bytes.subarray(at + 2, end) });
    at = end;
  }
  return decoded(structures);
}

/** The bytes of `structures`; `overlong` past the 31 octets of a legacy PDU. */
export function encodeAd(structures: readonly AdStructure[]): Decoded<Uint8Array> {
  const bytes: number[] = [];
  for (const { type, value } of structures) bytes.push(value.length + 1, type, ...value);
  return bytes.length > LEGACY_ADVERT_BYTES
    ? refused("overlong", "an advert holds 31 octets at most")
    : decoded(Uint8Array.from(bytes));
}
