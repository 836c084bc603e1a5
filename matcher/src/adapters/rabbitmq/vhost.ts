/**
 * Vhost: the virtual host that an AMQP URL names after its slash (rabbitmq.com/docs/uri-spec). Pure.
 */

/** RabbitMQ's default is called `/`. */
const DEFAULT = "/";

export function vhostIn(url: string): string {
  const path = new URL(url).pathname.slice(1);
  return path === "" ? DEFAULT : decodeURIComponent(path);
}
