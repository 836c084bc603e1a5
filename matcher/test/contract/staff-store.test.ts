import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryStaff } from "../../src/adapters/memory/staff.ts";
import type { Database } from "../../src/adapters/pg/database.ts";
import { pgliteDatabase } from "../../src/adapters/pg/pglite/database.ts";
import { postgresDatabase } from "../../src/adapters/pg/postgres.ts";
import { staffStoreOn } from "../../src/adapters/pg/staff-store.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";
import { freshDatabase, startPostgres } from "../postgres-server.ts";
import type { TestServer } from "../server-process.ts";
import { staffStoreContract } from "./staff-store.contract.ts";

/** The store of a database with nothing of staff in it. */
async function emptied(database: Database) {
  await database.ask((db) => db.deleteFrom("staff_account").execute());
  await database.ask((db) => db.deleteFrom("staff_token").execute());
  await database.ask((db) => db.deleteFrom("audit_note").execute());
  return staffStoreOn(database);
}

describe("staff in memory", () => {
  staffStoreContract(async () => memoryStaff());
});

describe("staff in PGlite", () => {
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
  staffStoreContract(() => emptied(database));
});

describe("staff in Postgres", () => {
  let server: TestServer;
  let fresh: Awaited<ReturnType<typeof freshDatabase>>;
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres();
    fresh = await freshDatabase(server);
    database = await postgresDatabase(fresh.url);
  }, 60_000);
  afterAll(async () => {
    await database?.stop();
    await fresh?.drop();
    await server?.stop();
  });
  staffStoreContract(() => emptied(database));

  it("lets nobody rewrite the trail, not even by hand", async () => {
    const store = await emptied(database);
    await store.note({ at: 1 as never, by: "Anna", what: "signOut", fields: [] });
    const client = new Client({ connectionString: fresh.url });
    await client.connect();
    const rewritten = client.query("update audit_note set by_whom = 'Bo'");
    await expect(rewritten).rejects.toThrow(/never rewritten/);
    await client.end();
  });
});
