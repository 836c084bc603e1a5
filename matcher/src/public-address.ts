/**
 * Public address: tells whether a request of ours may go to an IP address. Pure.
 *
 * A subscription or a webhook names any URL it likes; a request of ours must not reach what only we can reach.
 * Everything that is not globally reachable is out (IANA special-purpose address registries).
 */
import { BlockList, isIP } from "node:net";

const out = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  out.addSubnet(network, prefix, "ipv4");

/** Only 2000::/3 is handed out to anybody; of it, these lead elsewhere or nowhere. */
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  out.addSubnet(network, prefix, "ipv6");

export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !out.check(address, "ipv4");
  return family === 6 && global6.check(address, "ipv6") && !out.check(address, "ipv6");
}
