/**
 * Fault: what can be wrong with a controller, and what puts it right; between the host and a
 * controller that is sound. Pure.
 *
 * `deaf`: answers everything and reports no advert. `mute`: answers nothing and reports nothing.
 * `refusing`: answers scan commands with Command Disallowed.
 */
import { commandComplete } from "./events.ts";
import { COMMAND_PACKET, decodePacket } from "./packets.ts";
import { COMMAND_DISALLOWED } from "./status.ts";

/** `scan`: until a scan is begun anew. `power`: until it is switched off and on, or pulled out. */
export interface Fault {
  readonly kind: "deaf" | "mute" | "refusing";
  readonly until: "scan" | "power" | "pulled-out";
}

const SET_SCAN_PARAMETERS = 0x200b;
const SET_SCAN_ENABLE = 0x200c;

/** What becomes of a packet from the host: undefined: it gets through. */
export type Answered = { readonly answer: Buffer | undefined };

export function answerOf(fault: Fault, packet: Uint8Array): Answered | undefined {
  if (fault.kind === "mute") return { answer: undefined };
  const read = decodePacket(packet);
  if (fault.kind !== "refusing" || !read.ok || read.value.type !== COMMAND_PACKET) return undefined;
  const { opcode } = read.value;
  return opcode === SET_SCAN_PARAMETERS || opcode === SET_SCAN_ENABLE
    ? { answer: commandComplete(opcode, COMMAND_DISALLOWED) }
    : undefined;
}

/** Whether the host's packet begins a scan, which mends what lasts until then. */
export function beginsScan(packet: Uint8Array): boolean {
  const read = decodePacket(packet);
  if (!read.ok || read.value.type !== COMMAND_PACKET) return false;
  return read.value.opcode === SET_SCAN_ENABLE && read.value.parameters[0] === 1;
}
