import { describe, expect, it } from "vitest";
import { hallSetup, windowsOf } from "../../../test/air.ts";
import { type KeptMap, keptOf, mapFrom } from "./kept-map.ts";
import { verdictOn, workOn } from "./map-work.ts";
import { type MapKind, plainMap } from "./radio-map.ts";

const { gateways } = hallSetup;
const learned = workOn({
  kind: "learn",
  gateways,
  drawn: [],
  windows: { learning: windowsOf(1, 500), judging: windowsOf(2, 100) },
  current: undefined,
  previous: undefined,
});

describe("learning a map beside the hot path", () => {
  it("explains levels that it has not seen better than the plain map, and is taken", () => {
    const { evidence } = learned;
    expect(evidence?.candidate).toBeGreaterThan((evidence?.current ?? 0) + 1);
    expect(evidence && verdictOn(evidence, { current: "plain", previous: "plain" })).toEqual({
      rollBack: false,
      adopt: true,
    });
  });

  it("goes back to the map before when gateways are not what they were learned as", () => {
    // Somebody has swapped the boards: the same spots, other gains.
    const swapped = [9, -8, 7, -9, 8, -7, 9, -8, 7];
    const { evidence } = workOn({
      kind: "learn",
      gateways,
      drawn: [],
      windows: { learning: windowsOf(3, 400), judging: windowsOf(4, 100, swapped) },
      current: learned.map,
      previous: workOn({
        kind: "learn",
        gateways,
        drawn: [],
        windows: { learning: windowsOf(5, 400, swapped), judging: windowsOf(6, 10) },
        current: undefined,
        previous: undefined,
      }).map,
    });
    for (const current of ["learned", "calibrated"] as const)
      expect(evidence && verdictOn(evidence, { current, previous: "learned" }).rollBack).toBe(true);
  });

  it("takes what is clearly better, and never a learned map for a calibrated one", () => {
    const of = (
      candidate: number,
      current: number,
      previous: number,
      kinds = "learned learned",
    ) => {
      const [now, before] = kinds.split(" ") as [MapKind, MapKind];
      const evidence = { candidate, current, previous };
      const { rollBack, adopt } = verdictOn(evidence, { current: now, previous: before });
      return `${rollBack ? "back" : "stay"} ${adopt ? "adopt" : "keep"}`;
    };
    expect(of(-20, -20.1, -24)).toBe("stay keep");
    expect(of(-15, -20, -24)).toBe("stay adopt");
    expect(of(-15, -20, -24, "calibrated learned")).toBe("stay keep");
    expect(of(-15, -20, -18, "calibrated learned")).toBe("back adopt");
    expect(of(-15, -20, -18, "calibrated calibrated")).toBe("back keep");
    expect(of(-18, -20, -18)).toBe("back keep");
    expect(of(-20, -20, -19, "plain plain")).toBe("stay keep");
  });

  it("is the same for the same levels, bit for bit", () => {
    const again = workOn({
      kind: "learn",
      gateways,
      drawn: [],
      windows: { learning: windowsOf(1, 500), judging: windowsOf(2, 100) },
      current: undefined,
      previous: undefined,
    });
    expect(again).toEqual(learned);
  });
});

describe("a kept map", () => {
  it("is the map that it was made of", () => {
    const plain = plainMap(gateways);
    const again = mapFrom(keptOf(plain, gateways), gateways);
    expect(again?.layers).toEqual(plain.layers);
    expect(again?.bounds).toEqual(plain.bounds);
  });

  it("is none of a venue where a gateway has moved, come or gone", () => {
    const kept = keptOf(plainMap(gateways), gateways);
    const [first, ...others] = gateways;
    if (first === undefined) throw new Error("there are nine");
    expect(mapFrom(kept, others)).toBeUndefined();
    expect(mapFrom(kept, [{ ...first, x: 1 } as typeof first, ...others])).toBeUndefined();
    const broken: KeptMap = { ...kept, mean: kept.mean.subarray(1) };
    expect(mapFrom(broken, gateways)).toBeUndefined();
  });
});
