/**
 * BlueZ frames: what the kernel's Bluetooth management channel is asked and answers, as bytes, both
 * ways. Pure. BlueZ doc/mgmt-api.txt: opcode or event, index, length, parameters, little endian.
 */

const READ_INDEX_LIST = 0x0003;
const READ_INFO = 0x0004;
const SET_POWERED = 0x0005;
const COMMAND_COMPLETE = 0x0001;
const COMMAND_STATUS = 0x0002;
const INDEX_ADDED = 0x0004;
const INDEX_REMOVED = 0x0005;
/** For commands about no adapter. */
export const NO_INDEX = 0xffff;
const HEADER_BYTES = 6;
const POWERED = 1;

export type BluezCommand =
  | { readonly ask: "list" }
  | { readonly ask: "info"; readonly index: number }
  | { readonly ask: "power"; readonly index: number; readonly on: boolean };

/** `answer`: to the command with this opcode about this adapter; `status` 0 is success. */
export type BluezEvent =
  | {
      readonly says: "answer";
      readonly opcode: number;
      readonly index: number;
      readonly status: number;
      readonly returns: Buffer;
    }
  | { readonly says: "added" | "removed"; readonly index: number };

export const opcodeOf = ({ ask }: BluezCommand): number =>
  ({ list: READ_INDEX_LIST, info: READ_INFO, power: SET_POWERED })[ask];

export function encodeBluezCommand(command: BluezCommand): Buffer {
  const parameters = command.ask === "power" ? [command.on ? 1 : 0] : [];
  const frame = Buffer.alloc(HEADER_BYTES + parameters.length);
  frame.writeUInt16LE(opcodeOf(command), 0);
  frame.writeUInt16LE(command.ask === "list" ? NO_INDEX : command.index, 2);
  frame.writeUInt16LE(parameters.length, 4);
  frame.set(parameters, HEADER_BYTES);
  return frame;
}

/** Undefined for events that mean nothing here, and for what is cut. */
export function decodeBluezEvent(frame: Buffer): BluezEvent | undefined {
  if (frame.length < HEADER_BYTES) return undefined;
  const index = frame.readUInt16LE(2);
  const parameters = frame.subarray(HEADER_BYTES, HEADER_BYTES + frame.readUInt16LE(4));
  switch (frame.readUInt16LE(0)) {
    case COMMAND_COMPLETE:
    case COMMAND_STATUS:
      if (parameters.length < 3) return undefined;
      return {
        says: "answer",
        opcode: parameters.readUInt16LE(0),
        index,
        status: parameters.readUInt8(2),
        returns: parameters.subarray(3),
      };
    case INDEX_ADDED:
      return { says: "added", index };
    case INDEX_REMOVED:
      return { says: "removed", index };
    default:
      return undefined;
  }
}

/** The numbers of the adapters that there are. */
export function indicesIn(returns: Buffer): readonly number[] {
  if (returns.length < 2) return [];
  const count = Math.min(returns.readUInt16LE(0), (returns.length - 2) >> 1);
  return Array.from({ length: count }, (_, at) => returns.readUInt16LE(2 + at * 2));
}

export interface AdapterInfo {
  /** `aa:bb:cc:dd:ee:ff`, as people read it off a box. Kept to this machine. */
  readonly address: string;
  readonly powered: boolean;
}

/** Address (6, least significant first), version, manufacturer (2), supported (4), current (4). */
export function infoIn(returns: Buffer): AdapterInfo | undefined {
  if (returns.length < 17) return undefined;
  const octets = [...returns.subarray(0, 6)].reverse();
  return {
    address: octets.map((octet) => octet.toString(16).padStart(2, "0")).join(":"),
    powered: (returns.readUInt32LE(13) & POWERED) !== 0,
  };
}
