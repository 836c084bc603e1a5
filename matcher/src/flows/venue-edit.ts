/**
 * Venue edit: turns what staff want changed of a venue into its next set-up. Pure.
 */
import {
  type Carrier,
  isInReach,
  metres,
  OUTLINE_CORNERS_MAX,
  type OutlineFault,
  outlineFault,
  PLAN_REACH,
  type VenueEdit,
  venueCarriers,
} from "@sighej/protocol";
import type { VenueSetup } from "../domain/venue.ts";
import { setupJson } from "../setup-json.ts";
import { type Checked, parseVenueSetup } from "../venue-setup.ts";

const inReach = `within ${PLAN_REACH} m of where metres begin`;
/** What an outline should be, by what is wrong with it. */
const wanted: Readonly<Record<OutlineFault, string>> = {
  few: "three corners at least",
  many: `${OUTLINE_CORNERS_MAX} corners at most`,
  far: `corners ${inReach}`,
  crossing: "sides that neither cross nor touch",
  thin: "some floor inside",
};

/** Checked as the set-up file is, and where it is drawn; faults are in words for an operator. */
export function edited(setup: VenueSetup, edit: VenueEdit, isDraft: boolean): Checked<VenueSetup> {
  const carriers = edit.carriers && carriersOf(setup, edit.carriers);
  if (edit.carriers !== undefined && carriers === undefined)
    return { ok: false, faults: [`carriers: expected ${venueCarriers.join(", ")}, each once`] };
  const drawn = drawnWrong(edit);
  if (drawn.length > 0) return { ok: false, faults: drawn };
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

/** A map is laid over all that is drawn: what lies far off would make it coarse, or long and thin. */
const drawnWrong = ({ zones = [], gateways = [] }: VenueEdit): readonly string[] => [
  ...zones.flatMap(({ zone, outline }) => {
    const fault = outline && outlineFault(outline);
    return fault === undefined ? [] : [`zones: outline of ${zone}: expected ${wanted[fault]}`];
  }),
  ...gateways.flatMap(({ gateway, x = 0, y = 0 }) =>
    isInReach({ x, y }) ? [] : [`gateways: place of ${gateway}: expected it ${inReach}`],
  ),
];

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
