/** Lag: how late the event loop was at worst, for adverts that wait are stamped late. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** How often it is looked at: ten times a second cost nothing on a Pi Zero. */
const RESOLUTION_MS = 100;

export interface LagMeter {
  /** Since the last reset, whole ms. */
  readonly worst: () => number;
  readonly reset: () => void;
  readonly stop: () => void;
}

export function lagMeter(): LagMeter {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    // It measures the time between two looks, of which the resolution is none of the lag.
    worst: () => (delay.count === 0 ? 0 : Math.max(0, Math.round(delay.max / 1e6) - RESOLUTION_MS)),
    reset: () => delay.reset(),
    stop: () => delay.disable(),
  };
}
