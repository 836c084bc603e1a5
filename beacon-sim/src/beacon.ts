/**
 * Beacon: turns a beacon key into what is on the air: a token and an address that change together,
 * at every epoch. Pure; randomness is an argument.
 *
 * Adverts are non-connectable, from a non-resolvable private address (Core 5.4, Vol 6 Part B
 * §1.3.2.2), with nothing in them that outlives the epoch.
 */
import {
  type BeaconKey,
  type Epoch,
  encodeAdvert,
  epochAt,
  epochStart,
  tokenOf,
  type UnixMs,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import { ADDRESS_OCTETS, ADV_NONCONN_IND, type Advert } from "./air.ts";
import type { Rng } from "./rng.ts";

/** What a badge is given, and until when it keeps it. */
export interface Binding {
  readonly venue: VenueId;
  readonly beaconKey: BeaconKey;
  readonly expiresAt: UnixMs;
}

/** A binding, and what it puts on the air in one epoch. */
export interface Beacon {
  readonly binding: Binding;
  readonly epoch: Epoch;
  /** The one advert of this epoch; sent again and again. */
  readonly advert: Advert;
  /** Nothing is sent before this: a pause at each change hides which advert follows which. */
  readonly silentUntil: UnixMs;
}

/** The pause at a change of token: 1 to 5 s, so that those who change at once come back mixed. */
const MIN_SILENCE = 1_000;
const MORE_SILENCE = 4_000;

/** A beacon that is switched on at `now`, heard from the first. */
export const newBeacon = (
  transmitter: string,
  binding: Binding,
  now: UnixMs,
  rng: Rng,
): Beacon => ({
  binding,
  epoch: epochAt(now),
  advert: advertOf(transmitter, binding, epochAt(now), rng),
  silentUntil: now,
});

/** The beacon at `now`: the same within an epoch, and all of it anew after that. */
export function stepBeacon(beacon: Beacon, now: UnixMs, rng: Rng): Beacon {
  const epoch = epochAt(now);
  if (epoch === beacon.epoch) return beacon;
  return {
    binding: beacon.binding,
    epoch,
    advert: advertOf(beacon.advert.transmitter, beacon.binding, epoch, rng),
    silentUntil: unixMs(epochStart(epoch) + MIN_SILENCE + rng.uniform() * MORE_SILENCE),
  };
}

export const isExpired = ({ binding }: Beacon, now: UnixMs): boolean => now >= binding.expiresAt;

export const isSending = (beacon: Beacon, now: UnixMs): boolean =>
  now >= beacon.silentUntil && !isExpired(beacon, now);

function advertOf(
  transmitter: string,
  { beaconKey, venue }: Binding,
  epoch: Epoch,
  rng: Rng,
): Advert {
  return {
    transmitter,
    address: privateAddress(rng),
    addressType: "random",
    pduType: ADV_NONCONN_IND,
    data: encodeAdvert({ form: "service-data", token: tokenOf(beaconKey, venue, epoch) }),
  };
}

/** Six random octets, the most significant last and with its two top bits 0. */
function privateAddress(rng: Rng): Uint8Array {
  const address = Uint8Array.from({ length: ADDRESS_OCTETS }, () => rng.integer(256));
  address[ADDRESS_OCTETS - 1] = (address[ADDRESS_OCTETS - 1] ?? 0) & 0x3f;
  return address;
}
