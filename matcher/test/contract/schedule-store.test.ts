import { describe } from "vitest";
import { memorySchedules } from "../../src/adapters/memory/schedules.ts";
import { scheduleStoreOn } from "../../src/adapters/pg/schedule-store.ts";
import { onEveryDatabase } from "./databases.ts";
import { scheduleStoreContract } from "./schedule-store.contract.ts";

describe("programmes in memory", () => {
  const store = memorySchedules();
  scheduleStoreContract(() => store);
});
onEveryDatabase("programmes", (database) =>
  scheduleStoreContract(() => scheduleStoreOn(database())),
);
