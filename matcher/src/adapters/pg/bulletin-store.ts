/**
 * Bulletin store in SQL: the same for Postgres and PGlite.
 */
import { bulletinTopics, parseVenueId, TARGETS_MAX, unixMs, type VenueId } from "@sighej/protocol";
import { type Kysely, type Selectable, sql } from "kysely";
import {
  type BulletinStore,
  type BulletinTarget,
  DELIVERY_LIFE,
  type Delivery,
  type DueDelivery,
  LEASE,
  MOST_WAITING,
  type NewDelivery,
} from "../../bulletin-ports.ts";
import { MatcherError } from "../../errors.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

type Db = Kysely<Schema>;
type Row = Selectable<Schema["bulletin_delivery"]>;

export const bulletinStoreOn = ({ ask }: Pick<Database, "ask">): BulletinStore => ({
  addTarget: (target) => ask((db) => db.transaction().execute((trx) => addTarget(trx, target))),
  targets: (venue) =>
    ask(async (db) => {
      const own = db.selectFrom("bulletin_target").selectAll().where("venue", "=", venue);
      return (await own.orderBy("created_at").orderBy("id").execute()).map(targetOf);
    }),
  removeTarget: (venue, id) =>
    ask(async (db) => {
      const own = db.deleteFrom("bulletin_target").where("venue", "=", venue).where("id", "=", id);
      return (await own.returning("id").execute()).length > 0;
    }),
  enqueue: (deliveries) => ask((db) => enqueue(db, deliveries)),
  claim: (now, most) => ask((db) => claim(db, new Date(now), most)),
  arrived: async (id, now) => {
    await ask((db) => change(db, id, { state: "arrived", why: null, at: new Date(now) }));
  },
  missed: async (id, why, next, now) => {
    const state = next === undefined ? "failed" : "waiting";
    await ask((db) => change(db, id, { state, why, at: new Date(next ?? now) }));
  },
  deliveries: (venue, most) =>
    ask(async (db) => {
      const own = db.selectFrom("bulletin_delivery").selectAll().where("venue", "=", venue);
      const newest = own.orderBy("made_at", "desc").orderBy("id").limit(most);
      return (await newest.execute()).map((row): Delivery => {
        const { state, why, at } = row;
        return { ...newOf(row), tries: row.tries, state, why: why ?? undefined, at: timeOf(at) };
      });
    }),
  retry: (venue, id, now) =>
    ask(async (db) => {
      const again = { state: "waiting", tries: 0, at: new Date(now) } as const;
      const own = db.updateTable("bulletin_delivery").set(again).where("venue", "=", venue);
      const failed = own.where("id", "=", id).where("state", "=", "failed");
      return (await failed.returning("id").execute()).length > 0;
    }),
  forget: async (now) => {
    const before = new Date(now - DELIVERY_LIFE);
    const over = (db: Db) => db.deleteFrom("bulletin_delivery").where("state", "<>", "waiting");
    await ask((db) => over(db).where("at", "<=", before).execute());
  },
});

async function addTarget(db: Db, target: BulletinTarget): Promise<"added" | "full"> {
  await sql`lock table bulletin_target in share row exclusive mode`.execute(db);
  const { id, venue, kind, address, topics, secret, createdAt } = target;
  const there = db.selectFrom("bulletin_target").select("id").where("venue", "=", venue);
  if ((await there.execute()).length >= TARGETS_MAX) return "full";
  await db
    .insertInto("bulletin_target")
    .values({
      ...{ id, venue, kind, address, topics: topics.join(" ") },
      ...{ secret: secret ?? null, created_at: new Date(createdAt) },
    })
    .execute();
  return "added";
}

async function enqueue(db: Db, deliveries: readonly NewDelivery[]): Promise<boolean> {
  const [first] = deliveries;
  if (first === undefined) return true;
  const ahead = await db
    .selectFrom("bulletin_delivery")
    .select((by) => by.fn.countAll<string>().as("waiting"))
    .where("venue", "=", first.venue)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  if (Number(ahead?.waiting ?? 0) + deliveries.length > MOST_WAITING) return false;
  for (const each of deliveries) {
    const { id, venue, target, kind, message, body, madeAt } = each;
    const made = new Date(madeAt);
    // A target that was removed meanwhile is no failure.
    await db
      .insertInto("bulletin_delivery")
      .columns([
        ...(["id", "venue", "target", "kind", "message", "body"] as const),
        ...(["made_at", "tries", "state", "why", "at", "leased_until"] as const),
      ])
      .expression((from) =>
        from
          .selectFrom("bulletin_target")
          .select([
            sql<string>`${id}::text`.as("id"),
            sql<string>`${venue}::text`.as("venue"),
            "bulletin_target.id as target",
            sql<Row["kind"]>`${kind}::text`.as("kind"),
            sql<string>`${message}::text`.as("message"),
            sql<string>`${body}::text`.as("body"),
            sql<Date>`${made}::timestamptz`.as("made_at"),
            sql<number>`0`.as("tries"),
            sql<Row["state"]>`'waiting'`.as("state"),
            sql<null>`null`.as("why"),
            sql<Date>`${made}::timestamptz`.as("at"),
            sql<Date>`'epoch'::timestamptz`.as("leased_until"),
          ])
          .where("bulletin_target.id", "=", target)
          .where("bulletin_target.venue", "=", venue),
      )
      .onConflict((on) => on.columns(["target", "message"]).doNothing())
      .execute();
  }
  return true;
}

/** One statement: of two replicas that look at once, each passes over what the other holds. */
async function claim(db: Db, now: Date, most: number): Promise<readonly DueDelivery[]> {
  const due = db
    .selectFrom("bulletin_delivery")
    .select("id")
    .where("state", "=", "waiting")
    .where("at", "<=", now)
    .where("leased_until", "<=", now)
    .orderBy("at")
    .limit(most)
    .forUpdate()
    .skipLocked();
  const claimed = await db
    .updateTable("bulletin_delivery")
    .set((by) => ({ tries: by("tries", "+", 1), leased_until: new Date(now.getTime() + LEASE) }))
    .where("id", "in", due)
    .returningAll()
    .execute();
  if (claimed.length === 0) return [];
  const ids = claimed.map(({ target }) => target);
  const targets = await db
    .selectFrom("bulletin_target")
    .selectAll()
    .where("id", "in", ids)
    .execute();
  const known = new Map(targets.map((row) => [row.id, targetOf(row)]));
  return claimed.flatMap((row) => {
    const to = known.get(row.target);
    if (to === undefined) return [];
    const { kind, address, secret } = to;
    return [{ ...newOf(row), tries: row.tries, to: { kind, address, secret } }];
  });
}

async function change(
  db: Db,
  id: string,
  to: Partial<Pick<Row, "state" | "why" | "at">>,
): Promise<void> {
  const leased_until = new Date(0);
  await db
    .updateTable("bulletin_delivery")
    .set({ ...to, leased_until })
    .where("id", "=", id)
    .execute();
}

const newOf = (row: Row): NewDelivery => ({
  ...{ id: row.id, venue: venueIn(row.venue), target: row.target, kind: row.kind },
  ...{ message: row.message, body: row.body, madeAt: timeOf(row.made_at) },
});

const targetOf = (row: Selectable<Schema["bulletin_target"]>): BulletinTarget => ({
  ...{ id: row.id, venue: venueIn(row.venue), kind: row.kind, address: row.address },
  topics: bulletinTopics.filter((each) => row.topics.split(" ").includes(each)),
  secret: row.secret ?? undefined,
  createdAt: timeOf(row.created_at),
});

function venueIn(text: string): VenueId {
  const venue = parseVenueId(text);
  if (!venue.ok) throw new MatcherError("store-failed", "the venue of a bulletin cannot be read");
  return venue.value;
}

const timeOf = (date: Date) => unixMs(date.getTime());
