/**
 * What every implementation of `MapStore` must do.
 */
import { unixMs, type VenueId, venueIdOf } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { KeptMap } from "../../src/domain/proximity/kept-map.ts";
import { MAX_MAP_VERSIONS, type MapStore } from "../../src/map-ports.ts";

let made = 0;
const freshVenue = (): VenueId => venueIdOf(Uint8Array.from({ length: 16 }, () => made++ & 0xff));
const at = (time: number) => unixMs(1_800_000_000_000 + time);

/** A small map that differs by its number; its levels are no round numbers. */
const mapNumbered = (number: number): KeptMap => ({
  kind: number % 2 === 0 ? "calibrated" : "learned",
  layout: "hall-1 0 0.5\nhall-2 4 0",
  bounds: { left: -1, top: -1.5, right: 3, bottom: 2.25 },
  grid: { columns: 4, rows: 4, cell: 1, left: -1, top: -1.5 },
  offsetWeight: 1 / 2.25,
  mean: Float32Array.from({ length: 32 }, (_, cell) => -50 - number / 3 - cell / 7),
  weight: Float32Array.from({ length: 32 }, (_, cell) => 1 / (9 + cell)),
  ...(number % 2 === 0 ? { areas: [{ x: -1, y: -1.5, side: 4, quality: "guesswork" }] } : {}),
});

export function mapStoreContract(store: () => MapStore, replica: () => Promise<MapStore>): void {
  describe("radio maps", () => {
    it("are none at first", async () => {
      expect(await store().find(freshVenue())).toEqual([]);
    });

    it("come back bit for bit, the newest first with the one it replaced", async () => {
      const venue = freshVenue();
      for (const number of [1, 2, 3])
        expect(await store().save(venue, mapNumbered(number), at(number))).toBe(number);
      const found = await (await replica()).find(venue);
      expect(found).toEqual(
        [3, 2].map((version) => ({ version, madeAt: at(version), map: mapNumbered(version) })),
      );
    });

    it("are each venue's own", async () => {
      const [one, other] = [freshVenue(), freshVenue()];
      await store().save(one, mapNumbered(1), at(0));
      expect(await store().save(other, mapNumbered(2), at(0))).toBe(1);
      expect((await store().find(one)).map(({ map }) => map.kind)).toEqual(["learned"]);
    });

    it("are used no more once withdrawn, and their number never again", async () => {
      const venue = freshVenue();
      for (const number of [1, 2]) await store().save(venue, mapNumbered(number), at(number));
      expect(await store().withdraw(venue, 2)).toBe(true);
      expect(await store().withdraw(venue, 2)).toBe(false);
      expect(await store().withdraw(venue, 7)).toBe(false);
      expect((await store().find(venue)).map(({ version }) => version)).toEqual([1]);
      expect(await store().save(venue, mapNumbered(3), at(3))).toBe(3);
      expect((await store().find(venue)).map(({ version }) => version)).toEqual([3, 1]);
    });

    it("are kept up to a few versions: the oldest goes", async () => {
      const venue = freshVenue();
      for (let number = 1; number <= MAX_MAP_VERSIONS + 1; number++)
        await store().save(venue, mapNumbered(number), at(number));
      expect(await store().withdraw(venue, 1)).toBe(false);
      expect(await store().withdraw(venue, 2)).toBe(true);
    });

    it("get versions of their own when saved at once", async () => {
      const venue = freshVenue();
      const other = await replica();
      const versions = await Promise.all(
        [1, 2, 3, 4].map((number) =>
          (number % 2 === 0 ? other : store()).save(venue, mapNumbered(number), at(number)),
        ),
      );
      expect([...versions].sort()).toEqual([1, 2, 3, 4]);
    });
  });
}
