/**
 * What every implementation of `VenueNotes` must do.
 */
import { type UnixMs, unixMs, type VenueId, venueIdOf } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { CodeId } from "../../src/notes-ports.ts";
import type { News } from "../../src/ports.ts";
import { zone } from "../fixtures.ts";
import type { Opened } from "./opened.ts";

const code = "0123456789abcdef" as CodeId;
const [bar, hall] = [zone("bar"), zone("hall")];
const at = (time: number): UnixMs => unixMs(1_800_000_000_000 + time);
let made = 0;
const freshVenue = (): VenueId => venueIdOf(Uint8Array.from({ length: 16 }, () => made++ & 0xff));

export function notesContract(opened: () => Opened): void {
  const notes = () => opened().stores.notes;

  describe("notes of a venue", () => {
    it("are none at first", async () => {
      expect(await notes().read(freshVenue())).toEqual({ zones: new Map(), codes: new Map() });
    });

    it("keep the last of each: a zone's switch, its slots, and a code", async () => {
      const venue = freshVenue();
      const slots = [
        { from: at(0), until: at(10) },
        { from: at(5), until: at(20) },
      ];
      await notes().setQuiet(venue, bar, true);
      await notes().setSlots(venue, bar, slots);
      await notes().setQuiet(venue, hall, true);
      await notes().setQuiet(venue, hall, false);
      await notes().setCode(venue, code, true);
      expect(await notes().read(venue)).toEqual({
        zones: new Map([
          [bar, { switched: true, slots }],
          [hall, { switched: false }],
        ]),
        codes: new Map([[code, true]]),
      });
      await notes().setSlots(venue, bar, []);
      await notes().setCode(venue, code, false);
      const { zones, codes } = await notes().read(venue);
      expect(zones.get(bar)).toEqual({ switched: true, slots: [] });
      expect(codes.get(code)).toBe(false);
    });

    it("are each venue's own, and the same for every replica", async () => {
      const [one, other] = [freshVenue(), freshVenue()];
      await notes().setQuiet(one, bar, true);
      const replica = await opened().replica();
      expect((await replica.notes.read(one)).zones.get(bar)).toEqual({ switched: true });
      expect((await replica.notes.read(other)).zones.size).toBe(0);
    });

    it("are forgotten with their venue, and no other's", async () => {
      const [gone, stays] = [freshVenue(), freshVenue()];
      for (const venue of [gone, stays]) await notes().setCode(venue, code, true);
      await notes().setSlots(gone, bar, [{ from: at(0), until: at(10) }]);
      await notes().forget(gone);
      expect(await notes().read(gone)).toEqual({ zones: new Map(), codes: new Map() });
      expect((await notes().read(stays)).codes.get(code)).toBe(true);
      await notes().forget(gone);
    });

    it("are told as news when they can be read", async () => {
      const venue = freshVenue();
      const replica = await opened().replica();
      const heard = new Promise<News>((resolve) => {
        replica.onNews((news) => {
          if (news.kind === "notes" && news.venue === venue) resolve(news);
        });
      });
      await notes().setQuiet(venue, bar, true);
      expect(await heard).toEqual({ kind: "notes", venue });
      expect((await replica.notes.read(venue)).zones.size).toBe(1);
      replica.onNews(() => {});
    });
  });
}
