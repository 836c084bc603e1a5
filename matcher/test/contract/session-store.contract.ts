/**
 * Session store contract: what every implementation of `SessionStore` must do.
 */
import { base64urlOf, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { News } from "../../src/ports.ts";
import { interests, otherVenue, venue } from "../fixtures.ts";
import {
  claimOf,
  clock,
  create,
  freshDigest,
  freshSession,
  idsOf,
  mentions,
  nudgeOf,
  type Opened,
  until,
} from "./opened.ts";

export function sessionStoreContract(opened: () => Opened): void {
  const sessions = () => opened().stores.sessions;

  describe("a session store", () => {
    it("hands a session back as it was given, by id and by bearer", async () => {
      const { session, bearer } = await create(opened().stores, {
        interests: interests("hardstyle", "coffee", "devops"),
        language: "da",
        open: false,
      });
      expect(await sessions().find(venue, session.id)).toEqual(session);
      expect(await sessions().findByBearer(bearer)).toEqual(session);
    });

    it("knows no other id, bearer or venue", async () => {
      const { session } = await create(opened().stores);
      expect(await sessions().find(venue, freshSession().id)).toBeUndefined();
      expect(await sessions().find(otherVenue, session.id)).toBeUndefined();
      expect(await sessions().findByBearer(freshDigest())).toBeUndefined();
    });

    it("lists the live sessions of one venue", async () => {
      const before = idsOf(await sessions().list(venue));
      const { session: here } = await create(opened().stores);
      const { session: there } = await create(opened().stores, { venue: otherVenue });
      expect(idsOf(await sessions().list(venue))).toEqual([...before, here.id].sort());
      expect(idsOf(await sessions().list(otherVenue))).toContain(there.id);
    });

    it("edits what is named, counts the revision and leaves the rest", async () => {
      const { session } = await create(opened().stores);
      const edited = await sessions().edit(venue, session.id, { open: false });
      expect(edited).toEqual({ ...session, open: false, revision: 1 });
      const again = await sessions().edit(venue, session.id, {
        profile: { interests: interests("running"), stars: interests("running") },
        language: "da",
        approach: "shy",
        pausedUntil: unixMs(clock() + 60_000),
      });
      expect(again).toEqual({
        ...session,
        open: false,
        interests: interests("running"),
        stars: interests("running"),
        language: "da",
        approach: "shy",
        pausedUntil: expect.any(Number),
        editsLeft: session.editsLeft - 1,
        revision: 2,
      });
      expect(await sessions().find(venue, session.id)).toEqual(again);
    });

    it("edits nothing that is not there", async () => {
      const { id } = freshSession();
      expect(await sessions().edit(venue, id, { open: false })).toBeUndefined();
      expect(await sessions().find(venue, id)).toBeUndefined();
    });

    it("removes everything of a session at once", async () => {
      const { session, bearer } = await create(opened().stores);
      const { session: partner } = await create(opened().stores);
      const claim = claimOf(session, partner);
      expect(await opened().stores.nudges.claim(claim)).toBe("nudged");
      expect(await sessions().remove(venue, session.id)).toBe(true);
      expect(await sessions().find(venue, session.id)).toBeUndefined();
      expect(await sessions().findByBearer(bearer)).toBeUndefined();
      expect(idsOf(await sessions().list(venue))).not.toContain(session.id);
      expect(await opened().stores.nudges.pending(venue, session.id, clock())).toEqual([]);
      expect(mentions(await opened().dump(), session.id, bearer, nudgeOf(claim, 0).id)).toEqual([]);
      expect(await sessions().remove(venue, session.id)).toBe(false);
      expect(await sessions().find(venue, partner.id)).toBeDefined();
    });

    it("forgets a session and everything of it at its expiry", async () => {
      const expiresAt = unixMs(clock() + 300);
      const { session, bearer } = await create(opened().stores, { expiresAt });
      const { session: partner } = await create(opened().stores);
      const claim = claimOf(session, partner);
      expect(await opened().stores.nudges.claim(claim)).toBe("nudged");
      await until(
        () => sessions().find(venue, session.id),
        (found) => found === undefined,
      );
      expect(clock()).toBeGreaterThanOrEqual(expiresAt);
      expect(await sessions().findByBearer(bearer)).toBeUndefined();
      expect(idsOf(await sessions().list(venue))).not.toContain(session.id);
      expect(await sessions().edit(venue, session.id, { open: true })).toBeUndefined();
      const key = base64urlOf(session.key);
      expect(mentions(await opened().dump(), bearer)).toEqual([]);
      await sessions().forgetExpired(venue, clock());
      expect(mentions(await opened().dump(), session.id)).toEqual([]);
      await sessions().remove(venue, partner.id);
      expect(mentions(await opened().dump(), key, partner.id)).toEqual(
        mentions(await opened().dump(), key),
      );
    });

    it("clears expired sessions away and leaves live ones", async () => {
      const { session: live } = await create(opened().stores);
      const { session: over } = await create(opened().stores, { expiresAt: unixMs(clock() + 50) });
      await until(
        async () => clock(),
        (now) => now > over.expiresAt,
      );
      await sessions().forgetExpired(venue, clock());
      expect(await sessions().forgetExpired(venue, clock())).toBe(0);
      expect(await sessions().find(venue, live.id)).toBeDefined();
    });

    it("takes no more sessions than a venue may have, and more again when some are over", async () => {
      const stores = await opened().small(3);
      const expiresAt = unixMs(clock() + 250);
      for (const each of [{ expiresAt }, {}, {}]) await create(stores, each);
      const session = freshSession();
      expect(await stores.sessions.create(session, freshDigest())).toBe("full");
      expect(await stores.sessions.find(venue, session.id)).toBeUndefined();
      await create(stores, { venue: otherVenue });
      await until(
        () => stores.sessions.create(session, freshDigest()),
        (answer) => answer === "created",
      );
      await stores.stop();
    });

    it("tells other replicas that a session was made, edited or removed", async () => {
      const replica = await opened().replica();
      const heard: News[] = [];
      replica.onNews((news) => heard.push(news));
      const { session } = await create(opened().stores);
      await sessions().edit(venue, session.id, { open: false });
      await sessions().remove(venue, session.id);
      const told = await until(
        async () => heard.filter((news) => news.kind === "session" && news.session === session.id),
        (news) => news.length >= 3,
      );
      expect(told[0]).toEqual({ kind: "session", venue, session: session.id });
      replica.onNews(() => {});
    });
  });
}
