/**
 * What every implementation of `ProposalStore` must do.
 */
import { randomBytes } from "node:crypto";
import { type InterestId, parseInterestId, type VenueId, venueIdOf } from "@sighej/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { MAX_PROPOSED, type ProposalStore, type Proposed } from "../../src/taxonomy-ports.ts";
import { sure } from "../fixtures.ts";

const proposed = (slug: string): Proposed => ({
  id: sure(parseInterestId(`v:venue:${slug}`)),
  label: { en: "Robot garden", da: "Robothave" },
  x: { en: "the robot garden", da: "robothaven" },
  phrase: "is_into",
  ...{ by: "account-1", byName: "Olga" },
});

export function proposalStoreContract(open: () => Promise<ProposalStore>): void {
  let store: ProposalStore;
  let venue: VenueId;
  beforeEach(async () => {
    store = await open();
    venue = venueIdOf(new Uint8Array(randomBytes(16)));
  });

  describe("a store of proposals", () => {
    it("gives back what was proposed, by id, and only to its venue", async () => {
      for (const each of ["b", "a"])
        expect(await store.propose(venue, proposed(each))).toBe("proposed");
      expect(await store.list(venue)).toEqual([proposed("a"), proposed("b")]);
      expect(await store.list(venueIdOf(new Uint8Array(randomBytes(16))))).toEqual([]);
    });

    it("takes one of each id, and hands it out once", async () => {
      await store.propose(venue, proposed("a"));
      expect(await store.propose(venue, proposed("a"))).toBe("taken");
      const { id } = proposed("a");
      expect(await store.take(venue, id)).toEqual(proposed("a"));
      expect(await store.take(venue, id)).toBeUndefined();
      expect(await store.take(venue, "v:venue:c" as InterestId)).toBeUndefined();
    });

    it("keeps so many of a venue", async () => {
      for (let each = 0; each < MAX_PROPOSED; each++)
        await store.propose(venue, proposed(`n${each}`));
      expect(await store.propose(venue, proposed("more"))).toBe("full");
    });
  });
}
