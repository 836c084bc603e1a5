/**
 * Plan store in SQL: the same for Postgres and PGlite.
 */
import { decodePlanScale, type PlanScale, unixMs } from "@sighej/protocol";
import type { PlanStore } from "../../plan-ports.ts";
import type { Database } from "./database.ts";

export const planStoreOn = ({ ask }: Pick<Database, "ask">): PlanStore => ({
  find: (venue) =>
    ask(async (db) => {
      const row = await db
        .selectFrom("floor_plan")
        .select(["made_at", "width", "height", "scale"])
        .where("venue", "=", venue)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { made_at, width, height, scale } = row;
      return { width, height, madeAt: unixMs(made_at.getTime()), scale: scaleIn(scale) };
    }),
  picture: (venue) =>
    ask(async (db) => {
      const row = await db
        .selectFrom("floor_plan")
        .select("picture")
        .where("venue", "=", venue)
        .executeTakeFirst();
      return row?.picture;
    }),
  keep: (venue, { bytes, width, height }, madeAt) =>
    ask(async (db) => {
      const { buffer, byteOffset, byteLength } = bytes;
      const values = {
        ...{ made_at: new Date(madeAt), width, height, scale: null },
        picture: Buffer.from(buffer, byteOffset, byteLength),
      };
      await db
        .insertInto("floor_plan")
        .values({ venue, ...values })
        .onConflict((conflict) => conflict.column("venue").doUpdateSet(values))
        .execute();
    }),
  setScale: (venue, scale, madeAt) =>
    ask(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable("floor_plan")
        .set({ scale: JSON.stringify(scale) })
        .where("venue", "=", venue)
        .where("made_at", "=", new Date(madeAt))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    }),
  remove: (venue) =>
    ask(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom("floor_plan")
        .where("venue", "=", venue)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    }),
});

/** A later version may have written more than this one reads: then it is to be set again. */
function scaleIn(text: string | null): PlanScale | undefined {
  const scale = text === null ? undefined : decodePlanScale(JSON.parse(text));
  return scale?.ok ? scale.value : undefined;
}
