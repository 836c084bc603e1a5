/**
 * Stock admin: what staff are told of the beacons that a venue lends, and of its join codes, and what
 * they may change. Pure.
 *
 * Keys, bind codes and join codes are told once, as they are made; no route reads them again. Who
 * carries a beacon, and since when, is told to nobody: its state is what staff have noted.
 */
import * as v from "valibot";
import { batteries } from "./battery.ts";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { PRINTED_ID, parseStockId } from "./ids.ts";

/** `lost`: it binds and lets in no more, until it is found. */
export const stockStates = ["in-stock", "lent", "lost"] as const;
export type StockState = (typeof stockStates)[number];

/** Made in one go: a box of badges, whose keys and links fit one answer. */
export const STOCK_MADE_MAX = 300;
/** Tickets of a hall; more are made in several batches. */
export const CODES_MADE_MAX = 1_000;
/** Characters of a list that is brought in: some 700 badges, and below what a body may hold. */
const CSV_MAX_LENGTH = 60_000;
/** What staff call a batch of codes: "Friday", "Speakers". */
export const BATCH_MAX_LENGTH = 40;

const id = parsedBy(parseStockId, PRINTED_ID);
const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
/** Comma-separated text with a heading (RFC 4180), to be kept as a file. */
const csv = v.string();

const stock = v.strictObject({
  /** By id. */
  items: v.array(
    v.strictObject({
      id,
      kind: v.picklist(["badge", "eddystone-eid", "static"]),
      state: v.picklist(stockStates),
      /** Absent where no phone has read it. */
      battery: v.optional(v.picklist(batteries)),
    }),
  ),
  /** False where the set-up file is the stock: it is changed there. */
  editable: v.boolean(),
});
const stockMake = v.strictObject({ count: count(STOCK_MADE_MAX) });
const stockMade = v.strictObject({
  items: v.array(
    v.strictObject({
      id,
      /** What its QR says, from the path on (`venue-link.ts`). */
      link: v.string(),
    }),
  ),
  /** With the keys, to write them to the badges: told once. */
  csv,
});
const stockImport = v.strictObject({
  csv: v.pipe(
    v.string(),
    v.maxLength(CSV_MAX_LENGTH),
    v.regex(/^(?:[\t\r\n]|\P{Cc})+$/u, "text of a list"),
  ),
});
const stockImported = v.strictObject({ added: v.pipe(v.number(), v.integer()) });
const stockEdit = v.strictObject({ state: v.picklist(stockStates) });
const exported = v.strictObject({ csv });

const batch = v.pipe(
  v.string(),
  v.maxLength(BATCH_MAX_LENGTH),
  v.regex(/^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u, "a name without blanks at its ends"),
);
const codesMake = v.strictObject({ count: count(CODES_MADE_MAX), batch });
const codesMade = v.strictObject({
  batch: v.string(),
  /** Told once; from then on staff see their endings. */
  codes: v.array(v.strictObject({ code: v.string(), link: v.string() })),
  csv,
});

/** Bodies and answers, for the OpenAPI document. */
export const stockAdminSchemas: NamedSchemas = {
  Stock: stock,
  StockMake: stockMake,
  StockMade: stockMade,
  StockImport: stockImport,
  StockImported: stockImported,
  StockEdit: stockEdit,
  Exported: exported,
  JoinCodesMake: codesMake,
  JoinCodesMade: codesMade,
};

export type StockView = v.InferOutput<typeof stock>;
export type StockMade = v.InferOutput<typeof stockMade>;
export type StockImported = v.InferOutput<typeof stockImported>;
export type Exported = v.InferOutput<typeof exported>;
export type JoinCodesMade = v.InferOutput<typeof codesMade>;

export const decodeStockView = (body: unknown): Decoded<StockView> => check(stock, body);
export const decodeStockMake = (body: unknown) => check(stockMake, body);
export const decodeStockMade = (body: unknown): Decoded<StockMade> => check(stockMade, body);
export const decodeStockImport = (body: unknown) => check(stockImport, body);
export const decodeStockImported = (body: unknown): Decoded<StockImported> =>
  check(stockImported, body);
export const decodeStockEdit = (body: unknown) => check(stockEdit, body);
export const decodeExported = (body: unknown): Decoded<Exported> => check(exported, body);
export const decodeJoinCodesMake = (body: unknown) => check(codesMake, body);
export const decodeJoinCodesMade = (body: unknown): Decoded<JoinCodesMade> =>
  check(codesMade, body);
