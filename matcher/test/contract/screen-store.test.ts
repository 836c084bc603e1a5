import { describe } from "vitest";
import { memoryScreens } from "../../src/adapters/memory/screens.ts";
import { screenStoreOn } from "../../src/adapters/pg/screen-store.ts";
import { onEveryDatabase } from "./databases.ts";
import { screenStoreContract } from "./screen-store.contract.ts";

describe("screens in memory", () => {
  screenStoreContract(async () => memoryScreens());
});

onEveryDatabase("screens", (database) => {
  screenStoreContract(async () => screenStoreOn(database()));
});
