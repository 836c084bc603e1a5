/**
 * Window: gathers the adverts of one period into sightings, one per token. Pure but for the window
 * that it holds open.
 *
 * Windows are aligned to the clock, so that those of a venue's gateways cover the same time and can
 * be laid over each other. An advert belongs to the window of the time at which it was received.
 */
import {
  type Dbm,
  type DurationMs,
  dbm,
  durationMs,
  MAX_SIGHTINGS,
  type Sighting,
  type SightingBatch,
  type Token,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";

/** Adverts of one token that are told apart in a sighting; more count as so many. */
const MAX_COUNT = 255;

/** Sum and maximum of one token's levels; taken from a pool and given back at the window's end. */
interface Tally {
  count: number;
  sum: number;
  max: number;
}

export interface Window {
  /** False when the window holds 2,000 tokens and this is another. */
  readonly collect: (token: Token, level: Dbm, now: UnixMs) => boolean;
  /** Closes the window if `now` is no longer in it. To be called soon after each border. */
  readonly tick: (now: UnixMs) => void;
  /** Closes the window, whatever the time. */
  readonly flush: () => void;
  /** Closes the window; those after it are this long. */
  readonly setLength: (length: DurationMs) => void;
}

/** Which run this is: `next` is its first sequence number. */
export interface WindowRun {
  readonly bootId: number;
  readonly next: number;
}

/**
 * `close` is given each window that heard a token; an empty one is not sent. Sequence numbers run
 * without gaps, so a gap at the far end means loss.
 */
export function startWindow(
  firstLength: DurationMs,
  { bootId, next }: WindowRun,
  clockError: () => DurationMs | undefined,
  close: (batch: SightingBatch) => void,
): Window {
  const tallies = new Map<Token, Tally>();
  const pool: Tally[] = [];
  let length = firstLength;
  let slot: number | undefined;
  let sequence = next;

  function flush(): void {
    if (slot === undefined || tallies.size === 0) return;
    const sightings: Sighting[] = [];
    for (const [token, tally] of tallies) {
      const { count, sum, max } = tally;
      sightings.push({
        token,
        count: Math.min(count, MAX_COUNT),
        mean: dbm(sum / count),
        max: dbm(max),
      });
      pool.push(tally);
    }
    tallies.clear();
    const windowStart = unixMs(slot * length);
    close({
      bootId,
      sequence,
      windowStart,
      windowLength: length,
      clockError: clockError() ?? durationMs(0),
      replayed: false,
      sightings,
    });
    // Wraps after 136 years of windows of one second; the field has 32 bits.
    sequence = (sequence + 1) % 2 ** 32;
  }

  /** Also when the clock is set back: the open window ends, and the earlier one begins anew. */
  function tick(now: UnixMs): void {
    const current = Math.floor(now / length);
    if (current === slot) return;
    flush();
    slot = current;
  }

  return {
    collect: (token, level, now) => {
      tick(now);
      const tally = tallies.get(token);
      if (tally !== undefined) {
        tally.count += 1;
        tally.sum += level;
        if (level > tally.max) tally.max = level;
        return true;
      }
      if (tallies.size >= MAX_SIGHTINGS) return false;
      // At most MAX_SIGHTINGS tallies are ever made.
      const fresh = pool.pop() ?? { count: 0, sum: 0, max: 0 };
      fresh.count = 1;
      fresh.sum = level;
      fresh.max = level;
      tallies.set(token, fresh);
      return true;
    },
    tick,
    flush,
    setLength: (next) => {
      if (next === length) return;
      flush();
      length = next;
      slot = undefined;
    },
  };
}
