/**
 * Admission: turns a join code into what it was read from: a ticket, a zone's screen, or a badge of
 * the venue. Pure.
 */
import {
  BIND_CODE_BYTES,
  parseStockCode,
  type StockCode,
  sameBytes,
  type UnixMs,
} from "@sighej/protocol";
import { codeKey } from "./join-code.ts";
import { type Stock, type StockItem, stockItem } from "./stock.ts";
import { type ZoneScreens, zoneOfJoinCode } from "./zone-screens.ts";

export interface Doors {
  /** Codes of the set-up that let in now, by `codeKey`. */
  readonly codes: ReadonlySet<string>;
  readonly screens: ZoneScreens;
  readonly stock: Stock;
}

/** `key` is what starts are limited by: a code, a zone whatever its screen shows, or a badge. */
export interface Admission {
  readonly from: "code" | "zone" | "stock";
  readonly key: string;
}

/** Undefined when the code lets nobody in. */
export function admissionOf(
  { codes, screens, stock }: Doors,
  code: string,
  now: UnixMs,
): Admission | undefined {
  const key = codeKey(code);
  if (codes.has(key)) return { from: "code", key };
  const zone = zoneOfJoinCode(screens, key, now);
  // In lower case, so that no code of the set-up has the same key.
  if (zone !== undefined) return { from: "zone", key: `zone ${zone}` };
  const printed = parseStockCode(code.trim());
  const item = printed.ok ? itemHeld(stock, printed.value) : undefined;
  return item === undefined ? undefined : { from: "stock", key: `stock ${item.id}` };
}

const noCode = new Uint8Array(BIND_CODE_BYTES);

/** The item that somebody holds, unless it was lost; as long in the looking when there is none of that id. */
export function itemHeld(stock: Stock, { id, code }: StockCode): StockItem | undefined {
  const item = stock.lost.has(id) ? undefined : stockItem(stock, id);
  return sameBytes(code, item?.bindCode ?? noCode) ? item : undefined;
}
