/**
 * Nudge store contract: the rules of a claim, one winner in a race, outboxes at least once.
 */
import { unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../src/domain/facts.ts";
import type { Session } from "../../src/domain/session.ts";
import type { News } from "../../src/ports.ts";
import { venue } from "../fixtures.ts";
import {
  claimOf,
  clock,
  create,
  freshNudge,
  nudgeOf,
  type Opened,
  sideOf,
  until,
} from "./opened.ts";

/** More than any venue has replicas, and than a small machine has cores. */
const CLIENTS = 8;
const ROUNDS = 2_000;

export function nudgeStoreContract(opened: () => Opened): void {
  const nudges = () => opened().stores.nudges;
  const pair = async () => {
    const [{ session: a }, { session: b }] = [
      await create(opened().stores),
      await create(opened().stores),
    ];
    return { a, b };
  };
  const pendingOf = async (session: Session) =>
    (await nudges().pending(venue, session.id, clock())).map(({ id }) => id);

  describe("a nudge store", () => {
    it("puts a nudge into both outboxes and lets both rest", async () => {
      const { a, b } = await pair();
      const claim = claimOf(a, b);
      expect(await nudges().claim(claim)).toBe("nudged");
      expect(await nudges().pending(venue, a.id, clock())).toEqual([nudgeOf(claim, 0)]);
      expect(await nudges().pending(venue, b.id, clock())).toEqual([nudgeOf(claim, 1)]);
      for (const { id } of [a, b])
        expect((await opened().stores.sessions.find(venue, id))?.quietUntil).toBe(claim.quietUntil);
    });

    it("keeps a nudge until it was shown", async () => {
      const { a, b } = await pair();
      const claim = claimOf(a, b);
      await nudges().claim(claim);
      expect(await pendingOf(a)).toEqual([nudgeOf(claim, 0).id]);
      expect(await pendingOf(a)).toEqual([nudgeOf(claim, 0).id]);
      await nudges().shown(venue, a.id, nudgeOf(claim, 0).id);
      await nudges().shown(venue, a.id, nudgeOf(claim, 0).id);
      expect(await pendingOf(a)).toEqual([]);
      expect(await pendingOf(b)).toEqual([nudgeOf(claim, 1).id]);
    });

    it("drops a nudge that is over", async () => {
      const { a, b } = await pair();
      const expiresAt = unixMs(clock() + 60_000);
      const sides = [a, b].map((each) => sideOf(each, freshNudge(expiresAt)));
      await nudges().claim(claimOf(a, b, { sides }));
      expect(await nudges().pending(venue, a.id, unixMs(expiresAt - 1))).toHaveLength(1);
      expect(await nudges().pending(venue, a.id, expiresAt)).toEqual([]);
    });

    it("hands pending nudges over oldest first", async () => {
      const { session: a } = await create(opened().stores);
      const expected: string[] = [];
      for (let number = 1; number <= 3; number++) {
        const { session: b } = await create(opened().stores);
        const nudge = freshNudge(unixMs(clock() + 60_000 + number));
        const claim = claimOf(a, b, {
          sides: [sideOf(a, nudge), sideOf(b)],
          quietUntil: unixMs(0),
        });
        expect(await nudges().claim(claim)).toBe("nudged");
        expected.push(nudge.id);
      }
      expect(await pendingOf(a)).toEqual(expected);
    });

    it("tells other replicas whom to wake", async () => {
      const replica = await opened().replica();
      const heard: News[] = [];
      replica.onNews((news) => heard.push(news));
      const { a, b } = await pair();
      await nudges().claim(claimOf(a, b));
      const woken = await until(
        async () => heard.filter(({ kind }) => kind === "nudge"),
        (news) => news.length >= 2,
      );
      expect(woken).toEqual([
        { kind: "nudge", venue, session: a.id },
        { kind: "nudge", venue, session: b.id },
      ]);
      replica.onNews(() => {});
    });

    it("answers every claim by the rules, in any order of events", async () => {
      const person = fc.nat(3);
      const act = fc.oneof(
        {
          weight: 4,
          arbitrary: fc.tuple(fc.constant("claim" as const), person, person, fc.nat(2)),
        },
        fc.tuple(fc.constant("toggle" as const), person),
        fc.tuple(fc.constant("remove" as const), person),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
          // The model: what each of four people's session is, and who has met whom.
          const people: (Session | undefined)[] = [];
          for (let each = 0; each < 4; each++) people.push((await create(opened().stores)).session);
          const stale = [...people];
          const met = new Set<string>();
          // Time that passes between claims; every claim makes its two rest for ten.
          let now = clock();
          for (const [kind, one, other = one, by = 0] of acts) {
            const a = people[one];
            const b = people[other];
            if (kind === "toggle") {
              const id = stale[one]?.id;
              if (id === undefined) continue;
              const edited = await opened().stores.sessions.edit(venue, id, { open: !a?.open });
              if (edited === "no-edits-left") throw new Error("opening spends no edit");
              expect(edited?.revision).toBe(a && a.revision + 1);
              people[one] = edited;
            } else if (kind === "remove") {
              const id = stale[one]?.id;
              if (id === undefined) continue;
              const had = people[one] !== undefined;
              expect(await opened().stores.sessions.remove(venue, id)).toBe(had);
              people[one] = undefined;
            } else if (one !== other) {
              now = unixMs(now + by * 6);
              const [named, against] = [a ?? stale[one], b ?? stale[other]];
              if (named === undefined || against === undefined) continue;
              const quietUntil = unixMs(now + 10);
              const claim = claimOf(named, against, { now, quietUntil });
              const key = [one, other].sort().join();
              const stands = a?.open === true && b?.open === true;
              const rests = stands && (now < a.quietUntil || now < b.quietUntil);
              const expected: Answer = !stands
                ? "changed"
                : met.has(key)
                  ? "pair-used"
                  : rests
                    ? "resting"
                    : "nudged";
              expect(await nudges().claim(claim)).toBe(expected);
              if (expected !== "nudged" || a === undefined || b === undefined) continue;
              met.add(key);
              people[one] = { ...a, quietUntil };
              people[other] = { ...b, quietUntil };
            }
          }
        }),
        { numRuns: 40 },
      );
    });

    it("refuses a claim that was reasoned on an earlier revision", async () => {
      const { a, b } = await pair();
      await opened().stores.sessions.edit(venue, b.id, { open: true });
      expect(await nudges().claim(claimOf(a, b))).toBe("changed");
      expect(await nudges().claim(claimOf(a, { ...b, revision: 1 }))).toBe("nudged");
    });

    it("lets exactly one of eight clients win a pair, every time", async () => {
      const clients = await Promise.all(Array.from({ length: CLIENTS }, () => opened().replica()));
      for (let round = 0; round < ROUNDS; round++) {
        const { a, b } = await pair();
        const claims = clients.map((_, number) =>
          number % 2 === 0 ? claimOf(a, b) : claimOf(b, a),
        );
        const answers = await Promise.all(
          clients.map((client, number) => client.nudges.claim(claims[number] ?? claimOf(a, b))),
        );
        expect(answers.filter((answer) => answer === "nudged")).toHaveLength(1);
        expect(answers.filter((answer) => answer === "pair-used")).toHaveLength(CLIENTS - 1);
        expect(await pendingOf(a)).toHaveLength(1);
        expect(await pendingOf(b)).toHaveLength(1);
      }
    });

    it("nudges nobody twice when clients race for pairs that share a person", async () => {
      const clients = await Promise.all(Array.from({ length: CLIENTS }, () => opened().replica()));
      for (let round = 0; round < ROUNDS / 10; round++) {
        const trio = await Promise.all([1, 2, 3].map(() => create(opened().stores)));
        const answers = await Promise.all(
          clients.map((client, number) => {
            const [a, b] = [trio[number % 3]?.session, trio[(number + 1) % 3]?.session];
            if (a === undefined || b === undefined) throw new Error("there are three");
            return client.nudges.claim(claimOf(a, b));
          }),
        );
        expect(answers.filter((answer) => answer === "nudged")).toHaveLength(1);
      }
    });
  });
}
