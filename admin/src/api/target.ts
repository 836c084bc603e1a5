/**
 * Target: whom a venue tells, and what did not arrive, as requests.
 */
import {
  type BulletinTopic,
  decodeBulletinDeliveries,
  decodeBulletinTargetStarted,
  decodeBulletinTargets,
  type VenueId,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

const at = (venue: VenueId) => `/admin/venue/${venue}`;

export const listTargets = (venue: VenueId) =>
  ask({ path: `${at(venue)}/targets`, decode: decodeBulletinTargets });

export const addTarget = (
  venue: VenueId,
  body: { kind: "webhook" | "email"; address: string; topics: readonly BulletinTopic[] },
) =>
  ask({
    ...{ method: "POST", path: `${at(venue)}/targets`, body },
    decode: decodeBulletinTargetStarted,
  });

export const removeTarget = (venue: VenueId, id: string) =>
  ask({ method: "DELETE", path: `${at(venue)}/targets/${id}`, decode: nothing });

export const testTarget = (venue: VenueId, id: string) =>
  ask({ method: "POST", path: `${at(venue)}/targets/${id}/test`, decode: nothing });

export const listDeliveries = (venue: VenueId) =>
  ask({ path: `${at(venue)}/deliveries`, decode: decodeBulletinDeliveries });

export const retryDelivery = (venue: VenueId, id: string) =>
  ask({ method: "POST", path: `${at(venue)}/deliveries/${id}/retry`, decode: nothing });
