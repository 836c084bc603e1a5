/**
 * What every implementation of `VenueStore` must do.
 */
import { randomBytes } from "node:crypto";
import { type VenueId, venueIdOf } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { VenueStore } from "../../src/venue-ports.ts";

const freshVenue = (): VenueId => venueIdOf(randomBytes(16));
const draft = (id: VenueId, setup = "{}") => ({ id, state: "draft" as const, setup });

/** `fresh`: an empty one that holds two venues at most, and another replica's view of it. */
export function venueStoreContract(
  fresh: () => Promise<{ readonly store: VenueStore; readonly replica: VenueStore }>,
): void {
  describe("venues", () => {
    it("are none at first", async () => {
      const { store } = await fresh();
      expect((await store.versions()).size).toBe(0);
      expect(await store.find(freshVenue())).toBeUndefined();
    });

    it("are kept as they were made, once, and seen by every replica", async () => {
      const { store, replica } = await fresh();
      const id = freshVenue();
      // As long as a text may be, and with what a careless one would trip over.
      const setup = JSON.stringify({ name: "Æ'\"\\ \u0000".slice(0, 4), pad: "x".repeat(100_000) });
      expect(await store.create(draft(id, setup))).toBe("created");
      expect(await replica.create(draft(id))).toBe("taken");
      expect(await replica.versions()).toEqual(new Map([[id, 1]]));
      expect(await replica.find(id)).toEqual({ id, version: 1, state: "draft", setup });
    });

    it("are no more than there may be, also when they are made at once", async () => {
      const { store, replica } = await fresh();
      const made = await Promise.all(
        [store, replica, store, replica].map((each) => each.create(draft(freshVenue()))),
      );
      expect(made.toSorted()).toEqual(["created", "created", "full", "full"]);
      expect((await store.versions()).size).toBe(2);
    });

    it("are changed by whoever knows the version, in part or as a whole", async () => {
      const { store, replica } = await fresh();
      const id = freshVenue();
      await store.create(draft(id));
      expect(await store.edit(id, 1, { setup: "[1]" })).toBe("edited");
      expect(await replica.edit(id, 2, { state: "live" })).toBe("edited");
      expect(await store.find(id)).toEqual({ id, version: 3, state: "live", setup: "[1]" });
    });

    it("stay as they are for whoever has seen an older version, and are told apart from none", async () => {
      const { store } = await fresh();
      const id = freshVenue();
      await store.create(draft(id));
      await store.edit(id, 1, { setup: "[1]" });
      expect(await store.edit(id, 1, { setup: "[2]" })).toBe("stale");
      expect(await store.remove(id, 1)).toBe("stale");
      expect((await store.find(id))?.setup).toBe("[1]");
      expect(await store.edit(freshVenue(), 1, { setup: "[2]" })).toBe("unknown");
      expect(await store.remove(freshVenue(), 1)).toBe("unknown");
    });

    it("take one of two changes that are made at once", async () => {
      const { store, replica } = await fresh();
      const id = freshVenue();
      await store.create(draft(id));
      const edits = [store, replica, store, replica].map((each, at) =>
        each.edit(id, 1, { setup: `[${at}]` }),
      );
      const answers = await Promise.all(edits);
      expect(answers.toSorted()).toEqual(["edited", "stale", "stale", "stale"]);
      expect((await replica.find(id))?.setup).toBe(`[${answers.indexOf("edited")}]`);
    });

    it("are forgotten when they are removed", async () => {
      const { store, replica } = await fresh();
      const id = freshVenue();
      await store.create(draft(id));
      expect(await replica.remove(id, 1)).toBe("removed");
      expect(await store.find(id)).toBeUndefined();
      expect((await store.versions()).size).toBe(0);
    });
  });
}
