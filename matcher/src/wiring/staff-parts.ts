/**
 * Staff parts: wires the accounts of staff, the ways in, and what pushes reports to hosts.
 */
import { oidcProvider } from "../adapters/oidc/provider.ts";
import { totpFactors } from "../adapters/staff/factors.ts";
import { argon2Passwords } from "../adapters/staff/passwords.ts";
import { webAuthn } from "../adapters/staff/web-authn.ts";
import type { MatcherConfig } from "../config.ts";
import { type AlertPorts, alertFlows } from "../flows/alert.ts";
import { staffFlows } from "../flows/staff/flows.ts";
import type { StaffPorts } from "../flows/staff/ports.ts";
import { fingerprint } from "./machine.ts";

type Ports = AlertPorts &
  Omit<
    StaffPorts,
    "passwords" | "factors" | "webAuthn" | "oidc" | "fingerprint" | "adminOrigin" | "adminCode"
  >;

export const staffParts = (
  {
    adminCode: code,
    adminCodeOnce: once = false,
    adminOrigin,
    oidc,
  }: Pick<MatcherConfig, "adminCode" | "adminCodeOnce" | "adminOrigin" | "oidc">,
  ports: Ports,
) => ({
  staff: staffFlows({
    ...ports,
    ...{ fingerprint, adminOrigin, webAuthn },
    adminCode: code === undefined ? undefined : { code, once },
    passwords: argon2Passwords(),
    factors: totpFactors,
    oidc: oidc && oidcProvider(oidc, ports.clock, ports.report),
  }),
  alerts: alertFlows(ports),
});
