/**
 * Schedule store in SQL: the same for Postgres and PGlite.
 */
import {
  parseVenueId,
  parseZoneId,
  SCHEDULES_MAX,
  type ScheduleFault,
  unixMs,
  type ZoneId,
} from "@sighej/protocol";
import { type Kysely, type Selectable, sql } from "kysely";
import { MatcherError } from "../../errors.ts";
import {
  type KeptSchedule,
  type Programme,
  READ_EVERY,
  READING_AT_MOST,
  type ScheduleStore,
} from "../../schedule-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

type Db = Kysely<Schema>;
const DUE = new Date(0);

export const scheduleStoreOn = ({ ask }: Pick<Database, "ask">): ScheduleStore => ({
  add: ({ id, venue, url, timeZone }) =>
    ask((db) =>
      db.transaction().execute(async (trx) => {
        await sql`lock table venue_schedule in share row exclusive mode`.execute(trx);
        const there = trx.selectFrom("venue_schedule").select("id").where("venue", "=", venue);
        if ((await there.execute()).length >= SCHEDULES_MAX) return "full";
        const empty = { rooms: "[]", programme: JSON.stringify({ talks: [], leftOut: 0 }) };
        await trx
          .insertInto("venue_schedule")
          .values({ id, venue, url, time_zone: timeZone, ...empty, due_at: DUE })
          .execute();
        return "added";
      }),
    ),
  list: (venue) =>
    ask(async (db) => {
      const own = db.selectFrom("venue_schedule").selectAll().where("venue", "=", venue);
      return (await own.orderBy("number").execute()).map(keptOf);
    }),
  remove: (venue, id) =>
    ask(async (db) => {
      const own = db.deleteFrom("venue_schedule").where("venue", "=", venue).where("id", "=", id);
      return (await own.returning("id").execute()).length > 0;
    }),
  setRooms: (venue, id, rooms) =>
    ask((db) => change(db, venue, id, { rooms: JSON.stringify(rooms) })),
  readSoon: (venue, id) => ask((db) => change(db, venue, id, { due_at: DUE })),
  claim: (venues, now) =>
    ask(async (db) => {
      if (venues.length === 0) return undefined;
      const due = db
        .selectFrom("venue_schedule")
        .select("id")
        .where("venue", "in", [...venues])
        .where("due_at", "<=", new Date(now))
        .orderBy("due_at")
        .limit(1)
        .forUpdate()
        .skipLocked();
      const claimed = await db
        .updateTable("venue_schedule")
        .set({ due_at: new Date(now + READING_AT_MOST) })
        .where("id", "in", due)
        .returningAll()
        .executeTakeFirst();
      return claimed && keptOf(claimed);
    }),
  note: async (id, read, now) => {
    const tried = { tried_at: new Date(now), due_at: new Date(now + READ_EVERY) };
    const rest =
      typeof read === "string"
        ? { fault: read }
        : { fault: null, read_at: new Date(now), programme: JSON.stringify(read) };
    await ask((db) =>
      db
        .updateTable("venue_schedule")
        .set({ ...tried, ...rest })
        .where("id", "=", id)
        .execute(),
    );
  },
});

async function change(
  db: Db,
  venue: string,
  id: string,
  to: { readonly rooms?: string; readonly due_at?: Date },
): Promise<boolean> {
  const own = db.updateTable("venue_schedule").set(to).where("venue", "=", venue);
  return (await own.where("id", "=", id).returning("id").execute()).length > 0;
}

function keptOf(row: Selectable<Schema["venue_schedule"]>): KeptSchedule {
  const venue = parseVenueId(row.venue);
  if (!venue.ok) throw new MatcherError("store-failed", "the venue of a schedule cannot be read");
  return {
    ...{ id: row.id, venue: venue.value, url: row.url, timeZone: row.time_zone },
    rooms: (JSON.parse(row.rooms) as { room: string; zone: string }[]).flatMap(({ room, zone }) => {
      const id = parseZoneId(zone);
      return id.ok ? [{ room, zone: id.value as ZoneId }] : [];
    }),
    programme: JSON.parse(row.programme) as Programme,
    readAt: timeOf(row.read_at),
    triedAt: timeOf(row.tried_at),
    fault: (row.fault as ScheduleFault | null) ?? undefined,
  };
}

const timeOf = (date: Date | null) => (date === null ? undefined : unixMs(date.getTime()));
