/**
 * Thread: PGlite on a folder, in a worker thread, as one function that answers statements.
 */
import { Worker } from "node:worker_threads";
import { seconds } from "@sighej/protocol";
import { MatcherError } from "../../../errors.ts";

/** Closing writes what is in memory, some 20 MB; a disk that takes longer is not waited for. */
const CLOSE_WITHIN = seconds(10);
/**
 * The longest statement takes tens of milliseconds, seconds on a machine that is short of memory. A
 * thread that has not answered by then never will, and takes everyone's turn.
 */
const ANSWER_WITHIN = seconds(30);

interface Rows {
  readonly rows: readonly unknown[];
  /** Rows inserted, changed or removed. */
  readonly affected: number;
}

export interface Thread {
  /** Resolves when the folder is open; rejects with "store-unreachable" when it cannot be. */
  readonly open: Promise<void>;
  /** Rejects with the database's error, or with "store-failed" once the thread has ended. */
  query(sql: string, parameters: readonly unknown[]): Promise<Rows>;
  /** Closes the folder, after the statements under way, and ends the thread. */
  stop(): Promise<void>;
  /** Ends the thread as it is. */
  kill(): Promise<void>;
  /** Resolves when the thread has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/** What `worker.mjs` says; the first is "open". */
type Reply =
  | "open"
  | ({ readonly id: number } & Rows)
  | {
      readonly id: number;
      readonly failure: { readonly code: string | undefined; readonly message: string };
    };

interface Asked {
  readonly done: () => void;
  readonly resolve: (rows: Rows) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Opens `folder`, which is made when it is not there. One thread a folder: see `claim.ts`. A thread
 * that takes longer than `answerWithin` ms over a statement is killed.
 */
export function startThread(folder: string, answerWithin: number = ANSWER_WITHIN): Thread {
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
    workerData: { folder },
    // Whatever the process was started with (a loader, say) is of no use to it.
    execArgv: [],
  });
  // As many as the dialect lets through: one statement at a time.
  const asked = new Map<number, Asked>();
  let nextId = 0;
  let state: "opening" | "open" | "ended" = "opening";
  let why: unknown;
  worker.once("error", (cause) => {
    why = cause;
  });
  const ended = new Promise<void>((resolve) => {
    worker.once("exit", () => {
      state = "ended";
      for (const { reject, done } of asked.values()) {
        done();
        reject(gone(why));
      }
      asked.clear();
      resolve();
    });
  });
  const open = new Promise<void>((resolve, reject) => {
    worker.on("message", (reply: Reply) => {
      if (reply === "open") {
        state = "open";
        resolve();
        return;
      }
      const waiting = asked.get(reply.id);
      asked.delete(reply.id);
      waiting?.done();
      if ("failure" in reply) {
        const { message, code } = reply.failure;
        waiting?.reject(Object.assign(new Error(message), { code }));
      } else waiting?.resolve(reply);
    });
    worker.once("exit", () => reject(unopened(why)));
  });
  // Whoever waits for it hears of it; nobody has to.
  open.catch(() => {});
  const kill = async () => {
    await worker.terminate();
  };
  return {
    open,
    query: (sql, parameters) =>
      new Promise((resolve, reject) => {
        if (state === "ended") {
          reject(gone(why));
          return;
        }
        const id = nextId++;
        const timer = setTimeout(kill, answerWithin);
        const done = () => clearTimeout(timer);
        asked.set(id, { resolve, reject, done });
        worker.postMessage({ id, sql, parameters });
      }),
    kill,
    ended,
    stop: async () => {
      if (state === "open") worker.postMessage("close");
      else await worker.terminate();
      const timer = setTimeout(() => worker.terminate(), CLOSE_WITHIN);
      await ended;
      clearTimeout(timer);
    },
  };
}

const gone = (cause: unknown): MatcherError =>
  new MatcherError("store-failed", "the thread of the embedded database has ended", cause);

const unopened = (cause: unknown): MatcherError =>
  new MatcherError(
    "store-unreachable",
    "the embedded database cannot be opened: move its folder away to begin a new one",
    cause,
  );
