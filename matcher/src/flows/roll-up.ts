/**
 * Roll up: turns buckets that are due into kept releases, each once, also when the store is away.
 *
 * A release has its noise already when it gets here, so it may wait in memory; an attempt whose
 * answer was lost is repeated with the same numbers, and the store refuses the second.
 */
import { type UnixMs, unixMs, type VenueId } from "@sighej/protocol";
import type { AggregateStore } from "../aggregate-ports.ts";
import type { Release } from "../domain/aggregate/release.ts";
import { closeAll, closeDue, type Tally } from "../domain/aggregate/tally.ts";
import type { Uniform } from "../domain/aggregate/uniform.ts";
import type { Clock, Count, Report } from "../ports.ts";

/**
 * Releases that wait while the store is away: 25 a day from a venue, some 10 kB each. A day of 20
 * venues; beyond that the oldest are given up.
 */
const MOST_WAITING = 500;

/** A venue has one owner: two that count in one hour cannot both have it. */
const LOST = "released counts are lost: another matcher has released the same hours of this venue";

export interface RollUpPorts {
  readonly tallies: ReadonlyMap<VenueId, Tally>;
  readonly aggregates: Pick<AggregateStore, "release">;
  readonly uniform: Uniform;
  /** Is told of what has been kept, and again when that is not sure. */
  readonly released: (release: Release) => Promise<void>;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

export interface RollUp {
  /**
   * Closes what a tally has open, which takes nothing more; from when another may count in its
   * place. Its releases wait with the others.
   */
  retire(tally: Tally): UnixMs;
  /**
   * Closes what is due and tries to keep what waits, unless that is under way already; never
   * rejects. To be done every second.
   */
  turn(): Promise<void>;
  /**
   * Closes everything and tries once to keep it, until `given` is aborted; before a stop. What could
   * not be kept then is given up.
   */
  finish(given: AbortSignal): Promise<void>;
}

export function rollUpOf(ports: RollUpPorts): RollUp {
  const { tallies, uniform, clock, count, report } = ports;
  const waiting: Release[] = [];
  let keeping: Promise<void> | undefined;
  let failing = false;
  let state: "open" | "finishing" | "over" = "open";

  const keepAll = async () => {
    for (let next = waiting[0]; next !== undefined && state !== "over"; next = waiting[0]) {
      try {
        const kept = await ports.aggregates.release(next);
        count(`release-${kept}`);
        if (kept === "refused") report(LOST, undefined);
        else
          await ports
            .released(next)
            .catch((cause: unknown) => report("nobody could be told of released counts", cause));
        failing = false;
      } catch (cause) {
        count("release-failed");
        // Tried every second: said once.
        if (!failing) report("released counts could not be kept and wait", cause);
        failing = true;
        return;
      }
      if (waiting[0] === next) waiting.shift();
    }
  };
  /** One at a time. */
  const keep = (): Promise<void> => {
    keeping ??= keepAll().finally(() => {
      keeping = undefined;
    });
    return keeping;
  };
  const close = (releasesOf: (tally: Tally) => readonly Release[]) =>
    wait([...tallies.values()].flatMap(releasesOf));
  const wait = (releases: readonly Release[]) => {
    waiting.push(...releases);
    const over = Math.max(0, waiting.length - MOST_WAITING);
    waiting.splice(0, over);
    count("release-given-up", over);
  };

  return {
    retire: (tally) => {
      const releases = closeAll(tally, clock(), uniform);
      wait(releases);
      return unixMs(Math.max(clock(), ...releases.map(({ until }) => until)));
    },
    turn: async () => {
      if (state !== "open") return;
      close((tally) => closeDue(tally, clock(), uniform));
      if (keeping === undefined) await keep();
    },
    finish: async (given) => {
      if (state !== "open") return;
      state = "finishing";
      close((tally) => closeAll(tally, clock(), uniform));
      await unlessAborted(keeping ?? Promise.resolve(), given);
      await unlessAborted(keep(), given);
      state = "over";
      count("release-given-up", waiting.length);
      if (waiting.length > 0) report("released counts could not be kept before the end", undefined);
    },
  };
}

const unlessAborted = (work: Promise<void>, given: AbortSignal): Promise<void> =>
  Promise.race([
    work,
    new Promise<void>((resolve) => {
      given.addEventListener("abort", () => resolve());
      if (given.aborted) resolve();
    }),
  ]);
