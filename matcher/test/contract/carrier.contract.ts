/**
 * Carrier contract: what every `SessionStore` must do with the carriers of its sessions.
 */
import { carrierKinds, minutes, type SessionId, sessionIdOf, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BoundCarrier,
  isLive,
  withCarrier,
  type ZoneProof,
} from "../../src/domain/carrier.ts";
import type { Session } from "../../src/domain/session.ts";
import type { News } from "../../src/ports.ts";
import { otherVenue, stockId, venue, zone } from "../fixtures.ts";
import {
  clock,
  create,
  freshDigest,
  freshSession,
  mentions,
  type Opened,
  until,
} from "./opened.ts";

export function carrierContract(opened: () => Opened): void {
  const sessions = () => opened().stores.sessions;
  const bind = ({ id }: Pick<Session, "id">, carrier: BoundCarrier, at = venue) =>
    sessions().bind(at, id, carrier, clock());
  // Suites share a store, so each test takes badges that no other has touched.
  let taken = 0;
  const badge = () => ({ kind: "badge", id: stockId(`BADGE${1_000 + taken++}`) }) as const;
  const tag = () => ({ kind: "stock-tag", id: stockId(`TAG${1_000 + taken++}`) }) as const;
  const proof = (kind: ZoneProof["kind"], at: string, life = minutes(10)): ZoneProof => ({
    kind,
    zone: zone(at),
    until: unixMs(clock() + life),
  });
  const carriersOf = async ({ id }: Session) => (await sessions().find(venue, id))?.carriers;

  describe("a session's carriers", () => {
    it("are kept with it, one of each kind, each a revision", async () => {
      const { session, bearer } = await create(opened().stores);
      const carriers = [badge(), tag(), proof("check-in", "hall"), proof("zone-code", "bar")];
      for (const [at, each] of carriers.entries())
        expect(await bind(session, each)).toEqual({
          ...session,
          carriers: carriers.slice(0, at + 1),
          revision: at + 1,
        });
      expect((await sessions().findByBearer(bearer))?.carriers).toEqual(carriers);
      expect(await carriersOf(session)).toEqual(carriers);
    });

    it("hold one badge and one tag, until that is let go of", async () => {
      const { session } = await create(opened().stores);
      for (const made of [badge, tag]) {
        const [one, other] = [made(), made()];
        const bound = await bind(session, one);
        expect(await bind(session, other)).toBe("has-one");
        expect(await bind(session, one)).toEqual(bound);
        const free = await sessions().unbind(venue, session.id, one.kind, clock());
        expect(free?.carriers).not.toContainEqual(one);
        expect(await bind(session, other)).toMatchObject({ carriers: [other] });
        await sessions().unbind(venue, session.id, one.kind, clock());
      }
      expect(await carriersOf(session)).toEqual([]);
    });

    it("hold the last proof of each kind, and none that is over once another comes", async () => {
      const { session } = await create(opened().stores);
      await bind(session, proof("zone-code", "hall"));
      const moved = proof("zone-code", "bar");
      expect(await bind(session, moved)).toMatchObject({ carriers: [moved] });
      const over: ZoneProof = { ...proof("check-in", "hall"), until: unixMs(clock() - 1) };
      await bind(session, over);
      const last = badge();
      expect(await bind(session, last)).toMatchObject({ carriers: [moved, last], revision: 4 });
    });

    it("follow the rules of the domain, whatever is bound and let go of in whatever order", async () => {
      const carrier: fc.Arbitrary<BoundCarrier> = fc.oneof(
        fc.constantFrom(badge(), badge(), tag(), tag()),
        fc.record({
          kind: fc.constantFrom("check-in" as const, "zone-code" as const),
          zone: fc.constantFrom("bar", "hall").map(zone),
          until: fc.integer({ min: -600_000, max: 600_000 }).map((by) => unixMs(clock() + by)),
        }),
      );
      const deed = fc.oneof(carrier, fc.constantFrom(...carrierKinds));
      await fc.assert(
        fc.asyncProperty(fc.array(deed, { maxLength: 12 }), async (deeds) => {
          const { session } = await create(opened().stores);
          const now = clock();
          let held: readonly BoundCarrier[] = [];
          for (const each of deeds) {
            if (typeof each === "string") {
              if (held.some(({ kind }) => kind === each))
                held = held.filter((other) => other.kind !== each && isLive(other, now));
              await sessions().unbind(venue, session.id, each, now);
            } else {
              const next = withCarrier(held, each, now);
              const bound = await sessions().bind(venue, session.id, each, now);
              if (next === "has-one") expect(bound).toBe("has-one");
              else held = next;
            }
            expect(await carriersOf(session)).toEqual(held);
          }
          await sessions().remove(venue, session.id);
        }),
        { numRuns: 30 },
      );
    });

    it("are taken away by kind; what is not held is no matter", async () => {
      const { session } = await create(opened().stores);
      const [one, two] = [proof("check-in", "hall"), badge()];
      await bind(session, one);
      const bound = await bind(session, two);
      expect(await sessions().unbind(venue, session.id, "zone-code", clock())).toEqual(bound);
      expect(await sessions().unbind(venue, session.id, "check-in", clock())).toEqual({
        ...session,
        carriers: [two],
        revision: 3,
      });
    });

    it("are nothing of a session that is gone, and leave nothing behind", async () => {
      const gone: SessionId = sessionIdOf(new Uint8Array(16).fill(9));
      const one = badge();
      for (const each of [one, proof("check-in", "hall")])
        expect(await bind({ id: gone }, each)).toBeUndefined();
      expect(await sessions().unbind(venue, gone, "badge", clock())).toBeUndefined();
      expect(mentions(await opened().dump(), gone, one.id)).toEqual([]);
      const { session } = await create(opened().stores);
      expect(await bind(session, one)).toMatchObject({ carriers: [one] });
    });

    it("are news for other replicas", async () => {
      const replica = await opened().replica();
      const heard: News[] = [];
      replica.onNews((news) => heard.push(news));
      const { session } = await create(opened().stores);
      await bind(session, badge());
      await sessions().unbind(venue, session.id, "badge", clock());
      await until(
        async () => heard.filter((news) => news.kind === "session" && news.session === session.id),
        (news) => news.length >= 3,
      );
      expect(await replica.sessions.find(venue, session.id)).toMatchObject({ carriers: [] });
      replica.onNews(() => {});
    });
  });

  describe("a badge or tag", () => {
    it("is bound to one of eight who race for it, in 25 rounds", async () => {
      const replica = await opened().replica();
      const made = await Promise.all(
        Array.from({ length: 8 }, async () => (await create(opened().stores)).session),
      );
      for (let round = 0; round < 25; round++) {
        const one = round % 2 ? tag() : badge();
        const answers = await Promise.all(
          made.map(({ id }, at) =>
            (at % 2 ? replica : opened().stores).sessions.bind(venue, id, one, clock()),
          ),
        );
        expect(answers.filter((each) => each === "taken")).toHaveLength(7);
        const winner = made[answers.findIndex((each) => typeof each === "object")];
        if (winner === undefined) throw new Error("one must win");
        expect(await carriersOf(winner)).toEqual([one]);
        await sessions().unbind(venue, winner.id, one.kind, clock());
      }
    });

    it("is one venue's own", async () => {
      const one = badge();
      const { session: here } = await create(opened().stores);
      const { session: there } = await create(opened().stores, { venue: otherVenue });
      expect(await bind(here, one)).toMatchObject({ carriers: [one] });
      expect(await bind(there, one, otherVenue)).toMatchObject({ carriers: [one] });
    });

    it("is free again when its session lets go of it, stops or is extended", async () => {
      const [one, other] = [badge(), tag()];
      const { session: next } = await create(opened().stores);
      const frees = [
        async ({ id }: Session) => {
          for (const { kind } of [one, other]) await sessions().unbind(venue, id, kind, clock());
        },
        ({ id }: Session) => sessions().remove(venue, id),
        ({ id }: Session) => sessions().extend(id, freshSession(), freshDigest(), false),
      ];
      for (const free of frees) {
        const { session } = await create(opened().stores);
        for (const each of [one, other]) {
          expect(await bind(session, each)).toBeInstanceOf(Object);
          expect(await bind(next, each)).toBe("taken");
        }
        await free(session);
        expect(mentions(await opened().dump(), one.id, other.id)).toEqual([]);
        for (const each of [one, other]) {
          expect(await bind(next, each)).toBeInstanceOf(Object);
          await sessions().unbind(venue, next.id, each.kind, clock());
        }
      }
    });

    it("is free again at its session's expiry, without anyone's doing", async () => {
      const one = badge();
      const { session } = await create(opened().stores, { expiresAt: unixMs(clock() + 300) });
      const { session: next } = await create(opened().stores);
      expect(await bind(session, one)).toMatchObject({ carriers: [one] });
      expect(await bind(next, one)).toBe("taken");
      await until(
        () => bind(next, one),
        (answer) => answer !== "taken",
      );
      expect(await carriersOf(next)).toEqual([one]);
      expect(clock()).toBeGreaterThanOrEqual(session.expiresAt);
      // The sweep after the old one must not free what is the new one's by now.
      await sessions().forgetExpired(venue, clock());
      const { session: third } = await create(opened().stores);
      expect(await bind(third, one)).toBe("taken");
    });

    it("does not go on with an extended session: it is bound again", async () => {
      const [one, given] = [badge(), proof("zone-code", "hall")];
      const { session } = await create(opened().stores);
      await bind(session, one);
      await bind(session, given);
      const next = await sessions().extend(session.id, freshSession(), freshDigest(), false);
      expect(next).toMatchObject({ carriers: [] });
      if (typeof next !== "object") throw new Error("it was extended");
      expect(await bind(next, one)).toMatchObject({ carriers: [one] });
    });
  });
}
