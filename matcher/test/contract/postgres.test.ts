import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresDatabase } from "../../src/adapters/pg/postgres.ts";
import { zoneGridOf } from "../../src/domain/aggregate/cells.ts";
import { MatcherError } from "../../src/errors.ts";
import { NOON, ZONES } from "../afternoon.ts";
import { postgresAggregates, type StoredAggregates } from "../aggregates.ts";
import { freshDatabase, startPostgres } from "../postgres-server.ts";
import type { TestServer } from "../server-process.ts";
import { startSilentRelay } from "../silent-relay.ts";
import { aggregateStoreContract, freshVenue, releaseFrom } from "./aggregate-store.contract.ts";
import { gatewayStoreContract } from "./gateway-store.contract.ts";
import { mapStoreContract } from "./map-store.contract.ts";
import { planStoreContract } from "./plan-store.contract.ts";

describe("in Postgres", () => {
  let server: TestServer;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let store: StoredAggregates;
  const all: StoredAggregates[] = [];
  const open = async (url = database.url) => {
    const opened = await postgresAggregates(url);
    all.push(opened);
    return opened;
  };
  const ask = async (statement: string) => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    return client.query(statement).finally(() => client.end());
  };

  beforeAll(async () => {
    server = await startPostgres();
    database = await freshDatabase(server);
    // Replicas that start together: one of them makes the tables.
    [store] = await Promise.all([open(), open(), open()]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(all.map((each) => each.stop()));
    await database?.drop();
    await server?.stop();
  });

  aggregateStoreContract(
    () => store,
    () => open(),
  );
  gatewayStoreContract(
    () => store.gateways,
    async () => (await open()).gateways,
  );

  mapStoreContract(
    () => store.maps,
    async () => (await open()).maps,
  );

  planStoreContract(() => store.plans);

  it("lets nobody change a released number, not even by hand", async () => {
    await store.release(releaseFrom(zoneGridOf(freshVenue(), ZONES), NOON));
    await expect(ask("update released_count set value = 0")).rejects.toThrow(/never changed/);
    await expect(ask("update released_total set value = 0")).rejects.toThrow(/never changed/);
    await expect(ask("update released_bucket set closed_at = now()")).rejects.toThrow(
      /never changed/,
    );
  });

  it("has no column that could hold anything of an attendee", async () => {
    const { rows } = await ask(
      `select table_name || ': ' || string_agg(column_name, ' ' order by column_name) as name
       from information_schema.columns
       where table_schema = 'public' and table_name not like 'kysely%' group by table_name order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      "audit_note: about at by_whom fields number venue what",
      "bulletin_delivery: at body id kind leased_until made_at message state target tries venue why",
      "bulletin_target: address created_at id kind secret topics venue",
      "floor_plan: height made_at picture scale venue width",
      "gateway: attempt_digest claim_digest claim_until claimed_at enrolled_at gateway name revoked_at secret_hash venue",
      "gateway_incident: ended ended_at gateway id opened_at reason silent_at since told venue",
      "gateway_mute: gateway muted_until venue",
      "gateway_settings: gateway log_level set_at venue window_ms",
      "gateway_sign: connected deaf_since gateway heard_at machine venue",
      "interest_proposal: account account_name interest venue words",
      "radio_map: kind layout made_at mean shape venue version weight withdrawn",
      "radio_map_count: venue versions",
      "released_bucket: axis closed_at opened_at venue",
      "released_count: axis clamp closed_at epsilon_tenths metric opened_at subject value venue",
      "released_total: axis cells clamp closed_at epsilon_tenths metric opened_at value venue",
      "staff_account: created_at disabled factor factor_step id issuer name name_key new_factor password_hash role subject venues",
      "staff_alert: account auth endpoint p256dh session until",
      "staff_handshake: account digest expires_at kind",
      "staff_passkey: account counter created_at id name public_key site transports used_at",
      "staff_session: account digest expires_at used_at",
      "staff_token: created_at digest expires_at id name scopes venues",
      "stock_note: battery item state venue",
      "venue: setup state venue version",
      "venue_deleted: venue",
      "venue_schedule: due_at fault id number programme read_at rooms time_zone tried_at url venue",
      "venue_watch: late_after_s muted_until silent_after_s venue",
      "zone_screen: code_digest code_until enrolled_at id name secret_digest venue zone",
    ]);
  });

  it("ends a question that nobody answers, and asks the next one over another connection", async () => {
    const url = new URL(database.url);
    if (url.hostname !== "127.0.0.1") return;
    const relay = await startSilentRelay(Number(url.port));
    url.port = String(relay.port);
    const { ask: answered, stop } = await postgresDatabase(url.href);
    const count = () => answered((db) => db.selectFrom("venue").select("venue").execute());
    expect(await count()).toEqual(expect.any(Array));
    relay.silence();
    await expect(count()).rejects.toMatchObject({ code: "store-failed" });
    expect(await count()).toEqual(expect.any(Array));
    await stop();
    await relay.stop();
  }, 90_000);

  it("fails with a code where no Postgres is", async () => {
    const failed = await postgresAggregates("postgres://nobody@127.0.0.1:1/none").catch((e) => e);
    expect(failed).toBeInstanceOf(MatcherError);
    expect(failed).toMatchObject({ code: "store-unreachable" });
  });

  it("fails with a code once it is stopped", async () => {
    const closed = await postgresAggregates(database.url);
    await closed.stop();
    const query = { venue: freshVenue(), metric: "hellos", from: NOON, until: NOON } as const;
    await expect(closed.find(query)).rejects.toMatchObject({ code: "store-failed" });
  });
});
