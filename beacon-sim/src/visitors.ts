/**
 * Visitors: real people of a demo who have a badge in the made-up hall. Turns bindings into guests
 * of a stage; the oldest makes room when all places are taken. Holds keys until they expire.
 */
import { after, beaconKeyText, SESSION_LIFE, type UnixMs, unixMs } from "@sighej/protocol";
import type { Binding } from "./beacon.ts";
import type { Guest, Stage } from "./stage.ts";

interface Visitor {
  readonly guest: Guest;
  readonly expiresAt: UnixMs;
}

export class Visitors {
  readonly #stage: Stage;
  /** By key; in order of arrival. */
  readonly #visitors = new Map<string, Visitor>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get size(): number {
    return this.#visitors.size;
  }

  /** Lets a visitor in. With a key that is here already nothing moves; one that is over is ignored. */
  welcome(asked: Binding, now: UnixMs): void {
    this.forgetExpired(now);
    const key = beaconKeyText(asked.beaconKey);
    if (this.#visitors.has(key) || asked.expiresAt <= now) return;
    // No session is longer, so no key is kept longer, whatever the body says.
    const longest = after(now, SESSION_LIFE);
    const binding = { ...asked, expiresAt: unixMs(Math.min(asked.expiresAt, longest)) };
    if (this.#visitors.size >= this.#stage.visitors) {
      const [oldest] = this.#visitors.keys();
      if (oldest !== undefined) this.#forget(oldest);
    }
    const guest = this.#stage.admit(binding, now);
    if (guest !== undefined) this.#visitors.set(key, { guest, expiresAt: binding.expiresAt });
  }

  /** Shows out who has this key, if anyone. */
  farewell({ beaconKey }: Pick<Binding, "beaconKey">): void {
    this.#forget(beaconKeyText(beaconKey));
  }

  /** Shows out everyone whose session is over. */
  forgetExpired(now: UnixMs): void {
    for (const [key, { expiresAt }] of this.#visitors) if (now >= expiresAt) this.#forget(key);
  }

  /** Shows out everyone. */
  clear(): void {
    this.forgetExpired(unixMs(Number.POSITIVE_INFINITY));
  }

  #forget(key: string): void {
    this.#visitors.get(key)?.guest.leave();
    this.#visitors.delete(key);
  }
}
