/**
 * Taxonomy: what may be chosen at a venue, and what it adds of its own, as requests.
 */
import {
  decodeInterestPreview,
  decodeTaxonomy,
  type InterestDraft,
  type VenueId,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

const at = (venue: VenueId) => `/admin/venue/${venue}/taxonomy`;
/** Those of a venue have a colon. */
const of = (venue: VenueId, id: string) => `${at(venue)}/${encodeURIComponent(id)}`;

export const viewTaxonomy = (venue: VenueId) => ask({ path: at(venue), decode: decodeTaxonomy });
export const previewInterest = (venue: VenueId, body: InterestDraft) =>
  ask({ method: "POST", path: `${at(venue)}/preview`, body, decode: decodeInterestPreview });
export const proposeInterest = (venue: VenueId, body: InterestDraft) =>
  ask({ method: "POST", path: at(venue), body, decode: decodeInterestPreview });
export const approveInterest = (venue: VenueId, id: string) =>
  ask({ method: "POST", path: `${of(venue, id)}/approve`, decode: nothing });
export const hideInterest = (venue: VenueId, id: string, hidden: boolean) =>
  ask({ method: "PUT", path: of(venue, id), body: { hidden }, decode: nothing });
export const removeInterest = (venue: VenueId, id: string) =>
  ask({ method: "DELETE", path: of(venue, id), decode: nothing });
