import { randomBytes } from "node:crypto";
import { seconds, unixMs, venueIdOf } from "@sighej/protocol";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { memoryVenues } from "../../src/adapters/memory/venues.ts";
import { gatewayStoreOn } from "../../src/adapters/pg/gateway-store.ts";
import { deletedVenues } from "../../src/adapters/pg/migrations/0019-deleted-venues.ts";
import { scheduleStoreOn } from "../../src/adapters/pg/schedule-store.ts";
import { staffStoreOn } from "../../src/adapters/pg/staff-store.ts";
import { tablesOfVenues, tablesThatStay, venueStoreOn } from "../../src/adapters/pg/venue-store.ts";
import { watchStoreOn } from "../../src/adapters/pg/watch-store.ts";
import { gateway } from "../fixtures.ts";
import { onEveryDatabase } from "./databases.ts";
import { venueStoreContract } from "./venue-store.contract.ts";

const MOST = 2;

describe("venues in memory", () => {
  venueStoreContract(async () => {
    const store = memoryVenues(MOST);
    return { store, replica: store };
  });
});

onEveryDatabase("venues", (database, replica) => {
  venueStoreContract(async () => {
    await database().ask((db) => db.deleteFrom("venue").execute());
    return { store: venueStoreOn(database(), MOST), replica: venueStoreOn(replica(), MOST) };
  });

  it("know of every table that has something of a venue", async () => {
    const { rows } = await database().ask((db) =>
      sql<{ table_name: string }>`
        select table_name from information_schema.columns
        where column_name = 'venue' and table_schema = current_schema()`.execute(db),
    );
    const expected = ["venue", ...tablesOfVenues, ...tablesThatStay].toSorted();
    expect(rows.map((each) => each.table_name).toSorted()).toEqual(expected);
  });

  it("are forgotten with all that is kept of them, and nothing of another", async () => {
    await database().ask((db) => db.deleteFrom("venue").execute());
    const store = venueStoreOn(database(), MOST);
    const [gone, stays] = [venueIdOf(randomBytes(16)), venueIdOf(randomBytes(16))];
    for (const venue of [gone, stays]) {
      await store.create({ id: venue, state: "draft", setup: "{}" });
      const key = { venue, gateway: gateway("door") };
      await gatewayStoreOn(database()).add({ ...key, name: "By the door" });
      const watch = watchStoreOn(database());
      await watch.mute(venue, key.gateway, unixMs(9e12));
      await watch.setThresholds(venue, { lateAfter: seconds(20), silentAfter: seconds(40) });
      const id = randomBytes(12).toString("base64url");
      const url = "https://a.example/schedule.ics";
      const programme = { id, venue, url, timeZone: "Europe/Copenhagen" };
      await scheduleStoreOn(database()).add(programme);
    }
    const rowsOf = (venue: string) =>
      database().ask(async (db) => {
        const counts = tablesOfVenues.map(async (table) => {
          const found = await sql`select 1 from ${sql.table(table)} where venue = ${venue}`.execute(
            db,
          );
          return found.rows.length;
        });
        return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
      });
    const before = await rowsOf(stays);
    expect(before).toBeGreaterThanOrEqual(4);
    expect(await store.remove(gone, 9)).toBe("stale");
    expect(await rowsOf(gone)).toBe(before);
    expect(await store.remove(gone, 1)).toBe("removed");
    expect(await rowsOf(gone)).toBe(0);
    expect(await rowsOf(stays)).toBe(before);

    // A matcher that has not noticed yet, and a set-up file that has the id of a deleted venue.
    const watch = watchStoreOn(replica());
    await watch.mute(gone, gateway("door"), unixMs(9e12));
    await watch.mute(gone, undefined, unixMs(9e12));
    expect(await rowsOf(gone)).toBe(2);
    await store.forgetRest([stays, gone]);
    expect(await rowsOf(gone)).toBe(2);
    await store.forgetRest([stays]);
    expect(await rowsOf(gone)).toBe(0);
    expect(await rowsOf(stays)).toBe(before);
  });

  it("that were deleted before ids of them were kept are known from the audit trail", async () => {
    const [gone, stays] = [venueIdOf(randomBytes(16)), venueIdOf(randomBytes(16))];
    const store = venueStoreOn(database());
    await database().ask((db) => db.deleteFrom("venue").execute());
    await store.create({ id: stays, state: "draft", setup: "{}" });
    const staff = staffStoreOn(database());
    const note = { at: unixMs(1), by: "Anna", fields: [] };
    for (const venue of [gone, gone, stays])
      await staff.note({ ...note, what: "deleteVenue", venue });
    await staff.note({ ...note, what: "editVenue", venue: venueIdOf(randomBytes(16)) });
    await watchStoreOn(database()).mute(gone, undefined, unixMs(9e12));
    const known = await database().ask(async (db) => {
      await db.schema.dropTable("venue_deleted").execute();
      await deletedVenues.up(db);
      return db.selectFrom("venue_deleted").select("venue").execute();
    });
    expect(known).toEqual([{ venue: gone }]);
    await store.forgetRest([]);
    expect(await watchStoreOn(database()).rules(gone)).toMatchObject({ mutedUntil: 0 });
  });
});
