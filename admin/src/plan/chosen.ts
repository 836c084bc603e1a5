/**
 * Chosen: the one thing of a plan that is chosen, on the drawing and in the tables alike. Pure.
 */
import type { GatewayId, ZoneId } from "@sighej/protocol";

export type Chosen =
  | { readonly kind: "gateway"; readonly gateway: GatewayId }
  | { readonly kind: "zone"; readonly zone: ZoneId }
  /** A corner of a zone's outline, counted from 0. */
  | { readonly kind: "corner"; readonly zone: ZoneId; readonly at: number }
  | undefined;

export const isGateway = (chosen: Chosen, gateway: GatewayId): boolean =>
  chosen?.kind === "gateway" && chosen.gateway === gateway;

/** Its corners are part of a zone. */
export const isZone = (chosen: Chosen, zone: ZoneId): boolean =>
  chosen !== undefined && chosen.kind !== "gateway" && chosen.zone === zone;
