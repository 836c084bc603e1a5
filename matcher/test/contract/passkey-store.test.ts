import { afterAll, beforeAll, describe } from "vitest";
import { memoryHandshakes, memoryPasskeys } from "../../src/adapters/memory/passkeys.ts";
import { memoryStaff } from "../../src/adapters/memory/staff.ts";
import type { Database } from "../../src/adapters/pg/database.ts";
import { handshakeStoreOn, passkeyStoreOn } from "../../src/adapters/pg/passkey-store.ts";
import { pgliteDatabase } from "../../src/adapters/pg/pglite/database.ts";
import { postgresDatabase } from "../../src/adapters/pg/postgres.ts";
import { staffStoreOn } from "../../src/adapters/pg/staff-store.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";
import { freshDatabase, startPostgres } from "../postgres-server.ts";
import type { TestServer } from "../server-process.ts";
import { type PasskeyStores, passkeyStoreContract } from "./passkey-store.contract.ts";

/** Passkeys go with the accounts that they are of. */
async function emptied(database: Database): Promise<PasskeyStores> {
  await database.ask((db) => db.deleteFrom("staff_handshake").execute());
  await database.ask((db) => db.deleteFrom("staff_account").execute());
  return {
    staff: staffStoreOn(database),
    passkeys: passkeyStoreOn(database),
    handshakes: handshakeStoreOn(database),
  };
}

describe("passkeys in memory", () => {
  passkeyStoreContract(async () => ({
    staff: memoryStaff(),
    passkeys: memoryPasskeys(),
    handshakes: memoryHandshakes(),
  }));
});

describe("passkeys in PGlite", () => {
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
  passkeyStoreContract(() => emptied(database));
});

describe("passkeys in Postgres", () => {
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
  passkeyStoreContract(() => emptied(database));
});
