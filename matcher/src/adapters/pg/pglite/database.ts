/**
 * Database in PGlite: the embedded one, in a folder. Nobody has to wait for it: it is
 * handed over once the folder is claimed, opens in the background, and calls wait until it is open.
 * Should its thread end, it is opened again; calls under way then fail and may be repeated.
 */
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DurationMs } from "@sighej/protocol";
import { Kysely } from "kysely";
import { MatcherError } from "../../../errors.ts";
import type { Report } from "../../../ports.ts";
import { asked, type Database } from "../database.ts";
import { migrate } from "../migrate.ts";
import type { Schema } from "../schema.ts";
import { claimFolder } from "./claim.ts";
import { pgliteDialect } from "./dialect.ts";
import { keptOpen, PAUSES } from "./kept-open.ts";
import { startThread, type Thread } from "./thread.ts";

/** Calls that may wait for the opening, which takes seconds: those of a few dashboards. */
const MOST_WAITING = 64;

export interface PgliteOptions {
  /** Hears that the thread has ended by itself. */
  readonly report?: Report | undefined;
  /** How a thread is had, and how long to wait before each one more; for tests. */
  readonly start?: ((path: string) => Thread) | undefined;
  readonly pauses?: readonly DurationMs[] | undefined;
}

/**
 * Rejects with "store-in-use" when another process has the folder, with "store-unreachable" when
 * nothing can be written there.
 */
export async function pgliteDatabase(
  folder: string,
  { report = () => {}, start = startThread, pauses = PAUSES }: PgliteOptions = {},
): Promise<Database> {
  const claim = await claimFolder(folder);
  const stopping = new AbortController();
  const { signal } = stopping;
  let waiting = 0;
  const threads = new Set<Thread>();
  const threadOn = (path: string): Thread => {
    if (signal.aborted) throw stoppedError();
    const thread = start(path);
    threads.add(thread);
    void thread.ended.then(() => threads.delete(thread));
    return thread;
  };
  const current = keptOpen(
    async () => {
      const path = join(folder, "postgres");
      if (!(await exists(path))) await make(folder, path, threadOn);
      const thread = threadOn(path);
      const db = new Kysely<Schema>({ dialect: pgliteDialect(thread) });
      await migrate(db);
      return { db, ended: thread.ended };
    },
    {
      pauses,
      signal,
      onEnd: () => report("the embedded database has ended and is opened again", undefined),
    },
  );
  const ready = current().then(
    () => {},
    (cause: unknown) => {
      throw cause instanceof MatcherError ? cause : unusable(cause);
    },
  );
  ready.catch(() => {});
  return {
    ready,
    ask: async (question) => {
      if (waiting >= MOST_WAITING)
        throw new MatcherError("store-failed", "too many wait for the embedded database to open");
      waiting++;
      const { db } = await ready.then(current).finally(() => {
        waiting--;
      });
      return asked(() => question(db));
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([...threads].map((thread) => thread.stop()));
      await current().catch(() => {});
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
