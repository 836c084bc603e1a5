import {
  durationMs,
  epochAt,
  metres,
  seconds,
  tokenOf,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import {
  batchOf,
  gateway,
  interests,
  noon,
  type Person,
  sessionOf,
  setup,
  venue,
  windowsOf,
} from "../../test/fixtures.ts";
import { badgeItem, onAir, poolKey, stockOf } from "../../test/stock.ts";
import type { Effect, Fact } from "./facts.ts";
import { type Floor, floorOf } from "./floor.ts";
import type { Proposal } from "./nudge.ts";
import { type Policy, policies } from "./policy.ts";
import type { Session } from "./session.ts";
import { step } from "./step.ts";
import { planOf } from "./venue.ts";

const at = (second: number) => unixMs(noon + second * 1_000);

/** The default but for waiting: two are a crowd, and whoever can be nudged is nudged at once. */
const impatient: Policy = {
  ...policies.default,
  choosing: {
    ...policies.default.choosing,
    every: seconds(1),
    crowd: 2,
    delay: { from: seconds(0), to: seconds(0) },
    looks: 1,
  },
  ladder: { ...policies.default.ladder, fall: seconds(0) },
  groups: undefined,
};

function floorWith(...sessions: readonly Session[]): Floor {
  const floor = floorOf({ ...planOf(setup), policy: impatient });
  for (const session of sessions) step(floor, { kind: "session", session }, noon);
  return floor;
}

/** Lets people be heard for some seconds; what followed from the ticks. */
function stand(floor: Floor, people: readonly Person[], from: number, length: number) {
  const effects: Effect[] = [];
  for (let second = from; second < from + length; second++) {
    for (const window of windowsOf(people, at(second), second))
      step(floor, { kind: "batch", ...window }, at(second));
    effects.push(...step(floor, { kind: "tick" }, at(second)).effects);
  }
  return effects;
}

const proposals = (effects: readonly Effect[]) =>
  effects.flatMap((each) => (each.kind === "propose" ? [each.proposal] : []));
const idsOf = ({ sides }: Proposal) => sides.map(({ session }) => session.id);
const countsOf = (floor: Floor, fact: Fact, now: UnixMs) =>
  Object.fromEntries(
    step(floor, fact, now).effects.flatMap((each) =>
      each.kind === "count" && each.by > 0 ? [[each.what, each.by]] : [],
    ),
  );

const [anna, bo, cleo] = [sessionOf(1), sessionOf(2), sessionOf(3)];
const inHall = (session: Session, by = 0): Person => ({ session, x: 11 + by, y: 3 });
const inBar = (session: Session, by = 0): Person => ({ session, x: 0, y: 2 + by });

describe("step", () => {
  it("proposes two who stand near each other in the hall and share an interest", () => {
    const people = [inHall(anna), inHall(bo, 1)];
    const floor = floorWith(anna, bo);
    expect(proposals(stand(floor, people, 0, 28))).toEqual([]);
    const [proposal, ...more] = proposals(stand(floor, people, 28, 12));
    expect(proposal).toMatchObject({
      kind: "exact",
      sides: [{ session: { id: anna.id } }, { session: { id: bo.id } }],
      tier: "near",
      zone: "hall",
    });
    expect(proposal?.sides[0]?.reason).toMatchObject({ kind: "exact", first: { id: "devops" } });
    // One more after ten seconds, because the claim was never answered.
    expect(more.length).toBeLessThanOrEqual(1);
  });

  it("proposes two in the bar after a minute, near or not", () => {
    const floor = floorWith(anna, bo);
    const people = [inBar(anna, -2), inBar(bo, 3)];
    expect(proposals(stand(floor, people, 0, 60))).toEqual([]);
    expect(proposals(stand(floor, people, 60, 5))).toMatchObject([{ zone: "bar" }]);
  });

  it("proposes nobody who stands far off in the hall, shares nothing or is not open", () => {
    const far = stand(
      floorWith(anna, bo),
      [
        { session: anna, x: 8, y: 0 },
        { session: bo, x: 14, y: 6 },
      ],
      0,
      150,
    );
    expect(proposals(far)).toEqual([]);
    const other = sessionOf(2, { interests: interests("running") });
    expect(proposals(stand(floorWith(anna, other), [inHall(anna), inHall(other)], 0, 90))).toEqual(
      [],
    );
    const shut = sessionOf(2, { open: false });
    expect(proposals(stand(floorWith(anna, shut), [inHall(anna), inHall(shut)], 0, 90))).toEqual(
      [],
    );
  });

  it("does not propose a nudged pair again, nor anybody who rests", () => {
    const floor = floorWith(anna, bo, cleo);
    const people = [inHall(anna), inHall(bo, 1), inHall(cleo, 0.5)];
    const [first] = proposals(stand(floor, people, 0, 40));
    if (first === undefined) throw new Error("nobody was proposed");
    step(floor, { kind: "answered", proposal: first, answer: "nudged" }, at(40));
    expect(proposals(stand(floor, people, 40, 120))).toEqual([]);
    // After the gap of 12 minutes only pairs that have not met are left.
    const later = proposals(stand(floor, people, 40 + 721, 60));
    expect(later.length).toBeGreaterThan(0);
    for (const each of later) expect(idsOf(each)).not.toEqual(idsOf(first));
  });

  it("proposes a pair again when the store knew better, and never when the pair is used up", () => {
    const floor = floorWith(anna, bo);
    const people = [inHall(anna), inHall(bo, 1)];
    const [proposal, ...more] = proposals(stand(floor, people, 0, 36));
    if (proposal === undefined) throw new Error("nobody was proposed");
    expect(more).toEqual([]);
    const answer = (said: "changed" | "pair-used", second: number) =>
      step(floor, { kind: "answered", proposal, answer: said }, at(second));
    answer("changed", 36);
    expect(proposals(stand(floor, people, 36, 3))).toEqual([]);
    expect(proposals(stand(floor, people, 39, 9))).toHaveLength(1);
    answer("pair-used", 48);
    expect(proposals(stand(floor, people, 48, 60))).toEqual([]);
  });

  it("forgets a session that is gone, and everyone's memory of it", () => {
    const floor = floorWith(anna, bo);
    const people = [inHall(anna), inHall(bo, 1)];
    const [proposal] = proposals(stand(floor, people, 0, 40));
    if (proposal === undefined) throw new Error("nobody was proposed");
    step(floor, { kind: "answered", proposal, answer: "nudged" }, at(40));
    step(floor, { kind: "session-gone", session: bo.id }, at(40));
    expect(floor.members.has(bo.id)).toBe(false);
    expect(floor.members.get(anna.id)?.nudged.size).toBe(0);
    expect(floor.pairs.size).toBe(0);
    expect(floor.resolver.keys.has(bo.id)).toBe(false);
  });

  it("forgets a session at its expiry by itself", () => {
    const short = sessionOf(2, { expiresAt: at(50) });
    const floor = floorWith(anna, short);
    stand(floor, [inHall(anna), inHall(short, 1)], 0, 49);
    expect(floor.pairs.size).toBe(1);
    step(floor, { kind: "tick" }, at(50));
    expect(floor.members.has(short.id)).toBe(false);
    expect(floor.pairs.size).toBe(0);
  });

  it("forgets where somebody was when they are no longer open to talk", () => {
    const floor = floorWith(anna, bo);
    stand(floor, [inHall(anna), inHall(bo, 1)], 0, 20);
    step(floor, { kind: "session", session: { ...bo, open: false, revision: 1 } }, at(20));
    const member = floor.members.get(bo.id);
    expect(member?.presence).toBeUndefined();
    expect(member?.levels.size).toBe(0);
    expect(floor.pairs.size).toBe(0);
  });

  it("does not let older news undo an edit", () => {
    const floor = floorWith(anna);
    step(floor, { kind: "session", session: { ...anna, open: false, revision: 2 } }, noon);
    step(floor, { kind: "session", session: anna }, noon);
    expect(floor.members.get(anna.id)?.session.open).toBe(false);
  });

  it("lets nothing that was replayed cause a nudge", () => {
    const floor = floorWith(anna, bo);
    for (let second = 0; second < 90; second++) {
      for (const { gateway: id, batch } of windowsOf(
        [inHall(anna), inHall(bo, 1)],
        at(second),
        second,
      ))
        expect(
          countsOf(
            floor,
            { kind: "batch", gateway: id, batch: { ...batch, replayed: true } },
            at(second),
          ),
        ).toEqual({ "batch-replayed": 1 });
      expect(proposals(step(floor, { kind: "tick" }, at(second)).effects)).toEqual([]);
    }
    expect(floor.members.get(anna.id)?.levels.size).toBe(0);
  });

  it("counts and drops batches of a wrong clock, repeats and strangers", () => {
    const floor = floorWith(anna);
    const bar = gateway("bar-1");
    const told = (batch: ReturnType<typeof batchOf>, from = bar, now = noon) =>
      countsOf(floor, { kind: "batch", gateway: from, batch }, now);
    const batch = batchOf(noon, 1, []);
    expect(told(batch)).toEqual({ "batch-taken": 1 });
    expect(told(batch)).toEqual({ "batch-repeated": 1 });
    expect(told(batch, gateway("attic"))).toEqual({ "batch-of-unknown-gateway": 1 });
    expect(told(batchOf(at(-31), 2, []))).toEqual({ "batch-off-clock": 1 });
    expect(told(batchOf(at(31), 3, []))).toEqual({ "batch-off-clock": 1 });
    expect(told(batchOf(at(-30), 4, []))).toEqual({ "batch-taken": 1 });
    const known = { clockError: durationMs(-seconds(25)) };
    expect(told(batchOf(at(-45), 5, [], known))).toEqual({ "batch-taken": 1 });
    // Sent late and then again: taken once, and of no consequence either time.
    const late = { replayed: true };
    expect(told(batchOf(at(-300), 6, [], late))).toEqual({ "batch-replayed": 1 });
    expect(told(batchOf(at(-300), 6, [], late))).toEqual({ "batch-repeated": 1 });
    // The windows in between were in the memory of a gateway that ended.
    expect(told(batchOf(noon, 9, []))).toEqual({ "batch-taken": 1 });
    const restarted = { bootId: 99 };
    expect(told(batchOf(noon, 0, [], restarted))).toEqual({ "batch-lost": 2, "batch-taken": 1 });
  });

  it("counts tokens that are unknown, not open, or too strong to be true", () => {
    const shut = sessionOf(2, { open: false });
    const floor = floorWith(anna, shut);
    const token = (session: Session) => tokenOf(session.key, venue, epochAt(noon));
    const batch = batchOf(noon, 1, [
      [token(anna), -60],
      [token(anna), 20],
      [token(shut), -60],
      [token(cleo), -60],
    ]);
    expect(countsOf(floor, { kind: "batch", gateway: gateway("bar-1"), batch }, noon)).toEqual({
      "batch-taken": 1,
      "sighting-taken": 1,
      "sighting-too-strong": 1,
      "sighting-not-open": 1,
      "sighting-unknown-token": 1,
    });
  });

  it("takes two for beside each other when one heard the other in the same zone", () => {
    const floor = floorWith(anna, bo);
    const people = [
      { session: anna, x: 8, y: 0 },
      { session: bo, x: 14, y: 6 },
    ];
    stand(floor, people, 0, 5);
    const tokens = [
      tokenOf(bo.key, venue, epochAt(noon)),
      tokenOf(anna.key, venue, epochAt(noon)),
      tokenOf(cleo.key, venue, epochAt(noon)),
    ];
    expect(countsOf(floor, { kind: "heard", by: anna.id, tokens }, at(5))).toEqual({
      "heard-token-taken": 1,
      "heard-token-dropped": 2,
    });
    expect(proposals(stand(floor, people, 5, 1))).toMatchObject([{ tier: "beside" }]);
  });

  it("does not take a phone's word for somebody in another zone", () => {
    const floor = floorWith(anna, bo);
    const people = [inHall(anna, 3), inBar(bo)];
    stand(floor, people, 0, 5);
    const tokens = [tokenOf(bo.key, venue, epochAt(noon))];
    step(floor, { kind: "heard", by: anna.id, tokens }, at(5));
    expect(proposals(stand(floor, people, 5, 25))).toEqual([]);
  });

  it("finds a session by the badge that an edit says it carries, until the next edit", () => {
    const badge = badgeItem(1);
    const stock = stockOf(badge);
    const floor = floorOf({ ...planOf({ ...setup, stock: [badge], poolKey }), policy: impatient });
    const told = (session: Session, second: number) =>
      step(floor, { kind: "session", session }, at(second));
    const heard = (second: number) =>
      countsOf(
        floor,
        {
          kind: "batch",
          gateway: gateway("bar-1"),
          batch: batchOf(at(second), second, [[onAir(stock, badge, at(second)), -60]]),
        },
        at(second),
      );
    told(anna, 0);
    expect(heard(1)).toMatchObject({ "sighting-unknown-token": 1 });
    const carriers = [{ kind: "badge", id: badge.id } as const];
    told({ ...anna, carriers, revision: 1 }, 2);
    expect(heard(3)).toMatchObject({ "sighting-taken": 1 });
    // News of before is stale.
    told(anna, 4);
    expect(heard(5)).toMatchObject({ "sighting-taken": 1 });
    told({ ...anna, revision: 2 }, 6);
    expect(heard(7)).toMatchObject({ "sighting-unknown-token": 1 });
    // For another session it counts from its next period on.
    told({ ...bo, carriers }, 8);
    expect(heard(9)).toMatchObject({ "sighting-unknown-token": 1 });
    const later = 2_000;
    step(floor, { kind: "tick" }, at(later));
    expect(heard(later)).toMatchObject({ "sighting-taken": 1 });
    step(floor, { kind: "session-gone", session: bo.id }, at(later));
    expect(heard(later + 1)).toMatchObject({ "sighting-unknown-token": 1 });
  });

  it("believes no copy of a token that is in two places at once, nor proposes anybody by it", () => {
    const far = setup.gateways.map(({ id, ...each }) => ({
      ...each,
      id: gateway(`far-${id}`),
      x: metres(each.x + 200),
    }));
    const gateways = [...setup.gateways, ...far];
    const floor = floorOf({ ...planOf({ ...setup, gateways }), policy: impatient });
    for (const session of [anna, bo]) step(floor, { kind: "session", session }, noon);
    const near = [inHall(anna), inHall(bo, 1)];
    const effects: Effect[] = [];
    for (let second = 0; second < 60; second++) {
      for (const { gateway: id, batch } of windowsOf(near, at(second), second)) {
        step(floor, { kind: "batch", gateway: id, batch }, at(second));
        // A relay repeats what Anna's beacon says in the other hall.
        const copy = { ...batch, sightings: batch.sightings.slice(0, 1) };
        step(floor, { kind: "batch", gateway: gateway(`far-${id}`), batch: copy }, at(second));
      }
      effects.push(...step(floor, { kind: "tick" }, at(second)).effects);
    }
    expect(proposals(effects)).toEqual([]);
    expect(effects).toContainEqual({ kind: "count", what: "token-quarantined", by: 1 });
    expect(floor.members.get(anna.id)?.levels.size).toBe(0);
    // The next token is believed again.
    const next = 512;
    for (const { gateway: id, batch } of windowsOf(near, at(next), next))
      step(floor, { kind: "batch", gateway: id, batch }, at(next));
    expect(floor.members.get(anna.id)?.levels.size).toBeGreaterThan(0);
    step(floor, { kind: "tick" }, at(next + 400));
    expect(floor.quarantine.tokens.size).toBe(0);
  });
});
