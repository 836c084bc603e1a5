/**
 * Bindings: keys and venues as made up in tests, and the tokens that they ought to make. Test code.
 */
import {
  type BeaconKey,
  decodeAdvert,
  decodeBeaconKey,
  hours,
  metres,
  parseVenueId,
  type Token,
  type UnixMs,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import type { Binding } from "../beacon.ts";
import type { Point } from "../radio/shadowing.ts";

export const testVenue: VenueId = goodValue(parseVenueId("3d7f9a52-7d6c-4b5e-8f0a-0123456789ab"));

/** The start of an epoch, so that tests know when the next one begins. */
export const epochBegin: UnixMs = unixMs(3_400_000 * 512_000);

export const testKey = (filling: number): BeaconKey =>
  goodValue(decodeBeaconKey(new Uint8Array(32).fill(filling)));

/** A binding that lasts for two hours from `epochBegin`. */
export const testBinding = (filling: number): Binding => ({
  venue: testVenue,
  beaconKey: testKey(filling),
  expiresAt: unixMs(epochBegin + hours(2)),
});

export function tokenIn(advertBytes: Uint8Array): Token {
  return goodValue(decodeAdvert(advertBytes)).token;
}

export const point = (x: number, y: number): Point => ({ x: metres(x), y: metres(y) });

function goodValue<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false },
): T {
  if (!result.ok) throw new Error("a test's own value is good");
  return result.value;
}
