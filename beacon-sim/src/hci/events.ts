/**
 * Events: the HCI events a controller sends, fields to H4 packets. Advertising reports are in
 * `reports.ts`. Pure.
 *
 * Source: Bluetooth Core Specification 5.4, Vol 4 Part E §7.7; each builder names its clause.
 */
import { ADDRESS_OCTETS, type AddressType } from "../air.ts";
import { encodeEvent, eventPacket } from "./packets.ts";
import { SUCCESS } from "./status.ts";

const DISCONNECTION_COMPLETE = 0x05;
const ENCRYPTION_CHANGE = 0x08;
const COMMAND_COMPLETE = 0x0e;
const COMMAND_STATUS = 0x0f;
const NUMBER_OF_COMPLETED_PACKETS = 0x13;
/** LE Meta event (§7.7.65); the subevent code is its first parameter. */
export const LE_META = 0x3e;
const LE_CONNECTION_COMPLETE = 0x01;
export const LE_ADVERTISING_REPORT = 0x02;
const LE_CONNECTION_UPDATE_COMPLETE = 0x03;
export const LE_ENHANCED_CONNECTION_COMPLETE = 0x0a;
export const LE_EXTENDED_ADVERTISING_REPORT = 0x0d;

/** Commands the host may have outstanding: it waits for each answer, as most controllers ask. */
const COMMAND_CREDITS = 1;
/** Central_Clock_Accuracy 500 ppm, the loosest: nothing here depends on it. */
const CLOCK_ACCURACY = 0;

/** §7.7.14. `returns` follows the status octet. */
export function commandComplete(opcode: number, status: number, returns?: Uint8Array): Buffer {
  const packet = eventPacket(COMMAND_COMPLETE, 4 + (returns?.length ?? 0));
  packet[3] = COMMAND_CREDITS;
  packet.writeUInt16LE(opcode, 4);
  packet[6] = status;
  if (returns !== undefined) packet.set(returns, 7);
  return packet;
}

/** §7.7.15. */
export function commandStatus(opcode: number, status: number): Buffer {
  const packet = eventPacket(COMMAND_STATUS, 4);
  packet[3] = status;
  packet[4] = COMMAND_CREDITS;
  packet.writeUInt16LE(opcode, 5);
  return packet;
}

/** §7.7.5. */
export function disconnectionComplete(handle: number, reason: number): Buffer {
  return encodeEvent(DISCONNECTION_COMPLETE, [SUCCESS, ...octets16(handle), reason]);
}

/** §7.7.8; encryption stays off, for a virtual link never has any. */
export function encryptionRefused(handle: number, status: number): Buffer {
  return encodeEvent(ENCRYPTION_CHANGE, [status, ...octets16(handle), 0]);
}

/** §7.7.19, one handle. */
export function packetsCompleted(handle: number, count: number): Buffer {
  return encodeEvent(NUMBER_OF_COMPLETED_PACKETS, [1, ...octets16(handle), ...octets16(count)]);
}

export interface ConnectionFields {
  readonly status: number;
  readonly handle: number;
  /** 0 central, 1 peripheral. */
  readonly role: 0 | 1;
  /** The peer's address as used on the air, least significant octet first. */
  readonly peerAddress: Uint8Array;
  readonly peerAddressType: AddressType;
  /** Connection interval in units of 1.25 ms. */
  readonly interval: number;
  /** Peripheral latency in connection events. */
  readonly latency: number;
  /** Supervision time-out in units of 10 ms. */
  readonly timeout: number;
}

/** §7.7.65.1. */
export function connectionComplete(fields: ConnectionFields): Buffer {
  return leEvent(LE_CONNECTION_COMPLETE, [
    ...connectionStart(fields),
    ...connectionTiming(fields),
    CLOCK_ACCURACY,
  ]);
}

/** §7.7.65.10: as the plain one, with both resolvable private addresses, which are never used. */
export function enhancedConnectionComplete(fields: ConnectionFields): Buffer {
  return leEvent(LE_ENHANCED_CONNECTION_COMPLETE, [
    ...connectionStart(fields),
    ...new Uint8Array(2 * ADDRESS_OCTETS),
    ...connectionTiming(fields),
    CLOCK_ACCURACY,
  ]);
}

/** §7.7.65.3. */
export function connectionUpdateComplete(
  fields: Pick<ConnectionFields, "handle" | "interval" | "latency" | "timeout">,
): Buffer {
  return leEvent(LE_CONNECTION_UPDATE_COMPLETE, [
    SUCCESS,
    ...octets16(fields.handle),
    ...connectionTiming(fields),
  ]);
}

function connectionStart(fields: ConnectionFields): number[] {
  const { status, handle, role, peerAddressType, peerAddress } = fields;
  return [status, ...octets16(handle), role, addressTypeCode(peerAddressType), ...peerAddress];
}

function connectionTiming(fields: Pick<ConnectionFields, "interval" | "latency" | "timeout">) {
  return [fields.interval, fields.latency, fields.timeout].flatMap(octets16);
}

const leEvent = (subevent: number, parameters: readonly number[]): Buffer =>
  encodeEvent(LE_META, [subevent, ...parameters]);

const octets16 = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff];

/** Address types as HCI numbers them (§7.7.65.1). */
export const addressTypeCode = (type: AddressType): number => (type === "random" ? 1 : 0);
