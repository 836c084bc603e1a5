/**
 * Gateway store in SQL: the same for Postgres and PGlite.
 */
import { parseGatewayId, parseVenueId, unixMs, VENUE_GATEWAYS_MAX } from "@sighej/protocol";
import { type Kysely, sql, type Updateable } from "kysely";
import { MatcherError } from "../../errors.ts";
import type {
  EnrolledGateway,
  GatewayKey,
  GatewayStore,
  KeptGateway,
  Trade,
  Traded,
} from "../../gateway-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

/** Names of gateways are few: a lock of the whole table while one is added hinders nobody. */
const lockForAdding = sql`lock table gateway in share row exclusive mode`;

export const gatewayStoreOn = ({ ask }: Pick<Database, "ask">): GatewayStore => ({
  add: (gateway) => ask((db) => add(db, gateway)),
  invite: ({ claim, until, ...key }) =>
    ask((db) =>
      update(db, key, {
        claim_digest: claim,
        claim_until: new Date(until),
        claimed_at: null,
        attempt_digest: null,
      }),
    ),
  trade: (trade) => ask((db) => tradeIn(db, trade)),
  reopen: (claim) =>
    ask(async (db) => {
      await db
        .updateTable("gateway")
        .set({ claimed_at: null, attempt_digest: null })
        .where("claim_digest", "=", claim)
        .execute();
    }),
  revoke: (key, now) =>
    ask((db) =>
      update(db, key, {
        ...{ secret_hash: null, enrolled_at: null, revoked_at: new Date(now) },
        ...{ claim_digest: null, claim_until: null, claimed_at: null, attempt_digest: null },
      }),
    ),
  list: (venue, now) =>
    ask(async (db) => {
      const all = db.selectFrom("gateway").selectAll().where("venue", "=", venue);
      const rows = await all.orderBy("gateway").limit(VENUE_GATEWAYS_MAX).execute();
      return rows.map((row): KeptGateway => {
        const { name, enrolled_at, revoked_at, claim_until, claimed_at } = row;
        const open = claimed_at === null && claim_until !== null && claim_until.getTime() > now;
        return {
          ...keyOf(row),
          name,
          enrolledAt: timeOf(enrolled_at),
          revokedAt: timeOf(revoked_at),
          claimUntil: open ? timeOf(claim_until) : undefined,
        };
      });
    }),
  enrolled: (venues) =>
    ask(async (db) => {
      if (venues.length === 0) return [];
      const rows = await db
        .selectFrom("gateway")
        .select(["venue", "gateway", "secret_hash"])
        .where("venue", "in", venues)
        .where("secret_hash", "is not", null)
        .execute();
      return rows.flatMap((row): readonly EnrolledGateway[] =>
        row.secret_hash === null ? [] : [{ ...keyOf(row), secretHash: row.secret_hash }],
      );
    }),
});

const add = (
  db: Kysely<Schema>,
  { venue, gateway, name }: Parameters<GatewayStore["add"]>[0],
): ReturnType<GatewayStore["add"]> =>
  db.transaction().execute(async (transaction) => {
    await lockForAdding.execute(transaction);
    const ids = transaction.selectFrom("gateway").select("gateway").where("venue", "=", venue);
    const there = await ids.execute();
    if (there.some((each) => each.gateway === gateway)) return "named";
    if (there.length >= VENUE_GATEWAYS_MAX) return "full";
    await transaction.insertInto("gateway").values({ venue, gateway, name }).execute();
    return "added";
  });

/** One statement, so that of two trades of a code one sees what the other has done. */
async function tradeIn(
  db: Kysely<Schema>,
  { claim, attempt, secretHash, now }: Trade,
): Promise<Traded> {
  const at = new Date(now);
  const row = await db
    .updateTable("gateway")
    .set({ secret_hash: secretHash, enrolled_at: at, revoked_at: null, claimed_at: at })
    .set({ attempt_digest: attempt ?? null })
    .where("claim_digest", "=", claim)
    .where("claim_until", ">", at)
    .where((by) =>
      attempt === undefined
        ? by("claimed_at", "is", null)
        : by.or([by("claimed_at", "is", null), by("attempt_digest", "=", attempt)]),
    )
    .returning(["venue", "gateway"])
    .executeTakeFirst();
  if (row !== undefined) return { kind: "enrolled", ...keyOf(row) };
  const other = await db
    .selectFrom("gateway")
    .select("claim_until")
    .where("claim_digest", "=", claim)
    .executeTakeFirst();
  if (other?.claim_until == null) return { kind: "code-unknown" };
  return { kind: other.claim_until.getTime() <= now ? "code-expired" : "code-used" };
}

async function update(
  db: Kysely<Schema>,
  { venue, gateway }: GatewayKey,
  change: Updateable<Schema["gateway"]>,
): Promise<boolean> {
  const changed = db.updateTable("gateway").set(change);
  const row = changed.where("venue", "=", venue).where("gateway", "=", gateway);
  return (await row.returning("gateway").executeTakeFirst()) !== undefined;
}

function keyOf(row: { readonly venue: string; readonly gateway: string }): GatewayKey {
  const venue = parseVenueId(row.venue);
  const gateway = parseGatewayId(row.gateway);
  if (!venue.ok || !gateway.ok)
    throw new MatcherError("store-failed", "the id of a gateway cannot be read");
  return { venue: venue.value, gateway: gateway.value };
}

const timeOf = (date: Date | null) => (date === null ? undefined : unixMs(date.getTime()));
