/**
 * Watch: turns what comes from gateways into signs of life, and by the clock into incidents, each noticed
 * once whatever the number of replicas, and told of once.
 *
 * Any frame is a sign, and so is a status, which comes every ten seconds whoever is there. Signs are kept
 * in the store, for with RabbitMQ a venue's frames reach one replica only and all of them answer staff.
 */
import {
  base64urlOf,
  decodeGatewayStatus,
  type GatewayHealth,
  type GatewayId,
  type GatewayOnline,
  type GatewayReason,
  type GatewayWatch,
  machineOf,
  type UnixMs,
  unixMs,
  VENUE_GATEWAYS_MAX,
  type VenueId,
} from "@sighej/protocol";
import {
  type Alert,
  type HealthStep,
  isDeaf,
  stepHealth,
  stepRadio,
  usualThresholds,
} from "../domain/gateway-health.ts";
import type { GatewayKey } from "../gateway-ports.ts";
import type { Count, Random, Report } from "../ports.ts";
import type { KeptIncident, Sign } from "../watch-ports.ts";
import {
  type Heard,
  healthOf,
  KEEP_EVERY,
  type LookPorts,
  lookAt,
  signsOf,
  watchOfRules,
} from "./gateway-look.ts";
import type { Venue, Venues } from "./venues.ts";

/** 96 bits: incidents of a year are a few thousand. */
const ID_BYTES = 12;

/** Tells whoever wants to know; told again of the same incident, it does nothing more. */
export type TellIncident = (incident: KeptIncident, alert: Alert, name: string) => Promise<void>;

export interface WatchPorts extends LookPorts {
  readonly venues: Venues;
  readonly tellIncident: TellIncident;
  /** Whether the broker is connected now. */
  readonly brokerUp: () => boolean;
  readonly random: Random;
  readonly count: Count;
  readonly report: Report;
}

export interface Watching {
  /** Something came from a gateway. */
  heard(venue: VenueId, gateway: GatewayId): void;
  /** Its status came, or was found as the broker had kept it: then it may be old. */
  takeStatus(venue: VenueId, gateway: GatewayId, payload: Uint8Array, retained: boolean): void;
  /** Looks at every gateway; to be done every two seconds. */
  turn(): Promise<void>;
  /** How every gateway of a venue is, of those in `gateways` and those that were ever heard. */
  health(venue: Venue): Promise<VenueHealth>;
}

interface VenueHealth {
  readonly watch: GatewayWatch;
  readonly of: (gateway: GatewayId) => GatewayHealth;
}

export function watchOf(ports: WatchPorts): Watching {
  const { venues, watch, clock, count, report } = ports;
  const heard = new Map<VenueId, Map<GatewayId, Heard>>();
  let listeningSince: UnixMs | undefined;

  /** Undefined where it is none of ours, or more than a venue may have. */
  function entryOf(venue: VenueId, gateway: GatewayId): Heard | undefined {
    if (!venues.all.has(venue)) return undefined;
    const own = heard.get(venue) ?? new Map<GatewayId, Heard>();
    heard.set(venue, own);
    const entry = own.get(gateway);
    if (entry !== undefined || own.size >= VENUE_GATEWAYS_MAX) return entry;
    const fresh = { heardAt: undefined, machine: undefined, deafSince: undefined };
    const made: Heard = { ...fresh, connected: true, keptAt: unixMs(0), changed: false };
    own.set(gateway, made);
    return made;
  }
  const noteSign = (entry: Heard) => Object.assign(entry, { heardAt: clock(), changed: true });

  /** Writes what is new; what could not be written is tried again with the next turn. */
  async function keep(now: UnixMs): Promise<void> {
    const due: [Heard, Sign][] = [];
    for (const [venue, own] of heard)
      for (const [gateway, entry] of own)
        if (entry.changed && now - entry.keptAt >= KEEP_EVERY) {
          const { heardAt, connected, machine, deafSince } = entry;
          due.push([entry, { venue, gateway, heardAt, connected, machine, deafSince }]);
        }
    await watch.keep(due.map(([, sign]) => sign));
    for (const [entry] of due) Object.assign(entry, { keptAt: now, changed: false });
  }

  async function turnVenue(venue: Venue, now: UnixMs): Promise<void> {
    const known = await lookAt(ports, venue, heard.get(venue.setup.id));
    const { open, rules, expected } = known;
    const thresholds = rules.thresholds ?? usualThresholds;
    for (const gateway of new Set([...expected.keys(), ...open.keys()])) {
      const signs = { ...signsOf(known, gateway, now), listeningSince };
      const { "no-sign": unheard, "no-radio": deaf } = open.get(gateway) ?? {};
      const at = { venue: venue.setup.id, gateway, name: expected.get(gateway)?.name ?? gateway };
      const sign = stepHealth(unheard, signs, thresholds, now);
      await follow(at, "no-sign", unheard, sign, now);
      await follow(at, "no-radio", deaf, stepRadio(deaf, signs, thresholds), now);
    }
  }

  async function follow(
    { name, ...key }: GatewayKey & { readonly name: string },
    reason: GatewayReason,
    incident: KeptIncident | undefined,
    next: HealthStep,
    now: UnixMs,
  ): Promise<void> {
    if (incident !== undefined) return settle(ports, incident, next, name, now);
    if (next.incident === undefined) return;
    const { since, level } = next.incident;
    const id = base64urlOf(ports.random(ID_BYTES));
    const opened = { ...key, id, reason, since, level, openedAt: now, told: undefined };
    // Another replica may have noticed first, and tells.
    if (!(await watch.open(opened))) return;
    count(`gateway-${level}`);
    const nothing = { silentAt: undefined, endedAt: undefined, ended: undefined };
    await settle(ports, { ...opened, ...nothing }, next, name, now);
  }

  return {
    heard: (venue, gateway) => {
      const entry = entryOf(venue, gateway);
      if (entry !== undefined) noteSign(entry);
    },
    takeStatus: (venue, gateway, payload, retained) => {
      // A status is taken away by an empty one.
      if (payload.length === 0) return;
      const status = decodeGatewayStatus(payload);
      if (!status.ok) return count("status-unreadable");
      const entry = entryOf(venue, gateway);
      if (entry === undefined) return count("status-of-unknown-venue");
      entry.connected = status.value.state === "online";
      entry.changed = true;
      if (status.value.state !== "online") return;
      const machine = machineOf(status.value as GatewayOnline);
      // One that was started anew begins its scan anew: what was before is not its fault any more.
      const before = entry.machine?.startedAt === machine.startedAt ? entry.deafSince : undefined;
      entry.deafSince = isDeaf(machine.radio) ? (before ?? clock()) : undefined;
      entry.machine = machine;
      if (!retained) noteSign(entry);
    },
    turn: async () => {
      const now = clock();
      listeningSince = ports.brokerUp() ? (listeningSince ?? now) : undefined;
      await keep(now);
      for (const venue of venues.all.values())
        await turnVenue(venue, now).catch((cause: unknown) =>
          report("a venue's gateways could not be looked at", cause),
        );
    },
    health: async (venue) => {
      const now = clock();
      const known = await lookAt(ports, venue, heard.get(venue.setup.id));
      return {
        watch: watchOfRules(known.rules, now),
        of: (gateway) => healthOf(known, gateway, now),
      };
    },
  };
}

/** Told first and noted then: whoever dies between the two tells again, and that is told once. */
async function settle(
  { watch, tellIncident, count }: WatchPorts,
  incident: KeptIncident,
  { incident: now, ended, tell }: HealthStep,
  name: string,
  at: UnixMs,
): Promise<void> {
  if (now === undefined) return;
  const { level, told } = now;
  if (tell !== undefined) await tellIncident({ ...incident, level, told }, tell, name);
  if (ended !== undefined) {
    if (await watch.end(incident.id, ended, at)) count(`gateway-${ended}`);
  } else if (level !== incident.level || told !== incident.told) {
    await watch.worsen(incident.id, level, told, at);
    if (level !== incident.level) count(`gateway-${level}`);
  }
}
