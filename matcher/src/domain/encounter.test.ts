import { unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noon, zone } from "../../test/fixtures.ts";
import {
  type Encounter,
  nothingSeen,
  type Observation,
  stepEncounter,
  tierOf,
} from "./encounter.ts";
import { policies } from "./policy.ts";

const policy = policies.default.encounter;
const hall = zone("hall");
const at = (second: number) => unixMs(noon + second * 1_000);
const together: Observation = { zone: hall, near: undefined, heard: false };
const near: Observation = { zone: undefined, near: 0.9, heard: false };

function run(seen: readonly Observation[], from = 0, start?: Encounter): Encounter | undefined {
  let encounter = start;
  for (const [second, each] of seen.entries())
    encounter = stepEncounter(encounter, each, at(from + second), policy);
  return encounter;
}
const times = (length: number, each: Observation) => Array.from({ length }, () => each);
const tierAt = (second: number, encounter: Encounter | undefined) =>
  encounter && tierOf(encounter, at(second), policy);

describe("encounter", () => {
  it("does not open for two who have nothing to do with each other", () => {
    expect(run([nothingSeen, { zone: undefined, near: 0.29, heard: false }])).toBeUndefined();
  });

  it("reaches the tier zone after a minute in one zone and not before", () => {
    expect(tierAt(59, run(times(60, together)))).toBeUndefined();
    expect(tierAt(60, run(times(61, together)))).toBe("zone");
  });

  it("starts the minute again when both have moved to another zone", () => {
    const moved = run(times(10, { ...together, zone: zone("bar") }), 60, run(times(60, together)));
    expect(tierAt(69, moved)).toBeUndefined();
  });

  it("reaches the tier near when nearness has held for 25 s", () => {
    // The fading average needs five seconds to believe it.
    expect(tierAt(29, run(times(30, near)))).toBeUndefined();
    expect(tierAt(30, run(times(31, near)))).toBe("near");
  });

  it("does not take a single sure window for nearness", () => {
    const seen = [...times(1, near), ...times(40, { ...near, near: 0.35 })];
    expect(tierAt(40, run(seen))).toBeUndefined();
  });

  it("stays near over a weak spell and ends it when nearness is gone", () => {
    const held = run(times(40, near));
    const weak = run(times(10, { ...near, near: 0.4 }), 40, held);
    expect(tierAt(49, weak)).toBe("near");
    expect(tierAt(90, run(times(40, { ...near, near: 0.05 }), 50, weak))).toBeUndefined();
  });

  it("is beside for 30 s after one was heard by the other, while both are in one zone", () => {
    const heard = run([together, { ...together, heard: true }]);
    expect(tierAt(1, heard)).toBe("beside");
    const later = run(times(30, together), 2, heard);
    expect(tierAt(31, later)).toBe("beside");
    expect(tierAt(32, run([together], 32, later))).toBeUndefined();
  });

  it("is not beside on the word of a phone alone", () => {
    expect(tierAt(0, run([{ zone: undefined, near: undefined, heard: true }]))).toBeUndefined();
  });

  it("bridges a gap and closes 30 s after anything held it open", () => {
    const open = run(times(10, together));
    expect(run(times(29, nothingSeen), 10, open)).toBeDefined();
    expect(run(times(30, nothingSeen), 10, open)).toBeUndefined();
  });

  it("never reaches near without a continuous spell of the time that near takes", () => {
    const observations = fc.array(
      fc.record({
        zone: fc.constantFrom(undefined, hall),
        near: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
        heard: fc.boolean(),
      }),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(observations, (list) => {
        let encounter: Encounter | undefined;
        let opened: number | undefined;
        for (const [second, each] of list.entries()) {
          encounter = stepEncounter(encounter, each, at(second), policy);
          opened = encounter === undefined ? undefined : (opened ?? second);
          const tier = encounter && tierOf(encounter, at(second), policy);
          if (tier === "near") expect(second - (opened ?? second)).toBeGreaterThanOrEqual(25);
          if (tier === "zone") expect(second - (opened ?? second)).toBeGreaterThanOrEqual(60);
          if (tier === "beside") expect(each.zone).toBe(hall);
        }
      }),
    );
  });
});
