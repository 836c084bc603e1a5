/**
 * What every implementation of `ScreenStore` must do.
 */
import { randomBytes } from "node:crypto";
import { type UnixMs, unixMs, type VenueId, venueIdOf } from "@sighej/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import type { ClaimDigest } from "../../src/gateway-ports.ts";
import {
  MAX_SCREENS,
  type NewScreen,
  SCREEN_CODE_LIFE,
  SCREEN_LIFE,
  type ScreenStore,
} from "../../src/screen-ports.ts";
import { zone } from "../fixtures.ts";

const now = unixMs(1_800_000_000_000);
const later = (time: number): UnixMs => unixMs(now + time);
const digest = () => randomBytes(32).toString("hex");

export function screenStoreContract(open: () => Promise<ScreenStore>): void {
  let store: ScreenStore;
  let venue: VenueId;
  beforeEach(async () => {
    store = await open();
    venue = venueIdOf(new Uint8Array(randomBytes(16)));
  });

  const added = async (from: Partial<NewScreen> = {}) => {
    const screen: NewScreen = {
      ...{ id: randomBytes(16).toString("base64url"), venue, zone: zone("bar"), name: "Bar" },
      ...{ code: digest() as ClaimDigest, codeUntil: later(SCREEN_CODE_LIFE) },
      ...from,
    };
    expect(await store.add(screen, now)).toBe("added");
    return screen;
  };

  describe("a store of screens", () => {
    it("lists what was added, by zone and name, and only to its venue", async () => {
      const last = await added({ zone: zone("stage") });
      const second = await added({ name: "b" });
      const first = await added({ name: "B" });
      await added({ venue: venueIdOf(new Uint8Array(randomBytes(16))) });
      const listed = await store.list(venue, now);
      expect(listed.map(({ id }) => id)).toEqual([first.id, second.id, last.id]);
      expect(listed[0]).toEqual({
        ...{ id: first.id, venue, zone: first.zone, name: "B" },
        ...{ enrolledAt: undefined, codeUntil: first.codeUntil },
      });
    });

    it("trades a code once, and knows the screen by its secret from then on", async () => {
      const { id, code } = await added();
      const secret = digest();
      const screen = await store.enrol(code, secret, later(1));
      expect(screen).toMatchObject({ id, venue, enrolledAt: later(1), codeUntil: undefined });
      expect(await store.enrol(code, digest(), later(2))).toBeUndefined();
      expect(await store.find(secret, later(2))).toEqual(screen);
      expect(await store.find(digest(), later(2))).toBeUndefined();
      expect(await store.list(venue, later(SCREEN_CODE_LIFE * 2))).toEqual([screen]);
    });

    it("lets one of two tablets in that come with a code at once", async () => {
      const { code } = await added();
      const both = await Promise.all(
        [digest(), digest()].map((each) => store.enrol(code, each, now)),
      );
      expect(both.filter((each) => each !== undefined)).toHaveLength(1);
    });

    it("forgets a code when its time is over, and the screen with it", async () => {
      const { code, codeUntil } = await added();
      expect(await store.enrol(code, digest(), codeUntil)).toBeUndefined();
      expect(await store.list(venue, codeUntil)).toEqual([]);
    });

    it("knows a screen no longer than it lives", async () => {
      const { code } = await added();
      const secret = digest();
      await store.enrol(code, secret, now);
      expect(await store.find(secret, later(SCREEN_LIFE - 1))).toBeDefined();
      expect(await store.find(secret, later(SCREEN_LIFE))).toBeUndefined();
    });

    it("forgets a screen that is removed, at its own venue only", async () => {
      const { id, code } = await added();
      const secret = digest();
      await store.enrol(code, secret, now);
      expect(await store.remove(venueIdOf(new Uint8Array(randomBytes(16))), id)).toBe(false);
      expect(await store.remove(venue, id)).toBe(true);
      expect(await store.remove(venue, id)).toBe(false);
      expect(await store.find(secret, now)).toBeUndefined();
    });

    it("keeps so many of a venue; codes that are over make room", async () => {
      const codeUntil = later(SCREEN_CODE_LIFE);
      for (let each = 0; each < MAX_SCREENS; each++) await added();
      const one = { id: "one more", venue, zone: zone("bar"), name: "Bar", codeUntil };
      expect(await store.add({ ...one, code: digest() as ClaimDigest }, now)).toBe("full");
      expect(await store.add({ ...one, code: digest() as ClaimDigest }, codeUntil)).toBe("added");
    });
  });
}
