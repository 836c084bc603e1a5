/**
 * Dialect: kysely over a PGlite thread. There is one connection, handed out in the order in which
 * it is asked for, for a transaction is the whole connection's.
 */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import { turnstile } from "../turnstile.ts";
import type { Thread } from "./thread.ts";

export const pgliteDialect = (thread: Thread): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createDriver: () => {
    const connection = connectionTo(thread);
    const turns = turnstile();
    const run = async (statement: string) => {
      await connection.executeQuery(CompiledQuery.raw(statement));
    };
    return {
      init: () => thread.open,
      acquireConnection: async () => {
        await turns.enter();
        return connection;
      },
      releaseConnection: async () => turns.leave(),
      beginTransaction: () => run("begin"),
      commitTransaction: () => run("commit"),
      rollbackTransaction: () => run("rollback"),
      destroy: () => thread.stop(),
    };
  },
});

const connectionTo = (thread: Thread): DatabaseConnection => ({
  executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
    const { rows, affected } = await thread.query(sql, parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(affected) };
  },
  streamQuery: () => {
    throw new RangeError("answers are bounded: nothing is streamed");
  },
});
