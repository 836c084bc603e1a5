/**
 * What every implementation of `PlanStore` must do.
 */
import { randomBytes } from "node:crypto";
import { type PlanScale, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { PlanPicture, PlanStore } from "../../src/plan-ports.ts";
import { freshVenue } from "./aggregate-store.contract.ts";

const at = (second: number) => unixMs(1_700_000_000_000 + second * 1_000);
const pictureOf = (size: number): PlanPicture => ({
  bytes: new Uint8Array(randomBytes(size)),
  ...{ width: 40, height: 30 },
});
const scale: PlanScale = {
  from: { x: 1, y: 2.5 },
  to: { x: 31, y: 2.5 },
  ...{ metres: 12.25, origin: { x: 3, y: 4 } },
};

export function planStoreContract(store: () => PlanStore): void {
  describe("floor plans", () => {
    it("are kept to the byte, as large as they may be", async () => {
      const venue = freshVenue();
      const picture = pictureOf(4 * 1024 * 1024);
      await store().keep(venue, picture, at(1));
      expect(await store().find(venue)).toEqual({
        ...{ width: 40, height: 30, madeAt: at(1), scale: undefined },
      });
      const kept = await store().picture(venue);
      expect(Buffer.compare(Buffer.from(kept ?? []), Buffer.from(picture.bytes))).toBe(0);
    });

    it("keep their scale until another picture comes", async () => {
      const venue = freshVenue();
      await store().keep(venue, pictureOf(8), at(1));
      expect(await store().setScale(venue, scale, at(1))).toBe(true);
      expect((await store().find(venue))?.scale).toEqual(scale);
      await store().keep(venue, pictureOf(9), at(2));
      expect(await store().find(venue)).toMatchObject({ madeAt: at(2), scale: undefined });
      expect(await store().setScale(venue, scale, at(1))).toBe(false);
    });

    it("are each venue's own, and gone when they are removed", async () => {
      const [one, other] = [freshVenue(), freshVenue()];
      await store().keep(one, pictureOf(8), at(1));
      expect(await store().find(other)).toBeUndefined();
      expect(await store().picture(other)).toBeUndefined();
      expect(await store().setScale(other, scale, at(1))).toBe(false);
      expect(await store().remove(other)).toBe(false);
      expect(await store().remove(one)).toBe(true);
      expect(await store().find(one)).toBeUndefined();
      expect(await store().picture(one)).toBeUndefined();
    });
  });
}
