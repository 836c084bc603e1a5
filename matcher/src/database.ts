/**
 * Database: opens the one that the configuration names. Without one, nothing is collected and what
 * staff set up lives as long as the process.
 */
import type { Database } from "./adapters/pg/database.ts";
import { pgliteDatabase } from "./adapters/pg/pglite/database.ts";
import { postgresDatabase } from "./adapters/pg/postgres.ts";
import { aesGcmSeal } from "./adapters/seal/aes-gcm.ts";
import { MatcherError } from "./errors.ts";
import type { Random, Report } from "./ports.ts";
import type { Seal } from "./seal-ports.ts";
import { keptSetupKeys, SETUP_KEYS_EXPECTED, type SetupKeys } from "./setup-keys.ts";

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

/**
 * What seals the secrets in it. A folder has a key of its own where none is given: whoever copies the
 * database alone does not have them. A server is somewhere else, and so has to be its key.
 */
export async function sealOf(
  config: DatabaseConfig,
  given: SetupKeys | undefined,
  random: Random,
): Promise<Seal> {
  if (given !== undefined) return aesGcmSeal(given, random);
  if (config.kind === "folder") return aesGcmSeal(await keptSetupKeys(config.path), random);
  throw new MatcherError(
    "bad-config",
    `SIGHEJ_SETUP_KEY_FILE: missing, expected ${SETUP_KEYS_EXPECTED}`,
  );
}
