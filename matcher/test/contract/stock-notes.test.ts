import { describe } from "vitest";
import { memoryStock } from "../../src/adapters/memory/stock.ts";
import { stockStoreOn } from "../../src/adapters/pg/stock-store.ts";
import { onEveryDatabase } from "./databases.ts";
import { stockNotesContract } from "./stock-notes.contract.ts";

describe("notes of the stock in memory", () => {
  stockNotesContract(async () => memoryStock());
});

onEveryDatabase("notes of the stock", (database) => {
  stockNotesContract(async () => stockStoreOn(database()));
});
