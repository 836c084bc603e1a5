/**
 * Gateway: those of a venue, their health, claim codes and orders, as requests.
 */
import {
  decodeGatewayClaim,
  decodeGatewayDetail,
  decodeGateways,
  decodeGatewaysOrdered,
  type GatewayId,
  type GatewayOrder,
  type GatewaySettings,
  type VenueId,
  type WatchThresholds,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

const at = (venue: VenueId) => `/admin/venue/${venue}`;
const of = (venue: VenueId, gateway: GatewayId) => `${at(venue)}/gateways/${gateway}`;

export const listGateways = (venue: VenueId) =>
  ask({ path: `${at(venue)}/gateways`, decode: decodeGateways });

export const viewGateway = (venue: VenueId, gateway: GatewayId) =>
  ask({ path: of(venue, gateway), decode: decodeGatewayDetail });

/** As it was typed: what is wrong with it the matcher says. */
export const addGateway = (venue: VenueId, body: { gateway: string; name?: string }) =>
  ask({ method: "POST", path: `${at(venue)}/gateways`, body, decode: decodeGatewayClaim });

/** Another claim code; for a Pi that takes this one's place, too. */
export const inviteGateway = (venue: VenueId, gateway: GatewayId) =>
  ask({ method: "POST", path: `${of(venue, gateway)}/claim`, decode: decodeGatewayClaim });

export const revokeGateway = (venue: VenueId, gateway: GatewayId) =>
  ask({ method: "DELETE", path: `${of(venue, gateway)}/credential`, decode: nothing });

export const orderGateways = (venue: VenueId, body: GatewayOrder) =>
  ask({
    ...{ method: "POST", path: `${at(venue)}/gateways/order`, body },
    decode: decodeGatewaysOrdered,
  });

/** Kept for those that are away, too. */
export const setGateways = (venue: VenueId, body: GatewaySettings) =>
  ask({
    ...{ method: "PUT", path: `${at(venue)}/gateways/settings`, body },
    decode: decodeGatewaysOrdered,
  });

export const setThresholds = (venue: VenueId, body: WatchThresholds) =>
  ask({ method: "PUT", path: `${at(venue)}/watch`, body, decode: nothing });

/** Of one gateway, or of all; 0 ends it. */
export const mute = (venue: VenueId, gateway: GatewayId | undefined, minutes: number) =>
  ask({
    method: "PUT",
    path: `${gateway === undefined ? `${at(venue)}/watch` : of(venue, gateway)}/mute`,
    body: { minutes },
    decode: nothing,
  });
