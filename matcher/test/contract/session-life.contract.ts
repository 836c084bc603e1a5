/**
 * Session life contract: what lives, goes on and ends with a session besides its record: push
 * subscription, extension, limits.
 */
import { minutes, type PushSubscription, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { Session } from "../../src/domain/session.ts";
import { venue } from "../fixtures.ts";
import {
  claimOf,
  clock,
  create,
  freshDigest,
  mentions,
  type Opened,
  sideOf,
  until,
} from "./opened.ts";

export function sessionLifeContract(opened: () => Opened): void {
  const find = ({ id }: Session) => opened().stores.sessions.find(venue, id);

  describe("a push store", () => {
    const subscription = (name: string): PushSubscription => ({
      endpoint: `https://push.example/${name}`,
      keys: { p256dh: "A".repeat(87), auth: "A".repeat(22) },
    });
    const pushes = () => opened().stores.pushes;

    it("keeps the last subscription of a live session", async () => {
      const { session } = await create(opened().stores);
      expect(await pushes().find(venue, session.id)).toBeUndefined();
      for (const each of [subscription("one"), subscription("two")])
        expect(await pushes().keep(venue, session.id, each)).toBe(true);
      expect(await pushes().find(venue, session.id)).toEqual(subscription("two"));
      await pushes().drop(venue, session.id);
      expect(await pushes().find(venue, session.id)).toBeUndefined();
      await opened().stores.sessions.remove(venue, session.id);
      expect(await pushes().keep(venue, session.id, subscription("late"))).toBe(false);
    });

    it("forgets it with the session: stopped, extended or over", async () => {
      const { stores } = opened();
      const canary = `canary-${process.pid}`;
      const { session: stopped } = await create(stores);
      const { session: extended } = await create(stores);
      const { session: over } = await create(stores, { expiresAt: unixMs(clock() + 300) });
      for (const { id } of [stopped, extended, over])
        expect(await pushes().keep(venue, id, subscription(canary))).toBe(true);
      await stores.sessions.remove(venue, stopped.id);
      const { session: next } = await create(stores);
      await stores.sessions.remove(venue, next.id);
      await stores.sessions.extend(extended.id, next, freshDigest(), false);
      await until(
        () => pushes().find(venue, over.id),
        (found) => found === undefined,
      );
      expect(mentions(await opened().dump(), canary)).toEqual([]);
    });
  });

  describe("an extended session", () => {
    it("has the pair blocks, limits, rest and edits of the old one, which is gone", async () => {
      const { stores } = opened();
      const { session: old, bearer } = await create(stores);
      const { session: partner } = await create(stores);
      const claim = claimOf(old, partner);
      await stores.nudges.claim(claim);
      const profile = { interests: old.interests, stars: old.interests.slice(0, 1) };
      await stores.sessions.edit(venue, old.id, { profile });
      const fresh = await create(opened().stores);
      await stores.sessions.remove(venue, fresh.session.id);
      const next = { ...fresh.session, expiresAt: unixMs(clock() + 60_000) };
      const extended = await stores.sessions.extend(old.id, next, fresh.bearer, false);
      const history = { nudges: [claim.now], ignored: 0 };
      const { quietUntil } = claim;
      expect(extended).toEqual({ ...next, editsLeft: 2, history, quietUntil });
      expect(await stores.sessions.find(venue, next.id)).toEqual(extended);
      expect(await stores.sessions.findByBearer(fresh.bearer)).toEqual(extended);
      expect(await stores.sessions.findByBearer(bearer)).toBeUndefined();
      expect(mentions(await opened().dump(), old.id, bearer)).toEqual([]);
      const later = { now: unixMs(clock() + 61_000) };
      const alive = { ...next, revision: 0 };
      expect(await stores.nudges.claim(claimOf(partner, alive, { now: clock() }))).toBe(
        "pair-used",
      );
      expect(later.now).toBeGreaterThan(quietUntil);
      await stores.sessions.remove(venue, next.id);
      expect(mentions(await opened().dump(), next.id)).toEqual([]);
    });

    it("is not there when the old one is gone, or when it has no edit left to spend", async () => {
      const { stores } = opened();
      const { session: old } = await create(stores, { editsLeft: 0 });
      const { session: next, bearer } = await create(stores);
      await stores.sessions.remove(venue, next.id);
      expect(await stores.sessions.extend(old.id, next, bearer, true)).toBe("no-edits-left");
      expect(await stores.sessions.find(venue, old.id)).toEqual(old);
      await stores.sessions.remove(venue, old.id);
      expect(await stores.sessions.extend(old.id, next, bearer, false)).toBeUndefined();
      expect(await stores.sessions.find(venue, next.id)).toBeUndefined();
    });
  });

  describe("limits", () => {
    it("hold in any hour and in any two hours", async () => {
      const { session: a } = await create(opened().stores);
      const limits = { perHour: 2, perSession: 3 };
      const claimAt = async (minute: number) => {
        const { session: b } = await create(opened().stores);
        const now = unixMs(start + minutes(minute));
        return opened().stores.nudges.claim(claimOf(a, b, { now, quietUntil: now, limits }));
      };
      const start = clock();
      expect(await claimAt(0)).toBe("nudged");
      expect(await claimAt(10)).toBe("nudged");
      expect(await claimAt(20)).toBe("limited");
      expect(await claimAt(61)).toBe("nudged");
      expect(await claimAt(75)).toBe("limited");
      expect((await find(a))?.history.nudges).toEqual([0, 10, 61].map((at) => start + minutes(at)));
    });

    it("let nobody through who pauses, until the pause is over", async () => {
      const { session: a } = await create(opened().stores);
      const { session: b } = await create(opened().stores);
      const pausedUntil = unixMs(clock() + minutes(15));
      const paused = await opened().stores.sessions.edit(venue, b.id, { pausedUntil });
      if (paused === undefined || paused === "no-edits-left") throw new Error("just made");
      expect(await opened().stores.nudges.claim(claimOf(a, paused))).toBe("changed");
      const now = pausedUntil;
      expect(await opened().stores.nudges.claim(claimOf(a, paused, { now }))).toBe("nudged");
    });

    it("allow three edits of what one is matched by, also when they race", async () => {
      const { session } = await create(opened().stores);
      const replica = await opened().replica();
      const edit = (at: number) =>
        (at % 2 ? replica : opened().stores).sessions.edit(venue, session.id, {
          profile: { interests: session.interests, stars: session.interests.slice(0, at % 2) },
        });
      const edited = await Promise.all([0, 1, 2, 3, 4].map(edit));
      expect(edited.filter((each) => each === "no-edits-left")).toHaveLength(2);
      expect((await find(session))?.editsLeft).toBe(0);
      expect(
        await opened().stores.sessions.edit(venue, session.id, { language: "da" }),
      ).toMatchObject({ language: "da" });
    });

    it("hold for groups: no two of them nudged before", async () => {
      const [a, b, c, stranger] = await Promise.all(
        [1, 2, 3, 4].map(async () => (await create(opened().stores)).session),
      );
      if (!a || !b || !c || !stranger) throw new Error("four were made");
      const group = claimOf(a, b, { sides: [a, b, c].map((each) => sideOf(each)) });
      expect(await opened().stores.nudges.claim(group)).toBe("nudged");
      const later = { now: unixMs(clock() + 61_000) };
      const sides = [stranger, a, c].map((each) => sideOf(each));
      const claim = claimOf(stranger, a, { ...later, sides });
      expect(await opened().stores.nudges.claim(claim)).toBe("pair-used");
    });
  });
}
