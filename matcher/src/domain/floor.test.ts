import { epochAt, tokenOf } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { gateway, noon, sessionOf, setup, zone } from "../../test/fixtures.ts";
import { admit, floorFrom, floorOf } from "./floor.ts";
import { sessionOf as whoseIs } from "./resolve.ts";
import { step } from "./step.ts";
import { planOf } from "./venue.ts";

const floor = () => {
  const made = floorOf(planOf(setup));
  const [anna, bo] = [sessionOf(1), sessionOf(2)];
  for (const each of [anna, bo]) admit(made, each, noon);
  return { made, anna, bo };
};
const [bar, ...others] = setup.gateways;
const moved = planOf({
  ...setup,
  zones: [...setup.zones, { id: zone("attic"), tier: "zone" }],
  gateways: [...others, { ...others[0], id: gateway("attic-1"), zone: zone("attic") } as never],
});

describe("a floor on another plan", () => {
  it("has the same people, who are told of nobody a second time", () => {
    const { made, anna, bo } = floor();
    made.members.get(anna.id)?.nudged.add(bo.id);
    made.members.get(bo.id)?.nudged.add(anna.id);
    const next = floorFrom(made, moved, noon);
    expect([...next.members.keys()]).toEqual([anna.id, bo.id]);
    expect(next.members.get(anna.id)?.nudged).toEqual(new Set([bo.id]));
    expect(next.members.get(anna.id)?.session).toEqual(anna);
    expect(next.plan).toBe(moved);
  });

  it("hears gateways that are there now, and takes no window twice", () => {
    const { made } = floor();
    const batch = {
      ...{ bootId: 1, sequence: 1, windowStart: noon, windowLength: 1_000, clockError: 0 },
      ...{ replayed: false, sightings: [] },
    } as never;
    const counted = (at: typeof made, from: string) =>
      step(at, { kind: "batch", gateway: gateway(from), batch }, noon).effects.map((each) =>
        each.kind === "count" ? each.what : each.kind,
      );
    expect(counted(made, "hall-1")).toEqual(["batch-taken"]);
    const next = floorFrom(made, moved, noon);
    expect(counted(next, "hall-1")).toEqual(["batch-repeated"]);
    expect(counted(next, "attic-1")).toEqual(["batch-taken"]);
    expect(counted(next, bar?.id ?? "")).toEqual(["batch-of-unknown-gateway"]);
  });

  it("goes on with a calibration, unless its gateways hang elsewhere", () => {
    const { made } = floor();
    const { id: carrier, key } = sessionOf(3);
    step(made, { kind: "calibrate", with: { carrier, key, badge: undefined } }, noon);
    const token = tokenOf(key, setup.id, epochAt(noon));
    const heard = (at: typeof made) => whoseIs(at.resolver, token, noon);
    const next = floorFrom(made, planOf({ ...setup, policy: "demo" }), noon);
    expect(next.calibration).toBe(made.calibration);
    expect(heard(next)).toBe(carrier);
    const elsewhere = floorFrom(made, moved, noon);
    expect([elsewhere.calibration, heard(elsewhere)]).toEqual([undefined, undefined]);
  });

  it("is as quiet as before, zone by zone", () => {
    const { made } = floor();
    step(made, { kind: "quiet", zone: zone("bar"), switched: true }, noon);
    const next = floorFrom(made, moved, noon);
    const quietAt = (id: string) => next.rounds.zones.get(zone(id))?.quiet.switched;
    expect([quietAt("bar"), quietAt("hall"), quietAt("attic")]).toEqual([true, false, false]);
  });
});
