/**
 * Venue box: all the parts of a venue but its radio, each a real one: Redis, Postgres, broker, a
 * matcher in a process of its own, and gateways that publish what a test asks for.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start as startBroker } from "@sighej/broker";
import { freshCredentials, type Keep, openParts, type Part } from "@sighej/embedded";
import type { VenueSetup } from "@sighej/matcher";
import {
  type GatewayId,
  interestsById,
  metres,
  type VenueId,
  venueIdOf,
  type ZoneId,
} from "@sighej/protocol";
import { pino } from "pino";
import { startPostgres } from "../../matcher/test/postgres-server.ts";
import { startRedis } from "../../matcher/test/redis-server.ts";
import { freePort } from "../../matcher/test/server-process.ts";
import { type MatcherProcess, startMatcherProcess } from "./matcher-process.ts";
import { type ScriptedGateway, scriptedGateway } from "./scripted-gateway.ts";

export interface VenueBox extends Part {
  readonly venue: VenueId;
  readonly matcher: MatcherProcess;
  /** The one gateway of the one zone, where being there together is enough for a nudge. */
  readonly gateway: ScriptedGateway;
  readonly redisUrl: string;
  readonly postgresUrl: string;
  /** Of the matcher, for Prometheus. */
  readonly metricsUrl: string;
  /** Where, and with which secret, the matcher and an operator speak to the broker. */
  readonly broker: { readonly url: string; readonly matcher: string; readonly operator: string };
}

const BAR = "bar" as ZoneId;
const GATEWAY = "bar-1" as GatewayId;

/** `settings`: more of the matcher's environment. */
export const openVenueBox = (settings: Readonly<Record<string, string>> = {}): Promise<VenueBox> =>
  openParts((keep) => openBox(settings, keep));

async function openBox(
  settings: Readonly<Record<string, string>>,
  keep: Keep,
): Promise<Omit<VenueBox, "stop">> {
  const venue = venueIdOf(randomBytes(16));
  const redis = keep(await startRedis());
  const postgres = keep(await startPostgres());
  const secrets = freshCredentials(venue, [GATEWAY]);
  const broker = keep(
    await startBroker({
      host: "127.0.0.1",
      port: 0,
      credentials: secrets.credentials,
      logger: pino({ level: "silent" }),
    }),
  );
  const brokerUrl = `mqtt://127.0.0.1:${broker.port}`;
  const folder = await mkdtemp(join(tmpdir(), "sighej-box-"));
  keep({ stop: () => rm(folder, { recursive: true, force: true }) });
  const file = join(folder, "venues.json");
  await writeFile(file, JSON.stringify([setupOf(venue)]));
  const keyFile = join(folder, "setup.key");
  await writeFile(keyFile, randomBytes(32).toString("base64"));
  const metricsPort = await freePort();
  const matcher = await startMatcherProcess({
    SIGHEJ_BROKER_URL: brokerUrl,
    SIGHEJ_BROKER_SECRET: secrets.matcher,
    SIGHEJ_REDIS_URL: redis.url,
    SIGHEJ_POSTGRES_URL: postgres.url,
    SIGHEJ_SETUP_KEY_FILE: keyFile,
    SIGHEJ_METRICS_PORT: String(metricsPort),
    SIGHEJ_VENUES: file,
    SIGHEJ_LOG_LEVEL: "debug",
    ...settings,
  });
  keep({
    stop: async () => {
      await matcher.stop();
    },
  });
  const [own] = secrets.gateways;
  if (own === undefined) throw new Error("a box has a gateway");
  const gateway = keep(await scriptedGateway(brokerUrl, venue, own));
  const { matcher: matcherSecret, operator } = secrets;
  return {
    venue,
    matcher,
    gateway,
    redisUrl: redis.url,
    postgresUrl: postgres.url,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    broker: { url: brokerUrl, matcher: matcherSecret, operator },
  };
}

const setupOf = (id: VenueId): VenueSetup => ({
  id,
  name: "Vindue",
  zones: [{ id: BAR, tier: "zone" }],
  gateways: [{ id: GATEWAY, zone: BAR, x: metres(0), y: metres(0) }],
  interests: [...interestsById.keys()],
  policy: "demo",
  carriers: [],
});
