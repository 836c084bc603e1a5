/**
 * Gateway look: turns what this process has heard of a venue's gateways, and what is stored of them, into
 * one view: which are expected, which signs of life they gave, how each is.
 */
import {
  type DurationMs,
  durationMs,
  type GatewayHealth,
  type GatewayId,
  type GatewayMachine,
  type GatewayReason,
  type GatewayWatch,
  seconds,
  signTime,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import { type Signs, stateOf, usualThresholds } from "../domain/gateway-health.ts";
import type { GatewayStore } from "../gateway-ports.ts";
import type { Clock } from "../ports.ts";
import type { KeptIncident, Sign, WatchRules, WatchStore } from "../watch-ports.ts";
import type { Venue } from "./venues.ts";

/**
 * How old a sign in the store may be: a write for every status would be twice as many, and amber is
 * seldom less than a minute. A replica that does not hear a gateway itself waits so much longer.
 */
export const KEEP_EVERY: DurationMs = seconds(5);

export interface LookPorts {
  readonly gateways: Pick<GatewayStore, "list">;
  readonly watch: WatchStore;
  readonly clock: Clock;
}

/** What this process has heard itself. */
export interface Heard {
  heardAt: UnixMs | undefined;
  connected: boolean;
  machine: GatewayMachine | undefined;
  /** As `machine` says. */
  deafSince: UnixMs | undefined;
  keptAt: UnixMs;
  changed: boolean;
}

/** What is expected to be heard: what hangs there or has enrolled, and is not shut out. */
interface Expected {
  readonly name: string;
  readonly watched: boolean;
}

/** All that is known of a venue's gateways at one moment. */
export interface Known {
  readonly expected: ReadonlyMap<GatewayId, Expected>;
  readonly kept: ReadonlyMap<GatewayId, Sign>;
  readonly open: ReadonlyMap<GatewayId, Readonly<Partial<Record<GatewayReason, KeptIncident>>>>;
  readonly rules: WatchRules;
  readonly here: ReadonlyMap<GatewayId, Heard> | undefined;
}

export async function lookAt(
  { gateways, watch, clock }: LookPorts,
  { setup, state }: Venue,
  here: Known["here"],
): Promise<Known> {
  const [listed, signs, incidents, rules] = await Promise.all([
    gateways.list(setup.id, clock()),
    watch.signs(setup.id),
    watch.openIncidents(setup.id),
    watch.rules(setup.id),
  ]);
  const isOver = state === "archived";
  const placed = setup.gateways.map(({ id }) => [id, { name: id, watched: !isOver }] as const);
  const enrolled = listed.map(
    ({ gateway, name, enrolledAt, revokedAt }) =>
      [
        gateway,
        { name, watched: !isOver && (enrolledAt !== undefined || revokedAt === undefined) },
      ] as const,
  );
  return {
    expected: new Map<GatewayId, Expected>([...placed, ...enrolled]),
    kept: new Map(signs.map((each) => [each.gateway, each])),
    open: byGateway(incidents),
    ...{ rules, here },
  };
}

function byGateway(incidents: readonly KeptIncident[]): Known["open"] {
  const open = new Map<GatewayId, Partial<Record<GatewayReason, KeptIncident>>>();
  for (const each of incidents)
    open.set(each.gateway, { ...open.get(each.gateway), [each.reason]: each });
  return open;
}

export function signsOf(
  known: Known,
  gateway: GatewayId,
  now: UnixMs,
): Omit<Signs, "listeningSince"> & Pick<Sign, "deafSince"> {
  const { expected, kept, here, rules } = known;
  const [entry, stored] = [here?.get(gateway), kept.get(gateway)];
  const own = entry?.heardAt;
  const latest = Math.max(own ?? 0, stored?.heardAt ?? 0);
  return {
    deafSince: deafSinceOf(entry, stored),
    heardAt: latest === 0 ? undefined : unixMs(latest),
    grace: own === latest ? durationMs(0) : KEEP_EVERY,
    watched: expected.get(gateway)?.watched ?? false,
    muted: mutedUntil(rules, gateway) > now,
  };
}

/** By whoever heard it last: what is kept may be of another replica, or of one before this process. */
function deafSinceOf(own: Heard | undefined, stored: Sign | undefined): UnixMs | undefined {
  if (own?.machine === undefined || (own.heardAt ?? 0) < (stored?.heardAt ?? 0))
    return stored?.deafSince;
  return own.deafSince;
}

const mutedUntil = ({ mutedUntil: all, muted }: WatchRules, gateway: GatewayId): UnixMs =>
  unixMs(Math.max(all, muted.get(gateway) ?? 0));

export function healthOf(known: Known, gateway: GatewayId, now: UnixMs): GatewayHealth {
  const { heardAt, watched } = signsOf(known, gateway, now);
  const { here, kept, rules } = known;
  const [own, stored] = [here?.get(gateway), kept.get(gateway)];
  const machine = own?.machine ?? stored?.machine;
  const muted = rules.muted.get(gateway) ?? 0;
  return {
    ...stateOf(known.open.get(gateway) ?? {}, { heardAt, watched }),
    connected: heardAt !== undefined && (own ?? stored)?.connected === true,
    ...(heardAt === undefined ? {} : { heardAt: signTime(heardAt) }),
    ...(muted > now ? { mutedUntil: unixMs(muted) } : {}),
    ...(machine === undefined ? {} : { machine }),
  };
}

export function watchOfRules(
  { thresholds, mutedUntil: all }: WatchRules,
  now: UnixMs,
): GatewayWatch {
  const { lateAfter, silentAfter } = thresholds ?? usualThresholds;
  const inSeconds = { lateAfterS: lateAfter / 1_000, silentAfterS: silentAfter / 1_000 };
  return { ...inSeconds, ...(all > now ? { mutedUntil: all } : {}) };
}
