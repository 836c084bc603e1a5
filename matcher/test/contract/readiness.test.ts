/**
 * Readiness over a real Redis that goes away, and what a log says of it.
 */
import { Writable } from "node:stream";
import { encodeSightings, epochAt, tokenOf, tokenText } from "@sighej/protocol";
import { pino } from "pino";
import { describe, expect, it, vi } from "vitest";
import { ingestFrame, tickVenue } from "../../src/flows/ingest.ts";
import { batchOf, gateway, venue } from "../fixtures.ts";
import { adminCode, problemOf, startMatcher } from "../matcher.ts";
import { startRedis } from "../redis-server.ts";

const SOON = { timeout: 15_000, interval: 50 };
/** As pino writes it. */
const WARN = 40;

describe("readiness", () => {
  it("names the part that is missing, and nothing of why", async () => {
    const redis = await startRedis();
    let brokerUp = false;
    const matcher = await startMatcher(
      { stores: { kind: "redis", url: redis.url } },
      { brokerUp: () => brokerUp },
    );
    const missing = async () => {
      const answer = await matcher.call("GET", "/readyz");
      return answer.status === 200 ? "" : (await problemOf(answer)).detail;
    };
    await vi.waitFor(async () => expect(await missing()).toBe("broker"), SOON);
    brokerUp = true;
    expect(await missing()).toBe("");
    if (process.env.SIGHEJ_TEST_REDIS_URL === undefined) {
      await redis.stop();
      await vi.waitFor(async () => expect(await missing()).toBe("store"), SOON);
      expect((await matcher.call("GET", "/healthz")).status).toBe(200);
    }
    await matcher.stop();
    await redis.stop();
  }, 60_000);
});

describe("the log of a run in which everything is tried and the store goes away", () => {
  it("holds no bearer, session, token, interest, code, address or agent", async () => {
    const redis = await startRedis();
    const lines: string[] = [];
    const stream = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    const matcher = await startMatcher({
      stores: { kind: "redis", url: redis.url },
      logger: pino({ level: "trace", base: null }, stream),
      proxies: 1,
    });
    const headers = { "x-forwarded-for": "203.0.113.77", "user-agent": "canary-agent" };
    const started = await matcher.open({
      interests: ["hardstyle", "running"],
      stars: ["hardstyle"],
    });
    const { bearer, session, beaconKey } = started;
    const token = tokenOf(beaconKey, venue, epochAt(matcher.now()));
    const tryAll = async () => {
      const endpoint = "https://push.example/canary-endpoint";
      const keys = {
        p256dh: Buffer.alloc(65, 4).toString("base64url"),
        auth: Buffer.alloc(16, 4).toString("base64url"),
      };
      const calls = [
        ["GET", "/api/v1/session", undefined],
        ["PATCH", "/api/v1/session", { interests: ["hardstyle"], wrong: "canary-field" }],
        ["PATCH", "/api/v1/session", { language: "da" }],
        ["PUT", "/api/v1/session/push", { endpoint, keys }],
        ["POST", "/api/v1/match", { tokens: [tokenText(token)] }],
        ["POST", "/api/v1/report", { nudge: "A".repeat(22) }],
        ["POST", "/api/v1/session/extend", { interests: ["canary-interest"] }],
      ] as const;
      for (const [method, path, body] of calls)
        await matcher.call(method, path, { bearer, headers, ...(body && { body }) });
      const path = `/api/v1/admin/venue/${venue}/complaints?canary-query=1`;
      for (const code of [adminCode, "canary-code-01234"])
        await matcher.call("GET", path, { bearer: code, headers });
      await matcher.call("POST", "/api/v1/session", { text: '{"canary-json', headers });
      const frame = encodeSightings(batchOf(matcher.now(), 1, [[token, -50]]));
      ingestFrame(matcher.ports, venue, gateway("bar-1"), frame);
      await tickVenue(matcher.ports, venue);
    };
    await tryAll();
    const isOurs = process.env.SIGHEJ_TEST_REDIS_URL === undefined;
    if (isOurs) {
      await redis.stop();
      await tryAll();
      await vi.waitFor(() => expect(lines.length).toBeGreaterThan(3), SOON);
    }
    await matcher.stop();
    await redis.stop();
    const log = lines.join("");
    const planted = [bearer, session, tokenText(token), "hardstyle", adminCode, "canary"].concat([
      "203.0.113.77",
      "127.0.0.1",
      Buffer.from(beaconKey).toString("base64url"),
    ]);
    for (const value of planted) expect(log).not.toContain(value);
    for (const line of lines) {
      // A zone of the set-up may be named: whether its layout supports nearness says nothing of people.
      const { level, msg, time, zone, ...more } = JSON.parse(line);
      expect([typeof level, typeof msg, typeof time]).toEqual(["number", "string", "number"]);
      expect(["hall", undefined]).toContain(zone);
      // Words of ours and of the system.
      if (level >= WARN)
        expect(more).toEqual({ why: expect.stringMatching(/^[\w-]+(: [\w-]+)?$/) });
      else expect(more).toEqual({});
    }
  }, 60_000);
});
