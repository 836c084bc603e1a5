/**
 * Consumer: reads sightings, check-ins and statuses from RabbitMQ by AMQP 0-9-1, and tells gateways what to do
 * and to be set to.
 *
 * Each partition has one queue, of which one consumer at a time is active: all frames of a venue go
 * to one matcher, and to another within moments when that one ends (rabbitmq.com/docs/consumers,
 * single active consumer). A frame is acknowledged once it has been taken in.
 *
 * Queues are not durable, so that frames are never written to a disk: what a broker that dies had is
 * sent again by the gateways, which keep it until the matcher itself has acknowledged it.
 */
import {
  encodeGatewayCommand,
  encodeGatewayConfig,
  minutes,
  partitionOf,
  seconds,
  topicOf,
} from "@sighej/protocol";
import { type Channel, type ChannelModel, connect } from "amqplib";
import { MatcherError } from "../../errors.ts";
import {
  readChannels,
  receiverOf,
  type Subscriber,
  type SubscriberConfig,
  type Takers,
} from "../../flows/receive.ts";
import type { Count, Report, TellGateway } from "../../ports.ts";
import { EXCHANGE, QUEUE_PREFIX } from "./permissions.ts";
import { vhostIn } from "./vhost.ts";

/** How long a start waits for the broker. */
const CONNECT_WITHIN = seconds(10);
const RETRY_AFTER = seconds(1);
/** A frozen host or a cut network is noticed after two of these. */
const HEARTBEAT_S = 5;
/** Frames of one partition on their way here: a second of the largest venue is 200. */
const PREFETCH = 256;
/**
 * A frame that has waited so long is of no more use to presence, and its gateway sends it again: what
 * a matcher that was away finds is fresh.
 */
const FRAME_LIFE = seconds(20);
/** All gateways of a partition for as long, twice over; the oldest is dropped. */
const MOST_FRAMES = 10_000;
/** A queue that nobody has read for so long is of a matcher that will not come back. */
const QUEUE_LIFE = minutes(10);

/** Consumes when it resolves; reconnects by itself from then on. */
export async function consume(
  config: SubscriberConfig,
  takers: Takers,
  count: Count,
  report: Report,
): Promise<Subscriber> {
  const receive = receiverOf(config.venues, takers, count);
  let current: Reading | undefined;
  let stopping = false;
  let retry: NodeJS.Timeout | undefined;
  const open = async () => {
    const opened = await connected(config);
    try {
      opened.on("error", (cause: unknown) => report("the broker connection failed", cause));
      opened.once("close", () => {
        current = undefined;
        again();
      });
      const channel = await opened.createChannel();
      // A channel that the broker ends is of no use without its connection.
      channel.on("error", (cause: unknown) => report("the broker ended a channel", cause));
      channel.once("close", () => {
        if (!stopping) opened.close().catch(() => {});
      });
      await channel.prefetch(PREFETCH);
      const reading = { connection: opened, channel, partitions: new Set<number>() };
      await readAll(reading, config.venues, receive);
      current = reading;
    } catch (cause) {
      opened.removeAllListeners("close");
      await opened.close().catch(() => {});
      throw cause;
    }
  };
  const again = () => {
    if (stopping) return;
    retry = setTimeout(() => {
      open().catch((cause: unknown) => {
        report("the broker connection failed", cause);
        again();
      });
    }, RETRY_AFTER);
  };
  try {
    await open();
  } catch (cause) {
    throw new MatcherError(
      "broker-unreachable",
      "the broker cannot be reached or refuses the matcher: are its URL and secret right?",
      cause,
    );
  }
  return {
    connected: () => current !== undefined,
    // Partitions that are no venue's any more are read on until the next connection, and dropped.
    follow: () => {
      if (current !== undefined)
        readAll(current, config.venues, receive).catch((cause: unknown) =>
          report("a queue could not be read", cause),
        );
    },
    settle: (venue, gateway) => {
      const settings = config.settings?.get(venue)?.get(gateway);
      if (current === undefined || settings === undefined) return;
      const key = keyOf(topicOf({ venue, gateway, channel: "config" }));
      // Not kept for a gateway that is away: its status says that it does not know.
      current.channel.publish(EXCHANGE, key, Buffer.from(encodeGatewayConfig(settings)));
    },
    tell: (...told) => current && toldBy(current.channel)(...told),
    stop: async () => {
      stopping = true;
      clearTimeout(retry);
      // The channel first, which acknowledges what was taken: else another matcher is sent it again.
      const ending = current;
      await ending?.channel.close().catch(() => {});
      await ending?.connection.close().catch(() => {});
    },
  };
}

function connected({ url, username, secret }: SubscriberConfig): Promise<ChannelModel> {
  const { protocol, hostname, port } = new URL(url);
  return connect(
    {
      protocol: protocol.slice(0, -1),
      hostname,
      ...(port === "" ? {} : { port: Number(port) }),
      ...{ username, password: secret, vhost: vhostIn(url), heartbeat: HEARTBEAT_S },
    },
    { timeout: CONNECT_WITHIN, servername: hostname },
  );
}

interface Reading {
  readonly connection: ChannelModel;
  readonly channel: Channel;
  readonly partitions: Set<number>;
}

/** Reads every partition of these venues that is not read yet. */
async function readAll(
  { channel, partitions }: Reading,
  venues: SubscriberConfig["venues"],
  receive: ReturnType<typeof receiverOf>,
): Promise<void> {
  for (const partition of new Set([...venues.keys()].map(partitionOf))) {
    if (partitions.has(partition)) continue;
    partitions.add(partition);
    await readPartition(channel, partition, receive);
  }
}

async function readPartition(
  channel: Channel,
  partition: number,
  receive: ReturnType<typeof receiverOf>,
): Promise<void> {
  const { queue } = await channel.assertQueue(`${QUEUE_PREFIX}${partition}`, {
    durable: false,
    messageTtl: FRAME_LIFE,
    maxLength: MOST_FRAMES,
    expires: QUEUE_LIFE,
    arguments: { "x-single-active-consumer": true },
  });
  for (const each of readChannels)
    await channel.bindQueue(queue, EXCHANGE, `sighej.v1.${partition}.*.*.${each}`);
  const tell = toldBy(channel);
  await channel.consume(queue, (message) => {
    // The broker has ended this consumer, as when its queue is gone: the connection is made anew.
    if (message === null) return void channel.close().catch(() => {});
    const { fields, content } = message;
    receive(
      // The MQTT plugin's own way, backwards; no id of ours has a dot.
      { topic: fields.routingKey.replaceAll(".", "/"), payload: content, retained: false },
      tell,
    );
    channel.ack(message);
  });
}

/** With no answer awaited: what is lost is asked for again by the gateway itself. */
const toldBy =
  (channel: Channel): TellGateway =>
  (venue, gateway, command) => {
    const key = keyOf(topicOf({ venue, gateway, channel: "command" }));
    channel.publish(EXCHANGE, key, Buffer.from(encodeGatewayCommand(command)));
  };

/** As the MQTT plugin names a topic. */
const keyOf = (topic: string): string => topic.replaceAll("/", ".");
