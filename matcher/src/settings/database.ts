/** Database: where released counts and venues are kept, and what seals their secrets there. Pure. */
import type { DatabaseConfig } from "../database.ts";
import { parseSetupKeys, SETUP_KEYS_EXPECTED, type SetupKeys } from "../setup-keys.ts";
import type { Checked } from "../venue-setup.ts";
import { type Env, hasScheme, type Read, readerOf } from "./read.ts";

/** What each is when it is not given. */
export const databaseDefaults = {
  SIGHEJ_AGGREGATES_FOLDER: "",
  SIGHEJ_POSTGRES_URL: "",
  SIGHEJ_SETUP_KEY_FILE: "",
} as const;
type ReadDatabase = Read<keyof typeof databaseDefaults>;

/** Where the keys are that seal secrets of stored set-ups. */
export const setupKeysPathIn = (env: Env): string | undefined =>
  env.SIGHEJ_SETUP_KEY_FILE || undefined;

/** A folder, a server, or neither. */
export function aggregatesIn(read: ReadDatabase, faults: string[]): DatabaseConfig | undefined {
  const postgres = (value: string) => value === "" || hasScheme("postgres", "postgresql")(value);
  const path = read("SIGHEJ_AGGREGATES_FOLDER", () => true, "a folder");
  const url = read("SIGHEJ_POSTGRES_URL", postgres, "postgres://role:secret@host:port/database");
  if (path !== "" && url !== "")
    faults.push("SIGHEJ_AGGREGATES_FOLDER, SIGHEJ_POSTGRES_URL: expected one of them at most");
  if (path !== "") return { kind: "folder", path };
  return url === "" ? undefined : { kind: "postgres", url };
}

/** `text`: what is in the file of the keys; undefined when it cannot be read. */
export function setupKeysIn(
  read: ReadDatabase,
  database: DatabaseConfig | undefined,
  text: string | undefined,
): SetupKeys | undefined {
  const keys = parseSetupKeys(text ?? "");
  read(
    "SIGHEJ_SETUP_KEY_FILE",
    (path) => (path === "" ? database?.kind !== "postgres" : keys !== undefined),
    SETUP_KEYS_EXPECTED,
  );
  return keys;
}

/** What a command that works on the database itself needs, by the same settings as a matcher. */
export function parseDatabase(
  env: Env,
  keysText: string | undefined,
): Checked<{ readonly database: DatabaseConfig; readonly setupKeys: SetupKeys | undefined }> {
  const faults: string[] = [];
  const read = readerOf(env, databaseDefaults, faults);
  const database = aggregatesIn(read, faults);
  const setupKeys = setupKeysIn(read, database, keysText);
  if (database === undefined && faults.length === 0)
    faults.push("SIGHEJ_AGGREGATES_FOLDER, SIGHEJ_POSTGRES_URL: expected one of them");
  return database === undefined || faults.length > 0
    ? { ok: false, faults }
    : { ok: true, value: { database, setupKeys } };
}
