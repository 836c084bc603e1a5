/**
 * Aggregates in PGlite: the embedded aggregate store, in a folder. Nobody has to wait for it: it is
 * handed over once the folder is claimed, opens in the background, and calls wait until it is open.
 */
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Kysely } from "kysely";
import type { AggregateStore } from "../../../aggregate-ports.ts";
import { MatcherError } from "../../../errors.ts";
import { aggregateStoreOn } from "../aggregate-store.ts";
import { migrate } from "../migrate.ts";
import type { Schema } from "../schema.ts";
import { claimFolder } from "./claim.ts";
import { pgliteDialect } from "./dialect.ts";
import { startThread, type Thread } from "./thread.ts";

/** Calls that may wait for the opening, which takes seconds: those of a few dashboards. */
const MOST_WAITING = 64;

export interface OpeningStore extends AggregateStore {
  /** Resolves when it answers; rejects with "store-unreachable", as calls do then. */
  readonly ready: Promise<void>;
}

/** Rejects with "store-unreachable" when the folder is in use or cannot be written. */
export async function pgliteAggregates(folder: string): Promise<OpeningStore> {
  const claim = await claimFolder(folder);
  let stopped = false;
  let waiting = 0;
  const threads = new Set<Thread>();
  const threadOn = (path: string): Thread => {
    if (stopped) throw stoppedError();
    const thread = startThread(path);
    threads.add(thread);
    return thread;
  };
  const opening = (async () => {
    const path = join(folder, "postgres");
    if (!(await exists(path))) await make(folder, path, threadOn);
    const db = new Kysely<Schema>({ dialect: pgliteDialect(threadOn(path)) });
    await migrate(db);
    return aggregateStoreOn(db);
  })();
  const ready = opening.then(
    () => {},
    (cause: unknown) => {
      throw cause instanceof MatcherError ? cause : unusable(cause);
    },
  );
  // Whoever waits for it hears of it; nobody has to.
  ready.catch(() => {});
  const once = async <T>(ask: (store: Omit<AggregateStore, "stop">) => Promise<T>): Promise<T> => {
    if (waiting >= MOST_WAITING)
      throw new MatcherError("store-failed", "too many wait for the embedded database to open");
    waiting++;
    try {
      await ready;
    } finally {
      waiting--;
    }
    return ask(await opening);
  };
  return {
    ready,
    release: (release) => once((store) => store.release(release)),
    find: (query) => once((store) => store.find(query)),
    stop: async () => {
      stopped = true;
      await Promise.all([...threads].map((thread) => thread.stop()));
      await ready.catch(() => {});
      await claim.release();
    },
  };
}

/**
 * Makes an empty database, beside its place until it is whole: a process may end at any moment. The
 * thread that makes one takes 800 MB of memory, which its end gives back; an open one takes 400.
 */
async function make(
  folder: string,
  path: string,
  threadOn: (path: string) => Thread,
): Promise<void> {
  const making = join(folder, "making");
  await rm(making, { recursive: true, force: true });
  await mkdir(making);
  const thread = threadOn(making);
  await thread.open;
  await thread.stop();
  await rename(making, path);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const stoppedError = (): MatcherError =>
  new MatcherError("store-failed", "the embedded database was stopped while it opened");

const unusable = (cause: unknown): MatcherError =>
  new MatcherError("store-unreachable", "the embedded database cannot be set up", cause);
