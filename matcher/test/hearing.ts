/**
 * Hearing: a window of a gateway, taken in as if it had come over MQTT, and a second of a venue.
 */
import {
  encodeSightings,
  type GatewayId,
  type SightingBatch,
  type VenueId,
} from "@sighej/protocol";
import { ingestFrame, tickVenue } from "../src/flows/ingest.ts";
import type { TestMatcher } from "./matcher.ts";

export const takeWindow = (
  { ports }: TestMatcher,
  venue: VenueId,
  gateway: GatewayId,
  batch: SightingBatch,
): void => void ingestFrame(ports, venue, gateway, encodeSightings(batch));

export const tick = ({ ports }: TestMatcher, venue: VenueId) => tickVenue(ports, venue);
