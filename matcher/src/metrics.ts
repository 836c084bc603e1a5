/**
 * Metrics: counters by name. Names are words of this code base; nothing of a person is in one.
 */
import type { Count } from "./ports.ts";

export interface Metrics {
  readonly count: Count;
  counts(): Readonly<Record<string, number>>;
}

export function metricsOf(): Metrics {
  const totals = new Map<string, number>();
  return {
    count: (name, by = 1) => {
      if (by > 0) totals.set(name, (totals.get(name) ?? 0) + by);
    },
    counts: () => Object.fromEntries(totals),
  };
}
