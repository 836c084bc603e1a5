/**
 * Large venue: the venue of `matcher/test/large-past.ts` alive: a real Postgres, a real broker with every gateway's
 * status coming in, and a matcher in a process of its own; what the dashboard is timed with.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start as startBroker } from "@sighej/broker";
import { freshCredentials, type Keep, openParts, type Part } from "@sighej/embedded";
import { type GatewayId, topicOf, unixMs, type VenueId, venueIdOf } from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { pino } from "pino";
import { gatewayIds, largeSetup, seedPast } from "../../../matcher/test/large-past.ts";
import { adminCode, callAt } from "../../../matcher/test/matcher.ts";
import { freshDatabase, startPostgres } from "../../../matcher/test/postgres-server.ts";
import { firstOwner } from "../../../matcher/test/staff.ts";
import { startMatcherProcess } from "../../e2e/matcher-process.ts";
import { adminFolder, appFolder } from "../build-app.ts";
import { startedBefore, wellStatusOf } from "./well-status.ts";

/** Of the gateways: never heard, so that not all is well. */
const UNHEARD = 6;
/** As gateways do. */
const STATUS_EVERY_MS = 10_000;
/** Two by one, as the hall is. */
const drawing = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="500">' +
    '<rect x="5" y="5" width="990" height="490" fill="none" stroke="#2d4447"/></svg>',
);

export interface LargeVenue extends Part {
  readonly venue: VenueId;
  /** Of the matcher. */
  readonly origin: string;
  /** What a browser of the owner sends: `name=value`. */
  readonly cookie: string;
}

export const openLargeVenue = (): Promise<LargeVenue> => openParts(open);

async function open(keep: Keep): Promise<Omit<LargeVenue, "stop">> {
  const venue = venueIdOf(randomBytes(16));
  const server = keep(await startPostgres());
  const database = await freshDatabase(server);
  keep({ stop: database.drop });
  await seedPast(database.url, venue, unixMs(Date.now()));
  const secrets = freshCredentials(venue, gatewayIds);
  const { credentials } = secrets;
  const logger = pino({ level: "silent" });
  const broker = keep(await startBroker({ host: "127.0.0.1", port: 0, credentials, logger }));
  const brokerUrl = `mqtt://127.0.0.1:${broker.port}`;
  const folder = await mkdtemp(join(tmpdir(), "sighej-large-"));
  keep({ stop: () => rm(folder, { recursive: true, force: true }) });
  const file = join(folder, "venues.json");
  await writeFile(file, JSON.stringify([largeSetup(venue)]));
  const keyFile = join(folder, "setup.key");
  await writeFile(keyFile, randomBytes(32).toString("base64"));
  const matcher = await startMatcherProcess({
    ...{ SIGHEJ_BROKER_URL: brokerUrl, SIGHEJ_BROKER_SECRET: secrets.matcher },
    ...{ SIGHEJ_POSTGRES_URL: database.url, SIGHEJ_SETUP_KEY_FILE: keyFile },
    ...{ SIGHEJ_VENUES: file, SIGHEJ_LOG_LEVEL: "warn" },
    ...{ SIGHEJ_APP_FOLDER: appFolder, SIGHEJ_ADMIN_FOLDER: adminFolder },
    SIGHEJ_ADMIN_CODE: adminCode,
  });
  keep({ stop: async () => void (await matcher.stop()) });
  for (const [at, { id, secret }] of secrets.gateways.entries())
    if (at >= UNHEARD) keep(await living(brokerUrl, { venue, id, secret, at }));
  const { origin } = matcher.url;
  const call = callAt(origin);
  const { headers } = await firstOwner({ call });
  const admin = `/api/v1/admin/venue/${venue}/plan`;
  await call("PUT", `${admin}/picture`, {
    headers,
    file: { type: "image/svg+xml", bytes: drawing },
  });
  return { venue, origin, cookie: headers.cookie ?? "" };
}

/** A gateway that says that it is well, every ten seconds, spread over them. */
async function living(
  brokerUrl: string,
  { venue, id, secret, at }: { venue: VenueId; id: GatewayId; secret: string; at: number },
): Promise<Part> {
  const username = `${venue}/${id}`;
  const client = await connectAsync(brokerUrl, { username, clientId: username, password: secret });
  const startedAt = startedBefore(Date.now());
  const topic = topicOf({ venue, gateway: id, channel: "status" });
  const say = () => {
    const status = wellStatusOf(at, startedAt, Date.now());
    client.publish(topic, Buffer.from(status), { qos: 1, retain: true });
  };
  say();
  const timer = setInterval(say, STATUS_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await client.endAsync(true);
    },
  };
}
