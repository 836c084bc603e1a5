/**
 * Subscriber: turns MQTT messages into sighting and check-in frames of gateways that a venue has, and
 * tells gateways what to do. Frames of anyone else, and topics that are none of ours, are counted and
 * dropped unread.
 *
 * Each message is taken in before the next is read from the socket: nothing is queued here.
 */
import {
  encodeGatewayCommand,
  filterOf,
  type GatewayId,
  parseTopic,
  seconds,
  topicOf,
  type VenueId,
} from "@sighej/protocol";
import { connectAsync, type MqttClient } from "mqtt";
import { MatcherError } from "../../errors.ts";
import type { Count, Report, TellGateway } from "../../ports.ts";

export interface SubscriberConfig {
  readonly url: string;
  readonly username: string;
  readonly secret: string;
  readonly venues: ReadonlyMap<VenueId, ReadonlySet<GatewayId>>;
}

/** `tell` reaches the gateway that the frame came from. */
type TakeFrame = (venue: VenueId, gateway: GatewayId, frame: Uint8Array, tell: TellGateway) => void;
/** What is read, and who takes it. */
export type Takers = Readonly<Record<"sightings" | "check-ins", TakeFrame>>;
const read = ["sightings", "check-ins"] as const;

export interface Subscriber {
  /** Whether the broker is there now. */
  readonly connected: () => boolean;
  stop(): Promise<void>;
}

/** How long a start waits for the broker. */
const CONNECT_WITHIN = seconds(10);
const RETRY_AFTER = seconds(1);
/** SUBACK return code for "no" (MQTT 3.1.1 §3.9.3). */
const REFUSED = 0x80;

/** Subscribed when it resolves; reconnects by itself from then on. */
export async function subscribe(
  { url, username, secret, venues }: SubscriberConfig,
  takers: Takers,
  count: Count,
  report: Report,
): Promise<Subscriber> {
  let client: MqttClient | undefined;
  try {
    client = await connectAsync(
      url,
      {
        username,
        password: secret,
        // 3.1.1: the embedded broker speaks nothing later.
        protocolVersion: 4,
        clean: true,
        connectTimeout: CONNECT_WITHIN,
        reconnectPeriod: RETRY_AFTER,
        // A gateway sends again what nobody acknowledged: nothing is kept for a broker that is away.
        queueQoSZero: false,
      },
      false,
    );
    client.on("error", (cause) => report("the broker connection failed", cause));
    const tell = toldBy(client);
    client.on("message", (topic, payload) => receive(topic, payload, venues, takers, tell, count));
    const filters = [...venues.keys()].flatMap((venue) =>
      read.map((channel) => filterOf(channel, venue)),
    );
    const granted = await client.subscribeAsync(filters, { qos: 1 });
    if (granted.some(({ qos }) => qos === REFUSED)) throw new Error("a subscription was refused");
    const subscribed = client;
    return { connected: () => subscribed.connected, stop: () => end(subscribed) };
  } catch (cause) {
    await end(client);
    throw new MatcherError(
      "broker-unreachable",
      "the broker cannot be reached or refuses the matcher: are its URL and secret right?",
      cause,
    );
  }
}

/** At once: there is nothing of ours on its way to the broker. */
const end = async (client: MqttClient | undefined): Promise<void> => client?.endAsync(true);

/** At QoS 0 and with no answer awaited: what is lost is asked for again by the gateway itself. */
const toldBy =
  (client: MqttClient): TellGateway =>
  (venue, gateway, command) => {
    const topic = topicOf({ venue, gateway, channel: "command" });
    client.publish(topic, Buffer.from(encodeGatewayCommand(command)), { qos: 0 }, () => {});
  };

function receive(
  text: string,
  payload: Uint8Array,
  venues: SubscriberConfig["venues"],
  takers: Takers,
  tell: TellGateway,
  count: Count,
): void {
  const topic = parseTopic(text);
  const { venue, gateway, channel } = topic.ok ? topic.value : nowhere;
  const wanted = read.find((each) => each === channel);
  if (venue === undefined || wanted === undefined) count("topic-not-ours");
  else if (!venues.has(venue)) count("frame-of-unknown-venue");
  else if (!venues.get(venue)?.has(gateway)) count("frame-of-unknown-gateway");
  else takers[wanted](venue, gateway, payload, tell);
}

const nowhere = { venue: undefined, gateway: undefined, channel: undefined };
