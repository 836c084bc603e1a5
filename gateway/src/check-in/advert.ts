/** Advert: what a gateway that offers check-in says on the air: its service, and on asking its name. Pure. */
import {
  AD_COMPLETE_UUIDS_128,
  AD_FLAGS,
  asciiBytes,
  CHECK_IN_SERVICE,
  encodeAd,
  LEGACY_ADVERT_BYTES,
  uuidOnAir,
} from "@sighej/protocol";

/** LE General Discoverable, BR/EDR not supported (Core Specification Supplement, Part A §1.3). */
const FLAGS = 0x06;
const AD_COMPLETE_NAME = 0x09;
/** Length and type come first. */
const LONGEST_NAME = LEGACY_ADVERT_BYTES - 2;

/** `name` is cut to what a scan response holds. */
export function advertFor(name: string): { advert: Uint8Array; scanResponse: Uint8Array } {
  return {
    advert: encoded([
      { type: AD_FLAGS, value: Uint8Array.of(FLAGS) },
      { type: AD_COMPLETE_UUIDS_128, value: uuidOnAir(CHECK_IN_SERVICE) },
    ]),
    scanResponse: encoded([
      { type: AD_COMPLETE_NAME, value: asciiBytes(name.slice(0, LONGEST_NAME)) },
    ]),
  };
}

function encoded(structures: Parameters<typeof encodeAd>[0]): Uint8Array {
  const bytes = encodeAd(structures);
  if (!bytes.ok) throw new RangeError(bytes.problem.detail);
  return bytes.value;
}
