/**
 * Recorded hall: the whole pipe on a recording, part by part as `npm start` runs it, but with Redis,
 * with wiretaps on both wires of every gateway, and with people at places that a test chooses.
 */
import { randomBytes } from "node:crypto";
import { startSimulator } from "@sighej/beacon-sim";
import { start as startBroker } from "@sighej/broker";
import {
  freshCredentials,
  gatewaysReady,
  type Keep,
  openParts,
  type Part,
  startFleet,
} from "@sighej/embedded";
import { start as startMatcher, type VenueSetup } from "@sighej/matcher";
import {
  type GatewayId,
  interestsById,
  type Metres,
  unixMs,
  venueIdOf,
  type ZoneId,
} from "@sighej/protocol";
import { pino } from "pino";
import { startRedis } from "../../matcher/test/redis-server.ts";
import { addressesReported } from "./hardware-addresses.ts";
import { type Visitor, visit } from "./visitor.ts";
import { tap, type Wiretap } from "./wiretap.ts";

export interface Place {
  readonly x: Metres;
  readonly y: Metres;
}

export interface RecordedHall extends Part {
  /** Someone with these interests, standing at `place` with a badge. */
  arrive(place: Place, interests: readonly string[]): Promise<Visitor>;
  /** What noble and its controller said to each other, by gateway. */
  hciLogs(): readonly (readonly [GatewayId, ReturnType<Simulator["hciLog"]>])[];
  /** Every hardware address that any gateway's noble was told. */
  addressesHeard(): ReadonlySet<string>;
  /** Every byte that gateways and matcher sent to the broker and got from it. */
  mqttTraffic(): Buffer;
}

type Simulator = Awaited<ReturnType<typeof startSimulator>>;

export const openRecordedHall = (
  folder: string,
  positions: readonly Place[],
): Promise<RecordedHall> => openParts((keep) => startHall(folder, positions, keep));

async function startHall(
  folder: string,
  positions: readonly Place[],
  keep: Keep,
): Promise<Omit<RecordedHall, "stop">> {
  const logger = pino({ level: "warn" }, pino.destination(2));
  const redis = keep(await startRedis());
  const simulator = keep(
    await startSimulator({
      source: { kind: "recording", folder, positions, people: 0, seed: 1 },
      now: () => unixMs(Date.now()),
      logger,
    }),
  );
  const venue = venueOf(simulator);

  const secrets = freshCredentials(
    venue.id,
    venue.gateways.map(({ id }) => id),
  );
  const { credentials, gateways } = secrets;
  const broker = keep(await startBroker({ host: "127.0.0.1", port: 0, credentials, logger }));
  const mqtt = keep(await tap(broker.port));
  const brokerUrl = `mqtt://127.0.0.1:${mqtt.port}`;
  const hci: Wiretap[] = [];
  const tappedAntenna = async (gateway: GatewayId) => {
    const antenna = simulator.gatewayEnv(gateway);
    const port = Number(antenna.SIGHEJ_SIM_AIR?.split(":").at(-1));
    const wire = keep(await tap(port));
    hci.push(wire);
    return { ...antenna, SIGHEJ_SIM_AIR: `127.0.0.1:${wire.port}` };
  };

  const matcher = keep(
    await startMatcher({
      http: { host: "127.0.0.1", port: 0 },
      broker: { url: brokerUrl, username: "matcher", secret: secrets.matcher },
      stores: { kind: "redis", url: redis.url },
      venues: [venue],
      logger,
    }),
  );
  const failures: Error[] = [];
  keep(
    startFleet({
      venue: venue.id,
      brokerUrl,
      preload: simulator.preloadUrl,
      gateways: await Promise.all(
        gateways.map(async (each) => ({ ...each, environment: await tappedAntenna(each.id) })),
      ),
      onLine: () => undefined,
      onFailure: (error) => failures.push(error),
    }),
  );
  await gatewaysReady({
    brokerUrl,
    username: "operator",
    secret: secrets.operator,
    venue: venue.id,
    gateways: gateways.map(({ id }) => id),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  if (failures[0] !== undefined) throw failures[0];

  const app = new URL(`http://127.0.0.1:${matcher.port}`);
  return {
    async arrive(place, interests) {
      const visitor = await visit({ app, venue: venue.id, interests });
      simulator.place(visitor.session, place);
      return visitor;
    },
    hciLogs: () => gateways.map(({ id }) => [id, simulator.hciLog(id)] as const),
    addressesHeard: () =>
      new Set(
        hci.flatMap((wire) => wire.sentToClients().flatMap((each) => [...addressesReported(each)])),
      ),
    mqttTraffic: () => Buffer.concat([...mqtt.sentByClients(), ...mqtt.sentToClients()]),
  };
}

const venueOf = ({ plan }: Simulator): VenueSetup => ({
  id: venueIdOf(randomBytes(16)),
  name: plan.name,
  zones: [{ id: "hall" as ZoneId, tier: "near" }],
  gateways: plan.gateways.map((gateway) => ({ ...gateway, zone: "hall" as ZoneId })),
  interests: [...interestsById.keys()],
  policy: "demo",
  carriers: [],
});
