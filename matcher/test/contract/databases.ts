/**
 * Databases: runs one contract suite on every kind of database there is, each opened once for a file.
 */
import { afterAll, beforeAll, describe } from "vitest";
import type { Database } from "../../src/adapters/pg/database.ts";
import { pgliteDatabase } from "../../src/adapters/pg/pglite/database.ts";
import { postgresDatabase } from "../../src/adapters/pg/postgres.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";
import { freshDatabase, startPostgres } from "../postgres-server.ts";
import type { TestServer } from "../server-process.ts";

/**
 * `suite` is told how to get at the database, which is open while its tests run; `replica` is another
 * connection to the same one, where there can be two.
 */
export function onEveryDatabase(
  what: string,
  suite: (database: () => Database, replica: () => Database) => void,
): void {
  describe(`${what} in PGlite`, () => {
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
    suite(
      () => database,
      () => database,
    );
  });

  describe(`${what} in Postgres`, () => {
    let server: TestServer;
    let fresh: Awaited<ReturnType<typeof freshDatabase>>;
    let database: Database;
    let replica: Database;
    beforeAll(async () => {
      server = await startPostgres();
      fresh = await freshDatabase(server);
      database = await postgresDatabase(fresh.url);
      replica = await postgresDatabase(fresh.url);
    }, 60_000);
    afterAll(async () => {
      await replica?.stop();
      await database?.stop();
      await fresh?.drop();
      await server?.stop();
    });
    suite(
      () => database,
      () => replica,
    );
  });
}
