import type { GatewayId, ZoneId } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { doubtsOf } from "./doubts.ts";
import type { LaidZone } from "./layout.ts";

const [bar, hall] = ["bar", "hall"] as [ZoneId, ZoneId];
const drawn = (id: ZoneId, from: number, to: number): LaidZone => ({
  ...{ zone: id, name: id, tier: "zone" },
  outline: [
    { x: from, y: 0 },
    { x: to, y: 0 },
    { x: to, y: 4 },
    { x: from, y: 4 },
  ],
});
const undrawn = (id: ZoneId): LaidZone => ({ zone: id, name: id, tier: "zone" });
const hung = (id: string, of: ZoneId, x?: number) => ({
  ...{ gateway: id as GatewayId, zone: of },
  ...(x === undefined ? {} : { x, y: 2 }),
});

describe("zones that share floor", () => {
  it("are doubted, the first having it, unless a hand could not have drawn them closer", () => {
    const of = (from: number) =>
      doubtsOf({ gateways: [], zones: [drawn(bar, 0, 4), drawn(hall, from, 9)] });
    expect(of(4)).toEqual([]);
    expect(of(3.9)).toEqual([]);
    expect(of(3)).toEqual([{ kind: "shared", first: bar, second: hall, floor: 4 }]);
  });

  it("leave nothing of one that lies within one before it, and all of one that comes first", () => {
    const [small, large] = [drawn(bar, 2, 4), drawn(hall, 0, 9)];
    expect(doubtsOf({ gateways: [], zones: [large, small] })).toEqual([
      { kind: "covered", first: hall, second: bar },
    ]);
    expect(doubtsOf({ gateways: [], zones: [small, large] })).toEqual([
      { kind: "shared", first: bar, second: hall, floor: 8 },
    ]);
  });
});

describe("a zone that is its gateways", () => {
  const zones = [drawn(hall, 0, 9), undrawn(bar)];
  it("is doubted when all of them hang inside of others, which go first", () => {
    const gateways = [hung("one", hall, 1), hung("two", bar, 5), hung("three", bar, 8)];
    expect(doubtsOf({ gateways, zones })).toEqual([{ kind: "drowned", zone: bar, in: [hall] }]);
  });

  it("is not when one hangs elsewhere or nowhere yet, when it has none, or nothing is drawn", () => {
    const inside = hung("one", bar, 5);
    for (const gateways of [[], [inside, hung("two", bar, 12)], [inside, hung("two", bar)]])
      expect(doubtsOf({ gateways, zones })).toEqual([]);
    expect(doubtsOf({ gateways: [inside], zones: [undrawn(hall), undrawn(bar)] })).toEqual([]);
  });
});
