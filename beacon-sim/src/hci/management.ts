/**
 * Management: what the kernel answers on its Bluetooth management channel about the virtual
 * adapters of a process: which there are, their addresses, and off and on.
 *
 * Source: BlueZ doc/mgmt-api.txt. Opcode or event (2), index (2), length (2), parameters; all
 * little-endian. Anything else is an unknown command.
 */
import type { Adapter } from "./adapter.ts";

const READ_INDEX_LIST = 0x0003;
const READ_INFO = 0x0004;
const SET_POWERED = 0x0005;
const COMMAND_COMPLETE = 0x0001;
const COMMAND_STATUS = 0x0002;
const INDEX_ADDED = 0x0004;
const INDEX_REMOVED = 0x0005;
const NO_INDEX = 0xffff;
const UNKNOWN_COMMAND = 0x01;
const INVALID_INDEX = 0x11;
const HEADER_OCTETS = 6;
/** Address (6), version, manufacturer (2), settings (4 + 4), class (3), names (249 + 11). */
const INFO_OCTETS = 280;
const CURRENT_SETTINGS_AT = 13;

/** The answer to `frame`; what it asks for has been done when it returns. */
export function answerManagement(frame: Buffer, adapters: readonly Adapter[]): Buffer {
  const opcode = frame.readUInt16LE(0);
  const index = frame.readUInt16LE(2);
  if (opcode === READ_INDEX_LIST) {
    const there = adapters.flatMap(({ present }, number) => (present ? [number] : []));
    return complete(opcode, NO_INDEX, u16(there.length, ...there));
  }
  const adapter = adapters[index];
  if (!adapter?.present) return status(opcode, index, INVALID_INDEX);
  if (opcode === READ_INFO) return complete(opcode, index, infoOf(adapter));
  if (opcode !== SET_POWERED) return status(opcode, index, UNKNOWN_COMMAND);
  adapter.setPower(frame[HEADER_OCTETS] === 1);
  return complete(opcode, index, settingsOf(adapter));
}

/** What is said of itself when adapter `index` has come or gone. */
export const indexEvent = (index: number, present: boolean): Buffer =>
  message(present ? INDEX_ADDED : INDEX_REMOVED, index, Buffer.alloc(0));

function infoOf(adapter: Adapter): Buffer {
  const info = Buffer.alloc(INFO_OCTETS);
  info.set(adapter.address);
  info.set(settingsOf(adapter), CURRENT_SETTINGS_AT);
  return info;
}

/** Bit 0: powered. */
const settingsOf = ({ up }: Adapter): Buffer => Buffer.of(up ? 1 : 0, 0, 0, 0);

const complete = (opcode: number, index: number, returns: Buffer): Buffer =>
  message(COMMAND_COMPLETE, index, Buffer.concat([u16(opcode), Buffer.of(0), returns]));

const status = (opcode: number, index: number, code: number): Buffer =>
  message(COMMAND_STATUS, index, Buffer.concat([u16(opcode), Buffer.of(code)]));

const message = (event: number, index: number, parameters: Buffer): Buffer =>
  Buffer.concat([u16(event, index, parameters.length), parameters]);

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value, at * 2);
  return bytes;
}
