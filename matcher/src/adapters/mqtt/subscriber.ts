/**
 * Subscriber: reads sightings, check-ins and statuses by MQTT, and tells gateways what to do and to be set to.
 *
 * Each message is taken in before the next is read from the socket: nothing is queued here.
 */
import {
  encodeGatewayCommand,
  encodeGatewayConfig,
  filterOf,
  type GatewayId,
  type PushedConfig,
  seconds,
  topicOf,
  type VenueId,
} from "@sighej/protocol";
import { connectAsync, type MqttClient } from "mqtt";
import { MatcherError } from "../../errors.ts";
import {
  readChannels,
  receiverOf,
  type Subscriber,
  type SubscriberConfig,
  type Takers,
} from "../../flows/receive.ts";
import type { Count, Report, TellGateway } from "../../ports.ts";

/** How long a start waits for the broker. */
const CONNECT_WITHIN = seconds(10);
const RETRY_AFTER = seconds(1);
/** SUBACK return code for "no" (MQTT 3.1.1 §3.9.3). */
const REFUSED = 0x80;

/** Subscribed when it resolves; reconnects by itself from then on. */
export async function subscribe(
  { url, username, secret, venues, settings }: SubscriberConfig,
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
    const receive = receiverOf(venues, takers, count);
    client.on("message", (topic, payload, { retain }) =>
      receive({ topic, payload, retained: retain }, tell),
    );
    const settle = settlerOf(client, settings, report);
    const settleAll = allSettlerOf(settings, settle);
    const follow = followerOf(client, venues);
    const again = (all: boolean) => {
      settleAll(all);
      follow().catch((cause: unknown) => report("a subscription failed", cause));
    };
    settleAll(true);
    await follow();
    const subscribed = client;
    // What could not be followed while the broker was away is followed when it is there again, and one
    // that was started anew has forgotten what it kept.
    subscribed.on("connect", () => again(true));
    return {
      connected: () => subscribed.connected,
      tell,
      follow: () => {
        if (subscribed.connected) again(false);
      },
      settle: (venue, gateway) => {
        if (subscribed.connected) settle(venue, gateway);
      },
      stop: () => end(subscribed),
    };
  } catch (cause) {
    await end(client);
    throw new MatcherError(
      "broker-unreachable",
      "the broker cannot be reached or refuses the matcher: are its URL and secret right?",
      cause,
    );
  }
}

/** Subscribes to what is not subscribed to yet, and ends what is no venue's any more. */
function followerOf(client: MqttClient, venues: SubscriberConfig["venues"]): () => Promise<void> {
  // The client subscribes to these again by itself whenever it has connected.
  const subscribed = new Set<string>();
  return async () => {
    const wanted = [...venues.keys()].flatMap((venue) =>
      readChannels.map((channel) => filterOf(channel, venue)),
    );
    const added = wanted.filter((each) => !subscribed.has(each));
    const gone = [...subscribed].filter((each) => !wanted.includes(each));
    for (const each of gone) subscribed.delete(each);
    if (gone.length > 0) await client.unsubscribeAsync(gone);
    if (added.length === 0) return;
    const granted = await client.subscribeAsync(added, { qos: 1 });
    if (granted.some(({ qos }) => qos === REFUSED)) throw new Error("a subscription was refused");
    for (const each of added) subscribed.add(each);
  };
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

/** Publishes what a gateway is set to, retained, so that it has it whenever it connects. */
const settlerOf =
  (client: MqttClient, settings: SubscriberConfig["settings"], report: Report) =>
  (venue: VenueId, gateway: GatewayId): void => {
    const config = settings?.get(venue)?.get(gateway);
    if (config === undefined) return;
    const topic = topicOf({ venue, gateway, channel: "config" });
    const payload = Buffer.from(encodeGatewayConfig(config));
    client.publish(topic, payload, { qos: 1, retain: true }, (cause) => {
      if (cause) report("a gateway's configuration could not be published", cause);
    });
  };

/** Settles every gateway whose settings are others than those that were published last. */
function allSettlerOf(settings: SubscriberConfig["settings"], settle: Subscriber["settle"]) {
  let published: ReadonlySet<PushedConfig> = new Set();
  return (all: boolean): void => {
    const now = new Set<PushedConfig>();
    for (const [venue, own] of settings ?? [])
      for (const [gateway, config] of own) {
        now.add(config);
        if (all || !published.has(config)) settle(venue, gateway);
      }
    published = now;
  };
}
