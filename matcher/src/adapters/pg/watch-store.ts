/**
 * Watch store in SQL: the same for Postgres and PGlite.
 */
import {
  decodeGatewayMachine,
  type GatewayMachine,
  parseGatewayId,
  parseVenueId,
  seconds,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import { type Kysely, type Selectable, sql } from "kysely";
import { MatcherError } from "../../errors.ts";
import type { GatewayKey } from "../../gateway-ports.ts";
import {
  INCIDENT_LIFE,
  type KeptIncident,
  type Sign,
  type WatchRules,
  type WatchStore,
} from "../../watch-ports.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

type Db = Kysely<Schema>;

export const watchStoreOn = ({ ask }: Pick<Database, "ask">): WatchStore => ({
  keep: async (signs) => {
    if (signs.length > 0) await ask((db) => keep(db, signs));
  },
  signs: (venue) =>
    ask(async (db) => {
      const rows = await db
        .selectFrom("gateway_sign")
        .selectAll()
        .where("venue", "=", venue)
        .execute();
      return rows.map((row) => ({
        ...keyOf(row),
        heardAt: timeOf(row.heard_at),
        connected: row.connected,
        machine: machineIn(row.machine),
        deafSince: timeOf(row.deaf_since),
      }));
    }),
  openIncidents: (venue) =>
    ask(async (db) => {
      const all = db.selectFrom("gateway_incident").selectAll().where("venue", "=", venue);
      return (await all.where("ended_at", "is", null).execute()).map(incidentOf);
    }),
  open: ({ id, venue, gateway, reason, since, openedAt, level, told }) =>
    ask(async (db) => {
      const opened = await db
        .insertInto("gateway_incident")
        .values({
          ...{ id, venue, gateway, reason, told: told ?? null, ended: null, ended_at: null },
          ...{ since: new Date(since), opened_at: new Date(openedAt) },
          silent_at: level === "silent" ? new Date(openedAt) : null,
        })
        .onConflict((on) => on.doNothing())
        .returning("id")
        .execute();
      return opened.length > 0;
    }),
  worsen: async (id, level, told, now) => {
    const silentAt = level === "silent" ? new Date(now) : null;
    await ask((db) =>
      db
        .updateTable("gateway_incident")
        .set({
          silent_at: sql`coalesce(silent_at, ${silentAt}::timestamptz)`,
          told: sql`case when told = 'silent' then told else coalesce(${told ?? null}, told) end`,
        })
        .where("id", "=", id)
        .execute(),
    );
  },
  end: (id, ended, now) =>
    ask(async (db) => {
      const change = db.updateTable("gateway_incident").set({ ended, ended_at: new Date(now) });
      const ours = change.where("id", "=", id).where("ended_at", "is", null);
      return (await ours.returning("id").execute()).length > 0;
    }),
  incidents: (venue, gateway, most) =>
    ask(async (db) => {
      const all = db.selectFrom("gateway_incident").selectAll().where("venue", "=", venue);
      const own = all.where("gateway", "=", gateway).orderBy("opened_at", "desc");
      return (await own.limit(most).execute()).map(incidentOf);
    }),
  rules: (venue) => ask((db) => rulesOf(db, venue)),
  setThresholds: async (venue, { lateAfter, silentAfter }) => {
    const set = { late_after_s: lateAfter / 1_000, silent_after_s: silentAfter / 1_000 };
    await ask((db) => setWatch(db, venue, set));
  },
  mute: async (venue, gateway, until) => {
    const muted_until = new Date(until);
    await ask(async (db) => {
      if (gateway === undefined) return setWatch(db, venue, { muted_until });
      await db
        .insertInto("gateway_mute")
        .values({ venue, gateway, muted_until })
        .onConflict((on) => on.columns(["venue", "gateway"]).doUpdateSet({ muted_until }))
        .execute();
    });
  },
  settings: (venue) =>
    ask(async (db) => {
      const all = db.selectFrom("gateway_settings").selectAll().where("venue", "=", venue);
      return (await all.execute()).map((row) => ({
        ...keyOf(row),
        windowMs: row.window_ms,
        logLevel: row.log_level,
        setAt: unixMs(row.set_at.getTime()),
      }));
    }),
  set: async ({ venue, gateway, windowMs, logLevel, setAt }) => {
    const set = { window_ms: windowMs, log_level: logLevel, set_at: new Date(setAt) };
    await ask((db) =>
      db
        .insertInto("gateway_settings")
        .values({ venue, gateway, ...set })
        .onConflict((on) => on.columns(["venue", "gateway"]).doUpdateSet(set))
        .execute(),
    );
  },
  forget: async (now) => {
    const before = new Date(now - INCIDENT_LIFE);
    await ask((db) => db.deleteFrom("gateway_incident").where("ended_at", "<=", before).execute());
  },
});

async function keep(db: Db, signs: readonly Sign[]): Promise<void> {
  await db
    .insertInto("gateway_sign")
    .values(
      signs.map(({ venue, gateway, heardAt, connected, machine, deafSince }) => ({
        ...{ venue, gateway, connected },
        heard_at: heardAt === undefined ? null : new Date(heardAt),
        machine: machine === undefined ? null : JSON.stringify(machine),
        deaf_since: deafSince === undefined ? null : new Date(deafSince),
      })),
    )
    .onConflict((on) =>
      on
        .columns(["venue", "gateway"])
        .doUpdateSet({
          heard_at: sql`excluded.heard_at`,
          connected: sql`excluded.connected`,
          machine: sql`coalesce(excluded.machine, gateway_sign.machine)`,
          deaf_since: sql`case when excluded.machine is null then gateway_sign.deaf_since
            else excluded.deaf_since end`,
        })
        .where(
          sql<boolean>`coalesce(excluded.heard_at, 'epoch') >= coalesce(gateway_sign.heard_at, 'epoch')`,
        ),
    )
    .execute();
}

async function rulesOf(db: Db, venue: VenueId): Promise<WatchRules> {
  const own = db.selectFrom("venue_watch").selectAll().where("venue", "=", venue);
  const watch = await own.executeTakeFirst();
  const mutes = db.selectFrom("gateway_mute").selectAll().where("venue", "=", venue);
  const muted = (await mutes.execute()).map(
    (row) => [keyOf(row).gateway, unixMs(row.muted_until.getTime())] as const,
  );
  const { late_after_s: late, silent_after_s: silent, muted_until } = watch ?? nothing;
  return {
    thresholds:
      late === null || silent === null
        ? undefined
        : { lateAfter: seconds(late), silentAfter: seconds(silent) },
    mutedUntil: timeOf(muted_until) ?? unixMs(0),
    muted: new Map(muted),
  };
}
const nothing = { late_after_s: null, silent_after_s: null, muted_until: null };

async function setWatch(
  db: Db,
  venue: VenueId,
  set: Partial<Omit<Schema["venue_watch"], "venue">>,
): Promise<void> {
  await db
    .insertInto("venue_watch")
    .values({ ...nothing, venue, ...set })
    .onConflict((on) => on.column("venue").doUpdateSet(set))
    .execute();
}

const incidentOf = (row: Selectable<Schema["gateway_incident"]>): KeptIncident => ({
  ...keyOf(row),
  ...{ id: row.id, reason: row.reason },
  since: unixMs(row.since.getTime()),
  level: row.silent_at === null ? "late" : "silent",
  told: row.told ?? undefined,
  openedAt: unixMs(row.opened_at.getTime()),
  silentAt: timeOf(row.silent_at),
  endedAt: timeOf(row.ended_at),
  ended: row.ended ?? undefined,
});

/** Undefined where a later version has written it, until this one hears anew. */
function machineIn(text: string | null): GatewayMachine | undefined {
  const machine = decodeGatewayMachine(text === null ? undefined : JSON.parse(text));
  return machine.ok ? machine.value : undefined;
}

function keyOf(row: { readonly venue: string; readonly gateway: string }): GatewayKey {
  const venue = parseVenueId(row.venue);
  const gateway = parseGatewayId(row.gateway);
  if (!venue.ok || !gateway.ok)
    throw new MatcherError("store-failed", "the id of a gateway cannot be read");
  return { venue: venue.value, gateway: gateway.value };
}

const timeOf = (date: Date | null) => (date === null ? undefined : unixMs(date.getTime()));
