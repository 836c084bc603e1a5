/**
 * Embedded: a whole venue in one command. Broker, matcher, app and simulator share this process;
 * every gateway is a process of its own, and all of them meet over MQTT and HTTP as anywhere else.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildAdmin } from "@sighej/admin/build";
import { buildApp } from "@sighej/app/build";
import { startSimulator } from "@sighej/beacon-sim";
import { start as startBroker } from "@sighej/broker";
import { newAdminCode, start as startMatcher } from "@sighej/matcher";
import { unixMs } from "@sighej/protocol";
import type { Logger } from "pino";
import { type AppAddresses, addressesOf } from "./addresses.ts";
import { badgeProxy } from "./badge-proxy.ts";
import { freshCredentials } from "./credentials.ts";
import type { EmbeddedError } from "./errors.ts";
import { startFleet } from "./gateways.ts";
import type { Options } from "./options.ts";
import { type Keep, openParts, type Part } from "./parts.ts";
import { keptPushKeys } from "./push-keys.ts";
import { gatewaysReady } from "./readiness.ts";
import { BADGE_PATH, keptVenueId, venueOf } from "./venue.ts";

export { freshCredentials } from "./credentials.ts";
export { EmbeddedError } from "./errors.ts";
export { startFleet } from "./gateways.ts";
export { type Keep, openParts, type Part } from "./parts.ts";
export { gatewaysReady } from "./readiness.ts";

export interface Embedded extends Part {
  readonly venueName: string;
  readonly addresses: AppAddresses;
  /** Opens what is for staff (`docs/backend.md`); another one at every start. */
  readonly adminCode: string;
}

export interface Surroundings {
  readonly logger: Logger;
  /** Gives up starting; `start` then rejects with the signal's reason and leaves nothing behind. */
  readonly signal: AbortSignal;
  /** What is being done now, for a person who waits. */
  onProgress(text: string): void;
  /** A part has failed for good while the venue was running. */
  onFailure(error: EmbeddedError): void;
}

const LOOPBACK = "127.0.0.1";
const appFolder = fileURLToPath(new URL("../../../app/dist", import.meta.url));
const adminFolder = fileURLToPath(new URL("../../../admin/dist", import.meta.url));

/** Starts everything, or throws the coded error of the part that could not, with nothing left over. */
export const start = (options: Options, around: Surroundings): Promise<Embedded> =>
  openParts((keep) => {
    const unlessInterrupted: Keep = (part) => {
      keep(part);
      around.signal.throwIfAborted();
      return part;
    };
    return startVenue(options, around, unlessInterrupted);
  });

async function startVenue(
  options: Options,
  around: Surroundings,
  keep: Keep,
): Promise<Omit<Embedded, "stop">> {
  const { logger, onProgress } = around;
  const venueId = await keptVenueId(options.dataFolder);
  const keys = await keptPushKeys(options.dataFolder);
  onProgress("building the app");
  await buildApp(appFolder);
  onProgress("building the dashboard");
  await buildAdmin(adminFolder);

  onProgress(options.recording ? "reading the recording" : "filling the hall");
  const { people, seed, recording } = options;
  const simulator = keep(
    await startSimulator({
      source: recording
        ? { kind: "recording", folder: recording, people, seed }
        : { kind: "crowd", people, seed },
      now: () => unixMs(Date.now()),
      logger,
    }),
  );
  const venue = venueOf(simulator.plan, venueId);

  const secrets = freshCredentials(
    venueId,
    venue.gateways.map(({ id }) => id),
  );
  const { credentials } = secrets;
  const adminCode = newAdminCode();
  const broker = keep(await startBroker({ host: LOOPBACK, port: 0, credentials, logger }));
  const brokerUrl = `mqtt://${LOOPBACK}:${broker.port}`;

  onProgress("opening the database of released counts");
  const matcher = keep(
    await startMatcher({
      http: { host: options.host, port: options.port },
      broker: { url: brokerUrl, username: "matcher", secret: secrets.matcher },
      stores: options.redis ? { kind: "redis", url: options.redis } : { kind: "memory" },
      aggregates: { kind: "folder", path: join(options.dataFolder, "aggregates") },
      push: { keys },
      venues: [venue],
      appFolder,
      adminFolder,
      adminCode,
      mounts: [{ path: BADGE_PATH, handler: badgeProxy(simulator.badgeUrl) }],
      logger,
    }),
  );

  onProgress(`starting ${secrets.gateways.length} gateways`);
  keep(
    startFleet({
      venue: venueId,
      brokerUrl,
      preload: simulator.preloadUrl,
      gateways: secrets.gateways.map((each) => ({
        ...each,
        environment: simulator.gatewayEnv(each.id),
      })),
      onLine: (gateway, line) => logger.debug({ gateway, line }, "gateway"),
      onFailure: around.onFailure,
    }),
  );
  await Promise.all([
    gatewaysReady({
      brokerUrl,
      username: "operator",
      secret: secrets.operator,
      venue: venueId,
      gateways: secrets.gateways.map(({ id }) => id),
      signal: around.signal,
      onProgress: (ready, of) => onProgress(`${ready} of ${of} gateways hear the hall`),
    }),
    simulator.populate(new URL(`http://${LOOPBACK}:${matcher.port}`), venueId),
  ]);
  return {
    venueName: venue.name,
    addresses: addressesOf(options.host, matcher.port, `/v/${venueId}`),
    adminCode,
  };
}
