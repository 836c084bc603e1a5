/**
 * Gateway routes: who has enrolled and how they are, claim codes, orders, the watch, and shutting one out.
 */
import type { GatewayAdminFlows } from "../../../../flows/gateways.ts";
import type { OrderFlows } from "../../../../flows/order-gateways.ts";
import type { Handlers } from "./register.ts";

type OfGateways =
  | "listGateways"
  | "addGateway"
  | "inviteGateway"
  | "revokeGateway"
  | "viewGateway"
  | "listIncidents"
  | "setThresholds"
  | "muteVenue"
  | "muteGateway"
  | "orderGateways"
  | "setGateways";

export const gatewayHandlers = (
  flows: GatewayAdminFlows,
  orders: OrderFlows,
): Pick<Handlers, OfGateways> => ({
  listGateways: ({ param }) => flows.list(param("venue")),
  addGateway: ({ param, body, origin }) => flows.add(param("venue"), body, origin),
  inviteGateway: ({ param, origin }) => flows.invite(param("venue"), param("gateway"), origin),
  revokeGateway: ({ param }) => flows.revoke(param("venue"), param("gateway")),
  viewGateway: ({ param }) => orders.view(param("venue"), param("gateway")),
  listIncidents: ({ param }) => orders.incidents(param("venue"), param("gateway")),
  setThresholds: ({ param, body }) => orders.setThresholds(param("venue"), body),
  muteVenue: ({ param, body }) => orders.mute(param("venue"), undefined, body),
  muteGateway: ({ param, body }) => orders.mute(param("venue"), param("gateway"), body),
  orderGateways: ({ param, body }) => orders.order(param("venue"), body),
  setGateways: ({ param, body }) => orders.set(param("venue"), body),
});
