/**
 * AsyncAPI: the topics of MQTT and the WebSocket of phones as an AsyncAPI 3.0 document. Pure. A test
 * holds it against the topics and codecs of `protocol`.
 */
import {
  ACK_HEADER_BYTES,
  ACK_RANGE_BYTES,
  CHECK_IN_FRAME_BYTES,
  type Channel,
  channels,
  FRAME_HEADER_BYTES,
  FRAME_ROW_BYTES,
  gatewayCommandSchemas,
  gatewayConfigSchemas,
  gatewayStatusSchemas,
  LIVE_PROTOCOL,
  nudgeSchemas,
  PARTITIONS,
  sightingSchemas,
} from "@sighej/protocol";
import { jsonSchemasOf } from "../../json-schemas.ts";

type Json = Readonly<Record<string, unknown>>;

interface Described {
  readonly title: string;
  readonly description: string;
  /** Names of messages; none: nothing is sent there yet. */
  readonly messages: readonly string[];
  readonly retained: boolean;
  /** By whom, as a gateway sees it. */
  readonly action: "send" | "receive";
}

const topics: Readonly<Record<Channel, Described>> = {
  sightings: {
    title: "Sightings",
    description: "What one gateway heard in one window; one message a window, QoS 1.",
    messages: ["SightingFrame", "SightingJson"],
    retained: false,
    action: "send",
  },
  "check-ins": {
    title: "Check-ins",
    description: "One proof that a phone has written to a gateway, QoS 1.",
    messages: ["CheckInFrame"],
    retained: false,
    action: "send",
  },
  status: {
    title: "Status",
    description: "Birth, heartbeat and last will of a gateway.",
    messages: ["GatewayStatus"],
    retained: true,
    action: "send",
  },
  config: {
    title: "Configuration",
    description:
      "What a gateway is set to while it runs; its status says which version is in force.",
    messages: ["GatewayConfig"],
    retained: true,
    action: "receive",
  },
  command: {
    title: "Commands",
    description: "Which windows have been taken in, and what a gateway is to do at once.",
    messages: ["Acknowledgement", "GatewayCommand"],
    retained: false,
    action: "receive",
  },
};

const frame =
  `Packed, big endian: ${FRAME_HEADER_BYTES} bytes of header, then ${FRAME_ROW_BYTES} a sighting ` +
  "(protocol/src/sighting-frame.ts). A message that begins with { is the same as JSON.";

export function asyncApiDocument(): Json {
  const { MatcherMessage, PhoneMessage } = nudgeSchemas;
  const live = jsonSchemasOf({
    ...(MatcherMessage && { MatcherMessage }),
    ...(PhoneMessage && { PhoneMessage }),
  });
  return {
    asyncapi: "3.0.0",
    info: {
      title: "SigHej",
      version: "1",
      description: "Between gateways, matcher and phones. HTTP is in the OpenAPI document.",
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    servers: {
      broker: { host: "localhost:1883", protocol: "mqtt", protocolVersion: "3.1.1" },
      matcher: { host: "localhost:8080", protocol: "ws" },
    },
    channels: {
      ...Object.fromEntries(channels.map((channel) => [channel, topicOf(channel)])),
      live: {
        address: "/api/v1/live",
        title: "Live",
        description: `Subprotocols ${LIVE_PROTOCOL} and bearer.<bearer>.`,
        servers: [{ $ref: "#/servers/matcher" }],
        messages: Object.fromEntries(
          Object.keys(live).map((name) => [name, ref("messages", name)]),
        ),
      },
    },
    operations: {
      ...Object.fromEntries(
        channels.map((channel) => [
          `gateway-${channel}`,
          { action: topics[channel].action, channel: { $ref: `#/channels/${channel}` } },
        ]),
      ),
      "phone-hears": {
        action: "receive",
        channel: { $ref: "#/channels/live" },
        messages: [{ $ref: "#/channels/live/messages/MatcherMessage" }],
      },
      "phone-says": {
        action: "send",
        channel: { $ref: "#/channels/live" },
        messages: [{ $ref: "#/channels/live/messages/PhoneMessage" }],
      },
    },
    components: {
      messages: {
        SightingFrame: {
          contentType: "application/octet-stream",
          description: frame,
          payload: { type: "string", format: "binary" },
        },
        CheckInFrame: {
          contentType: "application/octet-stream",
          description: `Packed, big endian, ${CHECK_IN_FRAME_BYTES} bytes (protocol/src/check-in-frame.ts).`,
          payload: { type: "string", format: "binary" },
        },
        Acknowledgement: {
          contentType: "application/octet-stream",
          description: `Packed, big endian: ${ACK_HEADER_BYTES} bytes of header, then ${ACK_RANGE_BYTES} a run of windows (protocol/src/gateway-command.ts).`,
          payload: { type: "string", format: "binary" },
        },
        ...Object.fromEntries(
          Object.entries({
            ...jsonSchemasOf({
              ...sightingSchemas,
              ...gatewayStatusSchemas,
              ...gatewayCommandSchemas,
              ...gatewayConfigSchemas,
            }),
            ...live,
          }).map(([name, payload]) => [name, { contentType: "application/json", payload }]),
        ),
      },
    },
  };
}

function topicOf(channel: Channel): Json {
  const { title, description, messages, retained } = topics[channel];
  return {
    address: `sighej/v1/{partition}/{venue}/{gateway}/${channel}`,
    title,
    description: `${description}${retained ? " Retained." : ""}`,
    servers: [{ $ref: "#/servers/broker" }],
    parameters: {
      partition: {
        description: `0 to ${PARTITIONS - 1}: the low six bits of the first byte of SHA-256 of the venue's 16 bytes.`,
      },
      venue: { description: "A lower-case UUID." },
      gateway: { description: "1 to 32 of a-z, 0-9 and -." },
    },
    messages: Object.fromEntries(messages.map((name) => [name, ref("messages", name)])),
  };
}

const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });
