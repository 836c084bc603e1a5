/**
 * What every implementation of `StockNotes` must do.
 */
import { randomBytes } from "node:crypto";
import { type VenueId, venueIdOf } from "@sighej/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import type { StockNotes } from "../../src/stock-ports.ts";
import { stockId } from "../stock.ts";

export function stockNotesContract(open: () => Promise<StockNotes>): void {
  const [one, other] = [stockId("B00001"), stockId("B00002")];
  let notes: StockNotes;
  let venue: VenueId;
  beforeEach(async () => {
    notes = await open();
    venue = venueIdOf(new Uint8Array(randomBytes(16)));
  });

  describe("notes of the stock", () => {
    it("say what was set last, and nothing of what was never touched", async () => {
      await notes.setState(venue, one, "lent");
      await notes.setState(venue, one, "lost");
      expect(await notes.read(venue)).toEqual(new Map([[one, { state: "lost" }]]));
    });

    it("keep state and battery apart", async () => {
      await notes.setState(venue, one, "lent");
      await notes.setBatteries(
        venue,
        new Map([
          [one, "low"],
          [other, "ok"],
        ]),
      );
      await notes.setState(venue, one, "in-stock");
      expect(await notes.read(venue)).toEqual(
        new Map([
          [one, { state: "in-stock", battery: "low" }],
          [other, { state: "in-stock", battery: "ok" }],
        ]),
      );
    });

    it("are a venue's own, and can be forgotten", async () => {
      await notes.setState(venue, one, "lent");
      const elsewhere = venueIdOf(new Uint8Array(randomBytes(16)));
      expect(await notes.read(elsewhere)).toEqual(new Map());
      await notes.forget(elsewhere, one);
      expect((await notes.read(venue)).size).toBe(1);
      await notes.forget(venue, one);
      expect(await notes.read(venue)).toEqual(new Map());
    });
  });
}
