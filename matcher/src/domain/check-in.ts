/**
 * Check-in: turns what a gateway passes on into whose proof it is and where. Pure.
 */
import {
  type CheckInReport,
  type DurationMs,
  type GatewayId,
  provesCheckIn,
  type SessionId,
  seconds,
  type UnixMs,
  type ZoneId,
} from "@sighej/protocol";
import type { Floor } from "./floor.ts";
import { sessionOf } from "./resolve.ts";

/** As for sightings: farther from the matcher's clock it is old, or a gateway's clock is wrong. */
export const CHECK_IN_FRESH: DurationMs = seconds(30);

/** `unproved`: an unknown token, one that two keys made, or a proof by another key or nonce. */
type CheckInRefusal = "unknown-gateway" | "off-clock" | "unproved";

export type CheckedIn =
  | { readonly ok: true; readonly session: SessionId; readonly zone: ZoneId }
  | { readonly ok: false; readonly why: CheckInRefusal };

/** Whether the nonce is new is for the caller to say: this looks at one report alone. */
export function checkInOf(
  { plan, resolver, members }: Floor,
  gateway: GatewayId,
  report: CheckInReport,
  now: UnixMs,
): CheckedIn {
  const zone = plan.gateways[plan.indexOf.get(gateway) ?? -1]?.zone;
  if (zone === undefined) return { ok: false, why: "unknown-gateway" };
  if (Math.abs(report.at - report.clockError - now) > CHECK_IN_FRESH)
    return { ok: false, why: "off-clock" };
  const found = sessionOf(resolver, report.token, now);
  const session =
    found === undefined || found === "collision" ? undefined : members.get(found)?.session;
  return session !== undefined && provesCheckIn(report, session.key, plan.id, report.nonce)
    ? { ok: true, session: session.id, zone }
    : { ok: false, why: "unproved" };
}
