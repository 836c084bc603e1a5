/**
 * Run: lets people be heard through a whole floor, second by second, and notes every decision: who is
 * in which zone, and which two have reached which tier.
 */
import { createHash } from "node:crypto";
import { epochAt, type GatewayId, seconds, tokenOf, unixMs } from "@sighej/protocol";
import { tierOf } from "../src/domain/encounter.ts";
import { type Floor, floorOf } from "../src/domain/floor.ts";
import { step } from "../src/domain/step.ts";
import { planOf, type VenueSetup } from "../src/domain/venue.ts";
import { batchOf, noon, sessionOf } from "./fixtures.ts";

/** Levels by index of gateway, dBm; NaN where not heard. */
export type Heard = (person: number, second: number) => Float32Array;

export interface Decided {
  /** SHA-256 of every decision of every second. */
  readonly hash: string;
  /** Seconds that pairs spent at the tier near, and people in each zone by number. */
  readonly near: number;
  readonly zones: Readonly<Record<string, number>>;
  readonly floor: Floor;
}

export function decisionsOf(
  setup: VenueSetup,
  people: number,
  length: number,
  heard: Heard,
): Decided {
  const floor = floorOf(planOf(setup));
  const sessions = Array.from({ length: people }, (_, at) => sessionOf(at + 1));
  for (const session of sessions) step(floor, { kind: "session", session }, noon);
  const hash = createHash("sha256");
  let near = 0;
  const zones: Record<string, number> = {};
  for (let second = 1; second <= length; second++) {
    const now = unixMs(noon + seconds(second));
    const levels = sessions.map((_, person) => heard(person, second));
    for (const [index, { id }] of setup.gateways.entries()) {
      const sightings = sessions.flatMap(({ key, venue }, person) => {
        const level = levels[person]?.[index] ?? Number.NaN;
        if (Number.isNaN(level)) return [];
        return [[tokenOf(key, venue, epochAt(now)), Math.round(level)] as const];
      });
      tell(floor, id, batchOf(now, second, sightings));
    }
    step(floor, { kind: "tick" }, now);
    for (const { serial, presence } of floor.members.values()) {
      hash.update(`${second} ${serial} ${presence?.zone}\n`);
      if (presence !== undefined) zones[presence.zone] = (zones[presence.zone] ?? 0) + 1;
    }
    for (const [key, { encounter }] of [...floor.pairs].sort((a, b) => a[0] - b[0])) {
      const tier = tierOf(encounter, now, floor.plan.policy.encounter);
      hash.update(`${second} ${key} ${tier}\n`);
      if (tier === "near") near++;
    }
    function tell(on: Floor, gateway: GatewayId, batch: ReturnType<typeof batchOf>) {
      step(on, { kind: "batch", gateway, batch }, now);
    }
  }
  return { hash: hash.digest("hex"), near, zones, floor };
}
