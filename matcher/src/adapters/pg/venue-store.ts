/**
 * Venue store in SQL: the same for Postgres and PGlite.
 */
import { parseVenueId, type VenueId } from "@sighej/protocol";
import { type Kysely, sql } from "kysely";
import { MatcherError } from "../../errors.ts";
import { MAX_VENUES, type VenueStore } from "../../venue-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

/** Whatever else is about one venue; a test holds it against the tables that there are. */
export const tablesOfVenues = [
  ...(["gateway", "gateway_sign", "gateway_incident", "gateway_mute"] as const),
  ...(["gateway_settings", "venue_watch", "venue_schedule", "bulletin_target"] as const),
  ...(["bulletin_delivery", "radio_map", "radio_map_count", "zone_screen"] as const),
  ...(["floor_plan", "interest_proposal", "stock_note"] as const),
] as const satisfies readonly (keyof Schema)[];
/** What stays of a venue: its id, noisy numbers about nobody, and who of the staff did what. */
export const tablesThatStay = [
  "venue_deleted",
  "released_bucket",
  "released_count",
  "released_total",
  "audit_note",
] as const;

/** Venues are few: a lock of the whole table while one is made hinders nobody. */
const lockForMaking = sql`lock table venue in share row exclusive mode`;

export const venueStoreOn = ({ ask }: Pick<Database, "ask">, most = MAX_VENUES): VenueStore => ({
  create: ({ id, state, setup }) =>
    ask((db) =>
      db.transaction().execute(async (transaction) => {
        await lockForMaking.execute(transaction);
        const there = await transaction.selectFrom("venue").select("venue").execute();
        if (there.some(({ venue }) => venue === id)) return "taken";
        if (there.length >= most) return "full";
        const row = { venue: id, version: 1, state, setup };
        await transaction.insertInto("venue").values(row).execute();
        return "created";
      }),
    ),
  versions: () =>
    ask(async (db) => {
      const rows = await db.selectFrom("venue").select(["venue", "version"]).execute();
      return new Map(rows.map(({ venue, version }) => [idOf(venue), version]));
    }),
  find: (id) =>
    ask(async (db) => {
      const row = await db
        .selectFrom("venue")
        .selectAll()
        .where("venue", "=", id)
        .executeTakeFirst();
      return row && { id, version: row.version, state: row.state, setup: row.setup };
    }),
  edit: (id, version, change) =>
    ask(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable("venue")
        .set({ ...change, version: version + 1 })
        .where("venue", "=", id)
        .where("version", "=", version)
        .executeTakeFirst();
      return numUpdatedRows > 0n ? "edited" : missed(db, id);
    }),
  remove: (id, version) =>
    ask((db) =>
      db.transaction().execute(async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom("venue")
          .where("venue", "=", id)
          .where("version", "=", version)
          .executeTakeFirst();
        if (numDeletedRows === 0n) return missed(transaction, id);
        await transaction
          .insertInto("venue_deleted")
          .values({ venue: id })
          .onConflict((on) => on.doNothing())
          .execute();
        for (const table of tablesOfVenues)
          await sql`delete from ${sql.table(table)} where venue = ${id}`.execute(transaction);
        return "removed";
      }),
    ),
  forgetRest: (served) =>
    ask(async (db) => {
      const rows = await db
        .selectFrom("venue_deleted")
        .select("venue")
        .where("venue", "not in", db.selectFrom("venue").select("venue"))
        .execute();
      const gone = rows.map(({ venue }) => venue).filter((id) => !served.includes(idOf(id)));
      if (gone.length === 0) return;
      for (const table of tablesOfVenues)
        await sql`delete from ${sql.table(table)} where venue in (${sql.join(gone)})`.execute(db);
    }),
});

/** Why nothing was changed. */
async function missed(db: Kysely<Schema>, id: VenueId): Promise<"stale" | "unknown"> {
  const row = await db
    .selectFrom("venue")
    .select("version")
    .where("venue", "=", id)
    .executeTakeFirst();
  return row === undefined ? "unknown" : "stale";
}

function idOf(text: string): VenueId {
  const id = parseVenueId(text);
  if (!id.ok) throw new MatcherError("store-failed", "the id of a venue cannot be read");
  return id.value;
}
