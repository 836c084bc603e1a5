import { dbm, type GatewayId, metres, type SightingBatch, seconds, unixMs } from "@sighej/protocol";
import { expect, it } from "vitest";
import {
  gateway,
  noon,
  type Person,
  type PlacedSetup,
  sessionOf,
  setup,
  windowsOf,
  zone,
} from "../../test/fixtures.ts";
import { tierOf } from "./encounter.ts";
import type { Effect } from "./facts.ts";
import { floorOf } from "./floor.ts";
import { type Policy, policies } from "./policy.ts";
import { step } from "./step.ts";
import { planOf } from "./venue.ts";

/** A hall of 18 by 12 m with a gateway every six metres, where only nearness counts. */
const hall: PlacedSetup = {
  ...setup,
  zones: [{ id: zone("hall"), tier: "near" }],
  gateways: [0, 6, 12, 18].flatMap((x) =>
    [0, 6, 12].map((y) => ({
      id: gateway(`at-${x}-${y}`),
      zone: zone("hall"),
      x: metres(x),
      y: metres(y),
    })),
  ),
};
const liar = gateway("at-6-6");
/** Two are a crowd, and whoever can be nudged is nudged as soon as the gateways were asked. */
const policy: Policy = {
  ...policies.default,
  choosing: {
    ...policies.default.choosing,
    every: seconds(1),
    crowd: 2,
    delay: { from: seconds(0), to: seconds(0) },
  },
  ladder: { ...policies.default.ladder, fall: seconds(0) },
  groups: undefined,
};

type Lie = (batch: SightingBatch) => SightingBatch;

/** What follows when these people stand there for two minutes; whether they ever counted as near. */
function stand(people: readonly Person[], lie: Lie = (batch) => batch) {
  const floor = floorOf({ ...planOf(hall), policy });
  for (const { session } of people) step(floor, { kind: "session", session }, noon);
  const effects: Effect[] = [];
  let near = false;
  for (let second = 0; second < 120; second++) {
    const now = unixMs(noon + second * 1_000);
    for (const window of windowsOf(people, now, second, hall)) {
      const batch = window.gateway === liar ? lie(window.batch) : window.batch;
      effects.push(...step(floor, { kind: "batch", ...window, batch }, now).effects);
    }
    effects.push(...step(floor, { kind: "tick" }, now).effects);
    for (const { encounter } of floor.pairs.values())
      near ||= tierOf(encounter, now, policy.encounter) === "near";
  }
  const count = (what: string) =>
    effects.reduce(
      (sum, each) => sum + (each.kind === "count" && each.what === what ? each.by : 0),
      0,
    );
  return { near, count, nudged: effects.some(({ kind }) => kind === "propose") };
}

const [anna, bo] = [sessionOf(1), sessionOf(2)];
const apart = [
  { session: anna, x: 1, y: 6 },
  { session: bo, x: 14, y: 6 },
];
const together = [
  { session: anna, x: 8, y: 6 },
  { session: bo, x: 9, y: 6 },
];
const saying =
  (level: number): Lie =>
  (batch) => ({
    ...batch,
    sightings: batch.sightings.map((each) => ({ ...each, mean: dbm(level), max: dbm(level) })),
  });

it("nudges two who stand together, by the word of all gateways", () => {
  expect(stand(together)).toMatchObject({ near: true, nudged: true });
});

it.each([-32, -38, -45])("is not led by one gateway that says %i dBm of two far apart", (level) => {
  expect(stand(apart)).toMatchObject({ near: false, nudged: false });
  expect(stand(apart, saying(level)).nudged).toBe(false);
});

it("asks around where one gateway alone makes two near", () => {
  // Half way between them, as loud as if both leant on it.
  const half = [
    { session: anna, x: 2, y: 6 },
    { session: bo, x: 10, y: 6 },
  ];
  expect(stand(half)).toMatchObject({ near: false, nudged: false });
  const lied = stand(half, saying(-32));
  expect(lied).toMatchObject({ near: true, nudged: false });
  expect(lied.count("choice-uncorroborated")).toBeGreaterThan(0);
});

it("still nudges two who stand together while one gateway says that they do not", () => {
  expect(stand(together, saying(-90)).nudged).toBe(true);
});

it("does not believe a gateway whose levels cannot be", () => {
  const people = [...together, ...[3, 4].map((by) => ({ session: sessionOf(by), x: 9, y: by }))];
  const lied = stand(people, saying(10));
  expect(lied.count("sighting-not-believed")).toBeGreaterThan(0);
  expect(lied.nudged).toBe(true);
});

it("takes no more windows of a flooding gateway than gateways make, and all of the others", () => {
  const floor = floorOf({ ...planOf(hall), policy });
  step(floor, { kind: "session", session: anna }, noon);
  const [window] = windowsOf(apart, noon, 0, hall);
  const bring = (id: GatewayId, sequence: number) => {
    const batch = { ...(window?.batch as SightingBatch), sequence };
    return step(floor, { kind: "batch", gateway: id, batch }, noon).effects;
  };
  let refused = 0;
  for (let sequence = 0; sequence < 5_000; sequence++)
    if (bring(liar, sequence).some((each) => each.kind === "count" && each.what === "batch-flood"))
      refused++;
  expect(refused).toBe(3_600);
  expect(bring(gateway("at-0-0"), 0)).toContainEqual({ kind: "count", what: "batch-taken", by: 1 });
});
