/**
 * Board advert: what an ESP32 board or Theengs publishes about one advert, as the advertising data it
 * was. Pure.
 *
 * All three firmwares say it in JSON with `servicedata`, `servicedatauuid`, `manufacturerdata` as
 * hexadecimal digits and `rssi` (OpenMQTTGateway, main/gatewayBT; Theengs gateway, ble_gateway.py; for
 * ESPHome by the lines in docs/gateway.md). They also say the transmitter's address, its name and a
 * guess at its distance: none of that is looked at, and it goes no further than this function.
 */
import {
  ADVERT_UUID,
  ADVERT_VERSION,
  concatBytes,
  type Decoded,
  decoded,
  decodeHex,
  refused,
  TOKEN_BYTES,
  uuidOnAir,
} from "@sighej/protocol";
import { isRecord, parseJson } from "./settings.ts";

export interface BoardAdvert {
  /** AD structures, as on the air but for those that the board did not tell. */
  readonly bytes: Uint8Array;
  /** dBm. */
  readonly level: number;
}

/** Names and all, a board's message about one advert has some 400. */
export const MAX_MESSAGE = 4_096;
/** Extended advertising's data (Core 5.4, Vol 6 Part B §2.3.4.9); a structure's length is one octet. */
const MAX_DATA = 250;

const AD_SERVICE_DATA_16 = 0x16;
const AD_SERVICE_DATA_128 = 0x21;
const AD_MANUFACTURER = 0xff;
/** Tail of every 16-bit UUID written with 128 bits (Core 5.4, Vol 3 Part B §2.5.1). */
const BASE_UUID = "00001000800000805f9b34fb";
/** Version, token, reserved. */
const OUR_DATA_BYTES = 1 + TOKEN_BYTES + 1;
/**
 * Theengs cuts each UUID to the four digits in which 16-bit ones differ. Of ours those are left, and
 * the shape of the data tells it from a vendor's of the same number.
 */
const OUR_UUID_CUT = ADVERT_UUID.slice(4, 8);

/** `not-ours`: JSON about something else than an advert, which boards send a lot of. */
export function decodeBoardAdvert(text: string): Decoded<BoardAdvert> {
  if (text.length > MAX_MESSAGE) return refused("overlong", "a message has 4 KB at most");
  const message = parseJson(text);
  if (message === undefined) return refused("bad-json", "expected JSON");
  if (!isRecord(message)) return refused("not-ours", "expected a JSON object");
  const { rssi, servicedata, servicedatauuid, manufacturerdata } = message;
  if (servicedata === undefined && manufacturerdata === undefined)
    return refused("not-ours", "neither service data nor manufacturer data");
  if (typeof rssi !== "number" || !Number.isInteger(rssi))
    return refused("bad-field", "rssi: expected a whole number");
  const parts: Uint8Array[] = [];
  if (manufacturerdata !== undefined) {
    const data = dataOf(manufacturerdata);
    if (data === undefined) return refused("bad-field", "manufacturerdata: expected hexadecimal");
    parts.push(structure(AD_MANUFACTURER, data));
  }
  if (servicedata !== undefined) {
    const data = dataOf(servicedata);
    const uuid = uuidOf(servicedatauuid);
    if (data === undefined) return refused("bad-field", "servicedata: expected hexadecimal");
    if (uuid === undefined) return refused("bad-field", "servicedatauuid: expected a UUID");
    parts.push(serviceData(uuid, data));
  }
  return decoded({ bytes: concatBytes(...parts), level: rssi });
}

/** `uuid` as 4 or 32 lower-case digits. */
function serviceData(uuid: string, data: Uint8Array): Uint8Array {
  const cutOurs =
    uuid === OUR_UUID_CUT && data.length === OUR_DATA_BYTES && data[0] === ADVERT_VERSION;
  if (uuid.length === 32 || cutOurs)
    return structure(
      AD_SERVICE_DATA_128,
      concatBytes(uuidOnAir(cutOurs ? ADVERT_UUID : uuid), data),
    );
  const number = Number.parseInt(uuid, 16);
  return structure(
    AD_SERVICE_DATA_16,
    concatBytes(Uint8Array.of(number & 0xff, number >> 8), data),
  );
}

const structure = (type: number, value: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(value.length + 1, type), value);

function dataOf(raw: unknown): Uint8Array | undefined {
  const bytes = typeof raw === "string" ? decodeHex(raw) : undefined;
  // A UUID of 16 octets must still fit into the structure.
  return bytes?.ok && bytes.value.length <= MAX_DATA - 16 ? bytes.value : undefined;
}

/** `0xfeaa`, `feaa`, or 128 bits with hyphens or without, in either case. */
function uuidOf(raw: unknown): string | undefined {
  if (typeof raw !== "string") return undefined;
  const digits = raw.toLowerCase().replace(/^0x/, "").replaceAll("-", "");
  if (!/^(?:[0-9a-f]{4}|[0-9a-f]{32})$/.test(digits)) return undefined;
  return digits.startsWith("0000") && digits.endsWith(BASE_UUID) ? digits.slice(4, 8) : digits;
}
