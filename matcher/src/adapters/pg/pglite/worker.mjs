/**
 * Worker: runs PGlite in a thread of its own, so that the matcher's never waits for it. Opens the
 * folder of `workerData`, says so, then answers statements in the order in which they come.
 *
 * Plain JavaScript: on Node 20 a worker thread cannot load TypeScript. `thread.ts` has the types of
 * the messages.
 */
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";

// A folder that cannot be opened ends the thread; `thread.ts` hears of that.
const database = await PGlite.create(workerData.folder);

async function answer({ id, sql, parameters }) {
  try {
    const { rows, affectedRows } = await database.query(sql, parameters);
    parentPort.postMessage({ id, rows, affected: affectedRows ?? 0 });
  } catch ({ code, message }) {
    parentPort.postMessage({ id, failure: { code, message } });
  }
}

async function close() {
  await database.close();
  parentPort.close();
}

let last = Promise.resolve();
parentPort.on("message", (message) => {
  last = last.then(() => (message === "close" ? close() : answer(message)));
});
parentPort.postMessage("open");
