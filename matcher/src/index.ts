/**
 * Matcher: sessions, presence, encounters, nudges; `start` is its only entrance.
 */
import { type GatewayId, seconds, unixMs, type VenueId } from "@sighej/protocol";
import { openAccess } from "./access.ts";
import { openAuthority } from "./adapters/ca/authority.ts";
import { subscribe } from "./adapters/mqtt/subscriber.ts";
import { consume } from "./adapters/rabbitmq/consumer.ts";
import type { MatcherConfig } from "./config.ts";
import { MatcherError, whyOf } from "./errors.ts";
import { checkInsOf } from "./flows/check-in.ts";
import {
  gatewaysOf,
  isBehind,
  type SettingsByGateway,
  settingsOf,
} from "./flows/gateway-settings.ts";
import { ingestFrame } from "./flows/ingest.ts";
import type { Subscriber } from "./flows/receive.ts";
import type { Report, TellGateway } from "./ports.ts";
import { serve } from "./serve.ts";
import { setupJson } from "./setup-json.ts";
import { parseVenueSetups } from "./venue-setup.ts";

export { openAuthority } from "./adapters/ca/authority.ts";
export { newVapidKeys } from "./adapters/push/web-push.ts";
export { newAdminCode } from "./admin-code.ts";
export type { MatcherConfig } from "./config.ts";
export type { VenueSetup } from "./domain/venue.ts";
export { MatcherError, type MatcherErrorCode } from "./errors.ts";
export { parseConfig } from "./settings/env.ts";

/** How long another replica may not know of what was set by this one. */
const SETTLE_EVERY = seconds(20);

export interface Matcher {
  readonly port: number;
  /** Where metrics are served to this machine, if they are. */
  readonly metricsPort: number | undefined;
  /** Whether nobody of the staff has an account yet. */
  needsOwner(): Promise<boolean>;
  /** Totals since the start, by words that name nobody. */
  counts(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/**
 * Listens, has read the store and hears the broker when it resolves. Rejects with `MatcherError`,
 * with nothing left open.
 */
export async function start(config: MatcherConfig): Promise<Matcher> {
  const setups = parseVenueSetups(config.venues.map(setupJson));
  if (!setups.ok) throw new MatcherError("bad-config", setups.faults.join("; "));
  let brokerUp = () => false;
  let tell: TellGateway = () => {};
  let settle = async () => {};
  const report: Report = (what, cause) => config.logger.warn({ why: whyOf(cause) }, what);
  const authority =
    config.caFolder === undefined
      ? undefined
      : await openAuthority(config.caFolder, () => unixMs(Date.now()), config.certificateLife);
  const access = await openAccess(config.broker, report);
  const brokerForGateways = config.broker.forGateways ?? { url: config.broker.url };
  const serving = await serve({ ...config, venues: setups.value }, undefined, {
    ...{
      brokerUp: () => brokerUp(),
      tell: (...told) => tell(...told),
      settle: () => settle(),
      access,
      brokerForGateways,
      certify: authority,
    },
  }).catch(async (cause: unknown) => {
    await access.stop();
    throw cause;
  });
  const { port, metricsPort, ports, watching, counts } = serving;
  const stop = async () => {
    await serving.stop();
    await access.stop();
  };
  const gateways = new Map<VenueId, ReadonlySet<GatewayId>>();
  const settings = new Map<VenueId, SettingsByGateway>();
  const look = async () => {
    replace(gateways, gatewaysOf(ports.venues));
    const venues = [...ports.venues.all.keys()];
    const kept = await Promise.all(venues.map((venue) => ports.watch.settings(venue)));
    const version = Math.floor(Date.now() / 1_000);
    replace(settings, settingsOf(ports.venues, version, kept.flat(), settings));
  };
  let settleOne: Subscriber["settle"] = () => {};
  const takeCheckIn = checkInsOf(ports);
  let timer: NodeJS.Timeout | undefined;
  try {
    await look();
    const read = /^amqps?:/.test(config.broker.url) ? consume : subscribe;
    const subscriber = await read(
      { ...config.broker, venues: gateways, settings },
      {
        sightings: (venue, gateway, frame, answer) => {
          watching.heard(venue, gateway);
          ingestFrame(ports, venue, gateway, frame, answer);
        },
        "check-ins": (venue, gateway, frame) => void takeCheckIn(venue, gateway, frame),
        status: (venue, gateway, status, retained) => {
          watching.takeStatus(venue, gateway, status, retained);
          const wanted = settings.get(venue)?.get(gateway);
          if (wanted !== undefined && !retained && isBehind(wanted, status))
            settleOne(venue, gateway);
        },
      },
      ports.count,
      ports.report,
    );
    brokerUp = subscriber.connected;
    settleOne = subscriber.settle;
    settle = async () => {
      await look();
      subscriber.follow();
    };
    const again = () =>
      void settle().catch((cause: unknown) => report("gateways could not be set", cause));
    serving.registry.onChange(again);
    // What another replica has set.
    timer = setInterval(again, SETTLE_EVERY);
    tell = subscriber.tell;
    config.logger.info({ port, stores: config.stores.kind }, "matcher is ready");
    return {
      port,
      metricsPort,
      counts,
      needsOwner: async () => !(await ports.staff.hasAccounts()),
      // Drained first: what people ask until then is still answered by a matcher that hears.
      stop: async () => {
        clearInterval(timer);
        await stop();
        await subscriber.stop();
      },
    };
  } catch (cause) {
    clearInterval(timer);
    await stop();
    throw cause;
  }
}

/** A map that others read has these entries from now on, and no others. */
function replace<K, V>(map: Map<K, V>, entries: ReadonlyMap<K, V>): void {
  const given = [...entries];
  map.clear();
  for (const [key, value] of given) map.set(key, value);
}
