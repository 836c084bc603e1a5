/**
 * Packets: HCI packets in H4 framing, bytes to fields and back. Pure.
 *
 * H4 puts one type octet before each packet (Bluetooth Core Specification 5.4, Vol 4 Part A §2);
 * the packets themselves are Vol 4 Part E §5.4. All numbers are little-endian (§5.2).
 */
import { type Decoded, decoded, refused } from "@sighej/protocol";

export const COMMAND_PACKET = 0x01;
export const ACL_PACKET = 0x02;
export const EVENT_PACKET = 0x04;

/** §5.4.1: type, opcode (2), parameter length (1). */
const COMMAND_HEADER = 4;
/** §5.4.2: type, handle with flags (2), data length (2). */
const ACL_HEADER = 5;
/** §5.4.4: type, event code (1), parameter length (1). */
const EVENT_HEADER = 3;

/** Packet_Boundary_Flag (§5.4.2): a host starts with 00, a controller with 10; 01 goes on. */
export const FIRST_FROM_HOST = 0b00;
export const CONTINUING = 0b01;
export const FIRST_FLUSHABLE = 0b10;

export interface CommandPacket {
  readonly type: typeof COMMAND_PACKET;
  /** OGF (6 bits) above OCF (10 bits), §5.4.1. */
  readonly opcode: number;
  readonly parameters: Buffer;
}

export interface AclPacket {
  readonly type: typeof ACL_PACKET;
  /** Connection handle, 0x000 to 0xEFF. */
  readonly handle: number;
  readonly boundary: number;
  readonly broadcast: number;
  readonly payload: Buffer;
}

interface EventPacket {
  readonly type: typeof EVENT_PACKET;
  readonly code: number;
  readonly parameters: Buffer;
}

export type HciPacket = CommandPacket | AclPacket | EventPacket;

/** One whole H4 packet; what follows it, or is missing, makes it bad. Views the bytes, copies none. */
export function decodePacket(bytes: Uint8Array): Decoded<HciPacket> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const type = view[0];
  if (type === COMMAND_PACKET) {
    if (view.length < COMMAND_HEADER) return refused("truncated", "command header");
    const parameters = view.subarray(COMMAND_HEADER);
    const wrong = lengthProblem(parameters.length, view.readUInt8(3));
    return wrong ?? decoded({ type, opcode: view.readUInt16LE(1), parameters });
  }
  if (type === ACL_PACKET) {
    if (view.length < ACL_HEADER) return refused("truncated", "ACL header");
    const word = view.readUInt16LE(1);
    const payload = view.subarray(ACL_HEADER);
    const wrong = lengthProblem(payload.length, view.readUInt16LE(3));
    if (wrong !== undefined) return wrong;
    const boundary = (word >> 12) & 0b11;
    return decoded({ type, handle: word & 0xfff, boundary, broadcast: word >> 14, payload });
  }
  if (type === EVENT_PACKET) {
    if (view.length < EVENT_HEADER) return refused("truncated", "event header");
    const parameters = view.subarray(EVENT_HEADER);
    const wrong = lengthProblem(parameters.length, view.readUInt8(2));
    return wrong ?? decoded({ type, code: view.readUInt8(1), parameters });
  }
  return refused("not-ours", "H4 packet type");
}

function lengthProblem(actual: number, stated: number): Decoded<never> | undefined {
  if (actual < stated) return refused("truncated", "fewer octets than the header states");
  if (actual > stated) return refused("overlong", "more octets than the header states");
  return undefined;
}

/** Throws a RangeError when the parameters do not fit in 255 octets. */
export function encodeCommand(opcode: number, parameters: Uint8Array): Buffer {
  const packet = Buffer.allocUnsafe(COMMAND_HEADER + parameters.length);
  packet[0] = COMMAND_PACKET;
  packet.writeUInt16LE(opcode, 1);
  packet.writeUInt8(parameters.length, 3);
  packet.set(parameters, COMMAND_HEADER);
  return packet;
}

/** Throws a RangeError when the payload does not fit in 65,535 octets. */
export function encodeAcl(acl: Omit<AclPacket, "type">): Buffer {
  const packet = Buffer.allocUnsafe(ACL_HEADER + acl.payload.length);
  packet[0] = ACL_PACKET;
  packet.writeUInt16LE(acl.handle | (acl.boundary << 12) | (acl.broadcast << 14), 1);
  packet.writeUInt16LE(acl.payload.length, 3);
  packet.set(acl.payload, ACL_HEADER);
  return packet;
}

/** Throws a RangeError when the parameters do not fit in 255 octets. */
export function encodeEvent(code: number, parameters: ArrayLike<number>): Buffer {
  const packet = eventPacket(code, parameters.length);
  packet.set(parameters, EVENT_HEADER);
  return packet;
}

/** An event whose parameters the caller writes, from offset 3. Their memory is not cleared. */
export function eventPacket(code: number, parameterOctets: number): Buffer {
  const packet = Buffer.allocUnsafe(EVENT_HEADER + parameterOctets);
  packet[0] = EVENT_PACKET;
  packet[1] = code;
  packet.writeUInt8(parameterOctets, 2);
  return packet;
}
