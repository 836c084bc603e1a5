import { describe } from "vitest";
import { memoryHandshakes, memoryPasskeys } from "../../src/adapters/memory/passkeys.ts";
import { memoryStaff } from "../../src/adapters/memory/staff.ts";
import type { Database } from "../../src/adapters/pg/database.ts";
import { handshakeStoreOn, passkeyStoreOn } from "../../src/adapters/pg/passkey-store.ts";
import { staffStoreOn } from "../../src/adapters/pg/staff-store.ts";
import { onEveryDatabase } from "./databases.ts";
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

onEveryDatabase("passkeys", (database) => {
  passkeyStoreContract(() => emptied(database()));
});
