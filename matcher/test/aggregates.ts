/**
 * Aggregates: a store of released counts in a database of its own, and what else is kept there.
 */
import { aggregateStoreOn } from "../src/adapters/pg/aggregate-store.ts";
import type { Database } from "../src/adapters/pg/database.ts";
import { gatewayStoreOn } from "../src/adapters/pg/gateway-store.ts";
import { mapStoreOn } from "../src/adapters/pg/map-store.ts";
import { type PgliteOptions, pgliteDatabase } from "../src/adapters/pg/pglite/database.ts";
import { planStoreOn } from "../src/adapters/pg/plan-store.ts";
import { postgresDatabase } from "../src/adapters/pg/postgres.ts";
import type { AggregateStore } from "../src/aggregate-ports.ts";
import type { GatewayStore } from "../src/gateway-ports.ts";
import type { MapStore } from "../src/map-ports.ts";
import type { PlanStore } from "../src/plan-ports.ts";

export interface StoredAggregates extends AggregateStore, Pick<Database, "ready" | "stop"> {
  /** On the same database. */
  readonly gateways: GatewayStore;
  readonly maps: MapStore;
  readonly plans: PlanStore;
}

const storeOn = (database: Database): StoredAggregates => ({
  ...aggregateStoreOn(database),
  gateways: gatewayStoreOn(database),
  maps: mapStoreOn(database),
  plans: planStoreOn(database),
  ready: database.ready,
  stop: database.stop,
});

export const pgliteAggregates = async (folder: string, options?: PgliteOptions) =>
  storeOn(await pgliteDatabase(folder, options));

export const postgresAggregates = async (url: string) => storeOn(await postgresDatabase(url));
