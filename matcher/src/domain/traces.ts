/**
 * Traces: room for all that a venue's gateways say of one session, its levels and its place, in one
 * buffer: each buffer more would take some 100 bytes. Pure.
 */
import { LEVEL_BYTES, type Levels, noLevels } from "./levels.ts";
import { noPlace, PLACE_BYTES, type Place } from "./proximity/posterior.ts";

export interface Traces {
  readonly levels: Levels;
  readonly spot: Place;
}

export function noTraces(gateways: number): Traces {
  const buffer = new ArrayBuffer((LEVEL_BYTES + PLACE_BYTES) * gateways);
  return {
    levels: noLevels(gateways, buffer),
    spot: noPlace(gateways, buffer, LEVEL_BYTES * gateways),
  };
}
