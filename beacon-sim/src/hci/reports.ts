/**
 * Reports: a heard advert to an HCI advertising report, legacy or extended. Pure.
 *
 * Source: Bluetooth Core Specification 5.4, Vol 4 Part E §7.7.65.2 (LE Advertising Report) and
 * §7.7.65.13 (LE Extended Advertising Report, for legacy PDUs). One report per event, as most
 * controllers send them.
 */
import { ADV_IND, ADV_SCAN_IND, type Advert, type PduType } from "../air.ts";
import {
  addressTypeCode,
  LE_ADVERTISING_REPORT,
  LE_EXTENDED_ADVERTISING_REPORT,
  LE_META,
} from "./events.ts";
import { EVENT_PACKET, eventPacket } from "./packets.ts";

/** Event_Type of a scan response (§7.7.65.2). */
export const SCAN_RSP = 4;
export type ReportType = PduType | typeof SCAN_RSP;

/** H4 type, code, length, subevent, number of reports, event type, address type. */
const LEGACY_ADDRESS = 7;
const EXTENDED_ADDRESS = 8;

/** The legacy report of one reception; `data` is the advert's or its scan response's. */
export function legacyReport(
  type: ReportType,
  advert: Advert,
  data: Uint8Array,
  rssiDbm: number,
): Buffer {
  const packet = eventPacket(LE_META, 12 + data.length);
  packet[3] = LE_ADVERTISING_REPORT;
  packet[4] = 1;
  packet[5] = type;
  packet[6] = addressTypeCode(advert.addressType);
  packet.set(advert.address, LEGACY_ADDRESS);
  packet[13] = data.length;
  packet.set(data, 14);
  packet.writeInt8(rssiDbm, 14 + data.length);
  return packet;
}

/** Primary_PHY LE 1M, Secondary_PHY none, no set id, Tx power unknown, no periodic interval. */
const LE_1M = 1;
const NO_SID = 0xff;
const TX_POWER_UNKNOWN = 127;

/** The same reception as an extended-scanning host is told of it. */
export function extendedReport(
  type: ReportType,
  advert: Advert,
  data: Uint8Array,
  rssiDbm: number,
): Buffer {
  const packet = eventPacket(LE_META, 26 + data.length);
  packet[3] = LE_EXTENDED_ADVERTISING_REPORT;
  packet[4] = 1;
  packet.writeUInt16LE(extendedType(type, advert.pduType), 5);
  packet[7] = addressTypeCode(advert.addressType);
  packet.set(advert.address, EXTENDED_ADDRESS);
  packet[14] = LE_1M;
  packet[15] = 0;
  packet[16] = NO_SID;
  packet[17] = TX_POWER_UNKNOWN;
  packet.writeInt8(rssiDbm, 18);
  // Periodic interval (2), direct address type (1), direct address (6): none of them is used.
  packet.fill(0, 19, 28);
  packet[28] = data.length;
  packet.set(data, 29);
  return packet;
}

/** §7.7.65.13, table of legacy PDUs: bit 0 connectable, 1 scannable, 3 scan response, 4 legacy. */
function extendedType(type: ReportType, pduType: PduType): number {
  const legacy = 0x10;
  const response = type === SCAN_RSP ? 0x08 : 0;
  if (pduType === ADV_IND) return legacy | response | 0x03;
  if (pduType === ADV_SCAN_IND) return legacy | response | 0x02;
  return legacy;
}

/** Whether an H4 packet is an LE advertising report, legacy or extended. */
export function isReport(packet: Buffer): boolean {
  return (
    packet[0] === EVENT_PACKET &&
    packet[1] === LE_META &&
    (packet[3] === LE_ADVERTISING_REPORT || packet[3] === LE_EXTENDED_ADVERTISING_REPORT)
  );
}
