/** Broker: which broker the matcher speaks to, how that is told of gateways, and what they are told. Pure. */
import type { AccessConfig } from "../access.ts";
import type { MatcherConfig } from "../config.ts";
import type { BrokerForGateways } from "../flows/enrol.ts";
import { any, hasScheme, type Read } from "./read.ts";

/** What each is when it is not given. */
export const brokerDefaults = {
  SIGHEJ_BROKER_URL: undefined,
  SIGHEJ_BROKER_USERNAME: "matcher",
  SIGHEJ_BROKER_SECRET: undefined,
  SIGHEJ_BROKER_ACCESS: "notices",
  SIGHEJ_GATEWAY_BROKER_URL: "",
  SIGHEJ_GATEWAY_BROKER_CA: "",
} as const;
type ReadBroker = Read<keyof typeof brokerDefaults>;

/** `ca`: what is in the file of who vouches for the broker; undefined when it cannot be read. */
export function brokerIn(
  read: ReadBroker,
  faults: string[],
  ca: string | undefined,
): MatcherConfig["broker"] {
  const broker: MatcherConfig["broker"] = {
    url: read("SIGHEJ_BROKER_URL", hasScheme("mqtt", "mqtts", "amqp", "amqps"), "mqtt://host:port"),
    username: read("SIGHEJ_BROKER_USERNAME", any, "a name"),
    secret: read("SIGHEJ_BROKER_SECRET", any, "the matcher's secret"),
    ...accessIn(read),
    ...forGatewaysIn(read, ca),
  };
  const byAmqp = hasScheme("amqp", "amqps")(broker.url);
  if (byAmqp && broker.access?.kind !== "rabbitmq")
    faults.push(
      "SIGHEJ_BROKER_ACCESS: expected RabbitMQ's management API, as the broker is RabbitMQ",
    );
  if (byAmqp && broker.forGateways === undefined)
    faults.push(
      "SIGHEJ_GATEWAY_BROKER_URL: missing, expected mqtt://host:port, which gateways speak",
    );
  return broker;
}

/** Our own broker if nothing is said. */
function accessIn(read: ReadBroker): { readonly access?: AccessConfig } {
  const isManagement = (value: string) =>
    hasScheme("http", "https")(value) && new URL(value).username !== "";
  const access = read(
    "SIGHEJ_BROKER_ACCESS",
    (value) => ["notices", "dynamic-security"].includes(value) || isManagement(value),
    "notices, dynamic-security or http://administrator:password@host:15672",
  );
  if (access === "dynamic-security") return { access: { kind: access } };
  return isManagement(access) ? { access: { kind: "rabbitmq", management: access } } : {};
}

/** What gateways are told of the broker, where that is not what this matcher is told. */
function forGatewaysIn(
  read: ReadBroker,
  ca: string | undefined,
): { readonly forGateways?: BrokerForGateways } {
  const isUrl = (value: string) =>
    value === "" || (hasScheme("mqtt", "mqtts")(value) && /^mqtts?:\/\/[^/@\s]+$/.test(value));
  const own = read("SIGHEJ_BROKER_URL", () => true, "a URL");
  const told = read("SIGHEJ_GATEWAY_BROKER_URL", isUrl, "mqtt://host:port or mqtts://host:port");
  const isPem = (value: string) => value === "" || ca?.includes("-----BEGIN CERTIFICATE-----");
  const path = read("SIGHEJ_GATEWAY_BROKER_CA", (value) => isPem(value) === true, "a PEM file");
  if (told === "" && path === "") return {};
  return {
    forGateways: { url: told === "" ? own : told, ...(ca === undefined ? {} : { ca }) },
  };
}
