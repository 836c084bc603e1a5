import { describe } from "vitest";
import { memoryProposals } from "../../src/adapters/memory/proposals.ts";
import { proposalStoreOn } from "../../src/adapters/pg/proposal-store.ts";
import { onEveryDatabase } from "./databases.ts";
import { proposalStoreContract } from "./proposal-store.contract.ts";

describe("proposals in memory", () => {
  proposalStoreContract(async () => memoryProposals());
});

onEveryDatabase("proposals", (database) => {
  proposalStoreContract(async () => proposalStoreOn(database()));
});
