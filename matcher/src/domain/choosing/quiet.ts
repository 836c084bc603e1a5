/**
 * Quiet: turns a zone's schedule and switch into whether anyone may be nudged there. Pure.
 *
 * A slot is quiet from some minutes before it until some minutes after it, since talks overrun; so
 * is the time after a switch is turned back. When quiet ends nudges are spread, not fired at once.
 */
import type { UnixMs } from "@sighej/protocol";
import type { QuietPolicy } from "../policy.ts";

/** A talk: from its start until its end by the schedule. */
export interface Slot {
  readonly from: UnixMs;
  readonly until: UnixMs;
}

export interface ZoneQuiet {
  /** Quiet now by somebody's hand, or because a gateway in the room says so. */
  readonly switched: boolean;
  /** When that ended last; 0 if never. */
  readonly switchedOffAt: UnixMs;
  /** Slots in any order, at most MAX_SLOTS. */
  readonly slots: readonly Slot[];
}

/** Slots of one zone: two weeks of a talk every quarter of an hour. */
export const MAX_SLOTS = 1_000;

/** Is the zone quiet at `now`? */
export const isQuiet = (zone: ZoneQuiet, now: UnixMs, policy: QuietPolicy): boolean =>
  zone.switched ||
  (now >= zone.switchedOffAt && now < zone.switchedOffAt + policy.after) ||
  zone.slots.some((slot) => now >= slot.from - policy.before && now < slot.until + policy.after);

/** How much longer nudges are spread, ms, because quiet has just ended; 0 when it has not. */
export function spreadLeft(zone: ZoneQuiet, now: UnixMs, policy: QuietPolicy): number {
  const ends = [zone.switchedOffAt, ...zone.slots.map(({ until }) => until)]
    .map((end) => end + policy.after)
    .filter((end) => end <= now);
  return Math.max(0, ...ends.map((end) => end + policy.spread - now));
}

/** The zone after its switch is turned or its schedule read again. */
export const quietAfter = (
  zone: ZoneQuiet,
  told: { readonly switched?: boolean | undefined; readonly slots?: readonly Slot[] | undefined },
  now: UnixMs,
): ZoneQuiet => ({
  switched: told.switched ?? zone.switched,
  switchedOffAt: zone.switched && told.switched === false ? now : zone.switchedOffAt,
  slots: told.slots?.slice(0, MAX_SLOTS) ?? zone.slots,
});
