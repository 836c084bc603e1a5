/**
 * Safety: reports of attendees, and whether this browser hears of them at once, as requests.
 */
import {
  decodeAlertsView,
  decodeComplaints,
  type NudgeId,
  type PushSubscription,
  type VenueId,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

const at = (venue: VenueId) => `/admin/venue/${venue}/complaints`;
const ALERTS = "/admin/me/alerts";

export const listComplaints = (venue: VenueId) =>
  ask({ path: at(venue), decode: decodeComplaints });
export const handleComplaint = (venue: VenueId, nudge: NudgeId, handled: boolean) =>
  ask({ method: "PUT", path: `${at(venue)}/${nudge}`, body: { handled }, decode: nothing });

export const showAlerts = () => ask({ path: ALERTS, decode: decodeAlertsView });
export const subscribeAlerts = (body: PushSubscription) =>
  ask({ method: "PUT", path: ALERTS, body, decode: nothing });
export const unsubscribeAlerts = () => ask({ method: "DELETE", path: ALERTS, decode: nothing });
