/**
 * Bulletin store contract: what every implementation of `BulletinStore` must do.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { parseVenueId, seconds, TARGETS_MAX, unixMs, type VenueId } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import {
  type BulletinStore,
  type BulletinTarget,
  DELIVERY_LIFE,
  LEASE,
  MOST_WAITING,
  type NewDelivery,
} from "../../src/bulletin-ports.ts";
import { sure } from "../fixtures.ts";

/** Ever later, so that nothing of an earlier test is due. */
let ahead = 0;
const freshVenue = (): VenueId => sure(parseVenueId(randomUUID()));
const freshId = () => randomBytes(12).toString("base64url");

export function bulletinStoreContract(storeOf: () => BulletinStore): void {
  const opening = async () => {
    const [store, venue] = [storeOf(), freshVenue()];
    const now = unixMs(1_800_000_000_000 - ahead++ * 1_000_000_000);
    const target: BulletinTarget = {
      ...{ id: freshId(), venue, kind: "webhook", address: "https://a.example/hook" },
      ...{ topics: ["gateway.late", "gateway.silent"], secret: "whsec_AAAA", createdAt: now },
    };
    expect(await store.addTarget(target)).toBe("added");
    const delivery = (message: string, from: Partial<NewDelivery> = {}): NewDelivery => ({
      ...{ id: freshId(), venue, target: target.id, kind: "gateway.late", message },
      ...{ body: '{"a":1}', madeAt: now },
      ...from,
    });
    const later = (ms: number) => unixMs(now + ms);
    return { store, venue, now, target, delivery, later };
  };

  describe("a target", () => {
    it("is kept for its venue, which may have so many", async () => {
      const { store, venue, target } = await opening();
      expect(await store.targets(venue)).toEqual([target]);
      expect(await store.targets(freshVenue())).toEqual([]);
      const mail = { ...target, kind: "email", secret: undefined } as const;
      for (let made = 1; made < TARGETS_MAX; made++)
        expect(await store.addTarget({ ...mail, id: freshId() })).toBe("added");
      expect(await store.addTarget({ ...mail, id: freshId() })).toBe("full");
    });

    it("is removed by its own venue, with what was on its way", async () => {
      const { store, venue, target, delivery } = await opening();
      await store.enqueue([delivery("one")]);
      expect(await store.removeTarget(freshVenue(), target.id)).toBe(false);
      expect(await store.removeTarget(venue, target.id)).toBe(true);
      expect(await store.removeTarget(venue, target.id)).toBe(false);
      expect(await store.deliveries(venue, 9)).toEqual([]);
      // Whoever had read the targets before knows no better.
      expect(await store.enqueue([delivery("two")])).toBe(true);
      expect(await store.deliveries(venue, 9)).toEqual([]);
    });
  });

  describe("a delivery", () => {
    it("of one message to one target is there once, whoever asks for it and how often", async () => {
      const { store, venue, delivery } = await opening();
      await Promise.all(Array.from({ length: 6 }, () => store.enqueue([delivery("same")])));
      expect(await store.deliveries(venue, 9)).toMatchObject([
        { message: "same", state: "waiting", tries: 0, kind: "gateway.late" },
      ]);
    });

    it("is given to one of many who look, and to another when that one does not come back", async () => {
      const { store, venue, now, delivery, later } = await opening();
      await store.enqueue([delivery("a"), delivery("b")]);
      const claims = await Promise.all(Array.from({ length: 5 }, () => store.claim(now, 10)));
      const given = claims.flat().filter((each) => each.venue === venue);
      expect(given.map(({ message }) => message).toSorted()).toEqual(["a", "b"]);
      expect(given[0]).toMatchObject({
        ...{ tries: 1, body: '{"a":1}' },
        to: { kind: "webhook", address: "https://a.example/hook", secret: "whsec_AAAA" },
      });
      const own = async (at: number) =>
        (await store.claim(later(at), 10)).filter((each) => each.venue === venue);
      expect(await own(LEASE - 1)).toEqual([]);
      expect((await own(LEASE)).map(({ tries }) => tries)).toEqual([2, 2]);
    });

    it("that was missed is due again when it is said, and no more once it is given up or arrived", async () => {
      const { store, venue, now, delivery, later } = await opening();
      const [a, b] = [delivery("a"), delivery("b")];
      await store.enqueue([a, b]);
      await store.claim(now, 10);
      await store.missed(a.id, "http-500", later(5_000), now);
      await store.arrived(b.id, later(1));
      const own = async (at: number) =>
        (await store.claim(later(at), 10)).filter((each) => each.venue === venue);
      expect(await own(4_999)).toEqual([]);
      expect(await own(5_000)).toMatchObject([{ id: a.id, tries: 2 }]);
      await store.missed(a.id, "no-answer", undefined, later(6_000));
      expect(await own(9_000_000)).toEqual([]);
      const shown = await store.deliveries(venue, 9);
      expect(shown.toSorted((x, y) => (x.message < y.message ? -1 : 1))).toMatchObject([
        { state: "failed", why: "no-answer", at: later(6_000), tries: 2 },
        { state: "arrived", why: undefined, at: later(1), tries: 1 },
      ]);
      // Once a person asks for it, and only what has failed, and of this venue.
      expect(await store.retry(venue, b.id, later(7_000))).toBe(false);
      expect(await store.retry(freshVenue(), a.id, later(7_000))).toBe(false);
      expect(await store.retry(venue, a.id, later(7_000))).toBe(true);
      expect(await own(7_000)).toMatchObject([{ id: a.id, tries: 1 }]);
    });

    it("waits in a queue that is bounded, and is forgotten a week after it was over", async () => {
      const { store, venue, now, delivery, later } = await opening();
      const many = (count: number, from: number) =>
        Array.from({ length: count }, (_, at) =>
          delivery(`m${from + at}`, { madeAt: later(seconds(from + at)) }),
        );
      expect(await store.enqueue(many(3, 0))).toBe(true);
      expect(await store.enqueue(many(MOST_WAITING - 2, 3))).toBe(false);
      expect((await store.deliveries(venue, 2)).map(({ message }) => message)).toEqual([
        ...["m2", "m1"],
      ]);
      const [first] = await store.claim(now, 1);
      await store.arrived(first?.id ?? "", now);
      await store.forget(later(DELIVERY_LIFE - 1));
      expect(await store.deliveries(venue, 9)).toHaveLength(3);
      await store.forget(later(DELIVERY_LIFE));
      expect(await store.deliveries(venue, 9)).toHaveLength(2);
    });
  });
}
