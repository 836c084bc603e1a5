/**
 * Simulated badge: the body with which the app hands its beacon key to a simulator's badge, as it
 * would write it to a real one (`badge.ts`). Pure. Made-up venues only.
 */
import * as v from "valibot";
import { check, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { type BeaconKey, parseBeaconKey, parseVenueId, type VenueId } from "./ids.ts";
import { beaconKeyText } from "./session.ts";
import { type UnixMs, unixMs } from "./units.ts";

const binding = v.strictObject({
  venue: parsedBy(parseVenueId, "a lower-case UUID"),
  beaconKey: parsedBy(parseBeaconKey, "a beacon key"),
  /** When the badge forgets the key, Unix ms: the session's end. */
  expiresAt: v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs)),
});

export interface SimulatedBinding {
  readonly venue: VenueId;
  readonly beaconKey: BeaconKey;
  readonly expiresAt: UnixMs;
}

export const decodeSimulatedBinding = (body: unknown): Decoded<SimulatedBinding> =>
  check(binding, body);

export const encodeSimulatedBinding = (value: SimulatedBinding): unknown => ({
  ...value,
  beaconKey: beaconKeyText(value.beaconKey),
});
