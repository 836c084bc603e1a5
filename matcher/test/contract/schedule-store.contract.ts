/**
 * Schedule store contract: what every implementation of `ScheduleStore` must do.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { parseVenueId, SCHEDULES_MAX, unixMs, type VenueId } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import {
  type Programme,
  READ_EVERY,
  READING_AT_MOST,
  type ScheduleStore,
} from "../../src/schedule-ports.ts";
import { sure, zone } from "../fixtures.ts";

const freshVenue = (): VenueId => sure(parseVenueId(randomUUID()));
const freshId = () => randomBytes(12).toString("base64url");
const now = unixMs(1_800_000_000_123);
const later = (ms: number) => unixMs(now + ms);
const programme: Programme = {
  talks: [{ room: "Sal “Æ”", from: now, until: later(60_000), title: "Emojis 🫶, and why" }],
  leftOut: 2,
};

export function scheduleStoreContract(storeOf: () => ScheduleStore): void {
  const opening = async () => {
    const [store, venue] = [storeOf(), freshVenue()];
    const add = async () => {
      const made = { id: freshId(), venue, url: "https://a.example/s.ics", timeZone: "Etc/UTC" };
      expect(await store.add(made)).toBe("added");
      return made;
    };
    const only = async () => {
      const [kept, ...others] = await store.list(venue);
      if (kept === undefined || others.length > 0) throw new Error("there is one");
      return kept;
    };
    return { store, venue, add, only };
  };

  describe("a programme", () => {
    it("is kept for its venue, unread, in the order in which they came, so many", async () => {
      const { store, venue, add } = await opening();
      const made: string[] = [];
      for (let times = 0; times < SCHEDULES_MAX; times++) made.push((await add()).id);
      const kept = await store.list(venue);
      expect(kept.map(({ id }) => id)).toEqual(made);
      expect(kept[0]).toEqual({
        ...{ id: made[0], venue, url: "https://a.example/s.ics", timeZone: "Etc/UTC", rooms: [] },
        ...{ programme: { talks: [], leftOut: 0 } },
        ...{ readAt: undefined, triedAt: undefined, fault: undefined },
      });
      const more = { id: freshId(), venue, url: "https://a.example/", timeZone: "Etc/UTC" };
      expect(await store.add(more)).toBe("full");
      expect(await store.list(freshVenue())).toEqual([]);
    });

    it("is let in so often also when many ask at once", async () => {
      const { store, venue } = await opening();
      const added = await Promise.all(
        Array.from({ length: SCHEDULES_MAX + 3 }, () =>
          store.add({ id: freshId(), venue, url: "https://a.example/", timeZone: "Etc/UTC" }),
        ),
      );
      expect(added.filter((each) => each === "added")).toHaveLength(SCHEDULES_MAX);
      expect(await store.list(venue)).toHaveLength(SCHEDULES_MAX);
    });

    it("is changed and removed by its own venue alone", async () => {
      const { store, venue, add, only } = await opening();
      const [{ id }, rooms] = [await add(), [{ room: "Sal “Æ”", zone: zone("hall") }]];
      expect(await store.setRooms(freshVenue(), id, rooms)).toBe(false);
      expect(await store.setRooms(venue, freshId(), rooms)).toBe(false);
      expect((await only()).rooms).toEqual([]);
      expect(await store.setRooms(venue, id, rooms)).toBe(true);
      expect((await only()).rooms).toEqual(rooms);
      expect(await store.readSoon(freshVenue(), id)).toBe(false);
      expect(await store.remove(freshVenue(), id)).toBe(false);
      expect(await store.remove(venue, id)).toBe(true);
      expect(await store.remove(venue, id)).toBe(false);
      expect(await store.list(venue)).toEqual([]);
      // Whoever was reading it meanwhile knows no better.
      await store.note(id, programme, now);
      expect(await store.list(venue)).toEqual([]);
    });
  });

  describe("what was read", () => {
    it("is kept, and stays when a later try fails; a later one puts both right", async () => {
      const { store, add, only } = await opening();
      const { id } = await add();
      await store.note(id, programme, now);
      expect(await only()).toMatchObject({ programme, readAt: now, triedAt: now });
      expect((await only()).fault).toBeUndefined();
      await store.note(id, "no-answer", later(5));
      expect(await only()).toMatchObject({
        ...{ programme, readAt: now, triedAt: later(5), fault: "no-answer" },
      });
      await store.note(id, { talks: [], leftOut: 0 }, later(9));
      expect(await only()).toMatchObject({ programme: { talks: [] }, readAt: later(9) });
      expect((await only()).fault).toBeUndefined();
    });
  });

  describe("a turn to read", () => {
    it("is given to one of many who ask, and to another when that one does not come back", async () => {
      const { store, venue, add } = await opening();
      const { id } = await add();
      expect(await store.claim([], now)).toBeUndefined();
      expect(await store.claim([freshVenue()], now)).toBeUndefined();
      const claims = await Promise.all(
        Array.from({ length: 5 }, () => store.claim([freshVenue(), venue], now)),
      );
      expect(claims.flatMap((each) => each?.id ?? [])).toEqual([id]);
      expect(await store.claim([venue], later(READING_AT_MOST - 1))).toBeUndefined();
      expect((await store.claim([venue], later(READING_AT_MOST)))?.id).toBe(id);
    });

    it("comes again after five minutes, well read or not, or when it is asked for", async () => {
      const { store, venue, add } = await opening();
      const { id } = await add();
      await store.claim([venue], now);
      await store.note(id, "http", now);
      expect(await store.claim([venue], later(READ_EVERY - 1))).toBeUndefined();
      expect((await store.claim([venue], later(READ_EVERY)))?.fault).toBe("http");
      await store.note(id, programme, later(READ_EVERY));
      expect(await store.claim([venue], later(READ_EVERY))).toBeUndefined();
      expect(await store.readSoon(venue, id)).toBe(true);
      expect((await store.claim([venue], later(READ_EVERY)))?.programme).toEqual(programme);
    });

    it("is of the one that has waited longest", async () => {
      const { store, venue, add } = await opening();
      const [first, second] = [await add(), await add()];
      await store.note(first.id, "http", later(1));
      await store.note(second.id, "http", now);
      const due = later(READ_EVERY + 1);
      expect((await store.claim([venue], due))?.id).toBe(second.id);
      expect((await store.claim([venue], due))?.id).toBe(first.id);
      expect(await store.claim([venue], due)).toBeUndefined();
    });
  });
}
