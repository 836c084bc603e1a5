/**
 * Serve: wires stores, flows, rounds and the edges for phones. Everything but the broker.
 */
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { SESSION_LIFE, unixMs } from "@sighej/protocol";
import { close, listen, timing } from "./adapters/http/listen.ts";
import { siteOf } from "./adapters/http/site.ts";
import { memoryStores } from "./adapters/memory/stores.ts";
import { webPusher } from "./adapters/push/web-push.ts";
import { redisStores } from "./adapters/redis/stores.ts";
import { type HubFlows, startHub } from "./adapters/ws/hub.ts";
import type { AggregateStore } from "./aggregate-ports.ts";
import { startCollecting } from "./collect.ts";
import type { MatcherConfig } from "./config.ts";
import type { Happening } from "./domain/facts.ts";
import { whyOf } from "./errors.ts";
import { takeReply } from "./flows/answer-nudge.ts";
import { attendeeFlows } from "./flows/attendee.ts";
import { authenticate } from "./flows/authenticate.ts";
import { acknowledge, greet } from "./flows/deliver.ts";
import { ADDRESS_LIMITS, CODE_LIMITS, gateOf } from "./flows/gate.ts";
import { wakerOf } from "./flows/push-out.ts";
import { venuesOf } from "./flows/venues.ts";
import { metricsOf } from "./metrics.ts";
import type { BearerDigest, Clock, Digest, PushStore, Random, Report } from "./ports.ts";
import { type RoundPorts, refreshAll, startRounds } from "./rounds.ts";
import { stackOf } from "./stack.ts";

export type ServeConfig = Omit<MatcherConfig, "broker">;

export interface Serving {
  readonly port: number;
  readonly ports: RoundPorts & {
    readonly pushes: PushStore;
    readonly aggregates: Pick<AggregateStore, "find"> | undefined;
  };
  counts(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

const digest: Digest = (bearer) =>
  createHash("sha256").update(bearer).digest("hex") as BearerDigest;
const random: Random = (bytes) => new Uint8Array(randomBytes(bytes));
const systemClock: Clock = () => unixMs(Date.now());

/** Listens and knows the store's sessions when it resolves; leaves nothing open when it rejects. */
export async function serve(config: ServeConfig, clock = systemClock): Promise<Serving> {
  const { logger, stores: from, venues: setups, mounts = [], proxies = 0 } = config;
  const report: Report = (what, cause) => logger.warn({ why: whyOf(cause) }, what);
  const metrics = metricsOf();
  const { count } = metrics;
  const open = stackOf();
  try {
    const stores = from.kind === "memory" ? memoryStores(clock) : await redisStores(from, clock);
    open.push(() => stores.stop());
    const venues = venuesOf(setups, clock, count, (...made) => collecting.contribute(...made));
    const { sessions, nudges, answers, pushes } = stores;
    const collecting = await startCollecting(config.aggregates, {
      ...{ venues, sessions, random, clock, count, report },
    });
    open.push(() => collecting.close());
    // After everything by which people are counted. A start that fails has nothing to release.
    let serving = false;
    open.push(() => (serving ? collecting.finish() : undefined));
    if (config.aggregates === undefined) logger.info("aggregates are not collected");
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
    const ports = {
      ...{ venues, sessions, nudges, answers, pushes, hub, digest, random, clock, count, report },
      note: (happening: Happening) => {
        const { kind, venue, sessions: who } = happening;
        count(`people-${kind}`, who.length);
        if (kind === "met") for (const each of who) waker.met(venue, each);
        collecting.note(happening);
      },
      aggregates: collecting.aggregates,
      contribute: collecting.contribute,
      wake: waker.nudged,
      pushKey: config.push?.keys.publicKey,
      addressGate: gateOf(ADDRESS_LIMITS),
      codeGate: gateOf(CODE_LIMITS),
      sessionLife: config.sessionLife ?? SESSION_LIFE,
    };
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
    const site = { venues: [...venues.all.keys()], appFolder: config.appFolder, mounts, proxies };
    server.on("request", siteOf(site, attendeeFlows(ports), count, report));
    await refreshAll(ports);
    const rounds = startRounds(ports, stores, collecting);
    open.push(() => rounds.stop());
    const port = await listen(server, config.http);
    // Last: it opens meanwhile.
    await collecting.ready;
    serving = true;
    return { port, ports, counts: metrics.counts, stop: open.unwind };
  } catch (cause) {
    await open.unwind();
    throw cause;
  }
}
