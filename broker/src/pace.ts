/**
 * Pace: turns how much a client has sent into how long its next message has to wait. Pure.
 *
 * A waiting message keeps aedes from reading on, so its sender is slowed down by TCP and loses
 * nothing. What had been read already waits in memory; who sends on without waiting for
 * acknowledgements gets so far ahead that its connection is of no use.
 */
export interface PaceLimits {
  /** Messages at once: a gateway's whole ring after an outage, 600 windows, and its status. */
  readonly burst: number;
  /** Messages a second from then on: the shortest window makes four. */
  readonly perSecond: number;
  /** Bytes that count as one message. A full window is 24 KB packed: three messages. */
  readonly messageBytes: number;
  /** Ahead of its pace by more than this, ms: far above the few messages that wait for their turn. */
  readonly tooFarAhead: number;
}

export const GATEWAY_PACE: PaceLimits = {
  burst: 1_000,
  perSecond: 50,
  messageBytes: 8 * 1_024,
  tooFarAhead: 10_000,
};

export interface Pace {
  /** Ms that a message of `bytes` waits at `now` (ms, monotonic); undefined when it is too far ahead. */
  readonly take: (bytes: number, now: number) => number | undefined;
}

export function startPace(
  { burst, perSecond, messageBytes, tooFarAhead }: PaceLimits,
  now: number,
): Pace {
  /** What it may send at once; below zero what it has sent too early. */
  let credit = burst;
  let at = now;
  return {
    take: (bytes, then) => {
      credit = Math.min(burst, credit + ((then - at) * perSecond) / 1_000);
      at = then;
      credit -= Math.max(1, bytes / messageBytes);
      const wait = Math.max(0, (-credit * 1_000) / perSecond);
      return wait > tooFarAhead ? undefined : wait;
    },
  };
}
