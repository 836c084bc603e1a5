/**
 * Permissions: turns the rules of a role into RabbitMQ's: regular expressions of the names that may be
 * configured, written and read, and of the routing keys of the topic exchange. Pure.
 *
 * The MQTT plugin makes `/` of a topic `.` in a routing key, `+` of a filter `*`, and keeps what a
 * client has subscribed to in a queue of the client's id (rabbitmq.com/docs/3.10/mqtt).
 */
import { type AccessRole, rulesOf, usernameOf } from "@sighej/protocol";

/** Where the MQTT plugin publishes and binds, unless it is told otherwise. */
export const EXCHANGE = "amq.topic";
/** Queues that the matcher makes are named so. */
export const QUEUE_PREFIX = "sighej.";

export interface Permissions {
  readonly names: {
    readonly configure: string;
    readonly write: string;
    readonly read: string;
  };
  readonly topics: { readonly exchange: string; readonly write: string; readonly read: string };
}

export function permissionsOf(role: AccessRole): Permissions {
  const { publishes, reads } = rulesOf(role);
  // By AMQP or by MQTT; gateways' client ids have a slash, those of others never.
  const queues =
    role.kind === "gateway"
      ? `mqtt-subscription-${escaped(usernameOf(role))}qos[01]`
      : `(${escaped(QUEUE_PREFIX)}[0-9]+|mqtt-subscription-[^/]+qos[01])`;
  const queuesAndExchange = `^(${queues}|${escaped(EXCHANGE)})$`;
  return {
    names: { configure: `^${queues}$`, write: queuesAndExchange, read: queuesAndExchange },
    topics: {
      exchange: EXCHANGE,
      write: anyOf(publishes.map(({ filter }) => filter)),
      read: anyOf(reads),
    },
  };
}

/** A routing key that one of these filters covers; a `*` in it is a wildcard of its own. */
const anyOf = (filters: readonly string[]): string =>
  filters.length === 0
    ? "^$"
    : `^(${filters
        .map((filter) =>
          filter
            .split("/")
            .map((level) => (level === "+" ? "[^.#]+" : escaped(level)))
            .join("\\."),
        )
        .join("|")})$`;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
