/**
 * Worker: works out one file in a thread of its own, so that the matcher's never waits.
 *
 * Plain JavaScript: on Node 20 a worker thread cannot begin with TypeScript. From source it loads
 * the loader first; built, the work stands beside it as JavaScript. `reader.ts` has the types.
 */
import { parentPort, workerData } from "node:worker_threads";

if (workerData.work.endsWith(".ts")) {
  const { register } = await import("tsx/esm/api");
  register();
}
const { workOn } = await import(workerData.work);
parentPort.postMessage(workOn(workerData.file));
