/**
 * noble reports: finds the advertising reports in an HCI event, in place. Pure.
 *
 * LE Advertising Report and LE Extended Advertising Report (Core 5.4, Vol 4 Part E §7.7.65.2 and
 * §7.7.65.13). noble's own parser makes some twenty objects of each; here nothing is made at all.
 */
import type { Hear } from "../radio.ts";

const EVENT_PACKET = 0x04;
const LE_META = 0x3e;
const LEGACY = 0x02;
const EXTENDED = 0x0d;
/** Packet type, event code, length, subevent, number of reports. */
const HEADER_BYTES = 5;
/** Event type, address type, address, length of the data. The level follows the data. */
const LEGACY_HEADER_BYTES = 9;
/** All fields before the data, of which the length is the last and the level at 13. */
const EXTENDED_HEADER_BYTES = 24;
const EXTENDED_LEVEL_AT = 13;

export const isReport = (packet: Uint8Array): boolean =>
  packet[0] === EVENT_PACKET &&
  packet[1] === LE_META &&
  (packet[3] === LEGACY || packet[3] === EXTENDED);

/** Calls `hear` for each report; false when there are fewer bytes than it says, or no report. */
export function hearReports(packet: Uint8Array, hear: Hear): boolean {
  const reports = packet[4] ?? 0;
  let at = HEADER_BYTES;
  for (let count = 0; count < reports; count++) {
    const end =
      packet[3] === LEGACY ? hearLegacy(packet, at, hear) : hearExtended(packet, at, hear);
    if (end < 0) return false;
    at = end;
  }
  return reports > 0;
}

/** Where the next report begins; −1 when this one is cut. */
function hearLegacy(packet: Uint8Array, at: number, hear: Hear): number {
  const from = at + LEGACY_HEADER_BYTES;
  const to = from + (packet[from - 1] ?? 0);
  // The level stands behind the data, so it has to be there as well.
  if (from > packet.length || to >= packet.length) return -1;
  hear(packet, from, to, signed(packet[to] ?? 0));
  return to + 1;
}

function hearExtended(packet: Uint8Array, at: number, hear: Hear): number {
  const from = at + EXTENDED_HEADER_BYTES;
  const to = from + (packet[from - 1] ?? 0);
  if (from > packet.length || to > packet.length) return -1;
  hear(packet, from, to, signed(packet[at + EXTENDED_LEVEL_AT] ?? 0));
  return to;
}

const signed = (octet: number): number => (octet << 24) >> 24;
