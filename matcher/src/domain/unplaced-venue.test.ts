/**
 * A venue of which nobody knows where its gateways hang: who stands together is near all the same.
 */
import { dbm, metres, seconds, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import {
  gateway,
  noon,
  type Person,
  type PlacedSetup,
  sessionOf,
  setup,
  unplaced,
  windowsOf,
  zone,
} from "../../test/fixtures.ts";
import { tierOf } from "./encounter.ts";
import { explain } from "./explain.ts";
import type { Effect } from "./facts.ts";
import { floorOf, pairKey } from "./floor.ts";
import { nearOffersOf } from "./near-offer.ts";
import { type Policy, policies } from "./policy.ts";
import { step } from "./step.ts";
import { planOf } from "./venue.ts";

/** Where they truly hang: 20 × 12 m. */
const truth: PlacedSetup = {
  ...setup,
  zones: [{ id: zone("hall"), tier: "near" }],
  gateways: [0, 7, 13, 20].flatMap((x) =>
    [0, 6, 12].map((y) => ({
      ...{ id: gateway(`at-${x}-${y}`), zone: zone("hall") },
      ...{ x: metres(x), y: metres(y) },
    })),
  ),
};
const hall = unplaced(truth);
const policy: Policy = {
  ...policies.default,
  choosing: {
    ...policies.default.choosing,
    ...{ every: seconds(5), crowd: 2 },
    delay: { from: seconds(0), to: seconds(0) },
  },
  ladder: { ...policies.default.ladder, fall: seconds(0) },
  groups: undefined,
};

/** Five who stand around, far from each other. */
const others: readonly Person[] = [
  { session: sessionOf(10), x: 1, y: 0 },
  { session: sessionOf(11), x: 19, y: 0 },
  { session: sessionOf(12), x: 0, y: 12 },
  { session: sessionOf(13), x: 19, y: 11 },
  { session: sessionOf(14), x: 9, y: 12 },
];
const [anna, bo] = [sessionOf(1), sessionOf(2)];

const pairOf = (ids: readonly string[]) => [...ids].sort().join();

function stand(people: readonly Person[], liar?: { readonly id: string; readonly says: number }) {
  const floor = floorOf({ ...planOf(hall), policy });
  for (const { session } of people) step(floor, { kind: "session", session }, noon);
  const effects: Effect[] = [];
  const near = new Set<string>();
  let now = noon;
  for (let second = 0; second < 120; second++) {
    now = unixMs(noon + seconds(second));
    for (const { gateway: id, batch } of windowsOf(people, now, second, truth)) {
      const lied = batch.sightings.map((each) => ({
        ...each,
        ...(id === liar?.id ? { mean: dbm(liar.says), max: dbm(liar.says) } : {}),
      }));
      step(floor, { kind: "batch", gateway: id, batch: { ...batch, sightings: lied } }, now);
    }
    effects.push(...step(floor, { kind: "tick" }, now).effects);
    for (const { a, b, encounter } of floor.pairs.values())
      if (tierOf(encounter, now, policy.encounter) === "near")
        near.add(pairOf([a.session.id, b.session.id]));
  }
  const nudged = effects.flatMap((each) =>
    each.kind === "propose" ? [pairOf(each.proposal.sides.map(({ session }) => session.id))] : [],
  );
  return { floor, now, near, nudged };
}

describe("without coordinates", () => {
  it("two who stand together are near and nudged, and nobody else is", () => {
    const together = [
      { session: anna, x: 9, y: 5 },
      { session: bo, x: 9.7, y: 5.5 },
    ];
    const { near, nudged, floor, now } = stand([...together, ...others]);
    expect([...near]).toEqual([pairOf([anna.id, bo.id])]);
    expect(new Set(nudged)).toEqual(near);
    const [a, b] = [anna, bo].map(({ id }) => floor.members.get(id));
    if (a === undefined || b === undefined) throw new RangeError("both are there");
    expect(floor.pairs.has(pairKey(a, b))).toBe(true);
    const why = explain(floor, a, b, now);
    expect(why).toMatchObject({ map: "none", tier: "near" });
    expect(why?.receivers.length).toBeGreaterThanOrEqual(4);
    expect(why?.says).toMatch(/ receivers hear both, .*; no map/);
  });

  it("two who stand apart are not, whatever one gateway says", () => {
    const apart = [
      { session: anna, x: 2, y: 6 },
      { session: bo, x: 15, y: 6 },
    ];
    expect(stand([...apart, ...others]).near.size).toBe(0);
    for (const says of [-32, -38, -45, -90])
      expect(stand([...apart, ...others], { id: "at-7-6", says }).nudged).not.toContain(
        pairOf([anna.id, bo.id]),
      );
  });

  it("nothing is foretold of the layout, and near takes six gateways", () => {
    const [offer] = nearOffersOf(hall, policies.default);
    expect(offer).toMatchObject({ offered: true, areaPerGateway: undefined, oneMore: undefined });
    expect(offer?.why).toMatch(/not known.*Nothing can be foretold of this layout/);
    const few = { ...hall, gateways: hall.gateways.slice(0, 5) };
    const [refused] = nearOffersOf(few, policies.default);
    expect(refused).toMatchObject({ offered: false, recall: 0 });
    expect(refused?.why).toMatch(/5 are too few/);
  });
});
