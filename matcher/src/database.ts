/**
 * Database: opens the one that the configuration names. Without one, nothing is collected and what
 * staff set up lives as long as the process.
 */
import type { Database } from "./adapters/pg/database.ts";
import { pgliteDatabase } from "./adapters/pg/pglite/database.ts";
import { postgresDatabase } from "./adapters/pg/postgres.ts";
import type { Report } from "./ports.ts";

/** A folder for the embedded database, or a server. */
export type DatabaseConfig =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string };

/** Rejects with `MatcherError` when it cannot be had. */
export const openDatabase = (
  config: DatabaseConfig | undefined,
  report: Report,
): Promise<Database | undefined> =>
  config === undefined
    ? Promise.resolve(undefined)
    : config.kind === "folder"
      ? pgliteDatabase(config.path, { report })
      : postgresDatabase(config.url);
