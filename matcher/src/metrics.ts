/**
 * Metrics: counters by name, which of them an operator may have, and how long things take. Names are
 * words of this code base; nothing of a person is in one. Pure but for what it counts.
 *
 * Most counters count what people do: a start, a nudge, an answer, a socket. Read from outside, their
 * totals would be the raw numbers that aggregates put noise on, so they stay in this process, for
 * tests. Sightings and frames taken are among them: a gateway sends one a second for as long as it
 * hears somebody, so their pace is the number of people.
 */
import type { Count } from "./ports.ts";

export interface Metrics {
  readonly count: Count;
  counts(): Readonly<Record<string, number>>;
}

/** Takes times in seconds, of work that the clock starts and not people. */
export interface Times {
  readonly tick: (seconds: number) => void;
  readonly storeProbe: (seconds: number) => void;
}

export const untimed: Times = { tick: () => {}, storeProbe: () => {} };

/** A counter as it is exported: the family's name and what tells it from the others there. */
export interface Exported {
  readonly family: "frames_refused" | "requests_failed" | "releases";
  readonly why: string;
}

const refused = (why: string): Exported => ({ family: "frames_refused", why });

/** The only counters that leave the process; everything else stays in, also what is added later. */
export const exported: ReadonlyMap<string, Exported> = new Map([
  // Frames that a gateway of ours, well configured, never sends: faults of a machine.
  ...["truncated", "overlong", "unknown-version", "not-ours", "bad-field", "bad-json"].map(
    (why) => [`frame-${why}`, refused(why)] as const,
  ),
  ["batch-off-clock", refused("off-clock")],
  ["batch-flood", refused("flood")],
  ["batch-of-unknown-gateway", refused("unknown-gateway")],
  ["frame-of-unknown-gateway", refused("unknown-gateway")],
  ["frame-of-unknown-venue", refused("unknown-venue")],
  ["topic-not-ours", refused("topic-not-ours")],
  // Our own failures. There are some while a store is away, whoever asks.
  ["http-failed", { family: "requests_failed", why: "failed" }],
  ["http-store-failed", { family: "requests_failed", why: "store-failed" }],
  // Buckets close by the clock, whether or not anybody came.
  ...["released", "refused", "failed", "given-up"].map(
    (why) => [`release-${why}`, { family: "releases", why }] as const,
  ),
]);

export function metricsOf(): Metrics {
  const totals = new Map<string, number>();
  return {
    count: (name, by = 1) => {
      if (by > 0) totals.set(name, (totals.get(name) ?? 0) + by);
    },
    counts: () => Object.fromEntries(totals),
  };
}
