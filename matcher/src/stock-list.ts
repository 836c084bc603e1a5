/**
 * Stock list: turns rows of a list that staff bring in into beacons of the stock, all or none, and the
 * stock into rows to take away. Pure.
 *
 * Columns are id, kind, key, bindCode, clock, clockSetAt; of an Eddystone-EID tag `key` is its identity
 * key. Static tags belong to the set-up: gateways must be told of their namespaces.
 */
import { base64urlOf, encodeVenueLink, type StockId, type VenueId } from "@sighej/protocol";
import type { CsvRow } from "./csv-ports.ts";
import { carrierKindOf, type StockItem } from "./domain/stock.ts";
import type { StockNote } from "./stock-ports.ts";
import { MAX_STOCK, parseStockItem, secretTextOf } from "./stock-setup.ts";

const listColumns = ["id", "kind", "key", "bindCode", "clock", "clockSetAt"] as const;
export const madeColumns = [...listColumns, "link"] as const;
export const stateColumns = ["id", "kind", "state", "battery"] as const;
/** More than these are not read one by one. */
const MAX_FAULTS = 10;

export type Read =
  | { readonly ok: true; readonly items: readonly StockItem[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** `there`: what the stock has already, of which nothing may come twice. */
export function readStockList(rows: readonly CsvRow[], there: readonly StockItem[]): Read {
  const faults: string[] = [];
  const ids = new Set(there.map(({ id }) => id));
  const secrets = new Set(there.map(secretTextOf));
  const items = rows.flatMap(({ line, fields }) => {
    const item = itemIn(fields);
    const fault = typeof item === "string" ? item : repeatedIn(item, ids, secrets);
    if (fault !== undefined) faults.push(`line ${line}: ${fault}`);
    return typeof item === "string" ? [] : [item];
  });
  if (rows.length === 0) faults.push("line 2: expected a badge or tag");
  if (items.length + there.length > MAX_STOCK)
    faults.push(`expected a stock of at most ${MAX_STOCK}, with what is there already`);
  if (faults.length === 0) return { ok: true, items };
  const more = faults.length - MAX_FAULTS;
  return {
    ok: false,
    faults: [...faults.slice(0, MAX_FAULTS), ...(more > 0 ? [`${more} more like these`] : [])],
  };
}

function itemIn(fields: CsvRow["fields"]): StockItem | string {
  const unknown = Object.keys(fields).some(
    (name) => !(madeColumns as readonly string[]).includes(name),
  );
  if (unknown) return `expected the columns ${listColumns.join(", ")}`;
  const { id, kind, key, bindCode, clock = "", clockSetAt = "" } = fields;
  if (kind === "static") return "expected a badge or eddystone-eid: static tags are in the set-up";
  return parseStockItem({
    ...{ id, kind, bindCode },
    ...(kind === "badge" ? { key } : { identityKey: key }),
    ...(clock === "" ? {} : { clock: Number(clock) }),
    ...(clockSetAt === "" ? {} : { clockSetAt: Number(clockSetAt) }),
  });
}

function repeatedIn(item: StockItem, ids: Set<StockId>, secrets: Set<string>): string | undefined {
  const secret = secretTextOf(item);
  if (ids.has(item.id)) return "expected a printed id that is not in the stock yet";
  if (secrets.has(secret)) return "expected a key that is not in the stock yet";
  ids.add(item.id);
  secrets.add(secret);
  return undefined;
}

/** What a badge's QR says, from the path on. */
export const stockLinkOf = (venue: VenueId, item: StockItem): string =>
  encodeVenueLink({
    venue,
    stock: { kind: carrierKindOf(item), id: item.id, code: item.bindCode },
  });

/** A badge that was made here, with its key: for whoever writes it, once. */
export const madeRowOf = (
  venue: VenueId,
  item: StockItem & { readonly kind: "badge" },
): Readonly<Record<string, string>> => ({
  ...{ id: item.id, kind: item.kind, key: base64urlOf(item.key) },
  ...{ bindCode: base64urlOf(item.bindCode), link: stockLinkOf(venue, item) },
});

export const stateRowOf = (
  { id, kind }: Pick<StockItem, "id" | "kind">,
  { state, battery = "" as never }: StockNote,
): Readonly<Record<string, string>> => ({ id, kind, state, battery });
