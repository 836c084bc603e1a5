/**
 * Explain: turns what a floor believes of two people into one structure that says why: which
 * receivers, which probability, how long. Pure.
 *
 * For logs, the simulator and tests. It names gateways and no session, and holds neither levels nor
 * places: a log of where two people stood would be a log of two people. Never for a named session.
 */
import type { GatewayId, UnixMs, ZoneId } from "@sighej/protocol";
import { type Tier, tierOf } from "./encounter.ts";
import { type Floor, type Member, pairKey } from "./floor.ts";
import { nearnessOn } from "./ground.ts";
import type { MapKind } from "./proximity/radio-map.ts";

export interface Explanation {
  /** The tier reached, and the zone both are surely in. */
  readonly tier: Tier | undefined;
  readonly zone: ZoneId | undefined;
  /** Probability of being near now, to the hundredth; undefined where one has no place. */
  readonly near: number | undefined;
  /** The same, faded over time as a decision sees it. */
  readonly nearFaded: number;
  /** For how long near has held, and being together in the zone, s; 0 while not. */
  readonly nearFor: number;
  readonly togetherFor: number;
  /** One carrier has heard the other lately. */
  readonly heard: boolean;
  /** Receivers that hear both, and those that hear one alone. */
  readonly receivers: readonly GatewayId[];
  readonly oneSided: readonly GatewayId[];
  /** `none` where nobody knows where gateways hang. */
  readonly map: MapKind | "none";
  /** All of it in one sentence. */
  readonly says: string;
}

/** Undefined when the two have no encounter. */
export function explain(floor: Floor, a: Member, b: Member, now: UnixMs): Explanation | undefined {
  const encounter = floor.pairs.get(pairKey(a, b))?.encounter;
  if (encounter === undefined) return undefined;
  const { policy, gateways } = floor.plan;
  const tier = tierOf(encounter, now, policy.encounter);
  const receivers: GatewayId[] = [];
  const oneSided: GatewayId[] = [];
  for (const [index, { id }] of gateways.entries()) {
    const hearing = [a, b].filter(({ place }) => place && !Number.isNaN(place.levels[index]));
    if (hearing.length === 2) receivers.push(id);
    else if (hearing.length === 1) oneSided.push(id);
  }
  const near =
    a.place && b.place ? hundredth(nearnessOn(floor.ground, a.place, b.place)) : undefined;
  const { nearSince, together, heardAt, odds } = encounter;
  const parts: Omit<Explanation, "says"> = {
    ...{ tier, zone: together?.zone, near },
    nearFaded: hundredth(1 / (1 + Math.exp(-odds))),
    nearFor: secondsSince(nearSince, now),
    togetherFor: secondsSince(together?.since, now),
    heard: heardAt !== undefined && now - heardAt <= policy.encounter.heardFor,
    ...{ receivers, oneSided, map: floor.ground.map?.kind ?? "none" },
  };
  return { ...parts, says: sayOf(parts) };
}

function sayOf(of: Omit<Explanation, "says">): string {
  const reached = of.tier === undefined ? "nothing reached yet" : `reached ${of.tier}`;
  const near =
    of.near === undefined
      ? "too few receivers hear one of them"
      : `near now with ${of.near}, over time ${of.nearFaded}, for ${of.nearFor} s`;
  const zone =
    of.zone === undefined ? "not surely in one zone" : `${of.togetherFor} s in ${of.zone}`;
  const by = `${of.receivers.length} receivers hear both, ${of.oneSided.length} one alone`;
  return `${reached}: ${near}; ${zone}; ${by}; ${of.map === "none" ? "no" : of.map} map${of.heard ? "; one heard the other" : ""}`;
}

const hundredth = (value: number): number => Math.round(100 * value) / 100;
const secondsSince = (since: UnixMs | undefined, now: UnixMs): number =>
  since === undefined ? 0 : Math.round((now - since) / 1_000);
