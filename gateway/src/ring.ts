/**
 * Ring: holds windows until the matcher has acknowledged them, within bounds of bytes and age. Pure
 * but for what it holds.
 *
 * A broker's acknowledgement does not count: it is given before anybody has read the message. Fresh
 * windows go first: after a long outage they must not queue behind old ones, which never cause a
 * nudge. In memory only: nothing about people is written to a Pi's card. What is given up lives on
 * as a number.
 */
import {
  type DurationMs,
  durationMs,
  EPOCH_GRACE,
  EPOCH_LENGTH,
  encodeSightings,
  replayedFrame,
  type SequenceRange,
  type SightingBatch,
  seconds,
} from "@sighej/protocol";

/** As long as a token is taken: an older sighting can be resolved by nobody. */
export const MAX_AGE: DurationMs = durationMs(EPOCH_LENGTH + EPOCH_GRACE);
/**
 * 572 windows of one second with 1,000 tokens each are 6.9 MB; a flood of 2,000 tokens a second is
 * held for half as long. A Pi Zero has 512 MB.
 */
const MAX_BYTES = 8 * 1_024 * 1_024;
/**
 * A window that waited longer is marked as replayed: a matcher dates levels by their arrival, and
 * who walks is elsewhere after this.
 */
export const FRESH_FOR: DurationMs = seconds(5);
/** The matcher answers within a round trip; after this the window is sent again. */
export const ACK_WITHIN: DurationMs = seconds(10);

export interface OutgoingWindow {
  readonly sequence: number;
  readonly frame: Uint8Array;
}

export interface RingCounts {
  /** Put in so far. */
  readonly made: number;
  /** Acknowledged by the matcher. */
  readonly sent: number;
  /** Held now, on their way or waiting. */
  readonly held: number;
  /** Given up, because of age or bytes. */
  readonly dropped: number;
  /** Of what is held. */
  readonly bytes: number;
}

/** All times are monotonic, ms. */
export interface Ring {
  readonly push: (batch: SightingBatch, now: number) => void;
  /** The oldest window that is fresh, which is on its way from then on. */
  readonly takeFresh: (now: number) => OutgoingWindow | undefined;
  /** The oldest that is not, marked as replayed. */
  readonly takeOld: (now: number) => OutgoingWindow | undefined;
  /** Whether `takeOld` would give one. */
  readonly hasOld: (now: number) => boolean;
  /**
   * The matcher has these. Answers when the newest of them was sent, where it was sent once only
   * and is acknowledged for the first time: a round trip.
   */
  readonly acknowledge: (ranges: readonly SequenceRange[]) => number | undefined;
  /** The connection is lost: what was on its way waits again. */
  readonly release: () => void;
  readonly counts: () => RingCounts;
}

interface Held extends OutgoingWindow {
  readonly closedAt: number;
  /** When it was last sent; undefined while it waits. */
  sentAt: number | undefined;
  times: number;
}

export function startRing(maxBytes = MAX_BYTES, maxAge: DurationMs = MAX_AGE): Ring {
  /** By sequence, in the order in which they were closed. */
  const windows = new Map<number, Held>();
  let made = 0;
  let sent = 0;
  let dropped = 0;
  let bytes = 0;

  function remove(window: Held): void {
    windows.delete(window.sequence);
    bytes -= window.frame.length;
  }

  /** The oldest come first, so this looks at no more than it gives up, and one. */
  function bound(now: number): void {
    for (const window of windows.values()) {
      if (bytes <= maxBytes && now - window.closedAt <= maxAge) return;
      remove(window);
      dropped += 1;
    }
  }

  const waits = ({ sentAt }: Held, now: number): boolean =>
    sentAt === undefined || now - sentAt > ACK_WITHIN;
  const isFresh = ({ closedAt }: Held, now: number): boolean => now - closedAt <= FRESH_FOR;

  function find(fresh: boolean, now: number): Held | undefined {
    bound(now);
    for (const window of windows.values())
      if (waits(window, now) && isFresh(window, now) === fresh) return window;
    return undefined;
  }

  function take(window: Held | undefined, now: number): Held | undefined {
    if (window === undefined) return undefined;
    window.sentAt = now;
    window.times += 1;
    return window;
  }

  return {
    push: (batch, now) => {
      const frame = encodeSightings(batch);
      windows.set(batch.sequence, {
        ...{ sequence: batch.sequence, frame, closedAt: now },
        ...{ sentAt: undefined, times: 0 },
      });
      made += 1;
      bytes += frame.length;
      bound(now);
    },
    takeFresh: (now) => take(find(true, now), now),
    takeOld: (now) => {
      const window = take(find(false, now), now);
      return window && { sequence: window.sequence, frame: replayedFrame(window.frame) };
    },
    hasOld: (now) => find(false, now) !== undefined,
    acknowledge: (ranges) => {
      let newest: Held | undefined;
      for (const window of windows.values()) {
        const { sequence } = window;
        if (!ranges.some(({ first, last }) => first <= sequence && sequence <= last)) continue;
        remove(window);
        sent += 1;
        newest = window;
      }
      return newest?.times === 1 ? newest.sentAt : undefined;
    },
    release: () => {
      for (const window of windows.values()) window.sentAt = undefined;
    },
    counts: () => ({ made, sent, held: windows.size, dropped, bytes }),
  };
}
