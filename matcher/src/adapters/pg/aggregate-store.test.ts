import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import { describe, expect, it } from "vitest";
import { NOON, ZONES } from "../../../test/afternoon.ts";
import { venue } from "../../../test/fixtures.ts";
import { seededUniform } from "../../../test/seeded.ts";
import { openBucket } from "../../domain/aggregate/bucket.ts";
import { zoneGridOf } from "../../domain/aggregate/cells.ts";
import { releaseOf } from "../../domain/aggregate/release.ts";
import { findCells, insertBucket, insertCells, insertTotals } from "./aggregate-store.ts";
import { sumCells, sumTotals } from "./aggregate-sums.ts";
import type { Schema } from "./schema.ts";

const db = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (each) => new PostgresIntrospector(each),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
const grid = zoneGridOf(venue, ZONES.slice(0, 1));
const release = releaseOf(openBucket(grid, NOON, 1), NOON, seededUniform("sql"));

describe("the statements of an aggregate store", () => {
  it("take a bucket once", () => {
    expect(insertBucket(db, release).compile().sql).toMatchInlineSnapshot(
      `"insert into "released_bucket" ("venue", "axis", "opened_at", "closed_at") values ($1, $2, $3, $4) on conflict do nothing returning "axis""`,
    );
  });

  it("write cells with nothing but what was released", () => {
    const one = { ...release, cells: release.cells.slice(0, 1) };
    expect(insertCells(db, one, 0).compile().sql).toMatchInlineSnapshot(
      `"insert into "released_count" ("venue", "axis", "opened_at", "closed_at", "metric", "subject", "value", "clamp", "epsilon_tenths") values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"`,
    );
  });

  it("ask for released cells as they are, by values that are bound", () => {
    const query = { venue, metric: "hellos", from: NOON, until: NOON } as const;
    expect(findCells(db, { ...query, subject: ZONES[0] }).compile().sql).toMatchInlineSnapshot(
      `"select "subject", "value", "clamp", "epsilon_tenths", "opened_at", "closed_at" from "released_count" where "venue" = $1 and "metric" = $2 and "opened_at" >= $3 and "closed_at" <= $4 and "subject" = $5 order by "opened_at", "subject" limit $6"`,
    );
  });

  it("sum up a bucket when its cells are written", () => {
    expect(insertTotals(db, release).compile().sql).toMatchInlineSnapshot(
      `"insert into "released_total" ("venue", "axis", "opened_at", "closed_at", "metric", "clamp", "epsilon_tenths", "value", "cells") select "venue", "axis", "opened_at", "closed_at", "metric", "clamp", "epsilon_tenths", cast(sum(value) as integer) as "value", cast(count(*) as integer) as "cells" from "released_count" where "venue" = $1 and "metric" in ($2, $3, $4, $5, $6, $7) and "axis" = $8 and "opened_at" = $9 group by "venue", "axis", "opened_at", "closed_at", "metric", "clamp", "epsilon_tenths""`,
    );
  });

  it("sum released cells where they are kept, by values that are bound", () => {
    const query = { venue, metrics: ["hellos"], edges: [NOON, NOON], by: "both" } as const;
    expect(sumCells(db, query).compile().sql).toMatchInlineSnapshot(`
      "select "metric", "clamp", "epsilon_tenths", "subject", cast(sum(value) as integer) as "value", cast(count(*) as integer) as "cells", min("opened_at") as "opened_at", max("closed_at") as "closed_at", width_bucket(opened_at + (closed_at - opened_at) / 2, (select cast(cast($1 as text) as timestamptz[]))) - 1 as "stretch" from "released_count" where venue = $2 and metric in ($3)
            and opened_at >= $4 and opened_at < $5
            and opened_at + (closed_at - opened_at) / 2 >= $6 and opened_at + (closed_at - opened_at) / 2 < $7 group by "stretch", "metric", "clamp", "epsilon_tenths", "subject" limit $8"
    `);
    expect(sumTotals(db, query).compile().sql).toMatchInlineSnapshot(`
      "select "metric", "clamp", "epsilon_tenths", cast(sum(value) as integer) as "value", cast(sum(cells) as integer) as "cells", min("opened_at") as "opened_at", max("closed_at") as "closed_at", width_bucket(opened_at + (closed_at - opened_at) / 2, (select cast(cast($1 as text) as timestamptz[]))) - 1 as "stretch" from "released_total" where venue = $2 and metric in ($3)
            and opened_at >= $4 and opened_at < $5
            and opened_at + (closed_at - opened_at) / 2 >= $6 and opened_at + (closed_at - opened_at) / 2 < $7 group by "metric", "clamp", "epsilon_tenths", "stretch" limit $8"
    `);
  });
});
