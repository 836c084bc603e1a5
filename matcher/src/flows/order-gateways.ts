/**
 * Order gateways: what staff set about the watch, and what they tell gateways to do at once.
 */
import {
  decodeGatewayOrder,
  decodeGatewaySettings,
  decodeWatchMute,
  decodeWatchThresholds,
  type GatewayDetail,
  type GatewayId,
  type GatewayIncident,
  type GatewayIncidents,
  type GatewaysOrdered,
  INCIDENTS_SHOWN,
  type ListedGateway,
  minutes,
  type OrderRefusal,
  parseGatewayId,
  seconds,
  signTime,
  unixMs,
} from "@sighej/protocol";
import type { TellGateway } from "../ports.ts";
import type { KeptIncident, WatchStore } from "../watch-ports.ts";
import type { Gate } from "./gate.ts";
import { type GatewayAdminPorts, listGateways, venueIn } from "./gateways.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue } from "./venues.ts";

export type OrderPorts = GatewayAdminPorts & {
  readonly watch: WatchStore;
  readonly tell: TellGateway;
  /** Tells gateways what they are set to by now; resolves when the store was read. */
  readonly settle: () => Promise<void>;
  readonly brokerUp: () => boolean;
  /** Orders by gateway. */
  readonly orderGate: Gate;
};

/**
 * A person asks, sees and asks again; a script that asks in a loop would keep a gateway from scanning.
 */
export const ORDER_LIMITS = { burst: 6, perSecond: 0.1, most: 10_000 } as const;

export interface OrderFlows {
  view(venue: string, gateway: string): Promise<Outcome<GatewayDetail>>;
  incidents(venue: string, gateway: string): Promise<Outcome<GatewayIncidents>>;
  setThresholds(venue: string, body: unknown): Promise<Outcome<undefined>>;
  mute(venue: string, gateway: string | undefined, body: unknown): Promise<Outcome<undefined>>;
  order(venue: string, body: unknown): Promise<Outcome<GatewaysOrdered>>;
  /** Kept for gateways that are away, too: whether they took it is in their next status. */
  set(venue: string, body: unknown): Promise<Outcome<GatewaysOrdered>>;
}

export const orderFlows = (ports: OrderPorts): OrderFlows => ({
  view: async (venueText, gatewayText) => {
    const at = await listedIn(ports, venueText, gatewayText);
    if (!at.ok) return at;
    const { venue, listed } = at.value;
    const incidents = await historyOf(ports, venue, listed.gateway);
    const { gateway, name, health, settings } = listed;
    const diagnostic = diagnosticOf(listed, incidents, signTime(ports.clock()));
    return done({
      ...{ ...health, gateway, name, incidents, diagnostic },
      ...(settings === undefined ? {} : { settings }),
    });
  },
  incidents: async (venueText, gatewayText) => {
    const at = await listedIn(ports, venueText, gatewayText);
    if (!at.ok) return at;
    const { venue, listed } = at.value;
    return done({ incidents: await historyOf(ports, venue, listed.gateway) });
  },
  setThresholds: async (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeWatchThresholds(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { lateAfterS, silentAfterS } = asked.value;
    const thresholds = { lateAfter: seconds(lateAfterS), silentAfter: seconds(silentAfterS) };
    await ports.watch.setThresholds(venue.setup.id, thresholds);
    return done(undefined);
  },
  mute: async (venueText, gatewayText, body) => {
    const venue = venueIn(ports, venueText);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    let gateway: GatewayId | undefined;
    if (gatewayText !== undefined) {
      const at = await listedIn(ports, venueText, gatewayText);
      if (!at.ok) return at;
      gateway = at.value.listed.gateway;
    }
    const asked = decodeWatchMute(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const until = unixMs(ports.clock() + minutes(asked.value.minutes));
    await ports.watch.mute(venue.setup.id, gateway, until);
    return done(undefined);
  },
  order: async (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeGatewayOrder(body);
    if (!asked.ok) return deniedFor(asked.problem);
    if (!ports.brokerUp()) return denied({ kind: "broker-unreachable" });
    const { gateways: known } = await listGateways(ports, venue);
    const ids = new Set(known.map(({ gateway }) => gateway));
    const { gateways, ...order } = asked.value;
    const sent: GatewayId[] = [];
    const refused: { gateway: GatewayId; why: OrderRefusal }[] = [];
    for (const gateway of new Set(gateways)) {
      const key = `${venue.setup.id}/${gateway}`;
      if (!ids.has(gateway)) refused.push({ gateway, why: "unknown" });
      else if (!ports.orderGate.passes(key, ports.clock()))
        refused.push({ gateway, why: "too-often" });
      else {
        ports.tell(venue.setup.id, gateway, { v: 1, ...order });
        sent.push(gateway);
      }
    }
    return done({ sent, refused });
  },
  set: async (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeGatewaySettings(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { gateways: known } = await listGateways(ports, venue);
    const ids = new Set(known.map(({ gateway }) => gateway));
    const before = new Map(known.map(({ gateway, settings }) => [gateway, settings]));
    const { gateways, ...wanted } = asked.value;
    const named = [...new Set(gateways)];
    const sent = named.filter((each) => ids.has(each));
    for (const gateway of sent) {
      const was = before.get(gateway);
      const { windowMs = was?.windowMs ?? null, logLevel = was?.logLevel ?? null } = wanted;
      // A gateway that has taken this already is told nothing anew, so it could not say that it has.
      if (was?.windowMs === windowMs && was.logLevel === logLevel) continue;
      const key = { venue: venue.setup.id, gateway };
      await ports.watch.set({ ...key, windowMs, logLevel, setAt: ports.clock() });
    }
    await ports.settle();
    const refused = named.filter((each) => !ids.has(each));
    return done({ sent, refused: refused.map((gateway) => ({ gateway, why: "unknown" })) });
  },
});

async function listedIn(
  ports: OrderPorts,
  venueText: string,
  gatewayText: string,
): Promise<Outcome<{ readonly venue: Venue; readonly listed: ListedGateway }>> {
  const venue = venueIn(ports, venueText);
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  const gateway = parseGatewayId(gatewayText);
  const { gateways } = await listGateways(ports, venue);
  const listed = gateways.find((each) => gateway.ok && each.gateway === gateway.value);
  return listed === undefined ? denied({ kind: "unknown-gateway" }) : done({ venue, listed });
}

async function historyOf(
  { watch }: OrderPorts,
  { setup }: Venue,
  gateway: GatewayId,
): Promise<GatewayIncident[]> {
  const kept = await watch.incidents(setup.id, gateway, INCIDENTS_SHOWN);
  return kept.map(shown);
}

const shown = (kept: KeptIncident): GatewayIncident => ({
  ...{ id: kept.id, gateway: kept.gateway, reason: kept.reason, told: kept.told !== undefined },
  ...{ since: signTime(kept.since), openedAt: kept.openedAt },
  ...(kept.silentAt === undefined ? {} : { silentAt: kept.silentAt }),
  ...(kept.endedAt === undefined ? {} : { endedAt: kept.endedAt }),
  ...(kept.ended === undefined ? {} : { ended: kept.ended }),
});

/** Text for whoever helps: everything here, and nothing else, for a person reads times better. */
function diagnosticOf(
  listed: ListedGateway,
  incidents: readonly GatewayIncident[],
  now: number,
): string {
  const times = new Set(["heardAt", "since", "openedAt", "silentAt", "endedAt", "sentAt", "setAt"]);
  const more = new Set(["startedAt", "enrolledAt", "revokedAt", "claimUntil", "mutedUntil", "at"]);
  const readable = (key: string, value: unknown) =>
    typeof value === "number" && (times.has(key) || more.has(key))
      ? new Date(value).toISOString()
      : value;
  const asOf = new Date(now).toISOString();
  return JSON.stringify({ asOf, ...listed, incidents }, readable, 2);
}
