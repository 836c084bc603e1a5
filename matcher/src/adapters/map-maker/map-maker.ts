/**
 * Map maker: makes radio maps in a worker thread that lives as long as one of them takes.
 */
import { Worker } from "node:worker_threads";
import { minutes } from "@sighej/protocol";
import type { MapDone, MapJob } from "../../domain/proximity/map-work.ts";
import { MatcherError } from "../../errors.ts";
import type { MapMaker } from "../../map-ports.ts";

/** The largest venue takes half a minute on a free core. */
const DONE_WITHIN = minutes(10);
/** A map of 256 gateways with its workings is 150 MB. */
const MEMORY_MB = 512;
/** Jobs that wait: those of a few venues, and a calibration. */
const MOST_WAITING = 16;

/** Where the work is written: TypeScript beside TypeScript, JavaScript in a build, beside the service. */
const built = !import.meta.url.endsWith(".ts");
const work = new URL(
  built ? "./map-work.js" : "../../domain/proximity/map-work.ts",
  import.meta.url,
);
const start = built
  ? new URL("map-worker.mjs", import.meta.url)
  : new URL("./worker.mjs", import.meta.url);

export function startMapMaker(within: number = DONE_WITHIN): MapMaker {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let stopped = false;
  let running: Worker | undefined;
  const run = (job: MapJob): Promise<MapDone> => {
    if (stopped) return Promise.reject(failed("the matcher is stopping"));
    const worker = new Worker(start, {
      workerData: { work: work.href, job },
      // Whatever the process was started with (a loader, say) is of no use to it.
      execArgv: ["--conditions=@sighej/source"],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    running = worker;
    return new Promise<MapDone>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(failed("a radio map took too long to make"));
        void worker.terminate();
      }, within);
      worker.once("message", resolve);
      worker.once("error", (cause) => reject(failed("a radio map could not be made", cause)));
      worker.once("exit", () => {
        clearTimeout(timer);
        running = undefined;
        reject(failed("the thread that made a radio map has ended"));
      });
    });
  };
  return {
    make: (job) => {
      if (waiting >= MOST_WAITING) return Promise.reject(failed("too many radio maps wait"));
      waiting++;
      const done = last
        .then(() => run(job))
        .finally(() => {
          waiting--;
        });
      last = done.catch(() => {});
      return done;
    },
    stop: async () => {
      stopped = true;
      await running?.terminate();
      await last;
    },
  };
}

const failed = (why: string, cause?: unknown): MatcherError =>
  new MatcherError("map-failed", why, cause);
