/**
 * Postgres: the database on a server, over a small pool. Version 12 or later.
 */
import { seconds } from "@sighej/protocol";
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { MatcherError } from "../../errors.ts";
import { asked, type Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import type { Schema } from "./schema.ts";

/** Releases come one by one, questions from a handful of dashboards. */
const CONNECTIONS = 4;
const CONNECT_WITHIN = seconds(5);
/** The largest answer takes well under a second: what takes longer waits for something broken. */
const ANSWER_WITHIN = seconds(10);

/** Connected, at the schema of this version. Rejects with "store-unreachable". */
export async function postgresDatabase(url: string): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN,
    statement_timeout: ANSWER_WITHIN,
    idle_in_transaction_session_timeout: ANSWER_WITHIN,
    application_name: "sighej",
  });
  // A connection that breaks while idle is replaced by the pool; unheard it would end the process.
  pool.on("error", () => {});
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db);
  } catch (cause) {
    await db.destroy();
    throw new MatcherError(
      "store-unreachable",
      "Postgres cannot be reached or set up: is its URL right, and may the role make tables?",
      cause,
    );
  }
  return {
    ready: Promise.resolve(),
    ask: (question) => asked(() => question(db)),
    stop: () => db.destroy(),
  };
}
