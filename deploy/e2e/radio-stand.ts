/**
 * Radio stand: gateway processes on a virtual air whose controllers a test can break, a real broker,
 * and in the matcher's place somebody who notes and acknowledges every window.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import {
  ADV_NONCONN_IND,
  Air,
  type AirServer,
  antennaEnv,
  preloadUrl,
  seededRng,
  serveAir,
  systemClock,
} from "@sighej/beacon-sim";
import { start as startBroker } from "@sighej/broker";
import { freshCredentials, type Keep, openParts, type Part } from "@sighej/embedded";
import {
  decodeGatewayStatus,
  decodeSightings,
  encodeAdvert,
  encodeGatewayCommand,
  filterOf,
  type GatewayId,
  type GatewayOnline,
  parseTopic,
  readToken,
  type SightingBatch,
  type Token,
  topicOf,
  unixMs,
  type VenueId,
  venueIdOf,
} from "@sighej/protocol";
import { connectAsync } from "mqtt";
import { pino } from "pino";
import { vi } from "vitest";

/** A busy machine starts a process in seconds; the ladder of a watchdog takes a minute. */
const WITHIN_MS = 150_000;
const main = fileURLToPath(new URL("../../gateway/src/main.ts", import.meta.url));

export interface StandGateway {
  readonly statuses: GatewayOnline[];
  readonly windows: SightingBatch[];
  readonly child: () => ChildProcess;
  /** Waits for a status that `wanted` takes, of those after the one that was last awaited. */
  readonly status: (wanted: (status: GatewayOnline) => boolean) => Promise<GatewayOnline>;
  /** Adverts of a token in all windows so far. */
  readonly heardOf: (token: Token) => number;
  /** Ends the process as a power cut would, and starts it again. */
  readonly restart: () => Promise<void>;
  /** All that the process has written. */
  readonly output: () => string;
}

/** Puts another radio than a virtual antenna below noble. */
interface OtherRadio {
  readonly nodeArguments: readonly string[];
}

export interface RadioStand extends Part {
  readonly air: Air;
  readonly server: AirServer;
  readonly brokerUrl: string;
  readonly venue: VenueId;
  /** Of the matcher, at the broker itself. */
  readonly matcher: { readonly url: string; readonly username: string; readonly secret: string };
  /** A gateway's process on these antennas, or on what else stands below its noble. */
  readonly launch: (
    id: string,
    on: readonly string[] | OtherRadio,
    environment?: Readonly<Record<string, string>>,
  ) => StandGateway;
}

export interface StandOptions {
  /** Where gateways find the broker, if not directly. */
  readonly url?: (broker: string) => Promise<string>;
  /** Whether somebody stands in for the matcher, acknowledging every window; usually so. */
  readonly taking?: boolean;
}

/** `ids`: the gateways that the broker lets in. */
export const openRadioStand = (
  ids: readonly string[],
  options: StandOptions = {},
): Promise<RadioStand> => openParts((keep) => openStand(ids, options, keep));

async function openStand(
  ids: readonly string[],
  { url, taking = true }: StandOptions,
  keep: Keep,
): Promise<Omit<RadioStand, "stop">> {
  const venue = venueIdOf(randomBytes(16));
  const air = new Air({ clock: systemClock, link: () => -60 });
  const server = await serveAir({ air, rng: seededRng("radio-stand") });
  keep({ stop: () => server.close() });
  const secrets = freshCredentials(venue, ids as readonly GatewayId[]);
  const logger = pino({ level: "silent" });
  const { credentials } = secrets;
  const broker = keep(await startBroker({ host: "127.0.0.1", port: 0, credentials, logger }));
  const direct = `mqtt://127.0.0.1:${broker.port}`;
  const brokerUrl = (await url?.(direct)) ?? direct;
  const gateways = new Map<string, StandGateway>();
  const reader = await connectAsync(direct, { username: "matcher", password: secrets.matcher });
  keep({ stop: () => reader.endAsync(true) });
  reader.on("message", (text, payload) => {
    const topic = parseTopic(text);
    if (!topic.ok) return;
    const { gateway, channel } = topic.value;
    const status = channel === "status" ? decodeGatewayStatus(payload) : undefined;
    if (status?.ok && status.value.state === "online")
      gateways.get(gateway)?.statuses.push(status.value);
    const batch = channel === "sightings" ? decodeSightings(payload) : undefined;
    if (!batch?.ok) return;
    gateways.get(gateway)?.windows.push(batch.value);
    if (!taking) return;
    const { bootId, sequence } = batch.value;
    const ranges = [{ first: sequence, last: sequence }];
    const ack = encodeGatewayCommand({ command: "ack", bootId, at: unixMs(Date.now()), ranges });
    reader.publish(topicOf({ venue, gateway, channel: "command" }), Buffer.from(ack));
  });
  await reader.subscribeAsync([filterOf("status", venue), filterOf("sightings", venue)], {
    qos: 1,
  });

  function launch(
    id: string,
    on: readonly string[] | OtherRadio,
    environment: Readonly<Record<string, string>> = {},
  ): StandGateway {
    let output = "";
    const [below, antennas] =
      "nodeArguments" in on
        ? [on.nodeArguments, {}]
        : [["--import", preloadUrl], antennaEnv(server, ...on)];
    const start = (): ChildProcess => {
      const node = ["--conditions=@sighej/source", "--import", "tsx", ...below];
      const child = spawn(process.execPath, [...node, main], {
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: process.env.PATH,
          ...antennas,
          SIGHEJ_BROKER_URL: brokerUrl,
          SIGHEJ_VENUE: venue,
          SIGHEJ_GATEWAY: id,
          SIGHEJ_GATEWAY_SECRET: secrets.gateways.find((each) => each.id === id)?.secret,
          ...environment,
        },
      });
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (part: string) => {
          output = (output + part).slice(-100_000);
        });
      return child;
    };
    let child = start();
    const end = async (): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    };
    keep({ stop: end });
    const statuses: GatewayOnline[] = [];
    const windows: SightingBatch[] = [];
    let looked = 0;
    const gateway: StandGateway = {
      statuses,
      windows,
      child: () => child,
      status: (wanted) =>
        vi.waitUntil(
          () => {
            if (child.exitCode !== null) throw new Error(`the gateway ended: ${output}`);
            for (; looked < statuses.length; looked++) {
              const status = statuses[looked];
              if (status !== undefined && wanted(status)) return status;
            }
            return undefined;
          },
          { timeout: WITHIN_MS, interval: 100 },
        ),
      heardOf: (token) =>
        windows
          .flatMap(({ sightings }) => sightings)
          .filter((sighting) => sighting.token === token)
          .reduce((sum, { count }) => sum + count, 0),
      restart: async () => {
        await end();
        child = start();
      },
      output: () => output,
    };
    gateways.set(id, gateway);
    return gateway;
  }
  const matcher = { url: direct, username: "matcher", secret: secrets.matcher };
  return { air, server, brokerUrl, venue, matcher, launch };
}

export const tokenNumbered = (number: number): Token =>
  readToken(Uint8Array.of(1, 2, 3, 4, 5, 6, number >> 8, number & 0xff), 0);

/** An advert of ours; `number` is its token and its address. */
export const transmitOurs = (air: Air, number: number): void =>
  air.transmit({
    transmitter: `beacon ${number}`,
    address: Uint8Array.of(number & 0xff, number >> 8, 1, 0, 0, 0xc0),
    addressType: "random",
    pduType: ADV_NONCONN_IND,
    data: encodeAdvert({ form: "service-data", token: tokenNumbered(number) }),
  });

/** A stranger's advert, from an address of its own. */
export const transmitForeign = (air: Air, number: number): void =>
  air.transmit({
    transmitter: "stranger",
    address: Uint8Array.of(number & 0xff, (number >> 8) & 0xff, (number >> 16) & 0xff, 9, 9, 0x40),
    addressType: "random",
    pduType: ADV_NONCONN_IND,
    data: Uint8Array.of(2, 1, 6, 7, 0xff, 0x4c, 0, 0x10, number & 0xff, (number >> 8) & 0xff, 1),
  });

/** Puts a hall on the air, ten times a second: these beacons and strangers. */
export function fillAir(air: Air, beacons: readonly number[], strangers: number): Part {
  let number = 0;
  const timer = setInterval(() => {
    for (const each of beacons) transmitOurs(air, each);
    for (let each = 0; each < strangers; each++) transmitForeign(air, number++);
  }, 100);
  return {
    stop: async () => {
      clearInterval(timer);
    },
  };
}
