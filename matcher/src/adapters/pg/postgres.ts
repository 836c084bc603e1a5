/**
 * Postgres: the database on a server, over a small pool. Version 12 or later.
 */
import { seconds } from "@sighej/protocol";
import {
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from "kysely";
import { DatabaseError, Pool } from "pg";
import { MatcherError } from "../../errors.ts";
import { asked, type Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import type { Schema } from "./schema.ts";

/** Releases come one by one, questions from a handful of dashboards. */
const CONNECTIONS = 4;
const CONNECT_WITHIN = seconds(5);
/** The largest answer takes well under a second: what takes longer waits for something broken. */
const ANSWER_WITHIN = seconds(10);
/** The server says itself that it took too long, while it is there to say anything. */
const SILENT_AT_MOST = seconds(12);

/** Connected, at the schema of this version. Rejects with "store-unreachable". */
export async function postgresDatabase(url: string): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN,
    statement_timeout: ANSWER_WITHIN,
    query_timeout: SILENT_AT_MOST,
    idle_in_transaction_session_timeout: ANSWER_WITHIN,
    application_name: "sighej",
  });
  // A connection that breaks while idle is replaced by the pool; unheard it would end the process.
  pool.on("error", () => {});
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: mortal(pool) }) });
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

/**
 * A pool that gives no connection twice on which nobody answered. Where a host or a firewall between
 * vanishes no end of a connection is told: until the system notices, a quarter of an hour later, every
 * question would wait on it.
 */
const mortal = (pool: Pool): PostgresPool => ({
  connect: async () => {
    const client = await pool.connect();
    let dead: Error | undefined;
    return {
      query: async <R>(text: string, values: readonly unknown[]) => {
        // A transaction is ended by whoever lets go of the connection.
        if (dead !== undefined) throw dead;
        try {
          const answer: unknown = await client.query(text, [...values]);
          return answer as PostgresQueryResult<R>;
        } catch (cause) {
          // Whatever else it is, an error of the database's own is an answer.
          if (!(cause instanceof DatabaseError) && cause instanceof Error) dead = cause;
          throw cause;
        }
      },
      release: () => client.release(dead),
    } as PostgresPoolClient;
  },
  end: () => pool.end(),
});
