import { describe } from "vitest";
import { memoryWatch } from "../../src/adapters/memory/watch.ts";
import { watchStoreOn } from "../../src/adapters/pg/watch-store.ts";
import { onEveryDatabase } from "./databases.ts";
import { watchStoreContract } from "./watch-store.contract.ts";

describe("the watch in memory", () => {
  const store = memoryWatch();
  watchStoreContract(() => store);
});
onEveryDatabase("the watch", (database) => watchStoreContract(() => watchStoreOn(database())));
