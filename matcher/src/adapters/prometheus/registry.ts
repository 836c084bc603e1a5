/**
 * Registry: turns counters, times and readiness into Prometheus' text (prom-client).
 *
 * Of what prom-client says of a process only what tells nothing of people is kept: handles and file
 * descriptors are sockets, and sockets are phones.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { type Exported, exported, type Times } from "../../metrics.ts";

/** By how each name begins. */
const ofProcess = [
  "process_cpu_",
  "process_start_time_seconds",
  "process_resident_memory_bytes",
  "nodejs_eventloop_lag_",
  "nodejs_gc_duration_seconds",
  "nodejs_version_info",
];

/** Seconds. A tick is due every second; a store answers in under one millisecond or is in trouble. */
const TICK_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1];
const STORE_BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2];

const help: Readonly<Record<Exported["family"], string>> = {
  frames_refused: "Frames from gateways that could not be taken in.",
  requests_failed: "Requests that failed through no fault of whoever asked.",
  releases: "Buckets of noisy aggregates, as they were handed to the database.",
};

export interface Exporter {
  readonly times: Times;
  /** The exposition format, and its media type. */
  text(): Promise<string>;
  readonly mediaType: string;
}

/** `counts` and `missing` are read when somebody asks. */
export function exporterOf(
  counts: () => Readonly<Record<string, number>>,
  missing: () => readonly string[],
): Exporter {
  const register = new Registry();
  collectDefaultMetrics({ register });
  for (const { name } of register.getMetricsAsArray())
    if (!ofProcess.some((prefix) => name.startsWith(prefix))) register.removeSingleMetric(name);
  for (const family of Object.keys(help) as readonly Exported["family"][])
    new Counter({
      name: `sighej_${family}_total`,
      help: help[family],
      labelNames: ["why"],
      registers: [register],
      collect() {
        this.reset();
        const now = counts();
        for (const [name, { family: of, why }] of exported)
          if (of === family) this.inc({ why }, now[name] ?? 0);
      },
    });
  new Gauge({
    name: "sighej_missing",
    help: "1 for each part without which this replica is not ready.",
    labelNames: ["part"],
    registers: [register],
    collect() {
      this.reset();
      for (const part of missing()) this.set({ part }, 1);
    },
  });
  const tick = new Histogram({
    name: "sighej_tick_seconds",
    help: "Time that one tick of all floors took.",
    buckets: TICK_BUCKETS,
    registers: [register],
  });
  const storeProbe = new Histogram({
    name: "sighej_store_probe_seconds",
    help: "Time that the store took to answer a probe of ours.",
    buckets: STORE_BUCKETS,
    registers: [register],
  });
  return {
    times: {
      tick: (seconds) => tick.observe(seconds),
      storeProbe: (seconds) => storeProbe.observe(seconds),
    },
    text: () => register.metrics(),
    mediaType: register.contentType,
  };
}
