/**
 * Scripted gateway: publishes the windows that a test asks for, as a gateway in the room would, to
 * the real broker.
 */
import { randomBytes } from "node:crypto";
import {
  dbm,
  durationMs,
  encodeSightings,
  epochAt,
  type GatewayId,
  type SessionStarted,
  seconds,
  tokenOf,
  topicOf,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import { connectAsync } from "mqtt";

const WINDOW = seconds(1);
/** As loud as a badge some metres away. */
const LEVEL = dbm(-60);

export interface ScriptedGateway {
  /** One window that ends now, in which these sessions' beacons were heard; acknowledged. */
  publishWindow(heard: readonly SessionStarted[]): Promise<void>;
  /** A window of those whom `heard` names, every second from now on. */
  keepPublishing(heard: () => readonly SessionStarted[]): { stop(): void };
  stop(): Promise<void>;
}

export async function scriptedGateway(
  brokerUrl: string,
  venue: VenueId,
  { id, secret }: { readonly id: GatewayId; readonly secret: string },
  /** Who vouches for the broker's certificate, where TLS is spoken. */
  ca?: string,
): Promise<ScriptedGateway> {
  const name = `${venue}/${id}`;
  const client = await connectAsync(brokerUrl, {
    username: name,
    clientId: name,
    password: secret,
    ...(ca === undefined ? {} : { ca }),
  });
  const bootId = randomBytes(4).readUInt32BE();
  let sequence = 0;
  const publishWindow = async (heard: readonly SessionStarted[]) => {
    const now = unixMs(Date.now());
    const frame = encodeSightings({
      bootId,
      sequence: sequence++,
      windowStart: unixMs(now - WINDOW),
      windowLength: WINDOW,
      clockError: durationMs(0),
      replayed: false,
      sightings: heard.map(({ beaconKey }) => ({
        token: tokenOf(beaconKey, venue, epochAt(now)),
        count: 4,
        mean: LEVEL,
        max: LEVEL,
      })),
    });
    const topic = topicOf({ venue, gateway: id, channel: "sightings" });
    await client.publishAsync(topic, Buffer.from(frame), { qos: 1 });
  };
  return {
    publishWindow,
    keepPublishing: (heard) => {
      const timer = setInterval(() => void publishWindow(heard()), WINDOW);
      return { stop: () => clearInterval(timer) };
    },
    stop: () => client.endAsync(true),
  };
}
