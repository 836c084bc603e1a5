/**
 * Check in: turns a proof that a gateway was given into a carrier of the session whose it is. Each
 * nonce of a gateway counts once; the phone learns nothing here, but sees it in its view.
 */
import {
  after,
  CHECK_IN_LIFE,
  decodeCheckInReport,
  type GatewayId,
  hexOf,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";
import { CHECK_IN_FRESH, checkInOf } from "../domain/check-in.ts";
import type { Clock, Count, Report, SessionStore } from "../ports.ts";
import type { Venues } from "./venues.ts";

export interface CheckInPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

/** One check-in frame of one gateway, as it came. Settles when it is kept, and never rejects. */
export type TakeCheckIn = (venue: VenueId, gateway: GatewayId, frame: Uint8Array) => Promise<void>;

/** Waiting for the store at once: a hall of gateways while Redis is slow; more are dropped. */
const MOST_WAITING = 256;

export function checkInsOf({ venues, sessions, clock, count, report }: CheckInPorts): TakeCheckIn {
  const nonces = usedNonces();
  let waiting = 0;
  return async (venue, gateway, frame) => {
    const decoded = decodeCheckInReport(frame);
    if (!decoded.ok) return count(`check-in-${decoded.problem.kind}`);
    const floor = venues.all.get(venue)?.floor;
    if (floor === undefined) return count("check-in-unknown-venue");
    const now = clock();
    const proved = checkInOf(floor, gateway, decoded.value, now);
    if (!proved.ok) return count(`check-in-${proved.why}`);
    if (waiting >= MOST_WAITING) return count("check-in-dropped");
    if (!nonces.take(`${venue} ${gateway} ${hexOf(decoded.value.nonce)}`, now))
      return count("check-in-repeated");
    waiting++;
    try {
      const { session, zone } = proved;
      const until = after(now, CHECK_IN_LIFE);
      const bound = await sessions.bind(venue, session, { kind: "check-in", zone, until }, now);
      if (typeof bound === "object") venues.tell(venue, { kind: "session", session: bound });
      count("check-in-taken");
    } catch (cause) {
      count("check-in-failed");
      report("a check-in could not be kept", cause);
    } finally {
      waiting--;
    }
  };
}

/** Check-ins of a minute in the largest hall, many times over; 100 bytes each. */
const MOST_NONCES = 10_000;

/** Nonces that were used, as long as a report with one could still be fresh; oldest first. */
function usedNonces(): { take(key: string, now: UnixMs): boolean } {
  const used = new Map<string, UnixMs>();
  return {
    take: (key, now) => {
      for (const [old, at] of used) {
        // From as early to as late as a clock may be off.
        if (now - at <= 2 * CHECK_IN_FRESH && used.size < MOST_NONCES) break;
        used.delete(old);
      }
      if (used.has(key)) return false;
      used.set(key, now);
      return true;
    },
  };
}
