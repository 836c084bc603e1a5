/**
 * Serve: wires stores, flows, rounds and the edges for phones. Everything but the broker.
 */
import { createServer } from "node:http";
import {
  SESSION_ID_BYTES,
  SESSION_LIFE,
  seconds,
  sessionIdOf,
  VENUE_ID_BYTES,
  type VenueId,
  venueIdOf,
} from "@sighej/protocol";
import type { Express } from "express";
import { noAccess } from "./access.ts";
import { close, listen, timing } from "./adapters/http/listen.ts";
import { siteOf } from "./adapters/http/site.ts";
import { turnstile } from "./adapters/http/turnstile.ts";
import { startMapMaker } from "./adapters/map-maker/map-maker.ts";
import { memoryStores } from "./adapters/memory/stores.ts";
import { listenForScrapes } from "./adapters/prometheus/listener.ts";
import { exporterOf } from "./adapters/prometheus/registry.ts";
import { redisStores } from "./adapters/redis/stores.ts";
import type { AggregateStore } from "./aggregate-ports.ts";
import type { AlertStore } from "./alert-ports.ts";
import { claimDigestOf } from "./claim-digest.ts";
import { startCollecting } from "./collect.ts";
import type { MatcherConfig } from "./config.ts";
import { openDatabase, sealOf } from "./database.ts";
import type { Explanation } from "./domain/explain.ts";
import type { Happening } from "./domain/facts.ts";
import { whyOf } from "./errors.ts";
import { alerterOf } from "./flows/alert.ts";
import { attendeeFlows } from "./flows/attendee.ts";
import { batteriesOf } from "./flows/batteries.ts";
import { tellIncidentBy, tellReleased } from "./flows/bulletins.ts";
import type { BrokerForGateways } from "./flows/enrol.ts";
import { mapsOf } from "./flows/maps.ts";
import { joinCodesOf } from "./flows/notes.ts";
import { type Registry, registryOf } from "./flows/registry.ts";
import { type Venues, venuesOf } from "./flows/venues.ts";
import { type Watching, watchOf } from "./flows/watch.ts";
import type { Certify, GatewayAccess } from "./gateway-ports.ts";
import { metricsOf, untimed } from "./metrics.ts";
import type { PushStore, Report, TellGateway } from "./ports.ts";
import { startReadiness } from "./readiness.ts";
import { type RoundPorts, refreshAll, startRounds } from "./rounds.ts";
import { stackOf } from "./stack.ts";
import type { StaffStore } from "./staff-ports.ts";
import type { VenueStore } from "./venue-ports.ts";
import type { WatchStore } from "./watch-ports.ts";
import { gatesOf } from "./wiring/gates.ts";
import { gatewayParts } from "./wiring/gateway-parts.ts";
import { keptStores } from "./wiring/kept-stores.ts";
import { digest, fingerprint, random, stopwatch, systemClock } from "./wiring/machine.ts";
import { openOutward } from "./wiring/outward.ts";
import { openPaperParts } from "./wiring/paper-parts.ts";
import { hubFlowsOf, openPhones } from "./wiring/phones.ts";
import { staffParts } from "./wiring/staff-parts.ts";
import { venueParts } from "./wiring/venue-parts.ts";

export type ServeConfig = Omit<MatcherConfig, "broker">;

export interface Serving {
  readonly port: number;
  /** Where metrics are served, if they are. */
  readonly metricsPort: number | undefined;
  readonly app: Express;
  /** Is told what comes from gateways. */
  readonly watching: Watching;
  readonly ports: RoundPorts & {
    readonly pushes: PushStore;
    readonly aggregates: Pick<AggregateStore, "find" | "sum"> | undefined;
    readonly staff: StaffStore;
    readonly kept: VenueStore;
    readonly watch: Pick<WatchStore, "rules" | "settings">;
    readonly alerts: Pick<AlertStore, "listening">;
  };
  readonly registry: Registry;
  counts(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

const NOWHERE = venueIdOf(new Uint8Array(VENUE_ID_BYTES));
const NOBODY = sessionIdOf(new Uint8Array(SESSION_ID_BYTES));
/** Requests under way at a stop: longer than any may take but those that hang. */
const DRAIN_WITHIN = seconds(10);

const liveIn = ({ all }: Venues): readonly VenueId[] =>
  [...all.values()].filter(({ state }) => state === "live").map(({ setup }) => setup.id);

/** Where none is configured; nobody connects there. */
const NO_BROKER: BrokerForGateways = { url: "mqtt://localhost" };

/** What `serve` is told of the parts that it does not start. */
export interface Around {
  /** How the broker is told of gateways, and what gateways are told of it. */
  readonly access?: GatewayAccess;
  readonly brokerForGateways?: BrokerForGateways;
  readonly certify?: Certify | undefined;
  /** Whether the broker is connected; without a broker there is nothing to wait for. */
  readonly brokerUp?: () => boolean;
  /** Reaches gateways; without a broker nobody is told. */
  readonly tell?: TellGateway;
  /** Tells gateways what they are set to. */
  readonly settle?: () => Promise<void>;
}

/** Listens and knows the store's sessions when it resolves; leaves nothing open when it rejects. */
export async function serve(
  config: ServeConfig,
  clock = systemClock,
  {
    brokerUp = () => true,
    tell = () => {},
    settle = async () => {},
    access = noAccess,
    brokerForGateways = NO_BROKER,
    certify,
  }: Around = {},
): Promise<Serving> {
  const { logger, stores: from, venues: setups, mounts = [], proxies = 0 } = config;
  const report: Report = (what, cause) => logger.warn({ why: whyOf(cause) }, what);
  const metrics = metricsOf();
  const { count } = metrics;
  const open = stackOf();
  try {
    const stores = from.kind === "memory" ? memoryStores(clock) : await redisStores(from, clock);
    open.push(() => stores.stop());
    const { notes, sessions, nudges, answers, pushes } = stores;
    const exporter =
      config.metricsPort === undefined
        ? undefined
        : exporterOf(metrics.counts, () => readiness.missing());
    const times = exporter?.times ?? untimed;
    // About a session that cannot be: one key is looked for, and there is none.
    const ask = () => sessions.find(NOWHERE, NOBODY);
    const readiness = startReadiness({ ask, brokerUp, took: times.storeProbe, stopwatch });
    open.push(() => readiness.stop());
    const venues: Venues = venuesOf(setups, clock, count, random, (...made) =>
      collecting.contribute(...made),
    );
    const database = await openDatabase(config.aggregates, report);
    open.push(() => database?.stop());
    const seal = config.aggregates && (await sealOf(config.aggregates, config.setupKeys, random));
    const { aggregateStore, mapStore, reseal, ...rows } = keptStores(database, seal);
    const collecting = startCollecting(aggregateStore, {
      ...{ venues, sessions, random, clock, count, report },
      released: (release) => tellReleased(outward.bulletinPorts, release),
    });
    // After everything by which people are counted. A start that fails has nothing to release.
    let serving = false;
    open.push(() => (serving ? collecting.finish() : undefined));
    if (config.aggregates === undefined) logger.info("aggregates are not collected");
    const mapMaker = startMapMaker();
    open.push(() => mapMaker.stop());
    const maps = mapsOf({ maps: mapStore, venues, mapMaker, clock, count, report });
    const { aggregates } = collecting;
    const paper = openPaperParts(open, { ...rows, venues, aggregates, clock });
    const server = createServer(timing);
    // Closing waits for every socket, so the hub, which comes after, has to let go of its own first.
    open.push(() => close(server));
    const { hub, pusher, waker, pushKey } = openPhones(
      open,
      server,
      config.push,
      { pushes, nudges, clock, count, report },
      () => hubFlows,
    );
    const common = { ...rows, ...{ venues, random, clock, count, report } };
    const outward = openOutward(open, config.outside ?? {}, common);
    const watching = watchOf({
      ...{ ...common, brokerUp },
      tellIncident: tellIncidentBy(outward.bulletinPorts),
    });
    const alerting = { ...common, pusher, pushKey };
    const alerter = alerterOf(alerting);
    open.push(() => alerter.stop());
    const ports = {
      ...{ ...common, ...outward, ...gatesOf() },
      ...{ sessions, nudges, answers, pushes, hub, pushKey, digest, fingerprint },
      note: (happening: Happening) => {
        const { kind, venue, sessions: who } = happening;
        count(`people-${kind}`, who.length);
        if (kind === "met") for (const each of who) waker.met(venue, each);
        collecting.note(happening);
      },
      ...{ notes, joinCodes: joinCodesOf(fingerprint) },
      ...{ ticked: times.tick, stopwatch },
      ...{ access, brokerForGateways, certify, stretch: claimDigestOf },
      ...{ watching, tell, settle, brokerUp },
      aggregates,
      contribute: collecting.contribute,
      wake: waker.nudged,
      complained: alerter.complained,
      explained: (why: Explanation) => logger.debug(why, "two were nudged"),
      sessionLife: config.sessionLife ?? SESSION_LIFE,
    };
    const batteries = batteriesOf(ports);
    open.push(() => batteries.finish());
    const registry = registryOf({
      ...ports,
      renew: async (id) => {
        collecting.renew(id);
        batteries.renew(id);
        await maps.renew(id);
      },
    });
    const hubFlows = hubFlowsOf(ports);
    const { appFolder, adminFolder } = config;
    const site = { venues: () => liveIn(venues), appFolder, adminFolder, mounts, proxies };
    const parts = {
      attendee: attendeeFlows({ ...ports, batteries }),
      ...{ ...paper, ...venueParts({ ...ports, registry }) },
      ...gatewayParts({ ...ports, maps, mapMaker }),
      ...staffParts(config, { ...ports, ...alerting }),
      ...{ readiness, turnstile: turnstile(), clock, count, report },
      requestGate: ports.requestGate,
    };
    const app = siteOf(site, parts);
    server.on("request", app);
    // Phones connect to another replica while what is under way here is finished.
    open.push(async () => {
      readiness.stopping();
      parts.turnstile.shut();
      await hub.stop();
      await parts.turnstile.empty(DRAIN_WITHIN);
    });
    // Opened meanwhile. Venues that staff have made are there from the first request on.
    await database?.ready;
    await reseal();
    await registry.follow();
    await refreshAll(ports);
    readiness.floorsRead();
    const rounds = startRounds({ ...ports, batteries }, stores, collecting, maps, registry);
    open.push(() => rounds.stop());
    const scrapes = exporter && (await listenForScrapes(config.metricsPort ?? 0, exporter));
    open.push(() => scrapes?.stop());
    const port = await listen(server, config.http);
    await maps.load();
    for (const { nearOffers } of venues.all.values())
      for (const { zone, offered, why } of nearOffers)
        logger[offered ? "info" : "warn"]({ zone }, why);
    serving = true;
    return {
      port,
      metricsPort: scrapes?.port,
      app,
      watching,
      ports,
      registry,
      counts: metrics.counts,
      stop: open.unwind,
    };
  } catch (cause) {
    await open.unwind();
    throw cause;
  }
}
