/**
 * Gateway routes: who has enrolled, claim codes, and shutting one out.
 */
import type { GatewayAdminFlows } from "../../../../flows/gateways.ts";
import type { Handlers } from "./register.ts";

type OfGateways = "listGateways" | "addGateway" | "inviteGateway" | "revokeGateway";

export const gatewayHandlers = (flows: GatewayAdminFlows): Pick<Handlers, OfGateways> => ({
  listGateways: ({ param }) => flows.list(param("venue")),
  addGateway: ({ param, body, origin }) => flows.add(param("venue"), body, origin),
  inviteGateway: ({ param, origin }) => flows.invite(param("venue"), param("gateway"), origin),
  revokeGateway: ({ param }) => flows.revoke(param("venue"), param("gateway")),
});
