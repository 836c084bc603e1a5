import { randomBytes } from "node:crypto";
import { base64urlOf, unixMs } from "@sighej/protocol";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { redisStores } from "../../src/adapters/redis/stores.ts";
import { usedUp } from "../../src/domain/aggregate/ledger.ts";
import { MatcherError } from "../../src/errors.ts";
import type { Stores } from "../../src/ports.ts";
import { venue } from "../fixtures.ts";
import { dumpOf } from "../redis-dump.ts";
import { startRedis } from "../redis-server.ts";
import type { TestServer } from "../server-process.ts";
import { startSilentRelay } from "../silent-relay.ts";
import { answerStoreContract } from "./answer-store.contract.ts";
import { carrierContract } from "./carrier.contract.ts";
import { ledgerContract } from "./ledger.contract.ts";
import { notesContract } from "./notes.contract.ts";
import { nudgeStoreContract } from "./nudge-store.contract.ts";
import { claimOf, clock, create, mentions, type Opened, until } from "./opened.ts";
import { sessionLifeContract } from "./session-life.contract.ts";
import { sessionStoreContract } from "./session-store.contract.ts";

describe("in Redis", () => {
  let server: TestServer;
  let client: Redis;
  let opened: Opened;
  const all: Stores[] = [];
  const prefix = `test-${randomBytes(6).toString("hex")}:`;
  const open = async (under = prefix, most?: number) => {
    const stores = await redisStores({ url: server.url, prefix: under }, clock, most);
    all.push(stores);
    return stores;
  };

  beforeAll(async () => {
    server = await startRedis();
    client = new Redis(server.url);
    opened = {
      stores: await open(),
      replica: () => open(),
      small: (most) => open(`${prefix}small:`, most),
      dump: () => dumpOf(client, prefix),
    };
  });
  afterAll(async () => {
    await Promise.all(all.map((stores) => stores.stop()));
    const left = await client.keys(`${prefix}*`);
    if (left.length > 0) await client.del(left);
    client.disconnect();
    await server.stop();
  });

  sessionStoreContract(() => opened);
  nudgeStoreContract(() => opened);
  answerStoreContract(() => opened);
  notesContract(() => opened);
  sessionLifeContract(() => opened);
  carrierContract(() => opened);
  ledgerContract(() => opened);

  it("gives every key a time to live, but what staff have set", async () => {
    const { session: a } = await create(opened.stores);
    const { session: b } = await create(opened.stores);
    await opened.stores.nudges.claim(claimOf(a, b));
    const all = await client.keys(`${prefix}*`);
    const keys = all.filter((key) => !key.endsWith(":notes"));
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      const left = await client.pttl(key);
      expect(left).toBeGreaterThan(0);
      // Two hours and the grace of indexes; what staff are to know, three days.
      const most = key.endsWith(":complaints") ? 72 : 2;
      expect(left).toBeLessThanOrEqual(most * 3_600_000 + 120_000);
    }
  });

  it("keeps the beacon key in the session's own record and the bearer's digest beside it", async () => {
    const key = new Uint8Array(randomBytes(32)) as (typeof session)["key"];
    const { session, bearer } = await create(opened.stores, { key });
    const dump = await opened.dump();
    expect(mentions(dump, base64urlOf(key))).toHaveLength(1);
    expect(mentions(dump, bearer)).toHaveLength(2);
  });

  it("puts all keys of a venue under its hash tag, and bearers alone beside them", async () => {
    const { session, bearer } = await create(opened.stores);
    const keys = (await client.keys(`${prefix}*`)).filter((key) => !key.includes("small:"));
    for (const key of keys)
      expect(key.includes(`{${venue}}`) || key.includes("{") || key.includes(":bearer:")).toBe(
        true,
      );
    expect(keys).toContain(`${prefix}{${venue}}:session:${session.id}`);
    expect(keys).toContain(`${prefix}bearer:${bearer}`);
  });

  it("leaves nothing of an expired session behind when a sweep has run", async () => {
    const own = `${prefix}alone:`;
    const stores = await open(own);
    const { session: a } = await create(stores, { expiresAt: unixMs(clock() + 200) });
    const { session: b } = await create(stores, { expiresAt: unixMs(clock() + 200) });
    await stores.nudges.claim(claimOf(a, b));
    await until(
      () => stores.sessions.list(venue),
      (list) => list.length === 0,
    );
    await until(
      () => stores.sessions.forgetExpired(venue, clock()),
      (swept) => swept === 0,
    );
    await until(
      () => client.keys(`${own}*`),
      (keys) => keys.length === 0,
    );
  });

  it("counts nothing more of a session whose ledger cannot be read, and keeps it", async () => {
    const { session } = await create(opened.stores);
    const record = `${prefix}{${venue}}:session:${session.id}`;
    for (const broken of ["", "0 0 0", "9 9 9 9 9 9 9", undefined]) {
      if (broken === undefined) await client.hdel(record, "ledger");
      else await client.hset(record, "ledger", broken);
      expect(await opened.stores.sessions.find(venue, session.id)).toEqual({
        ...session,
        ledger: usedUp,
      });
    }
  });

  it("shows one replica at once what another has stored", async () => {
    const replica = await opened.replica();
    const { session, bearer } = await create(opened.stores);
    expect(await replica.sessions.findByBearer(bearer)).toEqual(session);
  });

  it("notices a connection that died without a word, and says that news may be lost", async () => {
    const { hostname, port } = new URL(server.url);
    if (hostname !== "127.0.0.1") return;
    const relay = await startSilentRelay(Number(port));
    const replica = await redisStores({ url: `redis://127.0.0.1:${relay.port}`, prefix }, clock);
    all.push(replica);
    const heard: string[] = [];
    replica.onNews(({ kind }) => heard.push(kind));
    relay.silence();
    const { session } = await create(opened.stores);
    // Half a minute is many times what it takes, and a fraction of what a system does by itself.
    const soon = { timeout: 30_000, interval: 50 };
    await vi.waitFor(() => expect(heard).toContain("missed"), soon);
    await vi.waitFor(
      async () => expect((await replica.sessions.find(venue, session.id))?.id).toBe(session.id),
      soon,
    );
    await replica.stop();
    await relay.stop();
  }, 90_000);

  it("fails with a code where no Redis is", async () => {
    const failed = await redisStores({ url: "redis://127.0.0.1:1" }, clock).catch((cause) => cause);
    expect(failed).toBeInstanceOf(MatcherError);
    expect((failed as MatcherError).code).toBe("store-unreachable");
  });
});
