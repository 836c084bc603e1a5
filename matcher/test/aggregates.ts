/**
 * Aggregates: a store of released counts in a database of its own.
 */
import { aggregateStoreOn } from "../src/adapters/pg/aggregate-store.ts";
import type { Database } from "../src/adapters/pg/database.ts";
import { gatewayStoreOn } from "../src/adapters/pg/gateway-store.ts";
import { type PgliteOptions, pgliteDatabase } from "../src/adapters/pg/pglite/database.ts";
import { postgresDatabase } from "../src/adapters/pg/postgres.ts";
import type { AggregateStore } from "../src/aggregate-ports.ts";
import type { GatewayStore } from "../src/gateway-ports.ts";

export interface StoredAggregates extends AggregateStore, Pick<Database, "ready" | "stop"> {
  /** On the same database. */
  readonly gateways: GatewayStore;
}

const storeOn = (database: Database): StoredAggregates => ({
  ...aggregateStoreOn(database),
  gateways: gatewayStoreOn(database),
  ready: database.ready,
  stop: database.stop,
});

export const pgliteAggregates = async (folder: string, options?: PgliteOptions) =>
  storeOn(await pgliteDatabase(folder, options));

export const postgresAggregates = async (url: string) => storeOn(await postgresDatabase(url));
