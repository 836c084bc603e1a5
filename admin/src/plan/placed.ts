/**
 * Placed: gateways as the plan and its table show them: where they hang, and how they are. Pure.
 */
import type { GatewayHealth, GatewayId, GatewayState, Gateways, ZoneId } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";
import type { Layout } from "./layout.ts";

/** `old`: it reported when somebody last knew, which is no news any more. */
export type PlanState = GatewayState | "old";

export interface PlanGateway {
  readonly gateway: GatewayId;
  readonly name: string;
  readonly zone: ZoneId | undefined;
  readonly zoneName: string | undefined;
  readonly state: PlanState;
  /** Why it is late or silent. */
  readonly reason?: GatewayHealth["reason"];
  /** Metres; undefined where nobody has said where it hangs. */
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  /** Not part of the layout: what it hears is passed over. */
  readonly isSpare: boolean;
}
export interface PlacedGateway extends PlanGateway {
  readonly x: number;
  readonly y: number;
}

/**
 * Those of the layout, then the venue's others. One that the watch does not know yet waits to be heard;
 * unless what is known is fresh, none of them is well.
 */
export function gatewaysOf(
  { gateways, zones }: Layout,
  health: Gateways | undefined,
  isFresh: boolean,
): readonly PlanGateway[] {
  const known = new Map(health?.gateways.map((each) => [each.gateway, each]));
  const names = new Map(zones.map(({ zone, name }) => [zone, name]));
  const laid = new Set(gateways.map(({ gateway }) => gateway));
  const stateOf = (gateway: GatewayId): PlanState => {
    const state = known.get(gateway)?.health.state ?? "waiting";
    return state === "ok" && !isFresh ? "old" : state;
  };
  return [
    ...gateways.map(({ gateway, zone, x, y }) => ({
      ...{ gateway, zone, x, y, isSpare: false },
      name: known.get(gateway)?.name ?? gateway,
      zoneName: zone && names.get(zone),
      state: stateOf(gateway),
      reason: known.get(gateway)?.health.reason,
    })),
    ...[...known.values()]
      .filter(({ gateway }) => !laid.has(gateway))
      .map(({ gateway, name, health: { reason } }) => ({
        ...{ gateway, name, zone: undefined, zoneName: undefined, isSpare: true },
        ...{ state: stateOf(gateway), reason },
      })),
  ];
}

export const isPlaced = (each: PlanGateway): each is PlacedGateway =>
  each.x !== undefined && each.y !== undefined;

export const stateText = ({ state, reason }: Pick<PlanGateway, "state" | "reason">): string =>
  ({
    ok: m.plan_state_ok,
    late: reason === "no-radio" ? m.gateway_unhearing : m.plan_state_late,
    silent: reason === "no-radio" ? m.gateway_deaf : m.plan_state_silent,
    waiting: m.plan_state_waiting,
    "shut-out": m.plan_state_shut_out,
    old: m.plan_state_old,
  })[state]();

/** Worst first, as everywhere. */
export const worst = (state: PlanState): number =>
  ["silent", "late", "old", "waiting", "shut-out", "ok"].indexOf(state);
