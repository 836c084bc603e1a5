/**
 * Presence: turns the levels of a session's zones, and the zone that it has proved to be in, into the
 * one zone it is in, with hysteresis. Pure.
 *
 * The first zone heard is taken at once. Another takes over when it leads for `leadFor` without a
 * break and the present stay is at least `minimumStay`: fading, which stands still with a person,
 * must not make a zone flicker. Nobody heard for `leaveAfter`: gone, or where the proof says.
 *
 * Where a map says how probable each zone is, another one takes over when it is sure (`sure`) for
 * `sureFor`, after the same stay. Somebody of whom nothing has been sure yet is in the most probable
 * zone, which counts for no encounter until it is.
 *
 * A proof (a zone code, a check-in) counts while no gateway hears the session. It ends by its own
 * time, or when a gateway hears the session: in the same zone at once, in another one as any other
 * zone takes over, so that one advert through a wall does not undo what somebody has just shown.
 */
import type { UnixMs, ZoneId } from "@sighej/protocol";
import type { PresencePolicy } from "./policy.ts";

export interface Presence {
  readonly zone: ZoneId;
  /** What says so: gateways that hear it, or a proof alone. */
  readonly by: "radio" | "proof";
  /** False while the zone is only the most probable one. */
  readonly sure: boolean;
  /** In this zone since. */
  readonly since: UnixMs;
  /** Any zone heard last; of a proof alone, when it was first believed. */
  readonly heardAt: UnixMs;
  /** A zone that leads, and since when without a break. */
  readonly challenger: { readonly zone: ZoneId; readonly since: UnixMs } | undefined;
}

/**
 * The presence at `now`; `zones` holds the level of every zone that hears the session, dBm, or its
 * probability where `by` says so. `proved` is the zone of its newest live proof.
 */
export function stepPresence(
  before: Presence | undefined,
  zones: ReadonlyMap<ZoneId, number>,
  now: UnixMs,
  policy: PresencePolicy,
  proved?: ZoneId | undefined,
  by: "level" | "mass" = "level",
): Presence | undefined {
  const presence = before?.by === "proof" ? asProved(before, proved, now) : before;
  const loudest = loudestOf(zones);
  if (loudest === undefined) return unheard(presence, now, policy, proved);
  const sure = by === "level" || (zones.get(loudest) ?? 0) >= policy.sure;
  if (presence === undefined) return { ...entered(loudest, "radio", now), sure };
  if (
    loudest === presence.zone ||
    !(by === "mass" ? sure : leads(loudest, presence.zone, zones, policy))
  ) {
    const known = presence.sure || (sure && loudest === presence.zone);
    return { ...presence, by: "radio", sure: known, heardAt: now, challenger: undefined };
  }
  const since = presence.challenger?.zone === loudest ? presence.challenger.since : now;
  const held = now - since >= (by === "mass" ? policy.sureFor : policy.leadFor);
  if (held && (!presence.sure || now - presence.since >= policy.minimumStay))
    return entered(loudest, "radio", now);
  return { ...presence, heardAt: now, challenger: { zone: loudest, since } };
}

const entered = (zone: ZoneId, by: Presence["by"], now: UnixMs): Presence => ({
  zone,
  by,
  sure: true,
  since: now,
  heardAt: now,
  challenger: undefined,
});

/** A newer proof is somebody's own act and counts at once, as does the end of the last one. */
function asProved(
  presence: Presence,
  proved: ZoneId | undefined,
  now: UnixMs,
): Presence | undefined {
  if (proved === undefined) return undefined;
  return proved === presence.zone ? presence : entered(proved, "proof", now);
}

function unheard(
  presence: Presence | undefined,
  now: UnixMs,
  { leaveAfter }: PresencePolicy,
  proved: ZoneId | undefined,
): Presence | undefined {
  const stays = presence?.by === "proof" || (presence && now - presence.heardAt < leaveAfter);
  if (presence !== undefined && stays) return { ...presence, challenger: undefined };
  if (proved === undefined) return undefined;
  return presence?.zone === proved
    ? { ...presence, by: "proof", challenger: undefined }
    : entered(proved, "proof", now);
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
  const silence = Number.NEGATIVE_INFINITY;
  return (zones.get(challenger) ?? silence) >= (zones.get(zone) ?? silence) + lead;
}
