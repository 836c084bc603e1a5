import { afterAll, beforeAll, describe } from "vitest";
import { memoryVenues } from "../../src/adapters/memory/venues.ts";
import type { Database } from "../../src/adapters/pg/database.ts";
import { pgliteDatabase } from "../../src/adapters/pg/pglite/database.ts";
import { postgresDatabase } from "../../src/adapters/pg/postgres.ts";
import { venueStoreOn } from "../../src/adapters/pg/venue-store.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";
import { freshDatabase, startPostgres } from "../postgres-server.ts";
import type { TestServer } from "../server-process.ts";
import { venueStoreContract } from "./venue-store.contract.ts";

const MOST = 2;

/** Stores of databases with no venue in them. */
async function emptied(database: Database, other: Database) {
  await database.ask((db) => db.deleteFrom("venue").execute());
  return { store: venueStoreOn(database, MOST), replica: venueStoreOn(other, MOST) };
}

describe("venues in memory", () => {
  venueStoreContract(async () => {
    const store = memoryVenues(MOST);
    return { store, replica: store };
  });
});

describe("venues in PGlite", () => {
  let folders: PgliteFolders;
  let database: Database;
  beforeAll(async () => {
    folders = await pgliteFolders();
    database = await pgliteDatabase(await folders.made());
    await database.ready;
  }, AT_MOST_MS);
  afterAll(async () => {
    await database?.stop();
    await folders?.remove();
  });
  venueStoreContract(() => emptied(database, database));
});

describe("venues in Postgres", () => {
  let server: TestServer;
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  const all: Database[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    fresh = await freshDatabase(server);
    all.push(await postgresDatabase(fresh.url), await postgresDatabase(fresh.url));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(all.map((each) => each.stop()));
    await fresh?.drop();
    await server?.stop();
  });
  venueStoreContract(async () => {
    const [database, other] = all;
    if (database === undefined || other === undefined) throw new Error("both are open");
    return emptied(database, other);
  });
});
