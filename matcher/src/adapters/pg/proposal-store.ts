/**
 * Proposal store in SQL: the same for Postgres and PGlite.
 */
import { decodeOwnInterests } from "@sighej/protocol";
import { type Selectable, sql } from "kysely";
import { MatcherError } from "../../errors.ts";
import { MAX_PROPOSED, type ProposalStore, type Proposed } from "../../taxonomy-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

/** Proposals are few: a lock of the whole table while one is added hinders nobody. */
const lockForAdding = sql`lock table interest_proposal in share row exclusive mode`;

export const proposalStoreOn = ({ ask }: Pick<Database, "ask">): ProposalStore => ({
  propose: (venue, { by, byName, ...words }) =>
    ask((db) =>
      db.transaction().execute(async (transaction) => {
        await lockForAdding.execute(transaction);
        const there = await transaction
          .selectFrom("interest_proposal")
          .select("interest")
          .where("venue", "=", venue)
          .execute();
        if (there.some(({ interest }) => interest === words.id)) return "taken";
        if (there.length >= MAX_PROPOSED) return "full";
        await transaction
          .insertInto("interest_proposal")
          .values({
            ...{ venue, interest: words.id, account: by, account_name: byName },
            words: JSON.stringify(words),
          })
          .execute();
        return "proposed";
      }),
    ),
  list: (venue) =>
    ask(async (db) => {
      const rows = await db
        .selectFrom("interest_proposal")
        .selectAll()
        .where("venue", "=", venue)
        .orderBy(sql`interest collate "C"`)
        .limit(MAX_PROPOSED)
        .execute();
      return rows.map(proposedOf);
    }),
  take: (venue, id) =>
    ask(async (db) => {
      const row = await db
        .deleteFrom("interest_proposal")
        .where("venue", "=", venue)
        .where("interest", "=", id)
        .returningAll()
        .executeTakeFirst();
      return row && proposedOf(row);
    }),
});

function proposedOf(row: Selectable<Schema["interest_proposal"]>): Proposed {
  const words = decodeOwnInterests([JSON.parse(row.words)]);
  const [interest] = words.ok ? words.value : [];
  if (interest === undefined)
    throw new MatcherError("store-failed", "a proposed interest cannot be read");
  return { ...interest, by: row.account, byName: row.account_name };
}
