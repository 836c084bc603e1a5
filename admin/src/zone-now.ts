/**
 * Zone now: what happens in a zone at this moment, as one of a few things: the worst of them. Pure.
 */
import type { Gateways, QuietZones, UnixMs, VenueSetupView } from "@sighej/protocol";

export type ZoneNow =
  /** None of its gateways can be heard. */
  | { readonly kind: "deaf" }
  /** Some of its gateways are late or silent. */
  | { readonly kind: "hard-of-hearing" }
  | { readonly kind: "switched" }
  | { readonly kind: "scheduled"; readonly until: UnixMs }
  | { readonly kind: "nudging" };

type Quiet = QuietZones["zones"][number];

export function zoneNow(
  zone: string,
  setup: VenueSetupView,
  gateways: Gateways["gateways"],
  quiet: Quiet | undefined,
  now: UnixMs,
): ZoneNow {
  const here = setup.gateways.filter((each) => each.zone === zone).map(({ gateway }) => gateway);
  const states = gateways
    .filter(({ gateway }) => here.includes(gateway))
    .map(({ health }) => health.state);
  const heard = states.filter((state) => state === "ok").length;
  if (states.length > 0 && !states.some((state) => state === "ok" || state === "late"))
    return { kind: "deaf" };
  if (quiet?.quiet) return { kind: "switched" };
  const slot = quiet?.slots.find(({ from, until }) => from <= now && now < until);
  if (slot !== undefined) return { kind: "scheduled", until: slot.until };
  return { kind: heard < states.length ? "hard-of-hearing" : "nudging" };
}
