/**
 * Access: opens the way by which the configured broker is told of gateways.
 */
import { accessNotices } from "./adapters/mqtt/access-notices.ts";
import type { MatcherConfig } from "./config.ts";
import type { GatewayAccess } from "./gateway-ports.ts";
import type { Report } from "./ports.ts";

export const openAccess = (
  { broker }: Pick<MatcherConfig, "broker">,
  report: Report,
): GatewayAccess => accessNotices(broker, report);

/** Where there is no broker to tell. */
export const noAccess: GatewayAccess = {
  admit: async () => {},
  expel: async () => {},
  agree: async () => {},
  stop: async () => {},
};
