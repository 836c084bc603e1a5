/**
 * Reports: adverts as the HCI events that a controller sends for them. Pure.
 *
 * Bluetooth Core Specification 5.4, Vol 4 Part E §7.7.65.
 */
import { encodeAdvert, readToken, type Token } from "@sighej/protocol";

/** Event types of §7.7.65.2: connectable, and not. */
export const ADV_IND = 0;
const ADV_NONCONN_IND = 3;

export interface Report {
  readonly type: number;
  /** Six octets, least significant first. */
  readonly address: Buffer;
  readonly bytes: Uint8Array;
  readonly rssi: number;
}

/** LE Advertising Report (§7.7.65.2) with these reports. */
export const legacyReports = (...reports: readonly Report[]): Buffer =>
  metaEvent(
    0x02,
    reports.map(({ type, address, bytes, rssi }) =>
      Buffer.concat([Buffer.of(type, 1), address, Buffer.of(bytes.length), bytes, octet(rssi)]),
    ),
  );

/** LE Extended Advertising Report (§7.7.65.13) with these reports, as legacy PDUs. */
export const extendedReports = (...reports: readonly Report[]): Buffer =>
  metaEvent(
    0x0d,
    reports.map(({ type, address, bytes, rssi }) =>
      Buffer.concat([
        Buffer.of(type | 0x10, 0, 1),
        address,
        Buffer.of(1, 0, 0xff, 127),
        octet(rssi),
        Buffer.alloc(9),
        Buffer.of(bytes.length),
        bytes,
      ]),
    ),
  );

function metaEvent(subevent: number, reports: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.of(subevent, reports.length), ...reports]);
  return Buffer.concat([Buffer.of(4, 0x3e, body.length & 0xff), body]);
}

const octet = (value: number): Buffer => Buffer.of(value & 0xff);

const token = (number: number): Token =>
  readToken(Buffer.of(0, 0, 0, 0, 0, 0, number >> 8, number), 0);
export const address = (number: number): Buffer =>
  Buffer.of(number, number >> 8, number >> 16, 4, 5, 0xc6);
/** An advert of ours as service data, all from one address. */
export const ours = (number: number, rssi: number, type = ADV_NONCONN_IND): Report => {
  const bytes = encodeAdvert({ form: "service-data", token: token(number) });
  return { type, address: address(1), bytes, rssi };
};
/** An advert of ours as a service UUID, as iPhones send it. */
export const iphone = (number: number, rssi: number): Report => {
  const bytes = encodeAdvert({ form: "service-uuid", token: token(number) });
  return { type: ADV_IND, address: address(2), bytes, rssi };
};
/** A stranger's advert; each number has an address of its own. */
export const stranger = (number: number): Report => {
  const bytes = Buffer.of(2, 1, 6, 7, 0xff, 0x4c, 0, 0x10, number, number >> 8, number >> 16);
  return {
    type: number % 2 === 0 ? ADV_IND : ADV_NONCONN_IND,
    address: address(number),
    bytes,
    rssi: -70,
  };
};
