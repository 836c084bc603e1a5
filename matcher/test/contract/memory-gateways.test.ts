import { describe } from "vitest";
import { memoryGateways } from "../../src/adapters/memory/gateways.ts";
import { gatewayStoreContract } from "./gateway-store.contract.ts";

describe("in memory", () => {
  const store = memoryGateways();
  gatewayStoreContract(
    () => store,
    async () => store,
  );
});
