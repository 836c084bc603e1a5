/**
 * Placed: gateways as the plan and its table show them: where they hang, and how they are. Pure.
 */
import type { GatewayId, GatewayState, Gateways, VenueSetupView } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";

export interface PlanGateway {
  readonly gateway: GatewayId;
  readonly name: string;
  readonly zone: string;
  readonly state: GatewayState;
  /** Metres; undefined where nobody has said where it hangs. */
  readonly x?: number | undefined;
  readonly y?: number | undefined;
}
export interface PlacedGateway extends PlanGateway {
  readonly x: number;
  readonly y: number;
}

/** What is set up, with how it is; one that the watch does not know yet waits to be heard. */
export function gatewaysOf(
  places: VenueSetupView | undefined,
  health: Gateways | undefined,
): readonly PlanGateway[] {
  const known = new Map(health?.gateways.map((each) => [each.gateway, each]));
  const zones = new Map(places?.zones.map(({ zone, name }) => [zone, name]));
  return (places?.gateways ?? []).map(({ gateway, zone, x, y }) => ({
    ...{ gateway, x, y },
    name: known.get(gateway)?.name ?? gateway,
    zone: zones.get(zone) ?? zone,
    state: known.get(gateway)?.health.state ?? "waiting",
  }));
}

export const isPlaced = (each: PlanGateway): each is PlacedGateway =>
  each.x !== undefined && each.y !== undefined;

export const stateText = (state: GatewayState): string =>
  ({
    ok: m.plan_state_ok,
    late: m.plan_state_late,
    silent: m.plan_state_silent,
    waiting: m.plan_state_waiting,
    "shut-out": m.plan_state_shut_out,
  })[state]();

/** Worst first, as everywhere. */
export const worst = (state: GatewayState): number =>
  ["silent", "late", "waiting", "shut-out", "ok"].indexOf(state);
