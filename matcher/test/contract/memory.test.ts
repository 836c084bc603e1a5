import { afterAll, beforeAll, describe } from "vitest";
import { memoryMaps } from "../../src/adapters/memory/maps.ts";
import { memoryPlans } from "../../src/adapters/memory/plans.ts";
import { memoryStores } from "../../src/adapters/memory/stores.ts";
import { answerStoreContract } from "./answer-store.contract.ts";
import { carrierContract } from "./carrier.contract.ts";
import { ledgerContract } from "./ledger.contract.ts";
import { mapStoreContract } from "./map-store.contract.ts";
import { notesContract } from "./notes.contract.ts";
import { nudgeStoreContract } from "./nudge-store.contract.ts";
import { clock, type Opened } from "./opened.ts";
import { planStoreContract } from "./plan-store.contract.ts";
import { sessionLifeContract } from "./session-life.contract.ts";
import { sessionStoreContract } from "./session-store.contract.ts";

describe("in memory", () => {
  let opened: Opened;
  beforeAll(() => {
    const stores = memoryStores(clock);
    opened = {
      stores,
      replica: async () => stores,
      small: async (most) => memoryStores(clock, most),
      dump: async () => undefined,
    };
  });
  afterAll(() => opened.stores.stop());
  sessionStoreContract(() => opened);
  nudgeStoreContract(() => opened);
  answerStoreContract(() => opened);
  notesContract(() => opened);
  sessionLifeContract(() => opened);
  carrierContract(() => opened);
  ledgerContract(() => opened);
  const maps = memoryMaps();
  mapStoreContract(
    () => maps,
    async () => maps,
  );
  const plans = memoryPlans();
  planStoreContract(() => plans);
});
