/**
 * Ring: holds windows until the broker has acknowledged them, within bounds of number and age. Pure
 * but for what it holds.
 *
 * Fresh windows go first: after a long outage they must not queue behind old ones, which never
 * cause a nudge. In memory only: nothing about people is written to a Pi's card.
 */
import {
  type DurationMs,
  decodeSightings,
  durationMs,
  EPOCH_GRACE,
  EPOCH_LENGTH,
  encodeSightings,
  type SightingBatch,
  seconds,
  type UnixMs,
} from "@sighej/protocol";

/** As long as a token is taken: an older sighting can be resolved by nobody. */
export const MAX_AGE: DurationMs = durationMs(EPOCH_LENGTH + EPOCH_GRACE);
/**
 * Windows held. 572 of one second make up the greatest age; a full one is 24 KB, so a flooded
 * gateway without network holds 14 MB.
 */
const MAX_WINDOWS = 600;
/** A window that waited longer is marked as replayed: a nudge about it would come too late. */
export const FRESH_FOR: DurationMs = seconds(30);

export interface OutgoingWindow {
  readonly sequence: number;
  readonly frame: Uint8Array;
}

export interface RingCounts {
  /** Acknowledged by the broker. */
  readonly sent: number;
  /** Held now, on their way or waiting. */
  readonly held: number;
  /** Given up, because of age or number. */
  readonly dropped: number;
}

export interface Ring {
  readonly push: (batch: SightingBatch, now: UnixMs) => void;
  /** The next window to send, which is on its way from then on; undefined when none waits. */
  readonly take: (now: UnixMs) => OutgoingWindow | undefined;
  readonly acknowledge: (sequence: number) => void;
  /** The connection is lost: what was on its way waits again. */
  readonly release: () => void;
  readonly counts: () => RingCounts;
}

interface Held extends OutgoingWindow {
  readonly closedAt: UnixMs;
}

export function startRing(maxWindows = MAX_WINDOWS, maxAge = MAX_AGE): Ring {
  /** Oldest first. */
  let waiting: Held[] = [];
  const onTheWay = new Map<number, Held>();
  let sent = 0;
  let dropped = 0;

  /** Windows on their way count towards the number, but cannot be called back. */
  function bound(now: UnixMs): void {
    const before = waiting.length;
    waiting = waiting.filter(({ closedAt }) => now - closedAt <= maxAge);
    waiting.splice(0, Math.max(0, waiting.length + onTheWay.size - maxWindows));
    dropped += before - waiting.length;
  }

  return {
    push: (batch, now) => {
      waiting.push({ sequence: batch.sequence, closedAt: now, frame: encodeSightings(batch) });
      bound(now);
    },
    take: (now) => {
      bound(now);
      const fresh = waiting.findIndex(({ closedAt }) => now - closedAt <= FRESH_FOR);
      const [next] = waiting.splice(Math.max(0, fresh), 1);
      if (next === undefined) return undefined;
      onTheWay.set(next.sequence, next);
      return fresh >= 0 ? next : { sequence: next.sequence, frame: replayed(next.frame) };
    },
    acknowledge: (sequence) => {
      if (onTheWay.delete(sequence)) sent += 1;
    },
    release: () => {
      waiting = [...onTheWay.values(), ...waiting].sort((a, b) => a.sequence - b.sequence);
      onTheWay.clear();
    },
    counts: () => ({ sent, held: waiting.length + onTheWay.size, dropped }),
  };
}

/** The same frame with its mark set; rare enough to decode and encode it once more. */
function replayed(frame: Uint8Array): Uint8Array {
  const batch = decodeSightings(frame);
  if (!batch.ok) throw new TypeError("a frame of our own does not decode");
  return encodeSightings({ ...batch.value, replayed: true });
}
