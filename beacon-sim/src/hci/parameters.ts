/**
 * Parameters: the parameters of HCI commands, octets to fields. Pure.
 *
 * Source: Bluetooth Core Specification 5.4, Vol 4 Part E §7.8; each function names its clause.
 * Fixed lengths have been checked before (`commands.ts`); where a length follows from the content,
 * undefined means that it is wrong.
 */
import { ADDRESS_OCTETS, type AddressType, MAX_ADVERT_OCTETS } from "../air.ts";
import type { AdvertisingParameters } from "./advertiser.ts";
import type { Timing } from "./connections.ts";
import type { ScanParameters } from "./scanner.ts";

const addressTypeOf = (code: number): AddressType => (code & 1 ? "random" : "public");

/** §7.8.5: min (2), max (2), type, own address type, peer type, peer (6), channels, policy. */
export function advertisingParametersOf(p: Buffer): AdvertisingParameters {
  return {
    minInterval: p.readUInt16LE(0),
    maxInterval: p.readUInt16LE(2),
    type: p.readUInt8(4),
    ownAddressType: p.readUInt8(5),
  };
}

/** §7.8.7, §7.8.8: length, then 31 octets of which that many count. */
export function advertisingDataOf(p: Buffer): Buffer | undefined {
  const length = p.readUInt8(0);
  return length > MAX_ADVERT_OCTETS ? undefined : p.subarray(1, 1 + length);
}

/** §7.8.10: type, interval (2), window (2), own address type, policy. */
export function scanParametersOf(p: Buffer): ScanParameters {
  return {
    active: p.readUInt8(0) === 1,
    interval: p.readUInt16LE(1),
    window: p.readUInt16LE(3),
  };
}

/** §7.8.64: own address type, policy, PHYs, then type, interval and window (5) for each PHY. */
export function extendedScanParametersOf(p: Buffer): ScanParameters | undefined {
  const first = 3;
  if (p.length !== first + 5 * phyCountOf(p[2]) || p.length === first) return undefined;
  return scanParametersOf(p.subarray(first));
}

/** Whom LE (Extended) Create Connection asks for. */
export interface InitiationParameters {
  /** Nonzero asks for the filter accept list, which is not there. */
  readonly filterPolicy: number;
  readonly ownAddressType: AddressType;
  readonly peerAddressType: AddressType;
  readonly peerAddress: Uint8Array;
  readonly timing: Timing;
}

/** §7.8.12: scan interval and window (4), policy, peer type, peer (6), own type, then timing. */
export function initiationOf(p: Buffer): InitiationParameters {
  return {
    filterPolicy: p.readUInt8(4),
    peerAddressType: addressTypeOf(p.readUInt8(5)),
    peerAddress: Uint8Array.from(p.subarray(6, 6 + ADDRESS_OCTETS)),
    ownAddressType: addressTypeOf(p.readUInt8(12)),
    timing: timingOf(p, 13),
  };
}

/** §7.8.66: policy, own type, peer type, peer (6), PHYs, then 16 octets for each PHY. */
export function extendedInitiationOf(p: Buffer): InitiationParameters | undefined {
  const first = 10;
  if (p.length !== first + 16 * phyCountOf(p[9]) || p.length === first) return undefined;
  return {
    filterPolicy: p.readUInt8(0),
    ownAddressType: addressTypeOf(p.readUInt8(1)),
    peerAddressType: addressTypeOf(p.readUInt8(2)),
    peerAddress: Uint8Array.from(p.subarray(3, 3 + ADDRESS_OCTETS)),
    // After this PHY's scan interval and window.
    timing: timingOf(p, first + 4),
  };
}

/**
 * Interval min and max (2 + 2), latency (2), time-out (2) from `offset`, as in §7.8.12 and §7.8.18.
 * The longest interval allowed is taken, as a controller with many connections would.
 */
export function timingOf(p: Buffer, offset: number): Timing {
  return {
    interval: p.readUInt16LE(offset + 2),
    latency: p.readUInt16LE(offset + 4),
    timeout: p.readUInt16LE(offset + 6),
  };
}

/** §7.8.12: 7.5 ms to 4 s, at most 499 events of latency, time-out 100 ms to 32 s. */
export function timingInRange({ interval, latency, timeout }: Timing): boolean {
  return (
    interval >= 0x0006 &&
    interval <= 0x0c80 &&
    latency <= 0x01f3 &&
    timeout >= 0x000a &&
    timeout <= 0x0c80
  );
}

function phyCountOf(bits = 0): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
