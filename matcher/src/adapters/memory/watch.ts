/**
 * Memory watch: the reference implementation of `WatchStore`; forgotten with the process.
 */
import { type GatewayId, type UnixMs, unixMs, usernameOf, type VenueId } from "@sighej/protocol";
import type { Thresholds } from "../../domain/gateway-health.ts";
import type { GatewayKey } from "../../gateway-ports.ts";
import {
  INCIDENT_LIFE,
  type KeptIncident,
  type KeptSettings,
  type Sign,
  type WatchStore,
} from "../../watch-ports.ts";

interface Rules {
  thresholds: Thresholds | undefined;
  mutedUntil: UnixMs;
  readonly muted: Map<GatewayId, UnixMs>;
}

export function memoryWatch(): WatchStore {
  const signs = new Map<string, Sign>();
  const incidents = new Map<string, KeptIncident>();
  const rules = new Map<VenueId, Rules>();
  const settings = new Map<string, KeptSettings>();
  const keyOf = ({ venue, gateway }: GatewayKey) => usernameOf({ kind: "gateway", venue, gateway });
  const rulesOf = (venue: VenueId): Rules => {
    const kept = rules.get(venue) ?? {
      ...{ thresholds: undefined, mutedUntil: unixMs(0), muted: new Map() },
    };
    rules.set(venue, kept);
    return kept;
  };
  const newestFirst = () => [...incidents.values()].toReversed();
  return {
    keep: async (seen) => {
      for (const each of seen) {
        const before = signs.get(keyOf(each));
        if ((before?.heardAt ?? 0) > (each.heardAt ?? 0)) continue;
        const { machine, deafSince } = each.machine === undefined ? (before ?? each) : each;
        signs.set(keyOf(each), { ...each, machine, deafSince });
      }
    },
    signs: async (venue) => [...signs.values()].filter((each) => each.venue === venue),
    openIncidents: async (venue) =>
      [...incidents.values()].filter((each) => each.venue === venue && each.endedAt === undefined),
    open: async (incident) => {
      const taken = [...incidents.values()].some(
        (each) =>
          keyOf(each) === keyOf(incident) &&
          each.reason === incident.reason &&
          each.endedAt === undefined,
      );
      if (taken) return false;
      const silentAt = incident.level === "silent" ? incident.openedAt : undefined;
      incidents.set(incident.id, { ...incident, silentAt, endedAt: undefined, ended: undefined });
      return true;
    },
    worsen: async (id, level, told, now) => {
      const before = incidents.get(id);
      if (before === undefined) return;
      const silent = before.level === "silent" || level === "silent";
      incidents.set(id, {
        ...before,
        level: silent ? "silent" : "late",
        told: before.told === "silent" ? "silent" : (told ?? before.told),
        silentAt: before.silentAt ?? (silent ? now : undefined),
      });
    },
    end: async (id, ended, now) => {
      const before = incidents.get(id);
      if (before === undefined || before.endedAt !== undefined) return false;
      incidents.set(id, { ...before, ended, endedAt: now });
      return true;
    },
    incidents: async (venue, gateway, most) =>
      newestFirst()
        .filter((each) => each.venue === venue && each.gateway === gateway)
        .slice(0, most),
    rules: async (venue) => {
      const { muted, ...kept } = rulesOf(venue);
      return { ...kept, muted: new Map(muted) };
    },
    setThresholds: async (venue, thresholds) => {
      rulesOf(venue).thresholds = thresholds;
    },
    mute: async (venue, gateway, until) => {
      if (gateway === undefined) rulesOf(venue).mutedUntil = until;
      else rulesOf(venue).muted.set(gateway, until);
    },
    settings: async (venue) => [...settings.values()].filter((each) => each.venue === venue),
    set: async (kept) => {
      settings.set(keyOf(kept), kept);
    },
    forget: async (now) => {
      for (const [id, { endedAt }] of incidents)
        if (endedAt !== undefined && endedAt <= now - INCIDENT_LIFE) incidents.delete(id);
    },
  };
}
