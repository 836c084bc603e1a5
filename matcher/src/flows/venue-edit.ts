/**
 * Venue edit: turns what staff want changed of a venue into its next set-up. Pure.
 */
import { type Carrier, metres, type VenueEdit, venueCarriers } from "@sighej/protocol";
import type { VenueSetup } from "../domain/venue.ts";
import { setupJson } from "../setup-json.ts";
import { type Checked, parseVenueSetup } from "../venue-setup.ts";

/** Checked as the set-up file is: faults are in words for an operator. */
export function edited(setup: VenueSetup, edit: VenueEdit, isDraft: boolean): Checked<VenueSetup> {
  const carriers = edit.carriers && carriersOf(setup, edit.carriers);
  if (edit.carriers !== undefined && carriers === undefined)
    return { ok: false, faults: [`carriers: expected ${venueCarriers.join(", ")}, each once`] };
  const next: VenueSetup = {
    ...setup,
    ...(edit.name === undefined ? {} : { name: edit.name }),
    ...(edit.pace === undefined ? {} : { policy: edit.pace }),
    ...(carriers === undefined ? {} : { carriers }),
    ...(edit.rolePairs === undefined ? {} : { rolePairs: edit.rolePairs }),
    ...(edit.needsCode === undefined ? {} : { needsCode: edit.needsCode }),
    ...(edit.offered === undefined ? {} : { interests: edit.offered }),
    ...(edit.zones === undefined ? {} : { zones: zonesOf(edit.zones) }),
    ...(edit.gateways === undefined ? {} : { gateways: gatewaysOf(edit.gateways) }),
    ...(edit.settings === undefined ? {} : { settings: edit.settings }),
    ...(edit.legal === undefined ? {} : { legal: edit.legal }),
  };
  return parseVenueSetup(JSON.parse(JSON.stringify(setupJson(next))), isDraft);
}

const zonesOf = (zones: NonNullable<VenueEdit["zones"]>): VenueSetup["zones"] =>
  zones.map(({ zone, tier, name, outline }) => ({
    ...{ id: zone, tier },
    ...(name === undefined ? {} : { name }),
    ...(outline === undefined
      ? {}
      : { outline: outline.map(({ x, y }) => ({ x: metres(x), y: metres(y) })) }),
  }));

const gatewaysOf = (gateways: NonNullable<VenueEdit["gateways"]>): VenueSetup["gateways"] =>
  gateways.map(({ gateway, zone, x, y }) => ({
    ...{ id: gateway, zone },
    ...(x === undefined ? {} : { x: metres(x) }),
    ...(y === undefined ? {} : { y: metres(y) }),
  }));

/** What the venue has of another kind, as a simulated badge, may stay and cannot be added. */
function carriersOf(
  { carriers }: VenueSetup,
  kinds: readonly string[],
): readonly Carrier[] | undefined {
  if (new Set(kinds).size < kinds.length) return undefined;
  const chosen = kinds.map(
    (kind): Carrier | undefined =>
      carriers.find((each) => each.kind === kind) ??
      venueCarriers.filter((each) => each === kind).map((each) => ({ kind: each }))[0],
  );
  return chosen.every((each) => each !== undefined) ? chosen : undefined;
}
