/**
 * Lending operations: the stock of badges, and join codes that are made here, in words. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const stock = "/api/v1/admin/venue/{venue}/stock";

export const lendingOperations: readonly Operation[] = [
  {
    method: "get",
    path: stock,
    id: "listStock",
    summary: "The beacons that the venue lends, and what staff have noted of each.",
    of: "staff",
    answer: { status: 200, says: "By id, and nothing of who carries one.", schema: "Stock" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: stock,
    id: "makeBadges",
    summary: "Badges with keys, printed ids and bind codes of the server's own randomness.",
    of: "staff",
    body: "StockMake",
    answer: { status: 201, says: "The only time that keys are told.", schema: "StockMade" },
    problems: ["unknown-venue", "venue-in-file", "venue-busy", "stock-full"],
  },
  {
    method: "post",
    path: `${stock}/import`,
    id: "importStock",
    summary: "A list of badges and Eddystone-EID tags, taken in as a whole or not at all.",
    of: "staff",
    body: "StockImport",
    answer: { status: 201, says: "How many were added.", schema: "StockImported" },
    problems: ["unknown-venue", "venue-in-file", "venue-busy", "bad-list"],
  },
  {
    method: "get",
    path: `${stock}/export`,
    id: "exportStock",
    summary: "The stock as a list, without a secret.",
    of: "staff",
    answer: { status: 200, says: "No cell is a formula.", schema: "Exported" },
    problems: ["unknown-venue"],
  },
  {
    method: "put",
    path: `${stock}/{item}`,
    id: "editStockItem",
    summary: "Notes that a beacon is in stock, lent or lost; a lost one binds and lets in no more.",
    of: "staff",
    body: "StockEdit",
    answer: nothing,
    problems: ["unknown-venue", "unknown-item"],
  },
  {
    method: "delete",
    path: `${stock}/{item}`,
    id: "removeStockItem",
    summary: "Takes a beacon out of the stock for good, with its key.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "unknown-item", "venue-in-file", "venue-busy"],
  },
  {
    method: "post",
    path: "/api/v1/admin/venue/{venue}/codes",
    id: "makeCodes",
    summary: "A batch of join codes.",
    of: "staff",
    body: "JoinCodesMake",
    answer: { status: 201, says: "The only time that codes are told.", schema: "JoinCodesMade" },
    problems: ["unknown-venue", "venue-in-file", "venue-busy", "too-many-codes"],
  },
];
