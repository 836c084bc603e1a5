/**
 * Tape: turns the readings of many spots into one sequence by time, as if all of them had been
 * recorded together, and plays it round and round. Pure: the time is an argument.
 *
 * Each spot's clock begins at its own first reading, so levels are real and concurrency is not.
 * Eight bytes a reading: ten minutes of 76 spots and 12 receivers are 10 MB.
 */
import type { DurationMs, UnixMs } from "@sighej/protocol";
import type { SpotReadings } from "./readings.ts";

export interface Tape {
  /** Before it begins again. */
  readonly length: DurationMs;
  readonly at: Uint32Array;
  readonly spot: Uint16Array;
  readonly receiver: Uint8Array;
  readonly rssi: Int8Array;
}

/** Room for the order of a reading beside its time in one exact number: 2³² readings, 2²¹ ms. */
const ORDER = 2 ** 32;
/** What was due longer ago than this is passed over: a process that slept does not catch up. */
export const MAX_LATE = 1_000;

/** All readings of `spots` by time; `length` is when the tape begins again. */
export function tapeOf(spots: readonly SpotReadings[], length: DurationMs): Tape {
  const total = spots.reduce(
    (sum, { heard }) => sum + heard.reduce((own, { at }) => own + at.length, 0),
    0,
  );
  const order = new Float64Array(total);
  const tape: Tape = {
    length,
    at: new Uint32Array(total),
    spot: new Uint16Array(total),
    receiver: new Uint8Array(total),
    rssi: new Int8Array(total),
  };
  const spotOf = new Uint16Array(total);
  const receiverOf = new Uint8Array(total);
  const rssiOf = new Int8Array(total);
  let index = 0;
  for (const [spot, { heard }] of spots.entries()) {
    for (const [receiver, { at, rssi }] of heard.entries()) {
      for (let reading = 0; reading < at.length; reading++) {
        order[index] = (at[reading] ?? 0) * ORDER + index;
        spotOf[index] = spot;
        receiverOf[index] = receiver;
        rssiOf[index] = rssi[reading] ?? 0;
        index += 1;
      }
    }
  }
  order.sort();
  for (let to = 0; to < total; to++) {
    const key = order[to] ?? 0;
    const from = key % ORDER;
    tape.at[to] = Math.floor(key / ORDER);
    tape.spot[to] = spotOf[from] ?? 0;
    tape.receiver[to] = receiverOf[from] ?? 0;
    tape.rssi[to] = rssiOf[from] ?? 0;
  }
  return tape;
}

/** Called for each reading that is due: numbers of spot and receiver, and dBm. */
export type OnHeard = (spot: number, receiver: number, rssiDbm: number) => void;

/** Where a tape is being read, from `startedAt` on. */
export class Playhead {
  readonly #tape: Tape;
  #next = 0;
  /** When the present round began. */
  #roundAt: number;

  constructor(tape: Tape, startedAt: UnixMs) {
    this.#tape = tape;
    this.#roundAt = startedAt;
  }

  /** Plays what has become due by `now`, oldest first. */
  playTo(now: UnixMs, onHeard: OnHeard): void {
    const { at, length } = this.#tape;
    if (at.length === 0) return;
    const rounds = Math.floor((now - this.#roundAt) / length);
    if (rounds > 0) {
      this.#playRound(length, now, onHeard);
      this.#roundAt += rounds * length;
      this.#next = 0;
    }
    this.#playRound(now - this.#roundAt, now, onHeard);
  }

  #playRound(until: number, now: UnixMs, onHeard: OnHeard): void {
    const { at, spot, receiver, rssi } = this.#tape;
    const oldest = now - this.#roundAt - MAX_LATE;
    for (; this.#next < at.length; this.#next++) {
      const due = at[this.#next] ?? 0;
      if (due > until) return;
      if (due < oldest) continue;
      onHeard(spot[this.#next] ?? 0, receiver[this.#next] ?? 0, rssi[this.#next] ?? 0);
    }
  }
}
