/**
 * Venue view: a venue as staff are shown it, without its secrets.
 */
import type { VenueSetupView } from "@sighej/protocol";
import { checklistOf } from "../domain/checklist.ts";
import type { Policy } from "../domain/policy.ts";
import { numbersIn, policyOf } from "../domain/policy-settings.ts";
import { needsCode } from "../domain/venue.ts";
import type { GatewayStore } from "../gateway-ports.ts";
import type { Held } from "./venues.ts";

const thresholdsIn = (policy: Policy): VenueSetupView["usual"] => ({
  numbers: { ...numbersIn(policy) },
  groups: policy.groups !== undefined,
});

export async function venueView(
  gateways: Pick<GatewayStore, "enrolled">,
  { setup, state, version }: Held,
): Promise<VenueSetupView> {
  const enrolled = await gateways.enrolled([setup.id]);
  return {
    ...{ venue: setup.id, name: setup.name, state, pace: setup.policy },
    ...(version === undefined ? {} : { version }),
    carriers: setup.carriers.map(({ kind }) => kind),
    rolePairs: [...(setup.rolePairs ?? [])],
    needsCode: needsCode(setup),
    offered: [...setup.interests],
    zones: setup.zones.map(({ id, tier, name, outline }) => ({
      ...{ zone: id, tier, name: name ?? id },
      ...(outline === undefined ? {} : { outline: outline.map(({ x, y }) => ({ x, y })) }),
    })),
    gateways: setup.gateways.map(({ id, zone, x, y }) => ({
      ...{ gateway: id, zone },
      ...(x === undefined || y === undefined ? {} : { x, y }),
    })),
    settings: { ...setup.settings },
    inForce: thresholdsIn(policyOf(setup.policy, setup.settings)),
    usual: thresholdsIn(policyOf(setup.policy)),
    legal: { ...setup.legal },
    checks: checklistOf(setup, new Set(enrolled.map(({ gateway }) => gateway))).map((each) => ({
      ...each,
    })),
  };
}
