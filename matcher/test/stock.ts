/**
 * Stock: beacons to lend in tests, and what they have on the air by their own clocks.
 */
import {
  decodeBeaconKey,
  decodeFixedId,
  decodeIdentityKey,
  durationMs,
  EPOCH_LENGTH,
  type PoolKey,
  parsePoolKey,
  parseStockId,
  type StockId,
  type Token,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import { type Stock, type StockItem, stockTokenOf } from "../src/domain/stock.ts";
import { noon, sure, venue } from "./fixtures.ts";

const YEAR = 365 * 24 * 3_600_000;
/** The clocks of all were set this long before `noon`. */
export const setYearAgo = unixMs(noon - YEAR);

export const stockId = (text: string): StockId => sure(parseStockId(text));
export const poolKey: PoolKey = sure(parsePoolKey("A".repeat(43)));
/** No session's key ends like this. */
const rest = new Uint8Array(30).fill(0xee);
const bindCode = new Uint8Array(16);

export const badgeItem = (number: number, clockSetAt: UnixMs | undefined = setYearAgo) =>
  ({
    id: stockId(`B${String(number).padStart(5, "0")}`),
    kind: "badge",
    key: sure(decodeBeaconKey(Uint8Array.of(number >> 8, number & 0xff, ...rest))),
    bindCode,
    clockSetAt,
  }) as const;

export const eidItem = (number: number): StockItem & { kind: "eddystone-eid" } => ({
  id: stockId(`E${String(number).padStart(5, "0")}`),
  kind: "eddystone-eid",
  identityKey: sure(decodeIdentityKey(new Uint8Array(16).fill(number))),
  // As the specification recommends: shortly before the first roll-over of the temporary key.
  clock: 65_280,
  clockSetAt: setYearAgo,
  bindCode,
});

export const staticItem = (number: number): StockItem & { kind: "static" } => ({
  id: stockId(`S${String(number).padStart(5, "0")}`),
  kind: "static",
  tag: sure(
    decodeFixedId({
      form: "ibeacon",
      uuid: "f7826da6-4fa2-4e98-8024-bc5b71e0893e",
      major: 1,
      minor: number,
    }),
  ),
  bindCode,
});

export const stockOf = (...items: readonly StockItem[]): Stock => ({
  venue,
  items: new Map(items.map((each) => [each.id, each])),
  poolKey,
  lost: new Set(),
});

/** What a beacon whose clock is `ahead` ms of what it was set to has on the air. */
export function onAir(stock: Stock, item: StockItem, now: number, ahead = 0): Token {
  const shift = item.kind === "eddystone-eid" ? item.clock * 1_000 - item.clockSetAt : 0;
  const period = Math.floor((now + shift + durationMs(ahead)) / EPOCH_LENGTH);
  const token = stockTokenOf(stock, item, period);
  if (token === undefined) throw new Error("a fixture is wrong");
  return token;
}
