/**
 * Watch operations: how gateways are, how a venue wants to be told of it, and orders to gateways, in
 * words. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const VENUE = "/api/v1/admin/venue/{venue}";

export const watchOperations: readonly Operation[] = [
  {
    method: "get",
    path: `${VENUE}/gateways/{gateway}`,
    id: "viewGateway",
    summary: "How one gateway is, what it had, and all of it as text for whoever helps.",
    of: "staff",
    answer: { status: 200, says: "Without a secret.", schema: "GatewayDetail" },
    problems: ["unknown-venue", "unknown-gateway"],
  },
  {
    method: "get",
    path: `${VENUE}/gateways/{gateway}/incidents`,
    id: "listIncidents",
    summary: "When it was late or silent.",
    of: "staff",
    answer: { status: 200, says: "The newest 50, newest first.", schema: "GatewayIncidents" },
    problems: ["unknown-venue", "unknown-gateway"],
  },
  {
    method: "put",
    path: `${VENUE}/watch`,
    id: "setThresholds",
    summary: "After how many seconds without a sign a gateway is late (amber) and silent (red).",
    of: "staff",
    body: "WatchThresholds",
    answer: nothing,
    problems: ["unknown-venue"],
  },
  {
    method: "put",
    path: `${VENUE}/watch/mute`,
    id: "muteVenue",
    summary: "Nobody is told of any gateway for some minutes; 0 ends it.",
    of: "staff",
    body: "WatchMute",
    answer: nothing,
    problems: ["unknown-venue"],
  },
  {
    method: "put",
    path: `${VENUE}/gateways/{gateway}/mute`,
    id: "muteGateway",
    summary: "Nobody is told of this gateway for some minutes; 0 ends it.",
    of: "staff",
    body: "WatchMute",
    answer: nothing,
    problems: ["unknown-venue", "unknown-gateway"],
  },
  {
    method: "post",
    path: `${VENUE}/gateways/order`,
    id: "orderGateways",
    summary:
      "Lets gateways blink, or begin their scan anew; six at once of each, ten seconds apart.",
    of: "staff",
    body: "GatewayOrder",
    answer: {
      status: 200,
      says: "Whom it was sent to. Their next status says whether they could.",
      schema: "GatewaysOrdered",
    },
    problems: ["unknown-venue", "broker-unreachable"],
  },
  {
    method: "put",
    path: `${VENUE}/gateways/settings`,
    id: "setGateways",
    summary:
      "Sets how long gateways listen before they report, and what they log; null: as their own file says.",
    of: "staff",
    body: "GatewaySettings",
    answer: {
      status: 200,
      says: "For whom it is kept. Their next status says whether they have taken it.",
      schema: "GatewaysOrdered",
    },
    problems: ["unknown-venue"],
  },
];
