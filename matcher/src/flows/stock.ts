/**
 * Stock: what staff do with the beacons that a venue lends and with its join codes: make, bring in,
 * take away as a list, and note what became of each.
 *
 * A key, a bind code and a join code are told once, in the answer to whoever made them.
 */
import {
  BEACON_KEY_BYTES,
  BIND_CODE_BYTES,
  crockfordOf,
  decodeBeaconKey,
  decodeJoinCodesMake,
  decodeStockEdit,
  decodeStockImport,
  decodeStockMake,
  type Exported,
  encodeVenueLink,
  inGroups,
  type JoinCodesMade,
  parseStockId,
  parseVenueId,
  type StockId,
  type StockImported,
  type StockMade,
  type StockView,
} from "@sighej/protocol";
import type { Csv } from "../csv-ports.ts";
import { codeKey } from "../domain/join-code.ts";
import type { StockItem } from "../domain/stock.ts";
import type { VenueSetup } from "../domain/venue.ts";
import type { Random } from "../ports.ts";
import {
  madeColumns,
  madeRowOf,
  readStockList,
  stateColumns,
  stateRowOf,
  stockLinkOf,
} from "../stock-list.ts";
import { inStock, type StockNotes } from "../stock-ports.ts";
import { MAX_STOCK } from "../stock-setup.ts";
import { MAX_JOIN_CODES } from "../venue-setup.ts";
import { type ChangePorts, changeSetup } from "./change-setup.ts";
import { applyStock } from "./lost.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue, Venues } from "./venues.ts";

export interface StockPorts extends ChangePorts {
  readonly venues: Venues;
  readonly stockNotes: StockNotes;
  readonly csv: Csv;
  readonly random: Random;
}

export interface StockFlows {
  list(venue: string): Promise<Outcome<StockView>>;
  make(venue: string, body: unknown): Promise<Outcome<StockMade>>;
  bringIn(venue: string, body: unknown): Promise<Outcome<StockImported>>;
  takeAway(venue: string): Promise<Outcome<Exported>>;
  edit(venue: string, item: string, body: unknown): Promise<Outcome<undefined>>;
  remove(venue: string, item: string): Promise<Outcome<undefined>>;
  makeCodes(venue: string, body: unknown): Promise<Outcome<JoinCodesMade>>;
}

/** 30 bits: of 5,000 badges two are made alike once in a hundred boxes, and then another one is. */
const PRINTED = { bytes: 4, characters: 6 };
/** 50 bits, as on a zone's screen: a code that lets in without a session whose tries are counted. */
const CODE = { bytes: 7, characters: 10 };

export const stockFlows = (ports: StockPorts): StockFlows => ({
  list: async (text) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const notes = await ports.stockNotes.read(venue.setup.id);
    const items = stockIn(venue).map(({ id, kind }) => {
      const { state, battery } = notes.get(id) ?? inStock;
      return { id, kind, state, ...(battery === undefined ? {} : { battery }) };
    });
    return done({ items, editable: venue.version !== undefined });
  },
  make: async (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeStockMake(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { id } = venue.setup;
    return changeSetup(ports, venue, (setup) => {
      const there = setup.stock ?? [];
      if (there.length + asked.value.count > MAX_STOCK) return denied({ kind: "stock-full" });
      const made = badges(ports.random, asked.value.count, there);
      const value = {
        items: made.map((item) => ({ id: item.id, link: stockLinkOf(id, item) })),
        csv: ports.csv.write(
          madeColumns,
          made.map((item) => madeRowOf(id, item)),
        ),
      };
      return done({ setup: { ...setup, stock: [...there, ...made] }, value });
    });
  },
  bringIn: async (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeStockImport(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const read = ports.csv.read(asked.value.csv);
    if (!read.ok) return denied({ kind: "bad-list", detail: read.fault });
    return changeSetup(ports, venue, (setup) => {
      const there = setup.stock ?? [];
      const list = readStockList(read.rows, there);
      if (!list.ok) return denied({ kind: "bad-list", detail: list.faults.join("; ") });
      const stock = [...there, ...list.items];
      return done({ setup: { ...setup, stock }, value: { added: list.items.length } });
    });
  },
  takeAway: async (text) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const notes = await ports.stockNotes.read(venue.setup.id);
    const rows = stockIn(venue).map((item) => stateRowOf(item, notes.get(item.id) ?? inStock));
    return done({ csv: ports.csv.write(stateColumns, rows) });
  },
  edit: async (text, itemText, body) => {
    const at = itemAt(ports, text, itemText);
    if (!at.ok) return at;
    const edit = decodeStockEdit(body);
    if (!edit.ok) return deniedFor(edit.problem);
    const { venue, item } = at.value;
    await ports.stockNotes.setState(venue.setup.id, item, edit.value.state);
    await applyStock(ports, venue);
    return done(undefined);
  },
  remove: async (text, itemText) => {
    const at = itemAt(ports, text, itemText);
    if (!at.ok) return at;
    const { venue, item } = at.value;
    const removed = await changeSetup(ports, venue, (setup) => {
      const stock = (setup.stock ?? []).filter(({ id }) => id !== item);
      return done({ setup: { ...setup, stock }, value: undefined });
    });
    if (removed.ok) await ports.stockNotes.forget(venue.setup.id, item);
    return removed;
  },
  makeCodes: async (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeJoinCodesMake(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { batch, count } = asked.value;
    return changeSetup(ports, venue, (setup) => {
      const there = setup.joinCodes ?? [];
      if (there.length + count > MAX_JOIN_CODES) return denied({ kind: "too-many-codes" });
      const made = codes(ports.random, count, new Set(there.map(({ code }) => codeKey(code))));
      const links = made.map((code) => ({
        code,
        link: encodeVenueLink({ venue: setup.id, join: code }),
      }));
      const joinCodes = [...there, ...made.map((code) => ({ code, batch }))];
      const csv = ports.csv.write(
        ["batch", "code", "link"],
        links.map((each) => ({ batch, ...each })),
      );
      return done({ setup: { ...setup, joinCodes }, value: { batch, codes: links, csv } });
    });
  },
});

function badges(
  random: Random,
  count: number,
  there: readonly StockItem[],
): readonly (StockItem & { readonly kind: "badge" })[] {
  const taken = new Set(there.map(({ id }) => id));
  return Array.from({ length: count }, () => {
    const id = fresh(() => printedId(random), taken);
    const key = decodeBeaconKey(random(BEACON_KEY_BYTES));
    if (!key.ok) throw new RangeError(key.problem.detail);
    return { id, kind: "badge", key: key.value, bindCode: random(BIND_CODE_BYTES) };
  });
}

function printedId(random: Random): StockId {
  const id = parseStockId(crockfordOf(random(PRINTED.bytes), PRINTED.characters));
  if (!id.ok) throw new RangeError(id.problem.detail);
  return id.value;
}

const codes = (random: Random, count: number, taken: Set<string>): readonly string[] =>
  Array.from({ length: count }, () =>
    fresh(() => inGroups(crockfordOf(random(CODE.bytes), CODE.characters)), taken),
  );

/** One that is not taken, which it is from then on. */
function fresh<T extends string>(make: () => T, taken: Set<T>): T {
  for (;;) {
    const made = make();
    if (taken.has(made)) continue;
    taken.add(made);
    return made;
  }
}

const stockIn = ({ setup }: { readonly setup: VenueSetup }): readonly StockItem[] =>
  (setup.stock ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1));

function venueIn({ venues }: Pick<StockPorts, "venues">, text: string): Venue | undefined {
  const id = parseVenueId(text);
  return id.ok ? venues.all.get(id.value) : undefined;
}

function itemAt(
  ports: StockPorts,
  venueText: string,
  text: string,
): Outcome<{ readonly venue: Venue; readonly item: StockId }> {
  const venue = venueIn(ports, venueText);
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  const item = venue.setup.stock?.find(({ id }) => id === text)?.id;
  return item === undefined ? denied({ kind: "unknown-item" }) : done({ venue, item });
}
