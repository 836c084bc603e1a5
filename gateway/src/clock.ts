/**
 * Clock: turns the monotonic clock into Unix time that neither jumps nor runs backwards while
 * adverts are stamped, and says how far it is off. Pure but for what it holds.
 *
 * A Pi has no clock of its own: it starts in the past and is set once the network is there. A step
 * of the system's clock is taken over at once where it is large and gradually where it is small, so
 * that windows stay a second long. How far the result is from the matcher's clock follows from its
 * acknowledgements, as in NTP (RFC 5905 §8): the smallest round trip knows best.
 */
import { type DurationMs, durationMs, seconds, type UnixMs, unixMs } from "@sighej/protocol";

/** A jump of the system's clock that is followed at once: no daemon slews that far. */
const STEP: DurationMs = durationMs(500);
/** Share of a small difference that is taken over each time it is looked at, once a second. */
const SLEW = 0.1;
/** Round trips looked back on; at one a second, long enough to meet a fast one. */
const ROUND_TRIPS = 16;
/** Of an older window nothing is learnt: it waited for something else than the network. */
const LONGEST_TRIP: DurationMs = seconds(2);
/** What a sighting frame can say. */
const MOST: DurationMs = durationMs(32_767);

export interface GatewayClock {
  /** Monotonic time, ms, since any beginning. */
  readonly mono: () => number;
  /** Unix time of a monotonic time. */
  readonly at: (mono: number) => UnixMs;
  /** Looks at the system's clock; to be called once a second. */
  readonly look: () => void;
  /**
   * The matcher said at its `there` that it has what was sent at `sent`, and that came now. All by
   * the clock that they belong to; `sent` is monotonic.
   */
  readonly answered: (sent: number, there: UnixMs) => void;
  /** How far this clock is ahead of the matcher's; undefined until one answered. */
  readonly error: () => DurationMs | undefined;
}

export function startClock(mono: () => number, system: () => UnixMs): GatewayClock {
  let offset = system() - mono();
  let trips: { readonly length: number; readonly ahead: number }[] = [];
  return {
    mono,
    at: (time) => unixMs(time + offset),
    look: () => {
      const difference = system() - mono() - offset;
      if (Math.abs(difference) < STEP) offset += difference * SLEW;
      else {
        offset += difference;
        trips = [];
      }
    },
    answered: (sent, there) => {
      const now = mono();
      const length = now - sent;
      if (length < 0 || length > LONGEST_TRIP) return;
      trips.push({ length, ahead: (sent + now) / 2 + offset - there });
      if (trips.length > ROUND_TRIPS) trips.shift();
    },
    error: () => {
      const best = trips.reduce<(typeof trips)[number] | undefined>(
        (least, each) => (least === undefined || each.length < least.length ? each : least),
        undefined,
      );
      if (best === undefined) return undefined;
      return durationMs(Math.round(Math.max(-MOST, Math.min(MOST, best.ahead))));
    },
  };
}
