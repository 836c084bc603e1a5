/**
 * Checklist: what has to be done at a venue before attendees may come: what the law asks, as far as it
 * can be written down, and what matching needs. Pure.
 */
import { type GatewayId, type VenueCheck, venueChecks } from "@sighej/protocol";
import type { VenueSetup } from "./venue.ts";

export interface Check {
  readonly check: VenueCheck;
  readonly done: boolean;
}

/** `enrolled`: the gateways that have a credential. */
export function checklistOf(setup: VenueSetup, enrolled: ReadonlySet<GatewayId>): readonly Check[] {
  const { legal = {}, zones, gateways, interests } = setup;
  const done: Readonly<Record<VenueCheck, boolean>> = {
    controller: legal.controller !== undefined,
    dpia: legal.dpia === true,
    signage: legal.signage === true,
    zones: zones.length > 0,
    gateways: gateways.length > 0,
    enrolled: gateways.length > 0 && gateways.every(({ id }) => enrolled.has(id)),
    offered: interests.length > 0,
  };
  return venueChecks.map((check) => ({ check, done: done[check] }));
}
