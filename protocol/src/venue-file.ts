/**
 * Venue file: how a venue is set up, as one JSON file that can be taken away and brought in elsewhere,
 * both ways. Pure.
 *
 *     GET /admin/venue/<venue>/file      VenueFile
 *     POST /admin/venues/file            VenueFile, from which a draft is made
 *
 * In it are its zones, where gateways hang, its policy and its texts. No key, code, credential or beacon,
 * nothing that was assessed for that one event, and no interest of its own: those are words that two of
 * the staff of each venue have to approve.
 */
import * as v from "valibot";
import { check, type NamedSchemas } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { venueFileFields } from "./venue-admin.ts";

/** Of the form; one that this version does not know is refused. */
const VENUE_FILE_VERSION = 1;
/** What tells it from any other JSON. */
const FORMAT = "sighej-venue";

const venueFile = v.strictObject({
  format: v.literal(FORMAT),
  fileVersion: v.literal(VENUE_FILE_VERSION),
  ...venueFileFields,
});

/** For the OpenAPI document. */
export const venueFileSchemas: NamedSchemas = { VenueFile: venueFile };

export type VenueFile = v.InferOutput<typeof venueFile>;

export const venueFileOf = (fields: Omit<VenueFile, "format" | "fileVersion">): VenueFile => ({
  format: FORMAT,
  fileVersion: VENUE_FILE_VERSION,
  ...fields,
});

export const decodeVenueFile = (body: unknown): Decoded<VenueFile> => check(venueFile, body);
