import { describe } from "vitest";
import { memoryBulletins } from "../../src/adapters/memory/bulletins.ts";
import { bulletinStoreOn } from "../../src/adapters/pg/bulletin-store.ts";
import { bulletinStoreContract } from "./bulletin-store.contract.ts";
import { onEveryDatabase } from "./databases.ts";

describe("bulletins in memory", () => {
  const store = memoryBulletins();
  bulletinStoreContract(() => store);
});
onEveryDatabase("bulletins", (database) =>
  bulletinStoreContract(() => bulletinStoreOn(database())),
);
