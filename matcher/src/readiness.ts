/**
 * Readiness: whether this replica can serve: its store answers, its broker is connected, its floors
 * know the store's sessions, and it has not been told to stop.
 *
 * The store is asked by a probe of our own, once a second whatever people do: the time that it
 * takes may then be shown to an operator, since neither its count nor its pace says anything of them.
 */
import { type DurationMs, seconds } from "@sighej/protocol";

/** What may be missing. `stopping`: nothing is, but the process is about to end. */
type Missing = "store" | "broker" | "floors" | "stopping";

export interface Readiness {
  missing(): readonly Missing[];
  /** The sessions that the store has are on the floors now. */
  floorsRead(): void;
  stopping(): void;
  /** Ends the probe. */
  stop(): void;
}

export interface ReadinessPorts {
  /** A cheap question to the store. */
  readonly ask: () => Promise<unknown>;
  readonly brokerUp: () => boolean;
  /** Seconds that an answer took, of a clock that only runs forward. */
  readonly took: (seconds: number) => void;
  readonly stopwatch: () => () => number;
}

/** A balancer asks every few seconds, and a store that is away is noticed before it does. */
const PROBE_EVERY: DurationMs = seconds(1);

/** Probes from now on; the store is missing until it has answered once. */
export function startReadiness({ ask, brokerUp, took, stopwatch }: ReadinessPorts): Readiness {
  let [storeUp, floors, ending, asking] = [false, false, false, false];
  const probe = async () => {
    if (asking) return;
    asking = true;
    const elapsed = stopwatch();
    try {
      await ask();
      took(elapsed());
      storeUp = true;
    } catch {
      storeUp = false;
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void probe(), PROBE_EVERY);
  void probe();
  return {
    missing: () => {
      const parts: readonly (readonly [Missing, boolean])[] = [
        ["store", storeUp],
        ["broker", brokerUp()],
        ["floors", floors],
        ["stopping", !ending],
      ];
      return parts.filter(([, holds]) => !holds).map(([name]) => name);
    },
    floorsRead: () => {
      floors = true;
    },
    stopping: () => {
      ending = true;
    },
    stop: () => clearInterval(timer),
  };
}
