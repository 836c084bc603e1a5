/**
 * Serve: wires stores, flows, rounds and the edges for phones. Everything but the broker.
 */
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { performance } from "node:perf_hooks";
import {
  SESSION_ID_BYTES,
  SESSION_LIFE,
  seconds,
  sessionIdOf,
  unixMs,
  VENUE_ID_BYTES,
  type VenueId,
  venueIdOf,
} from "@sighej/protocol";
import type { Express } from "express";
import { noAccess } from "./access.ts";
import { csv } from "./adapters/csv/csv.ts";
import { close, listen, timing } from "./adapters/http/listen.ts";
import { siteOf } from "./adapters/http/site.ts";
import { turnstile } from "./adapters/http/turnstile.ts";
import { mailer } from "./adapters/mail/send.ts";
import { startMapMaker } from "./adapters/map-maker/map-maker.ts";
import { memoryAlerts } from "./adapters/memory/alerts.ts";
import { memoryBulletins } from "./adapters/memory/bulletins.ts";
import { memoryGateways } from "./adapters/memory/gateways.ts";
import { memoryMaps } from "./adapters/memory/maps.ts";
import { memoryHandshakes, memoryPasskeys } from "./adapters/memory/passkeys.ts";
import { memoryPlans } from "./adapters/memory/plans.ts";
import { memoryProposals } from "./adapters/memory/proposals.ts";
import { memorySchedules } from "./adapters/memory/schedules.ts";
import { memoryScreens } from "./adapters/memory/screens.ts";
import { memoryStaff } from "./adapters/memory/staff.ts";
import { memoryStock } from "./adapters/memory/stock.ts";
import { memoryStores } from "./adapters/memory/stores.ts";
import { memoryVenues } from "./adapters/memory/venues.ts";
import { memoryWatch } from "./adapters/memory/watch.ts";
import { oidcProvider } from "./adapters/oidc/provider.ts";
import { askerOutside } from "./adapters/outside/ask.ts";
import { aggregateStoreOn } from "./adapters/pg/aggregate-store.ts";
import { alertStoreOn } from "./adapters/pg/alert-store.ts";
import { bulletinStoreOn } from "./adapters/pg/bulletin-store.ts";
import { gatewayStoreOn } from "./adapters/pg/gateway-store.ts";
import { mapStoreOn } from "./adapters/pg/map-store.ts";
import { handshakeStoreOn, passkeyStoreOn } from "./adapters/pg/passkey-store.ts";
import { planStoreOn } from "./adapters/pg/plan-store.ts";
import { proposalStoreOn } from "./adapters/pg/proposal-store.ts";
import { scheduleStoreOn } from "./adapters/pg/schedule-store.ts";
import { screenStoreOn } from "./adapters/pg/screen-store.ts";
import { staffStoreOn } from "./adapters/pg/staff-store.ts";
import { stockStoreOn } from "./adapters/pg/stock-store.ts";
import { venueStoreOn } from "./adapters/pg/venue-store.ts";
import { watchStoreOn } from "./adapters/pg/watch-store.ts";
import { startPictureMaker } from "./adapters/pictures/redraw.ts";
import { startPress } from "./adapters/press/press.ts";
import { listenForScrapes } from "./adapters/prometheus/listener.ts";
import { exporterOf } from "./adapters/prometheus/registry.ts";
import { webPusher } from "./adapters/push/web-push.ts";
import { redisStores } from "./adapters/redis/stores.ts";
import { scheduleReader } from "./adapters/schedule/reader.ts";
import { isTimeZone } from "./adapters/schedule/wall-time.ts";
import { totpFactors } from "./adapters/staff/factors.ts";
import { argon2Passwords } from "./adapters/staff/passwords.ts";
import { webAuthn } from "./adapters/staff/web-authn.ts";
import { type HubFlows, startHub } from "./adapters/ws/hub.ts";
import type { AggregateStore } from "./aggregate-ports.ts";
import { claimDigestOf } from "./claim-digest.ts";
import { startCollecting } from "./collect.ts";
import type { MatcherConfig } from "./config.ts";
import { openDatabase } from "./database.ts";
import type { Explanation } from "./domain/explain.ts";
import type { Happening } from "./domain/facts.ts";
import { whyOf } from "./errors.ts";
import { adminFlows } from "./flows/admin.ts";
import { alerterOf, alertFlows } from "./flows/alert.ts";
import { takeReply } from "./flows/answer-nudge.ts";
import { attendeeFlows } from "./flows/attendee.ts";
import { authenticate } from "./flows/authenticate.ts";
import { ADDRESS_TRIES, SESSION_TRIES } from "./flows/bind-carrier.ts";
import {
  type BulletinPorts,
  bulletinFlows,
  tellIncidentBy,
  tellReleased,
} from "./flows/bulletins.ts";
import { calibrateFlows } from "./flows/calibrate.ts";
import { acknowledge, greet } from "./flows/deliver.ts";
import { type BrokerForGateways, enrolFlows } from "./flows/enrol.ts";
import { floorPlanFlows } from "./flows/floor-plan.ts";
import {
  ADDRESS_LIMITS,
  BEGIN_LIMITS,
  CODE_LIMITS,
  ENROL_LIMITS,
  gateOf,
  NAME_LIMITS,
  REQUEST_LIMITS,
  SESSION_LIMITS,
  TRY_LIMITS,
} from "./flows/gate.ts";
import { gatewayAdminFlows } from "./flows/gateways.ts";
import { mapsOf } from "./flows/maps.ts";
import { applyNotes, joinCodesOf } from "./flows/notes.ts";
import { ORDER_LIMITS, orderFlows } from "./flows/order-gateways.ts";
import { printFlows } from "./flows/print.ts";
import { wakerOf } from "./flows/push-out.ts";
import { type Registry, registryOf } from "./flows/registry.ts";
import { importedSlots, scheduleFlows } from "./flows/schedules.ts";
import { SCREEN_LIMITS, screenFlows } from "./flows/screens.ts";
import { staffFlows } from "./flows/staff/flows.ts";
import { STOCK_LIMITS } from "./flows/start-session.ts";
import { stockFlows } from "./flows/stock.ts";
import { taxonomyFlows } from "./flows/taxonomy.ts";
import { venueAdminFlows } from "./flows/venue-admin.ts";
import { type Venues, venuesOf } from "./flows/venues.ts";
import { type Watching, watchOf } from "./flows/watch.ts";
import type { Certify, GatewayAccess } from "./gateway-ports.ts";
import { metricsOf, untimed } from "./metrics.ts";
import type {
  BearerDigest,
  Clock,
  Digest,
  PushStore,
  Random,
  Report,
  TellGateway,
} from "./ports.ts";
import { startReadiness } from "./readiness.ts";
import { type RoundPorts, refreshAll, startRounds } from "./rounds.ts";
import { stackOf } from "./stack.ts";
import type { StaffStore } from "./staff-ports.ts";
import type { VenueStore } from "./venue-ports.ts";
import { webhookSignature } from "./webhook-signature.ts";

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
    readonly aggregates: Pick<AggregateStore, "find"> | undefined;
    readonly staff: StaffStore;
    readonly kept: VenueStore;
  };
  readonly registry: Registry;
  counts(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

const digest: Digest = (bearer) =>
  createHash("sha256").update(bearer).digest("hex") as BearerDigest;
const random: Random = (bytes) => new Uint8Array(randomBytes(bytes));
const fingerprint = (text: string) => createHash("sha256").update(text).digest("hex");
const systemClock: Clock = () => unixMs(Date.now());
const stopwatch = () => {
  const from = performance.now();
  return () => (performance.now() - from) / 1_000;
};

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
}

/** Listens and knows the store's sessions when it resolves; leaves nothing open when it rejects. */
export async function serve(
  config: ServeConfig,
  clock = systemClock,
  {
    brokerUp = () => true,
    tell = () => {},
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
    const collecting = startCollecting(database && aggregateStoreOn(database), {
      ...{ venues, sessions, random, clock, count, report },
      released: (release) => tellReleased(bulletinPorts, release),
    });
    const gateways = database === undefined ? memoryGateways() : gatewayStoreOn(database);
    // After everything by which people are counted. A start that fails has nothing to release.
    let serving = false;
    open.push(() => (serving ? collecting.finish() : undefined));
    if (config.aggregates === undefined) logger.info("aggregates are not collected");
    const mapMaker = startMapMaker();
    open.push(() => mapMaker.stop());
    const maps = mapsOf({
      maps: database === undefined ? memoryMaps() : mapStoreOn(database),
      ...{ venues, mapMaker, clock, count, report },
    });
    const pictures = startPictureMaker();
    open.push(() => pictures.stop());
    const plans = database === undefined ? memoryPlans() : planStoreOn(database);
    const server = createServer(timing);
    // Closing waits for every socket, so the hub, which comes after, has to let go of its own first.
    open.push(() => close(server));
    // Before the server: it waits for its connections, and these would stay.
    open.push(() => hub.stop());
    const hub = startHub(server, () => hubFlows, count);
    const pusher = config.push && webPusher(config.push, count);
    open.push(() => pusher?.stop());
    const waker = wakerOf({ pushes, pusher, nudges, hub, clock, count, report });
    open.push(() => waker.stop());
    const screens = database ? screenStoreOn(database) : memoryScreens();
    const staff = database ? staffStoreOn(database) : memoryStaff();
    const stockNotes = database ? stockStoreOn(database) : memoryStock();
    const proposals = database ? proposalStoreOn(database) : memoryProposals();
    const kept = database ? venueStoreOn(database) : memoryVenues();
    const { local = false, smtp } = config.outside ?? {};
    const askOutside = askerOutside({ local });
    open.push(() => askOutside.stop());
    const sendMail = smtp && mailer(smtp);
    open.push(() => sendMail?.stop());
    const bulletinPorts: BulletinPorts = {
      bulletins: database ? bulletinStoreOn(database) : memoryBulletins(),
      ...{ venues, askOutside, sendMail, sign: webhookSignature, localTargets: local },
      ...{ random, clock, count, report },
    };
    const schedulePorts = {
      schedules: database ? scheduleStoreOn(database) : memorySchedules(),
      ...{ scheduleReader: scheduleReader(), isTimeZone, askOutside },
      importedSlots: (id: VenueId) => importedSlots({ ...schedulePorts, clock }, id),
    };
    open.push(() => schedulePorts.scheduleReader.stop());
    const watch = database ? watchStoreOn(database) : memoryWatch();
    const watching = watchOf({
      ...{ venues, gateways, watch, brokerUp, random, clock, count, report },
      tellIncident: (...told) => tellIncidentBy(bulletinPorts)(...told),
    });
    const alerting = {
      ...{ alerts: database ? alertStoreOn(database) : memoryAlerts(), staff, pusher },
      ...{ pushKey: config.push?.keys.publicKey, clock, count, report },
    };
    const alerter = alerterOf(alerting);
    open.push(() => alerter.stop());
    const passkeys = database ? passkeyStoreOn(database) : memoryPasskeys();
    const handshakes = database ? handshakeStoreOn(database) : memoryHandshakes();
    const ports = {
      ...{ staff, handshakes, screens, kept, stockNotes },
      screenGate: gateOf(SCREEN_LIMITS),
      ...{ venues, sessions, nudges, answers, pushes, hub, digest, random, clock, count, report },
      note: (happening: Happening) => {
        const { kind, venue, sessions: who } = happening;
        count(`people-${kind}`, who.length);
        if (kind === "met") for (const each of who) waker.met(venue, each);
        collecting.note(happening);
      },
      ...{ notes, joinCodes: joinCodesOf(fingerprint) },
      ...{ ticked: times.tick, stopwatch },
      ...{ gateways, access, brokerForGateways, certify, fingerprint, stretch: claimDigestOf },
      bulletinPorts,
      ...schedulePorts,
      ...{ watch, watching, tell, brokerUp, orderGate: gateOf(ORDER_LIMITS) },
      enrolGate: gateOf(ENROL_LIMITS),
      aggregates: collecting.aggregates,
      contribute: collecting.contribute,
      wake: waker.nudged,
      complained: alerter.complained,
      explained: (why: Explanation) => logger.debug(why, "two were nudged"),
      pushKey: config.push?.keys.publicKey,
      addressGate: gateOf(ADDRESS_LIMITS),
      codeGate: gateOf(CODE_LIMITS),
      sessionGate: gateOf(SESSION_LIMITS),
      stockGate: gateOf(STOCK_LIMITS),
      zoneTries: { session: gateOf(SESSION_TRIES), address: gateOf(ADDRESS_TRIES) },
      sessionLife: config.sessionLife ?? SESSION_LIFE,
    };
    const registry = registryOf({
      ...ports,
      renew: async (id) => {
        collecting.renew(id);
        await maps.renew(id);
      },
    });
    const hubFlows: HubFlows = {
      authenticate: async (bearer) => {
        const session = await authenticate(ports, bearer);
        return session.ok ? session.value : undefined;
      },
      greet: (session, send) => greet(ports, session, send),
      shown: (session, nudge) => acknowledge(ports, session, nudge),
      answer: async (session, nudge, reply) => {
        if (!(await takeReply(ports, session, nudge, reply))) count("reply-unknown");
      },
    };
    const adminCode =
      config.adminCode === undefined
        ? undefined
        : {
            code: config.adminCode,
            once: config.adminCodeOnce ?? false,
          };
    const staffed = staffFlows({
      ...{ staff, alerts: alerting.alerts, random, clock, count, fingerprint, adminCode },
      ...{ passwords: argon2Passwords(), factors: totpFactors },
      ...{ passkeys, handshakes, webAuthn, adminOrigin: config.adminOrigin },
      oidc: config.oidc && oidcProvider(config.oidc, clock, report),
      beginGate: gateOf(BEGIN_LIMITS),
      ...{ tryGate: gateOf(TRY_LIMITS), nameGate: gateOf(NAME_LIMITS) },
    });
    const { appFolder, adminFolder } = config;
    const site = { venues: () => liveIn(venues), appFolder, adminFolder, mounts, proxies };
    const parts = {
      ...{ attendee: attendeeFlows(ports), admin: adminFlows(ports), staff: staffed },
      ...{
        gateways: gatewayAdminFlows(ports),
        enrol: enrolFlows(ports),
        screens: screenFlows(ports),
        alerts: alertFlows(alerting),
        stock: stockFlows({ ...{ venues, stockNotes, csv, random, kept, registry } }),
        taxonomy: taxonomyFlows({ venues, proposals, kept, registry }),
      },
      orders: orderFlows(ports),
      venueAdmin: venueAdminFlows({ ...ports, registry }),
      bulletins: bulletinFlows(bulletinPorts),
      schedules: scheduleFlows({ ...ports, apply: (id) => applyNotes(ports, id) }),
      calibrate: calibrateFlows({ ...{ venues, maps, mapMaker, random, clock, report } }),
      floorPlan: floorPlanFlows({ venues, plans, pictures, clock }),
      print: printFlows({ venues, plans, gateways, press: startPress(), clock }),
      ...{ readiness, turnstile: turnstile(), clock, count, report },
      requestGate: gateOf(REQUEST_LIMITS),
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
    await registry.follow();
    await refreshAll(ports);
    readiness.floorsRead();
    const rounds = startRounds(ports, stores, collecting, maps, registry);
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
