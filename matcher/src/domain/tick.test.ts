import { epochAt, type Metres, metres, tokenOf, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { hallSetup } from "../../test/air.ts";
import { batchOf, noon, sessionOf, venue } from "../../test/fixtures.ts";
import { floorOf } from "./floor.ts";
import { calibrate } from "./proximity/calibrate.ts";
import { isWalking } from "./proximity/walk.ts";
import { step } from "./step.ts";
import { type PlacedGateway, planOf } from "./venue.ts";

const gateways = hallSetup.gateways as readonly PlacedGateway[];
const levelAt = (gateway: PlacedGateway, x: number, y: number) =>
  Math.round(-50 - 20 * Math.log10(Math.hypot(gateway.x - x, gateway.y - y, 0.8)));

/** The hall, measured every two metres. */
const spots = [0, 2, 4, 6, 8, 10, 12].map((each): Metres => metres(each));
const map = calibrate(
  gateways,
  spots.flatMap((x) =>
    spots.map((y) => {
      const levels = Float32Array.from(gateways, (each) => levelAt(each, x, y));
      return { x, y, levels, how: "stood" as const };
    }),
  ),
);

describe("a tick", () => {
  it("knows where a walker is when the matcher's clock was set back by two seconds", () => {
    const floor = floorOf(planOf(hallSetup));
    step(floor, { kind: "map", map }, noon);
    const session = sessionOf(1);
    step(floor, { kind: "session", session }, noon);
    let now = noon;
    const walkTo = (at: number, sequence: number) => {
      const heard = tokenOf(session.key, venue, epochAt(now));
      for (const each of gateways) {
        const batch = batchOf(now, sequence, [[heard, levelAt(each, at, at)]]);
        step(floor, { kind: "batch", gateway: each.id, batch }, now);
      }
      step(floor, { kind: "tick" }, now);
      return floor.members.get(session.id);
    };
    for (let second = 0; second < 12; second++) {
      now = unixMs(now + 1_000);
      walkTo(second, second + 1);
    }
    const before = floor.members.get(session.id);
    expect(before && isWalking(before.spot)).toBe(true);
    now = unixMs(now - 2_000);
    const after = walkTo(11, 13);
    expect([after?.place?.x, after?.place?.y].every(Number.isFinite)).toBe(true);
  });
});
