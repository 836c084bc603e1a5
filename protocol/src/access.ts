/**
 * Access: turns a role into what it may publish and read. Pure; the only table there is. What aedes,
 * Mosquitto and RabbitMQ are told is made from it.
 *
 *     role      publishes                               reads
 *     gateway   its own sightings, status, check-ins    its own config and command
 *     matcher   config and command of any gateway       sightings, status, check-ins of any gateway
 *     operator  nothing                                 status of any gateway
 *
 * Only what is about a machine may be retained, status and config. A retained sighting would be kept
 * for ever, and a retained command would be obeyed again at every connection.
 */
import { type Decoded, decoded, refused } from "./decoded.ts";
import { gatewayUsername } from "./enrolment.ts";
import { type GatewayId, parseGatewayId, parseVenueId, type VenueId } from "./ids.ts";
import { type Channel, filterOf, topicOf } from "./topics.ts";

export type GatewayRole = {
  readonly kind: "gateway";
  readonly venue: VenueId;
  readonly gateway: GatewayId;
};

export type AccessRole =
  | GatewayRole
  | { readonly kind: "matcher" }
  /** Whoever watches over the gateways: sees machines, and nothing about people. */
  | { readonly kind: "operator" };

interface Row {
  readonly publishes: readonly Channel[];
  readonly reads: readonly Channel[];
}

const table: Readonly<Record<AccessRole["kind"], Row>> = {
  gateway: { publishes: ["sightings", "status", "check-ins"], reads: ["config", "command"] },
  matcher: { publishes: ["config", "command"], reads: ["sightings", "status", "check-ins"] },
  operator: { publishes: [], reads: ["status"] },
};
const retained: readonly Channel[] = ["status", "config"];

/** What one role may do, in topic filters whose only wildcard is `+`. Nothing else is allowed. */
export interface Rules {
  readonly publishes: readonly { readonly filter: string; readonly retain: boolean }[];
  readonly reads: readonly string[];
}

export function rulesOf(role: AccessRole): Rules {
  const { publishes, reads } = table[role.kind];
  const topic = (channel: Channel): string =>
    role.kind === "gateway" ? topicOf({ ...role, channel }) : filterOf(channel);
  return {
    publishes: publishes.map((channel) => ({
      filter: topic(channel),
      retain: retained.includes(channel),
    })),
    reads: reads.map(topic),
  };
}

/** The gateway whose username this is; refused when it is somebody else's. */
export function parseGatewayUsername(text: unknown): Decoded<Omit<GatewayRole, "kind">> {
  const [venueText, gatewayText, ...rest] = String(text).split("/");
  const venue = parseVenueId(venueText);
  const gateway = parseGatewayId(gatewayText);
  if (!venue.ok) return venue;
  if (!gateway.ok) return gateway;
  return rest.length === 0
    ? decoded({ venue: venue.value, gateway: gateway.value })
    : refused("bad-field", "expected <venue>/<gateway>");
}

/** The username that goes with a role. */
export const usernameOf = (role: AccessRole): string =>
  role.kind === "gateway" ? gatewayUsername(role.venue, role.gateway) : role.kind;
