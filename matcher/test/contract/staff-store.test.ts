import { describe, expect, it } from "vitest";
import { memoryStaff } from "../../src/adapters/memory/staff.ts";
import type { Database } from "../../src/adapters/pg/database.ts";
import { marksWithoutPlaces } from "../../src/adapters/pg/migrations/0018-marks-without-places.ts";
import { staffStoreOn } from "../../src/adapters/pg/staff-store.ts";
import { onEveryDatabase } from "./databases.ts";
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

onEveryDatabase("staff", (database) => {
  staffStoreContract(() => emptied(database()));

  it("lets nobody rewrite the trail, not even by hand", async () => {
    const store = await emptied(database());
    await store.note({ at: 1 as never, by: "Anna", what: "signOut", fields: [] });
    const rewritten = database().ask((db) =>
      db.updateTable("audit_note").set({ by_whom: "Bo" }).execute(),
    );
    await expect(rewritten).rejects.toThrow();
    expect((await store.audit(1))[0]?.by).toBe("Anna");
  });

  it("loses where staff stood in a calibration of before, and nothing else", async () => {
    const store = await emptied(database());
    const note = { at: 1 as never, by: "Anna" };
    const others = { ...note, what: "orderGateways", fields: ["x=1", "seconds=20"] };
    await store.note({ ...note, what: "markSpot", fields: ["x=1.25", "y=-3e-7", "how"] });
    await store.note(others);
    await database().ask((db) => marksWithoutPlaces.up(db));
    expect(await store.audit(2)).toMatchObject([
      others,
      { ...note, what: "markSpot", fields: ["x", "y", "how"] },
    ]);
    const rewritten = database().ask((db) =>
      db.updateTable("audit_note").set({ what: "" }).execute(),
    );
    await expect(rewritten).rejects.toThrow();
  });
});
