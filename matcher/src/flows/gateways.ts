/**
 * Gateways: what staff do with them: make one, give it a claim code, shut it out; and the round that
 * keeps the broker in agreement with the store.
 */
import {
  CLAIM_CODE_BYTES,
  type ClaimCode,
  claimCodeOf,
  decodeGatewayAdd,
  encodeEnrolLink,
  encodeFirstBoot,
  FIRST_BOOT_FILE,
  type GatewayClaim,
  type GatewayId,
  type Gateways,
  type ListedGateway,
  parseGatewayId,
  parseVenueId,
  type UnixMs,
  unixMs,
  VENUE_GATEWAYS_MAX,
} from "@sighej/protocol";
import { faultsOf } from "../domain/conduct.ts";
import { MatcherError } from "../errors.ts";
import {
  CLAIM_LIFE,
  type ClaimDigest,
  type GatewayAccess,
  type GatewayKey,
  type GatewayStore,
} from "../gateway-ports.ts";
import type { Clock, Random, Report } from "../ports.ts";
import type { KeptSettings, WatchStore } from "../watch-ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue, Venues } from "./venues.ts";
import type { Watching } from "./watch.ts";

export interface GatewayAdminPorts {
  readonly venues: Venues;
  readonly gateways: GatewayStore;
  readonly access: GatewayAccess;
  readonly stretch: (code: ClaimCode) => Promise<ClaimDigest>;
  readonly random: Random;
  readonly clock: Clock;
  readonly report: Report;
  readonly watching: Pick<Watching, "health">;
  readonly watch: Pick<WatchStore, "settings">;
}

export type AgreePorts = Pick<GatewayAdminPorts, "venues" | "gateways" | "access">;

/** Venues and gateways are named as the request names them; `origin`: where gateways find us. */
export interface GatewayAdminFlows {
  list(venue: string): Promise<Outcome<Gateways>>;
  add(venue: string, body: unknown, origin: string): Promise<Outcome<GatewayClaim>>;
  invite(venue: string, gateway: string, origin: string): Promise<Outcome<GatewayClaim>>;
  revoke(venue: string, gateway: string): Promise<Outcome<undefined>>;
}

/** Whether a gateway is placed, and how it has behaved here if it is. */
function seenOf({ floor }: Venue, gateway: GatewayId, now: UnixMs): SeenGateway {
  const conduct = floor.conduct[floor.plan.indexOf.get(gateway) ?? Number.NaN];
  if (conduct === undefined) return { placed: false };
  const { clockOff, flooded } = conduct;
  return {
    placed: true,
    faults: [...faultsOf(conduct, now)],
    windowsRefused: { clockOff, flood: flooded },
  };
}
type SeenGateway = Pick<ListedGateway, "placed" | "faults" | "windowsRefused">;

export const gatewayAdminFlows = (ports: GatewayAdminPorts): GatewayAdminFlows => ({
  list: async (text) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    return done(await listGateways(ports, venue));
  },
  add: async (text, body, origin) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    if (isOver(venue)) return denied({ kind: "venue-archived" });
    const asked = decodeGatewayAdd(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { gateway, name = gateway } = asked.value;
    const key = { venue: venue.setup.id, gateway };
    const added = await ports.gateways.add({ ...key, name });
    if (added !== "added")
      return denied({ kind: added === "named" ? "gateway-named" : "too-many-gateways" });
    return invite(ports, key, origin);
  },
  invite: async (venueText, gatewayText, origin) => {
    const key = keyIn(ports, venueText, gatewayText);
    if (!key.ok) return key;
    const venue = venueIn(ports, venueText);
    if (venue !== undefined && isOver(venue)) return denied({ kind: "venue-archived" });
    return invite(ports, key.value, origin);
  },
  revoke: async (venueText, gatewayText) => {
    const key = keyIn(ports, venueText, gatewayText);
    if (!key.ok) return key;
    if (!(await ports.gateways.revoke(key.value, ports.clock())))
      return denied({ kind: "unknown-gateway" });
    try {
      await ports.access.expel(key.value);
    } catch (cause) {
      if (!(cause instanceof MatcherError)) throw cause;
      ports.report("a revoked gateway could not be cut off yet", cause);
      return denied({ kind: "broker-unreachable" });
    }
    return done(undefined);
  },
});

/** No gateway is let into it, so a code would be given out for nothing. */
const isOver = ({ state }: Venue): boolean => state === "archived";

/**
 * Tells the broker who may come in, as the store has it: what another replica has revoked, or what
 * was revoked while the broker was away, is cut off by this. Into a venue that is over nobody may.
 */
export async function agreeOnGateways({ venues, gateways, access }: AgreePorts): Promise<void> {
  const ours = [...venues.all.keys()];
  const open = ours.filter((id) => venues.all.get(id)?.state !== "archived");
  await access.agree(ours, await gateways.enrolled(open));
}

/** Those that have been made and those that hang there, by id. */
export async function listGateways(
  { gateways, watching, watch, clock }: ListPorts,
  venue: Venue,
): Promise<Gateways> {
  const now = clock();
  const [made, health, settings] = await Promise.all([
    gateways.list(venue.setup.id, now),
    watching.health(venue),
    watch.settings(venue.setup.id),
  ]);
  const set = new Map(settings.map((each) => [each.gateway, each]));
  const known = new Map(made.map((each) => [each.gateway, each]));
  const placed = venue.setup.gateways.map(({ id }) => id);
  const ids = [...new Set([...known.keys(), ...placed])].toSorted((a, b) => (a < b ? -1 : 1));
  return {
    watch: health.watch,
    gateways: ids.slice(0, VENUE_GATEWAYS_MAX).map((gateway) => {
      const { name = gateway, enrolledAt, revokedAt, claimUntil } = known.get(gateway) ?? {};
      return {
        ...{ gateway, name, ...seenOf(venue, gateway, now), health: health.of(gateway) },
        ...(enrolledAt === undefined ? {} : { enrolledAt }),
        ...(revokedAt === undefined ? {} : { revokedAt }),
        ...(claimUntil === undefined ? {} : { claimUntil }),
        ...settingsFrom(set.get(gateway)),
      };
    }),
  };
}
type ListPorts = Pick<GatewayAdminPorts, "gateways" | "watching" | "watch" | "clock">;

const settingsFrom = (kept: KeptSettings | undefined): Pick<ListedGateway, "settings"> =>
  kept === undefined
    ? {}
    : { settings: { windowMs: kept.windowMs, logLevel: kept.logLevel, setAt: kept.setAt } };

async function invite(
  { gateways, stretch, random, clock }: GatewayAdminPorts,
  key: GatewayKey,
  origin: string,
): Promise<Outcome<GatewayClaim>> {
  const code = claimCodeOf(random(CLAIM_CODE_BYTES));
  const until = unixMs(clock() + CLAIM_LIFE);
  if (!(await gateways.invite({ ...key, claim: await stretch(code), until })))
    return denied({ kind: "unknown-gateway" });
  return done({
    ...{ ...key, code, until },
    link: encodeEnrolLink({ origin, code }),
    firstBoot: { file: FIRST_BOOT_FILE, text: encodeFirstBoot({ origin, code }) },
  });
}

export function venueIn(
  { venues }: Pick<GatewayAdminPorts, "venues">,
  text: string,
): Venue | undefined {
  const id = parseVenueId(text);
  return id.ok ? venues.all.get(id.value) : undefined;
}

function keyIn(
  ports: GatewayAdminPorts,
  venueText: string,
  gatewayText: string,
): Outcome<GatewayKey> {
  const venue = venueIn(ports, venueText);
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  const gateway = parseGatewayId(gatewayText);
  return gateway.ok
    ? done({ venue: venue.setup.id, gateway: gateway.value })
    : denied({ kind: "unknown-gateway" });
}
