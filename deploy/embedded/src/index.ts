/**
 * Embedded: a whole venue in one command. Broker, matcher, app and simulator share this process;
 * every gateway is a process of its own, and all of them meet over MQTT and HTTP as anywhere else.
 */
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { buildApp } from "@sighej/app/build";
import { startSimulator } from "@sighej/beacon-sim";
import { credentialOf, start as startBroker } from "@sighej/broker";
import { start as startMatcher } from "@sighej/matcher";
import { base64urlOf, unixMs } from "@sighej/protocol";
import type { Logger } from "pino";
import { type AppAddresses, addressesOf } from "./addresses.ts";
import { badgeProxy } from "./badge-proxy.ts";
import type { EmbeddedError } from "./errors.ts";
import { type GatewayFleet, startFleet } from "./gateways.ts";
import type { Options } from "./options.ts";
import { gatewaysReady } from "./readiness.ts";
import { BADGE_PATH, keptVenueId, venueOf } from "./venue.ts";

export { EmbeddedError } from "./errors.ts";
export { type GatewayFleet, type GatewayLaunch, startFleet } from "./gateways.ts";
export { gatewaysReady } from "./readiness.ts";

export interface Embedded {
  readonly venueName: string;
  readonly addresses: AppAddresses;
  stop(): Promise<void>;
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
const secret = () => base64urlOf(randomBytes(32));

/** Starts everything, or throws the coded error of the part that could not, with nothing left over. */
export async function start(options: Options, around: Surroundings): Promise<Embedded> {
  const started: { stop(): Promise<void> }[] = [];
  const keep = <T extends { stop(): Promise<void> }>(part: T): T => {
    started.unshift(part);
    around.signal.throwIfAborted();
    return part;
  };
  const stop = async () => {
    for (const part of started.splice(0)) await part.stop();
  };
  try {
    return { ...(await startParts(options, around, keep)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: Options,
  around: Surroundings,
  keep: <T extends { stop(): Promise<void> }>(part: T) => T,
): Promise<Omit<Embedded, "stop">> {
  const { logger, onProgress } = around;
  const venueId = await keptVenueId(options.dataFolder);
  onProgress("building the app");
  await buildApp(appFolder);

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

  const secrets = { matcher: secret(), operator: secret() };
  const launches = venue.gateways.map(({ id }) => ({
    id,
    secret: secret(),
    environment: simulator.gatewayEnv(id),
  }));
  const broker = keep(
    await startBroker({
      host: LOOPBACK,
      port: 0,
      credentials: [
        credentialOf("matcher", secrets.matcher, { kind: "matcher" }),
        credentialOf("operator", secrets.operator, { kind: "operator" }),
        ...launches.map(({ id, secret: own }) =>
          credentialOf(`${venueId}/${id}`, own, { kind: "gateway", venue: venueId, gateway: id }),
        ),
      ],
      logger,
    }),
  );
  const brokerUrl = `mqtt://${LOOPBACK}:${broker.port}`;

  const matcher = keep(
    await startMatcher({
      http: { host: options.host, port: options.port },
      broker: { url: brokerUrl, username: "matcher", secret: secrets.matcher },
      stores: options.redis ? { kind: "redis", url: options.redis } : { kind: "memory" },
      venues: [venue],
      appFolder,
      mounts: [{ path: BADGE_PATH, handler: badgeProxy(simulator.badgeUrl) }],
      logger,
    }),
  );

  onProgress(`starting ${launches.length} gateways`);
  keep(fleetOf(launches, brokerUrl));
  await Promise.all([
    gatewaysReady({
      brokerUrl,
      username: "operator",
      secret: secrets.operator,
      venue: venueId,
      gateways: launches.map(({ id }) => id),
      signal: around.signal,
      onProgress: (ready, of) => onProgress(`${ready} of ${of} gateways hear the hall`),
    }),
    simulator.populate(new URL(`http://${LOOPBACK}:${matcher.port}`), venueId),
  ]);
  return {
    venueName: venue.name,
    addresses: addressesOf(options.host, matcher.port, `/v/${venueId}`),
  };

  function fleetOf(gateways: typeof launches, url: string): GatewayFleet {
    return startFleet({
      venue: venueId,
      brokerUrl: url,
      preload: simulator.preloadUrl,
      gateways,
      onLine: (gateway, line) => logger.debug({ gateway, line }, "gateway"),
      onFailure: around.onFailure,
    });
  }
}
