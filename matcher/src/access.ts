/**
 * Access: opens the way by which the configured broker is told of gateways.
 */
import { accessNotices } from "./adapters/mqtt/access-notices.ts";
import { dynamicSecurity } from "./adapters/mqtt/dynamic-security.ts";
import { rabbitAccess } from "./adapters/rabbitmq/access.ts";
import { vhostIn } from "./adapters/rabbitmq/vhost.ts";
import type { GatewayAccess } from "./gateway-ports.ts";
import type { Report } from "./ports.ts";

/** Which broker it is, as far as it matters here: our own, Mosquitto, or RabbitMQ. */
export type AccessConfig =
  | { readonly kind: "notices" }
  | { readonly kind: "dynamic-security" }
  | {
      readonly kind: "rabbitmq";
      /** `http(s)://administrator:password@host:15672`. */
      readonly management: string;
    };

interface BrokerConfig {
  readonly url: string;
  readonly username: string;
  readonly secret: string;
  /** Our own if undefined. */
  readonly access?: AccessConfig | undefined;
}

/** Rejects with `MatcherError` where a broker must be set up before it can be used, and is away. */
export async function openAccess(broker: BrokerConfig, report: Report): Promise<GatewayAccess> {
  const { url, username, secret, access = { kind: "notices" } } = broker;
  switch (access.kind) {
    case "notices":
      return accessNotices(broker, report);
    case "dynamic-security":
      return dynamicSecurity(broker, report);
    case "rabbitmq":
      return rabbitAccess({
        management: access.management,
        vhost: vhostIn(url),
        matcher: { username, secret },
      });
  }
}

/** Where there is no broker to tell. */
export const noAccess: GatewayAccess = {
  admit: async () => {},
  expel: async () => {},
  agree: async () => {},
  stop: async () => {},
};
