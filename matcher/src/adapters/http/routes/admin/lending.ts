/**
 * Lending routes: the stock of badges, and join codes that are made here.
 */
import type { StockFlows } from "../../../../flows/stock.ts";
import type { Handlers } from "./register.ts";

type OfLending =
  | "listStock"
  | "makeBadges"
  | "importStock"
  | "exportStock"
  | "editStockItem"
  | "removeStockItem"
  | "makeCodes";

export const lendingHandlers = (flows: StockFlows): Pick<Handlers, OfLending> => ({
  listStock: ({ param }) => flows.list(param("venue")),
  makeBadges: ({ param, body }) => flows.make(param("venue"), body),
  importStock: ({ param, body }) => flows.bringIn(param("venue"), body),
  exportStock: ({ param }) => flows.takeAway(param("venue")),
  editStockItem: ({ param, body }) => flows.edit(param("venue"), param("item"), body),
  removeStockItem: ({ param }) => flows.remove(param("venue"), param("item")),
  makeCodes: ({ param, body }) => flows.makeCodes(param("venue"), body),
});
