/**
 * Map store in SQL: the same for Postgres and PGlite.
 */
import { unixMs } from "@sighej/protocol";
import type { Kysely } from "kysely";
import type { KeptMap } from "../../domain/proximity/kept-map.ts";
import { MAX_MAP_VERSIONS, type MapStore, type SavedMap } from "../../map-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

export const mapStoreOn = ({ ask }: Pick<Database, "ask">): MapStore => ({
  save: (venue, map, madeAt) =>
    ask((db) =>
      db.transaction().execute(async (transaction) => {
        // Two that save at once: the second waits here for the first one's version.
        await insertVenue(transaction, venue);
        const { version } = await nextVersion(transaction, venue);
        await transaction
          .insertInto("radio_map")
          .values({
            ...{ venue, version, made_at: new Date(madeAt), withdrawn: false },
            ...{ kind: map.kind, layout: map.layout, shape: JSON.stringify(shapeOf(map)) },
            ...{ mean: bytesOf(map.mean), weight: bytesOf(map.weight) },
          })
          .execute();
        await transaction
          .deleteFrom("radio_map")
          .where("venue", "=", venue)
          .where("version", "<=", version - MAX_MAP_VERSIONS)
          .execute();
        return version;
      }),
    ),
  find: (venue) =>
    ask(async (db) => {
      const rows = await db
        .selectFrom("radio_map")
        .select(["version", "made_at", "kind", "layout", "shape", "mean", "weight"])
        .where("venue", "=", venue)
        .where("withdrawn", "=", false)
        .orderBy("version", "desc")
        .limit(2)
        .execute();
      return rows.map(savedOf);
    }),
  withdraw: (venue, version) =>
    ask(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable("radio_map")
        .set({ withdrawn: true })
        .where("venue", "=", venue)
        .where("version", "=", version)
        .where("withdrawn", "=", false)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    }),
});

const insertVenue = (db: Kysely<Schema>, venue: string) =>
  db
    .insertInto("radio_map_count")
    .values({ venue, versions: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

const nextVersion = (db: Kysely<Schema>, venue: string) =>
  db
    .updateTable("radio_map_count")
    .set((each) => ({ versions: each("versions", "+", 1) }))
    .where("venue", "=", venue)
    .returning("versions as version")
    .executeTakeFirstOrThrow();

type Shape = Pick<KeptMap, "bounds" | "grid" | "offsetWeight" | "areas">;

const shapeOf = ({ bounds, grid, offsetWeight, areas }: KeptMap): Shape => ({
  ...{ bounds, grid, offsetWeight },
  ...(areas === undefined ? {} : { areas }),
});

/** Numbers as they lie in memory: little-endian on every machine that Node runs on. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Copied, for a database's bytes may begin anywhere. */
const floatsOf = (bytes: Uint8Array): Float32Array =>
  new Float32Array(Uint8Array.from(bytes).buffer);

interface Row {
  readonly version: number;
  readonly made_at: Date;
  readonly kind: KeptMap["kind"];
  readonly layout: string;
  readonly shape: string;
  readonly mean: Uint8Array;
  readonly weight: Uint8Array;
}

const savedOf = ({ version, made_at, kind, layout, shape, mean, weight }: Row): SavedMap => ({
  version,
  madeAt: unixMs(made_at.getTime()),
  map: {
    ...{ kind, layout, mean: floatsOf(mean), weight: floatsOf(weight) },
    // Written by `save` alone.
    ...(JSON.parse(shape) as Shape),
  },
});
