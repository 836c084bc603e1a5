/**
 * Answer store contract: a cue only after everyone's "hi" in time, silence about everything else,
 * and nothing left of who has gone.
 */
import {
  CUE_LIFE,
  minutes,
  type NudgeId,
  type Reply,
  TALKED_WITHIN,
  type UnixMs,
  unixMs,
  type ZoneId,
} from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import type { Session } from "../../src/domain/session.ts";
import { MAX_COMPLAINTS } from "../../src/ports.ts";
import { venue, zone } from "../fixtures.ts";
import {
  claimOf,
  clock,
  create,
  freshNudge,
  mentions,
  nudgeOf,
  type Opened,
  sideOf,
} from "./opened.ts";

let zones = 0;
/** A zone of its own, so that no other test's cues are on show there. */
const freshZone = (): ZoneId => zone(`zone-${process.pid}-${++zones}`);

export function answerStoreContract(opened: () => Opened): void {
  const answers = () => opened().stores.answers;
  const nudged = async (people = 2, where = freshZone()) => {
    const { stores } = opened();
    const sessions: Session[] = [];
    for (let each = 0; each < people; each++) sessions.push((await create(stores)).session);
    const sides = sessions.map((each) => sideOf(each, { ...freshNudge(), zone: where }));
    const [a, b] = sessions;
    if (a === undefined || b === undefined) throw new Error("two at least");
    const claim = claimOf(a, b, { sides });
    expect(await stores.nudges.claim(claim)).toBe("nudged");
    return {
      a,
      b,
      sessions,
      where,
      ends: nudgeOf(claim, 0).expiresAt,
      nudges: sides.map((each) => each.nudge.id),
    };
  };
  const say = (
    session: Session | undefined,
    nudge: NudgeId | undefined,
    reply: Reply,
    now = clock(),
  ) => {
    if (session === undefined || nudge === undefined) throw new Error("nobody was nudged");
    const given = { venue, session: session.id, nudge, reply, now, seed: 0.5 };
    return answers().answer({ ...given, restUntil: unixMs(now + minutes(15)) });
  };
  const cuesOf = ({ id }: Session, now: UnixMs = clock()) =>
    opened().stores.nudges.cues(venue, id, now);
  const find = ({ id }: Session) => opened().stores.sessions.find(venue, id);

  describe("an answer store", () => {
    it("shows both the same cue once both have said hi, whoever was first", async () => {
      const { a, b, where, nudges } = await nudged();
      expect(await say(b, nudges[1], "hi")).toEqual({ kind: "taken" });
      expect(await cuesOf(b)).toEqual([]);
      const now = clock();
      const met = await say(a, nudges[0], "hi", now);
      expect(met).toMatchObject({ kind: "met", zone: where });
      expect(met.kind === "met" && [...met.sessions].sort()).toEqual([a.id, b.id].sort());
      const [[one], [other]] = [await cuesOf(a), await cuesOf(b)];
      expect(one).toMatchObject({ nudge: nudges[0], zone: where, expiresAt: now + CUE_LIFE });
      expect({ ...one, nudge: nudges[1] }).toEqual(other);
      expect(await cuesOf(a, unixMs(now + CUE_LIFE))).toEqual([]);
      const rested = await find(a);
      expect(rested?.history.lastYesYesAt).toBe(now);
      expect(rested?.quietUntil).toBe(now + minutes(15));
    });

    it("takes a nudge that was answered out of its outbox", async () => {
      const { a, nudges } = await nudged();
      await say(a, nudges[0], "not-now");
      expect(await opened().stores.nudges.pending(venue, a.id, clock())).toEqual([]);
    });

    it.each<readonly Reply[]>([["not-now"], ["not-this-person"], ["not-now", "hi"], []])(
      "answers hi in the same way whether the other one says %s",
      async (...replies) => {
        const { a, b, nudges, ends } = await nudged();
        for (const reply of replies)
          expect(await say(b, nudges[1], reply)).toEqual({ kind: "taken" });
        expect(await say(a, nudges[0], "hi")).toEqual({ kind: "taken" });
        expect(await cuesOf(a)).toEqual([]);
        expect(await cuesOf(b)).toEqual([]);
        expect(await say(a, nudges[0], "talked")).toEqual({ kind: "taken" });
        // Too late for anything to follow, and still the same.
        expect(await say(b, nudges[1], "hi", ends)).toEqual({ kind: "taken" });
        expect(await cuesOf(a)).toEqual([]);
      },
    );

    it("answers hi in the same way when the other one has stopped", async () => {
      const { a, b, nudges } = await nudged();
      await say(b, nudges[1], "hi");
      await opened().stores.sessions.remove(venue, b.id);
      expect(await say(a, nudges[0], "hi")).toEqual({ kind: "taken" });
      expect(await cuesOf(a)).toEqual([]);
    });

    it("shows no cue to whoever has closed since", async () => {
      const { a, b, nudges } = await nudged();
      await say(b, nudges[1], "hi");
      await opened().stores.sessions.edit(venue, b.id, { open: false });
      expect(await say(a, nudges[0], "hi")).toEqual({ kind: "taken" });
      expect(await cuesOf(b)).toEqual([]);
    });

    it("knows no nudge but one's own", async () => {
      const { a, b, nudges } = await nudged();
      const stranger = (await create(opened().stores)).session;
      expect(await say(a, nudges[1], "hi")).toEqual({ kind: "unknown" });
      expect(await say(stranger, nudges[0], "hi")).toEqual({ kind: "unknown" });
      expect(await say(a, freshNudge().id, "hi")).toEqual({ kind: "unknown" });
      expect(await say(b, nudges[1], "hi")).toEqual({ kind: "taken" });
      expect(await cuesOf(a)).toEqual([]);
    });

    it("nudges two never again, and least of all after 'not this person'", async () => {
      const { a, b, nudges } = await nudged();
      await say(a, nudges[0], "not-this-person");
      const later = { now: unixMs(clock() + minutes(30)), quietUntil: unixMs(0) };
      expect(await opened().stores.nudges.claim(claimOf(b, a, later))).toBe("pair-used");
    });

    it("counts unanswered nudges in a row, until one says that one is there", async () => {
      const { a, ends } = await nudged();
      await answers().lapse(venue, ends);
      expect(await find(a)).toMatchObject({ history: { ignored: 1 } });
      await opened().stores.sessions.edit(venue, a.id, { open: true, ignored: 0 });
      expect(await find(a)).toMatchObject({
        history: { ignored: 0, nudges: [expect.any(Number)] },
      });
    });

    it("takes a hi back by 'not this person'", async () => {
      const { a, b, nudges } = await nudged();
      await say(a, nudges[0], "hi");
      await say(a, nudges[0], "not-this-person");
      expect(await say(b, nudges[1], "hi")).toEqual({ kind: "taken" });
    });

    it("asks three of a group, and lets the fourth follow", async () => {
      const { sessions, nudges } = await nudged(4);
      for (const first of [0, 1])
        expect(await say(sessions[first], nudges[first], "hi")).toEqual({ kind: "taken" });
      expect(await say(sessions[2], nudges[2], "hi")).toMatchObject({ kind: "met" });
      const fourth = await say(sessions[3], nudges[3], "hi");
      expect(fourth).toMatchObject({ kind: "met", sessions: [sessions[3]?.id] });
      const looks = await Promise.all(sessions.map((each) => cuesOf(each)));
      expect(new Set(looks.map(([cue]) => `${cue?.shape} ${cue?.colour} ${cue?.word}`)).size).toBe(
        1,
      );
    });

    it("makes a hello of two who say that they talked, within ten minutes of a cue", async () => {
      const { a, b, nudges, where } = await nudged();
      const now = clock();
      await say(a, nudges[0], "hi", now);
      await say(b, nudges[1], "hi", now);
      const later = unixMs(now + TALKED_WITHIN - 1);
      expect(await say(a, nudges[0], "talked", later)).toEqual({ kind: "taken" });
      expect(await say(a, nudges[0], "talked", later)).toEqual({ kind: "taken" });
      const hello = { kind: "hello", zone: where, sessions: [a.id, b.id] };
      expect(await say(b, nudges[1], "talked", later)).toEqual(hello);
      expect(await say(b, nudges[1], "talked", later)).toEqual({ kind: "taken" });
    });

    it("makes no hello of one who talked and one who skipped, or too late", async () => {
      for (const [reply, wait] of [
        ["skipped", 0],
        ["talked", TALKED_WITHIN],
      ] as const) {
        const { a, b, nudges } = await nudged();
        const now = clock();
        await say(a, nudges[0], "hi", now);
        await say(b, nudges[1], "hi", now);
        await say(a, nudges[0], "talked", now);
        expect(await say(b, nudges[1], reply, unixMs(now + wait))).toEqual({ kind: "taken" });
      }
    });

    it("shows cues in one zone that differ in shape and in colour, from any replica", async () => {
      const where = freshZone();
      const [one, other] = [opened().stores, await opened().replica()];
      const pairs = [];
      for (let pair = 0; pair < 6; pair++) pairs.push(await nudged(2, where));
      const now = clock();
      const given = { venue, reply: "hi" as const, now, restUntil: now };
      await Promise.all(
        pairs.flatMap(({ sessions, nudges }, at) =>
          sessions.map(({ id }, side) => {
            const nudge = nudges[side];
            if (nudge === undefined) throw new Error("nobody was nudged");
            const { answers: store } = side === 0 ? one : other;
            return store.answer({ ...given, session: id, nudge, seed: at / 6 });
          }),
        ),
      );
      const cues = (await Promise.all(pairs.map(({ a }) => cuesOf(a, now)))).flat();
      expect(cues).toHaveLength(6);
      for (const part of ["shape", "colour", "word"] as const)
        expect(new Set(cues.map((each) => each[part])).size).toBe(6);
    });

    it("shows seventy-two cues in one zone before one comes twice", async () => {
      const where = freshZone();
      const now = clock();
      const looks = new Set<string>();
      for (let pair = 0; pair < 72; pair++) {
        const { a, b, nudges } = await nudged(2, where);
        await say(a, nudges[0], "hi", now);
        await say(b, nudges[1], "hi", now);
        const [cue] = await cuesOf(a, now);
        looks.add(`${cue?.shape} ${cue?.colour}`);
      }
      expect(looks.size).toBe(72);
    });

    it("counts a nudge as ignored when it ends unanswered, once, until the next answer", async () => {
      const { a, b, nudges, ends } = await nudged();
      await say(b, nudges[1], "not-now");
      await answers().lapse(venue, unixMs(ends - 1));
      expect((await find(a))?.history.ignored).toBe(0);
      await answers().lapse(venue, ends);
      await answers().lapse(venue, ends);
      expect((await find(a))?.history.ignored).toBe(1);
      expect((await find(b))?.history.ignored).toBe(0);
      await say(a, nudges[0], "hi", ends);
      expect((await find(a))?.history.ignored).toBe(0);
    });

    it("keeps complaints for staff: where, when and which nudge, one each", async () => {
      const { a, b, nudges, where } = await nudged();
      const now = clock();
      const nudge = nudges[0] ?? freshNudge().id;
      expect(await answers().complain(venue, a.id, nudge, now)).toEqual({ zone: where });
      expect(await answers().complain(venue, a.id, nudge, now)).toBe("repeated");
      expect(await answers().complain(venue, b.id, nudge, now)).toBe("unknown");
      const kept = await answers().complaints(venue, now);
      expect(kept.filter(({ nudge }) => nudge === nudges[0])).toEqual([
        { zone: where, at: now, nudge, handled: false },
      ]);
      expect(kept.length).toBeLessThanOrEqual(MAX_COMPLAINTS);
      const after72Hours = unixMs(now + minutes(72 * 60));
      expect(await answers().complaints(venue, after72Hours)).toEqual([]);
    });

    it("notes that staff have seen to a complaint, and takes that back", async () => {
      const { a, nudges, where } = await nudged();
      const [now, nudge] = [clock(), nudges[0] ?? freshNudge().id];
      await answers().complain(venue, a.id, nudge, now);
      const kept = async () =>
        (await answers().complaints(venue, now)).filter((each) => each.nudge === nudge);
      for (const handled of [true, true, false, false]) {
        expect(await answers().handle(venue, nudge, handled)).toBe(true);
        expect(await kept()).toEqual([{ zone: where, at: now, nudge, handled }]);
      }
      await answers().handle(venue, nudge, true);
      expect(await answers().complain(venue, a.id, nudge, now)).toBe("repeated");
      expect(await answers().handle(venue, freshNudge().id, true)).toBe(false);
    });

    it("leaves nothing of a session that has stopped, at any point of a talk", async () => {
      for (const until of [0, 1, 2, 3]) {
        const { a, b, nudges } = await nudged();
        if (until > 0) await say(a, nudges[0], "hi");
        if (until > 1) await say(b, nudges[1], "hi");
        if (until > 2) await say(a, nudges[0], "talked");
        await opened().stores.sessions.remove(venue, a.id);
        expect(mentions(await opened().dump(), a.id, nudges[0] ?? "")).toEqual([]);
        await opened().stores.sessions.remove(venue, b.id);
        expect(mentions(await opened().dump(), b.id, nudges[1] ?? "")).toEqual([]);
      }
    });
  });
}
