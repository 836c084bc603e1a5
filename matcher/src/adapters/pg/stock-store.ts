/**
 * Stock store in SQL: the same for Postgres and PGlite.
 */
import { parseStockId, type StockId } from "@sighej/protocol";
import { MatcherError } from "../../errors.ts";
import { inStock, type StockNotes } from "../../stock-ports.ts";
import type { Database } from "./database.ts";

export const stockStoreOn = ({ ask }: Pick<Database, "ask">): StockNotes => ({
  read: (venue) =>
    ask(async (db) => {
      const rows = await db
        .selectFrom("stock_note")
        .select(["item", "state", "battery"])
        .where("venue", "=", venue)
        .execute();
      return new Map(
        rows.map(({ item, state, battery }) => [
          idIn(item),
          { state, ...(battery === null ? {} : { battery }) },
        ]),
      );
    }),
  setState: (venue, item, state) =>
    ask(async (db) => {
      await db
        .insertInto("stock_note")
        .values({ venue, item, state, battery: null })
        .onConflict((conflict) => conflict.columns(["venue", "item"]).doUpdateSet({ state }))
        .execute();
    }),
  setBatteries: (venue, batteries) =>
    ask((db) =>
      db.transaction().execute(async (transaction) => {
        for (const [item, battery] of batteries)
          await transaction
            .insertInto("stock_note")
            .values({ venue, item, battery, state: inStock.state })
            .onConflict((conflict) => conflict.columns(["venue", "item"]).doUpdateSet({ battery }))
            .execute();
      }),
    ),
  forget: (venue, item) =>
    ask(async (db) => {
      await db
        .deleteFrom("stock_note")
        .where("venue", "=", venue)
        .where("item", "=", item)
        .execute();
    }),
});

function idIn(text: string): StockId {
  const id = parseStockId(text);
  if (!id.ok) throw new MatcherError("store-failed", "a note of the stock cannot be read");
  return id.value;
}
