/**
 * Presence: turns the levels of a session's zones into the one zone it is in, with hysteresis. Pure.
 *
 * The first zone heard is taken at once. Another takes over when it leads for `leadFor` without a
 * break and the present stay is at least `minimumStay`: fading, which stands still with a person,
 * must not make a zone flicker. Nobody heard for `leaveAfter`: gone.
 */
import type { UnixMs, ZoneId } from "@sighej/protocol";
import type { PresencePolicy } from "./policy.ts";

export interface Presence {
  readonly zone: ZoneId;
  /** In this zone since. */
  readonly since: UnixMs;
  /** Any zone heard last. */
  readonly heardAt: UnixMs;
  /** A zone that leads, and since when without a break. */
  readonly challenger: { readonly zone: ZoneId; readonly since: UnixMs } | undefined;
}

/** The presence at `now`; `zones` holds the level of every zone that hears the session, dBm. */
export function stepPresence(
  presence: Presence | undefined,
  zones: ReadonlyMap<ZoneId, number>,
  now: UnixMs,
  policy: PresencePolicy,
): Presence | undefined {
  const loudest = loudestOf(zones);
  if (loudest === undefined) {
    if (presence === undefined || now - presence.heardAt >= policy.leaveAfter) return undefined;
    return { ...presence, challenger: undefined };
  }
  if (presence === undefined)
    return { zone: loudest, since: now, heardAt: now, challenger: undefined };
  if (!leads(loudest, presence.zone, zones, policy))
    return { ...presence, heardAt: now, challenger: undefined };
  const since = presence.challenger?.zone === loudest ? presence.challenger.since : now;
  if (now - since >= policy.leadFor && now - presence.since >= policy.minimumStay)
    return { zone: loudest, since: now, heardAt: now, challenger: undefined };
  return { ...presence, heardAt: now, challenger: { zone: loudest, since } };
}

function loudestOf(zones: ReadonlyMap<ZoneId, number>): ZoneId | undefined {
  let loudest: ZoneId | undefined;
  let level = Number.NEGATIVE_INFINITY;
  for (const [zone, each] of zones)
    if (each > level) {
      loudest = zone;
      level = each;
    }
  return loudest;
}

function leads(
  challenger: ZoneId,
  zone: ZoneId,
  zones: ReadonlyMap<ZoneId, number>,
  { lead }: PresencePolicy,
): boolean {
  if (challenger === zone) return false;
  const silence = Number.NEGATIVE_INFINITY;
  return (zones.get(challenger) ?? silence) >= (zones.get(zone) ?? silence) + lead;
}
