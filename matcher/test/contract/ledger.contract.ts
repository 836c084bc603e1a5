/**
 * Ledger contract: a session's ledger is spent by one, however many try, and lives with the session.
 */
import { unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { budget } from "../../src/domain/aggregate/budget.ts";
import { metrics } from "../../src/domain/aggregate/cells.ts";
import { freshLedger, type Ledger, spend, usedUp } from "../../src/domain/aggregate/ledger.ts";
import type { Session } from "../../src/domain/session.ts";
import type { News } from "../../src/ports.ts";
import { venue } from "../fixtures.ts";
import { clock, create, freshDigest, freshSession, type Opened, until } from "./opened.ts";

/** Matchers that count for one session at once. */
const CLIENTS = 8;

const once = (ledger: Ledger, metric: keyof Ledger, at = clock()): Ledger =>
  spend(ledger, metric, at) ?? usedUp;

export function ledgerContract(opened: () => Opened): void {
  const sessions = () => opened().stores.sessions;
  const ledgerOf = async ({ id }: Session) => (await sessions().find(venue, id))?.ledger;

  describe("the ledger of a session", () => {
    it("is written in the place of the one expected, and of no other", async () => {
      const { session } = await create(opened().stores);
      const [first, other] = [once(freshLedger, "nudges"), once(freshLedger, "hellos")];
      expect(await sessions().spend(venue, session.id, freshLedger, first)).toBe(true);
      expect(await sessions().spend(venue, session.id, freshLedger, other)).toBe(false);
      expect(await sessions().spend(venue, session.id, first, once(first, "sightings"))).toBe(true);
      expect(await ledgerOf(session)).toMatchObject({
        nudges: { spent: 1 },
        sightings: { spent: 1 },
        hellos: { spent: 0 },
      });
    });

    it("leaves everything else of the session as it is, and is no news", async () => {
      const replica = await opened().replica();
      const heard: News[] = [];
      const { session } = await create(opened().stores);
      const { session: last } = await create(opened().stores);
      replica.onNews((news) => heard.push(news));
      const ledger = once(freshLedger, "sessions");
      await sessions().spend(venue, session.id, freshLedger, ledger);
      expect(await sessions().find(venue, session.id)).toEqual({ ...session, ledger });
      await sessions().edit(venue, last.id, { open: false });
      await until(
        async () => heard,
        (news) => news.some((each) => "session" in each && each.session === last.id),
      );
      expect(heard.filter((each) => "session" in each && each.session === session.id)).toEqual([]);
      replica.onNews(() => {});
    });

    it("goes through an edit and on to an extended session", async () => {
      const { session } = await create(opened().stores);
      const ledger = once(freshLedger, "encounters");
      await sessions().spend(venue, session.id, freshLedger, ledger);
      expect(await sessions().edit(venue, session.id, { language: "da" })).toMatchObject({
        ledger,
      });
      const next = freshSession();
      const extended = await sessions().extend(session.id, next, freshDigest(), false);
      expect(extended).toMatchObject({ id: next.id, ledger });
      expect(await sessions().spend(venue, session.id, ledger, once(ledger, "nudges"))).toBe(false);
      expect(await sessions().spend(venue, next.id, ledger, once(ledger, "nudges"))).toBe(true);
    });

    it("is not there for a session that is gone or over, and does not bring it back", async () => {
      const { session: stopped } = await create(opened().stores);
      const { session: over } = await create(opened().stores, { expiresAt: unixMs(clock() + 50) });
      await sessions().remove(venue, stopped.id);
      await until(
        () => sessions().find(venue, over.id),
        (found) => found === undefined,
      );
      for (const { id } of [stopped, over, freshSession()]) {
        expect(await sessions().spend(venue, id, freshLedger, usedUp)).toBe(false);
        expect(await sessions().find(venue, id)).toBeUndefined();
      }
    });

    it("allows each metric's clamp in all when several spend it at once", async () => {
      const clients = await Promise.all(
        Array.from({ length: CLIENTS }, () =>
          opened()
            .replica()
            .then((each) => each.sessions),
        ),
      );
      for (let round = 0; round < 10; round++) {
        const { session } = await create(opened().stores);
        const counted = new Map<keyof Ledger, number>();
        let at = clock();
        // Everyone tries until nothing counts any more, by what it last read.
        const spendAll = async (client: (typeof clients)[number]) => {
          for (;;) {
            const known = (await client.find(venue, session.id))?.ledger ?? usedUp;
            at = unixMs(at + budget.sightings.apart);
            const [metric] = metrics.filter((each) => spend(known, each, at) !== undefined);
            if (metric === undefined) return;
            if (await client.spend(venue, session.id, known, once(known, metric, at)))
              counted.set(metric, (counted.get(metric) ?? 0) + 1);
          }
        };
        await Promise.all(clients.map(spendAll));
        for (const metric of metrics) expect(counted.get(metric)).toBe(budget[metric].clamp);
      }
    });

    it("has one winner for every step when all start from the same", async () => {
      const clients = await Promise.all(
        Array.from({ length: CLIENTS }, () =>
          opened()
            .replica()
            .then((each) => each.sessions),
        ),
      );
      for (let round = 0; round < 50; round++) {
        const { session } = await create(opened().stores);
        const next = once(freshLedger, "hellos");
        const won = await Promise.all(
          clients.map((each) => each.spend(venue, session.id, freshLedger, next)),
        );
        expect(won.filter((each) => each)).toHaveLength(1);
      }
    });
  });
}
