/**
 * Topics: every MQTT topic, built and parsed. Pure.
 *
 *     sighej/v1/<partition>/<venue>/<gateway>/{sightings,status,check-ins,config,command}
 *
 * The partition spreads venues over at most 64 owners and is fixed when a venue is made; it comes
 * before the venue so that every broker can bind or subscribe one partition (MQTT 3.1.1 §4.7).
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { type GatewayId, parseGatewayId, parseVenueId, type VenueId, venueBytes } from "./ids.ts";

export const PARTITIONS = 64;
const ROOT = "sighej/v1";

/** The gateway writes `sightings`, `status` and `check-ins`, and reads `config` and `command`. */
export const channels = ["sightings", "status", "check-ins", "config", "command"] as const;
export type Channel = (typeof channels)[number];

export interface Topic {
  readonly venue: VenueId;
  readonly gateway: GatewayId;
  readonly channel: Channel;
}

/** 0 to 63: the low six bits of the first byte of SHA-256 of the venue's 16 bytes. */
export const partitionOf = (venue: VenueId): number =>
  (sha256(venueBytes(venue))[0] ?? 0) % PARTITIONS;

export const topicOf = ({ venue, gateway, channel }: Topic): string =>
  `${ROOT}/${partitionOf(venue)}/${venue}/${gateway}/${channel}`;

/** A topic of ours; `not-ours` otherwise, also where the partition is not the venue's. */
export function parseTopic(text: string): Decoded<Topic> {
  const [root, version, partition, venueText, gatewayText, channelText, ...rest] = text.split("/");
  const channel = channels.find((each) => each === channelText);
  if (`${root}/${version}` !== ROOT || channel === undefined || rest.length > 0)
    return refused("not-ours", "expected sighej/v1/<partition>/<venue>/<gateway>/<channel>");
  const venue = parseVenueId(venueText);
  if (!venue.ok) return venue;
  const gateway = parseGatewayId(gatewayText);
  if (!gateway.ok) return gateway;
  if (partition !== String(partitionOf(venue.value)))
    return refused("not-ours", "the partition of a topic follows from its venue");
  return decoded({ venue: venue.value, gateway: gateway.value, channel });
}

/** Subscription filter for one channel of every gateway, or of one venue's. */
export const filterOf = (channel: Channel, venue?: VenueId): string =>
  venue === undefined
    ? `${ROOT}/+/+/+/${channel}`
    : `${ROOT}/${partitionOf(venue)}/${venue}/+/${channel}`;
