/**
 * Two matchers over one Redis: what one does, phones of the other notice.
 */
import { once } from "node:events";
import { LIVE_BEARER_PREFIX, LIVE_PROTOCOL, type SessionStarted } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { venue, zone } from "../fixtures.ts";
import { adminCode, startMatcher, type TestMatcher } from "../matcher.ts";
import { startRedis } from "../redis-server.ts";
import type { TestServer } from "../server-process.ts";
import { claimOf, nudgeOf } from "./opened.ts";

describe("two replicas over one Redis", () => {
  let redis: TestServer;
  let one: TestMatcher;
  let two: TestMatcher;
  const start = () =>
    startMatcher({
      stores: { kind: "redis", url: redis.url, prefix: `replicas-${process.pid}:` },
    });
  beforeAll(async () => {
    redis = await startRedis();
    [one, two] = [await start(), await start()];
  });
  afterAll(async () => {
    for (const { id } of await one.ports.sessions.list(venue))
      await one.ports.sessions.remove(venue, id);
    await Promise.all([one.stop(), two.stop()]);
    await redis.stop();
  });

  const membersOf = (matcher: TestMatcher) => matcher.ports.venues.all.get(venue)?.floor.members;
  const phoneAt = async (matcher: TestMatcher, { bearer }: SessionStarted) => {
    const socket = new WebSocket(`${matcher.url.replace("http", "ws")}/api/v1/live`, [
      LIVE_PROTOCOL,
      LIVE_BEARER_PREFIX + bearer,
    ]);
    const heard: string[] = [];
    socket.on("message", (bytes) => heard.push(String(bytes)));
    await once(socket, "message");
    return { socket, heard };
  };

  it("know each other's sessions and edits", async () => {
    const { session, bearer } = await one.open();
    await vi.waitFor(() => expect(membersOf(two)?.has(session)).toBe(true));
    await two.call("PATCH", "/api/v1/session", { bearer, body: { open: false } });
    await vi.waitFor(() => expect(membersOf(one)?.get(session)?.session.open).toBe(false));
  });

  it("deliver a nudge wherever the phone is connected, and let its owner rest everywhere", async () => {
    const [a, b] = [await one.open(), await one.open()];
    const phone = await phoneAt(two, a);
    const [known, other] = await Promise.all(
      [a, b].map(({ session }) => one.ports.sessions.find(venue, session)),
    );
    if (known === undefined || other === undefined) throw new Error("both are live");
    const claim = claimOf(known, other);
    expect(await one.ports.nudges.claim(claim)).toBe("nudged");
    await vi.waitFor(() => expect(phone.heard.join()).toContain(nudgeOf(claim, 0).id));
    await vi.waitFor(() =>
      expect(membersOf(two)?.get(a.session)?.session.quietUntil).toBe(claim.quietUntil),
    );
    phone.socket.close();
    await once(phone.socket, "close");
  });

  it("end a session everywhere when it is stopped anywhere", async () => {
    const started = await one.open();
    const phone = await phoneAt(two, started);
    await one.call("DELETE", "/api/v1/session", { bearer: started.bearer });
    await once(phone.socket, "close");
    expect(phone.heard.at(-1)).toContain("stopped");
    expect(membersOf(two)?.has(started.session)).toBe(false);
  });

  it("agree on what staff have set at either of them, also after a restart", async () => {
    const put = (path: string, body: unknown) =>
      one.call("PUT", `/api/v1/admin/venue/${venue}/zone/bar/${path}`, { bearer: adminCode, body });
    const slots = [{ from: one.now() + 60_000, until: one.now() + 120_000 }];
    expect((await put("quiet", { quiet: true })).status).toBe(204);
    expect((await put("slots", { slots })).status).toBe(204);
    const quietAt = (matcher: TestMatcher) =>
      matcher.ports.venues.all.get(venue)?.floor.rounds.zones.get(zone("bar"))?.quiet;
    const set = { switched: true, slots };
    await vi.waitFor(() => expect(quietAt(two)).toMatchObject(set));
    const restarted = await start();
    expect(quietAt(restarted)).toMatchObject(set);
    await restarted.stop();
    expect((await put("quiet", { quiet: false })).status).toBe(204);
    await vi.waitFor(() => expect(quietAt(two)?.switched).toBe(false));
  });

  it("know live sessions again after a restart", async () => {
    const { session } = await one.open();
    const restarted = await start();
    expect(membersOf(restarted)?.has(session)).toBe(true);
    await restarted.stop();
  });

  it("answer 503 while Redis is away", async () => {
    const own = await startRedis();
    if (own.url === redis.url) return;
    const matcher = await startMatcher({ stores: { kind: "redis", url: own.url } });
    const { bearer } = await matcher.open();
    await own.stop();
    const answer = await matcher.call("GET", "/api/v1/session", { bearer });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ type: "/problems/store-failed" });
    await matcher.stop();
  });
});
