/**
 * Database: one place that answers questions in SQL, a server or a folder; the stores of set-up,
 * staff and released counts share it.
 */
import type { Kysely } from "kysely";
import { MatcherError } from "../../errors.ts";
import type { Schema } from "./schema.ts";

export interface Database {
  /** Resolves when it answers; rejects with "store-unreachable" when it never will. */
  readonly ready: Promise<void>;
  /** What a question answers; its failure as `MatcherError`, "store-failed" if it has no other. */
  ask<T>(question: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** What `action` answers; its failure as "store-failed". */
export async function asked<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof MatcherError) throw cause;
    throw new MatcherError("store-failed", "the database did not answer as it should", cause);
  }
}
