/**
 * Receive: turns messages of a broker into sighting and check-in frames of gateways that a venue has, and
 * into statuses, which alone may be retained. Frames of anyone else, topics that are none of ours and
 * frames that a broker has retained are counted and dropped unread. The same for every way by which messages come.
 */
import { type GatewayId, parseTopic, type VenueId } from "@sighej/protocol";
import type { Count, TellGateway } from "../ports.ts";
import type { SettingsByGateway } from "./gateway-settings.ts";

/** `tell` reaches the gateway that the frame came from. */
type TakeFrame = (venue: VenueId, gateway: GatewayId, frame: Uint8Array, tell: TellGateway) => void;
/** What is read, and who takes it. */
export type Takers = Readonly<Record<"sightings" | "check-ins", TakeFrame>> & {
  /** From any gateway of a venue, placed or not; `retained`: as the broker had kept it. */
  readonly status: (
    venue: VenueId,
    gateway: GatewayId,
    payload: Uint8Array,
    retained: boolean,
  ) => void;
};
export const readChannels = ["sightings", "check-ins", "status"] as const;

/** Whose frames are taken. */
export type KnownGateways = ReadonlyMap<VenueId, ReadonlySet<GatewayId>>;

/** `venues` and `settings` may change while it is read; see `follow`. */
export interface SubscriberConfig {
  readonly url: string;
  readonly username: string;
  readonly secret: string;
  readonly venues: KnownGateways;
  /** What gateways are set to, where there is something. */
  readonly settings?: ReadonlyMap<VenueId, SettingsByGateway> | undefined;
}

/** What a way of reading a broker gives once it is subscribed; it reconnects by itself. */
export interface Subscriber {
  /** Whether the broker is there now. */
  readonly connected: () => boolean;
  /** Reads for the venues that there are now, and tells their gateways; what fails is reported. */
  follow(): void;
  /** Tells a gateway once more what it is set to: it has said that it does not know. */
  settle(venue: VenueId, gateway: GatewayId): void;
  /** Nothing is kept for a gateway, or a broker, that is away. */
  readonly tell: TellGateway;
  stop(): Promise<void>;
}

interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Kept by the broker from before: but for a status nothing of ours is, so it is forged. */
  readonly retained: boolean;
}

/** Has taken the message in when it returns. */
export function receiverOf(
  venues: KnownGateways,
  takers: Takers,
  count: Count,
): (message: Message, tell: TellGateway) => void {
  return ({ topic: text, payload, retained }, tell) => {
    const topic = parseTopic(text);
    const { venue, gateway, channel } = topic.ok ? topic.value : nowhere;
    const wanted = readChannels.find((each) => each === channel);
    if (venue === undefined || wanted === undefined) count("topic-not-ours");
    else if (!venues.has(venue)) count("frame-of-unknown-venue");
    else if (wanted === "status") takers.status(venue, gateway, payload, retained);
    else if (!venues.get(venue)?.has(gateway)) count("frame-of-unknown-gateway");
    else if (retained) count("frame-retained");
    else takers[wanted](venue, gateway, payload, tell);
  };
}

const nowhere = { venue: undefined, gateway: undefined, channel: undefined };
