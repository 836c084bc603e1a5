import { unixMs } from "@sighej/protocol";
import { describe } from "vitest";
import { memoryAlerts } from "../../src/adapters/memory/alerts.ts";
import { alertStoreOn } from "../../src/adapters/pg/alert-store.ts";
import { staffStoreOn } from "../../src/adapters/pg/staff-store.ts";
import { alertStoreContract } from "./alert-store.contract.ts";
import { onEveryDatabase } from "./databases.ts";

describe("alerts in memory", () => {
  alertStoreContract(async () => memoryAlerts());
});

onEveryDatabase("alerts", (database) => {
  alertStoreContract(async (accounts) => {
    await database().ask((db) => db.deleteFrom("staff_account").execute());
    const staff = staffStoreOn(database());
    for (const id of accounts)
      await staff.createAccount({
        ...{ id, name: id, role: "host", venues: "all", passwordHash: "none" },
        ...{ disabled: false, createdAt: unixMs(0) },
      });
    return alertStoreOn(database());
  });
});
