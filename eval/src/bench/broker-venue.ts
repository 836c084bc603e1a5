/** The twenty gateways and the matcher that a broker is measured with, and what they say. Pure. */
import {
  type AccessRole,
  type GatewayRole,
  parseGatewayId,
  parseVenueId,
  usernameOf,
} from "@sighej/protocol";

const known = <T>(result: { ok: true; value: T } | { ok: false }): T => {
  if (!result.ok) throw new TypeError("a fixture is wrong");
  return result.value;
};
const venue = known(parseVenueId("6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001"));

export const gateways: readonly GatewayRole[] = Array.from({ length: 20 }, (_, at) => ({
  kind: "gateway",
  venue,
  gateway: known(parseGatewayId(`g-${at}`)),
}));
export const matcher: AccessRole = { kind: "matcher" };
export const everyone: readonly AccessRole[] = [...gateways, matcher];
export const secretOf = (role: AccessRole): string => `secret of ${usernameOf(role)}`;
