/**
 * Reader: works files out in a thread that is ended when it takes too long or too much memory.
 */
import { Worker } from "node:worker_threads";
import type { ScheduleFault } from "@sighej/protocol";
import {
  type Programme,
  type ScheduleFile,
  type ScheduleReader,
  WORK_AT_MOST,
} from "../../schedule-ports.ts";

/** A file of 10 MB as objects is some 100. */
const MEMORY_MB = 256;

/** Where the work is written: TypeScript beside TypeScript, JavaScript in a build, with names of its own. */
const built = !import.meta.url.endsWith(".ts");
const work = new URL(built ? "./schedule-work.js" : "./work.ts", import.meta.url).href;
const start = built
  ? new URL("schedule-worker.mjs", import.meta.url)
  : new URL("./worker.mjs", import.meta.url);

export function scheduleReader(within: number = WORK_AT_MOST): ScheduleReader {
  const running = new Set<Worker>();
  const read = (file: ScheduleFile): Promise<Programme | ScheduleFault> => {
    const worker = new Worker(start, {
      workerData: { work, file },
      // Whatever the process was started with (a loader, say) is of no use to it.
      execArgv: ["--conditions=@sighej/source"],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    running.add(worker);
    return new Promise((resolve) => {
      // Its start takes a second from source; a rule without an end never comes back.
      const timer = setTimeout(() => void worker.terminate(), within);
      worker.once("message", resolve);
      worker.once("error", () => resolve("too-hard"));
      worker.once("exit", () => {
        clearTimeout(timer);
        running.delete(worker);
        resolve("too-hard");
      });
    });
  };
  return {
    read,
    stop: async () => {
      await Promise.all([...running].map((each) => each.terminate()));
    },
  };
}
