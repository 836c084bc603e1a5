/**
 * Beacons: every badge that has a key now, by the id of who carries it. Holds keys in memory until
 * they expire or are taken back; writes nothing anywhere.
 */
import type { UnixMs } from "@sighej/protocol";
import type { Advert } from "./air.ts";
import {
  type Beacon,
  type Binding,
  isExpired,
  isSending,
  newBeacon,
  stepBeacon,
} from "./beacon.ts";
import type { Rng } from "./rng.ts";

/** Carriers at once: more than a hall of this kind holds; whoever asks for more has a bug. */
const MAX_BEACONS = 1_024;

export class Beacons {
  readonly #beacons = new Map<string, Beacon>();
  readonly #rng: Rng;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  get size(): number {
    return this.#beacons.size;
  }

  /** Gives `carrier` a key in place of the one that it had. */
  bind(carrier: string, binding: Binding, now: UnixMs): void {
    if (this.#beacons.size >= MAX_BEACONS && !this.#beacons.has(carrier))
      throw new RangeError(`at most ${MAX_BEACONS} beacons`);
    this.#beacons.set(carrier, newBeacon(carrier, binding, now, this.#rng));
  }

  forget(carrier: string): void {
    this.#beacons.delete(carrier);
  }

  /** What `carrier` has on the air at `now`; undefined without a key and in the pause at a change. */
  advertOf(carrier: string, now: UnixMs): Advert | undefined {
    const known = this.#beacons.get(carrier);
    if (known === undefined) return undefined;
    if (isExpired(known, now)) {
      this.#beacons.delete(carrier);
      return undefined;
    }
    const beacon = stepBeacon(known, now, this.#rng);
    if (beacon !== known) this.#beacons.set(carrier, beacon);
    return isSending(beacon, now) ? beacon.advert : undefined;
  }
}
