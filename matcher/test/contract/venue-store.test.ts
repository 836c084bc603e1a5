import { describe } from "vitest";
import { memoryVenues } from "../../src/adapters/memory/venues.ts";
import { venueStoreOn } from "../../src/adapters/pg/venue-store.ts";
import { onEveryDatabase } from "./databases.ts";
import { venueStoreContract } from "./venue-store.contract.ts";

const MOST = 2;

describe("venues in memory", () => {
  venueStoreContract(async () => {
    const store = memoryVenues(MOST);
    return { store, replica: store };
  });
});

onEveryDatabase("venues", (database, replica) => {
  venueStoreContract(async () => {
    await database().ask((db) => db.deleteFrom("venue").execute());
    return { store: venueStoreOn(database(), MOST), replica: venueStoreOn(replica(), MOST) };
  });
});
