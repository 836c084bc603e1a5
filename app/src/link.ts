/**
 * Link: what the QR that was scanned says besides the venue: a code that lets in, and something to
 * be found by, used when its time has come. Pure.
 */
import { type CarrierBinding, joinCodeIn, type VenueLink } from "@sighej/protocol";
import type { Press } from "./input.ts";
import type { State } from "./session.ts";

export function bindingOf({ stock, zone }: VenueLink): CarrierBinding | undefined {
  if (stock !== undefined) return { ...stock };
  return zone && { kind: "zone-code", code: zone.digits, zone: zone.id };
}

/** What the link presses on the way from `before` to `next`, so that nobody has to type it. */
export function pressesOf(
  link: VenueLink | undefined,
  before: State,
  next: State,
): readonly Press[] {
  if (link === undefined || before.at === next.at) return [];
  if (next.at === "choosing") {
    const code = joinCodeIn(link);
    return code === undefined ? [] : [{ kind: "code", code }];
  }
  const binding = next.at === "open" ? bindingOf(link) : undefined;
  return binding === undefined ? [] : [{ kind: "bind", binding }];
}
