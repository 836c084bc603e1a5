/**
 * Venue: those that one is let into, as a request.
 */
import { decodeVenueList } from "@sighej/protocol";
import { ask } from "./ask.ts";

export const listVenues = () => ask({ path: "/admin/venues", decode: decodeVenueList });
