/**
 * Access: turns a role into what it may publish and read. Pure; the only table there is.
 *
 *     role      publishes                               reads
 *     gateway   its own sightings, status, check-ins    its own config and command
 *     matcher   config and command of any gateway       sightings, status, check-ins of any gateway
 *     operator  nothing                                 status of any gateway
 *
 * Only a status may be retained: it is about a machine. A retained sighting would be kept for ever.
 */
import {
  type Channel,
  filterOf,
  type GatewayId,
  parseTopic,
  topicOf,
  type VenueId,
} from "@sighej/protocol";

export type Role =
  | { readonly kind: "gateway"; readonly venue: VenueId; readonly gateway: GatewayId }
  | { readonly kind: "matcher" }
  /** Whoever watches over the gateways: sees machines, and nothing about people. */
  | { readonly kind: "operator" };

/**
 * Why a publish or a subscription is refused; counted by this word. `shared-subscription`: aedes
 * grants `$share/…` and then never delivers. `system-topic`: `$SYS/…`, the broker's own affairs.
 * `wildcard`: a filter wider than the table. `retained`: anything but a status. `foreign-topic`:
 * the rest.
 */
type Refusal = "foreign-topic" | "retained" | "shared-subscription" | "system-topic" | "wildcard";

export interface Grants {
  /** Why `topic` may not be published to; undefined when it may. Asked for every message. */
  readonly publishRefusal: (topic: string, retain: boolean) => Refusal | undefined;
  /** Why `filter` may not be subscribed to; undefined when it may. */
  readonly subscribeRefusal: (filter: string) => Refusal | undefined;
}

export function grantsOf(role: Role): Grants {
  switch (role.kind) {
    case "gateway":
      return gatewayGrants(role.venue, role.gateway);
    case "matcher":
      return matcherGrants;
    case "operator":
      return operatorGrants;
  }
}

/** Topics are built once per connection: a comparison per message, no parsing. */
function gatewayGrants(venue: VenueId, gateway: GatewayId): Grants {
  const own = (channel: Channel): string => topicOf({ venue, gateway, channel });
  const unkept = new Set([own("sightings"), own("check-ins")]);
  const status = own("status");
  const reads = new Set([own("config"), own("command")]);
  return {
    publishRefusal: (topic, retain) => {
      if (topic === status) return undefined;
      if (!unkept.has(topic)) return topicRefusal(topic);
      return retain ? "retained" : undefined;
    },
    subscribeRefusal: (filter) => (reads.has(filter) ? undefined : topicRefusal(filter)),
  };
}

const matcherReads = [filterOf("sightings"), filterOf("status"), filterOf("check-ins")];

const matcherGrants: Grants = {
  publishRefusal: (text, retain) => {
    const topic = parseTopic(text);
    if (!topic.ok || !["config", "command"].includes(topic.value.channel))
      return topicRefusal(text);
    return retain ? "retained" : undefined;
  },
  subscribeRefusal: readsWithin(matcherReads),
};

const operatorGrants: Grants = {
  publishRefusal: topicRefusal,
  subscribeRefusal: readsWithin([filterOf("status")]),
};

/** Any filter that matches nothing but what one of `widest` matches. */
function readsWithin(widest: readonly string[]): Grants["subscribeRefusal"] {
  return (filter) =>
    widest.some((each) => covers(each, filter)) ? undefined : topicRefusal(filter);
}

/** Whether all that `filter` matches is matched by `widest`, in which only `+` is a wildcard. */
function covers(widest: string, filter: string): boolean {
  const allowed = widest.split("/");
  const levels = filter.split("/");
  return (
    levels.length === allowed.length &&
    levels.every((level, at) => level !== "#" && (allowed[at] === "+" || allowed[at] === level))
  );
}

function topicRefusal(topic: string): Refusal {
  if (topic.startsWith("$share/")) return "shared-subscription";
  if (topic.startsWith("$")) return "system-topic";
  return /[+#]/.test(topic) ? "wildcard" : "foreign-topic";
}
