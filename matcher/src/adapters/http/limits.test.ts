import { createServer } from "node:http";
import { seconds, type UnixMs, unixMs } from "@sighej/protocol";
import express from "express";
import { afterEach, describe, expect, it, vi } from "vitest";
import { noon } from "../../../test/fixtures.ts";
import { problemOf, startMatcher } from "../../../test/matcher.ts";
import { gateOf, SESSION_LIMITS } from "../../flows/gate.ts";
import { addressLimit } from "./limits.ts";
import { close, listen } from "./listen.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("requests", () => {
  it("of one session are limited, and only of that one", async () => {
    // However slow this machine is, none comes back meanwhile.
    vi.useFakeTimers({ toFake: ["Date"] });
    const matcher = await startMatcher();
    const [flood, calm] = [await matcher.open(), await matcher.open()];
    const ask = async ({ bearer }: { readonly bearer: string }) =>
      (await matcher.call("GET", "/api/v1/session", { bearer })).status;
    for (let passed = 0; passed < SESSION_LIMITS.burst; passed++)
      expect(await ask(flood)).toBe(200);
    expect(await ask(flood)).toBe(429);
    const refused = await matcher.call("POST", "/api/v1/report", {
      bearer: flood.bearer,
      body: { nudge: "A".repeat(22) },
    });
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await problemOf(refused)).toMatchObject({ type: "/problems/too-many-requests" });
    expect(await ask(calm)).toBe(200);
    matcher.pass(seconds(5));
    expect(await ask(flood)).toBe(200);
    await matcher.stop();
  });

  it("of one address are limited, and only from there", async () => {
    let now: UnixMs = noon;
    const counted: string[] = [];
    const app = express();
    app.set("trust proxy", 1);
    const gate = gateOf({ burst: 3, perSecond: 1, most: 10 });
    const count = (name: string) => counted.push(name);
    app.use(
      addressLimit(gate, () => now, count),
      (_request, response) => {
        response.end();
      },
    );
    const server = createServer(app);
    const port = await listen(server, { host: "127.0.0.1", port: 0 });
    const askFrom = async (address: string) => {
      const headers = { "x-forwarded-for": address };
      return (await fetch(`http://127.0.0.1:${port}/`, { headers })).status;
    };
    const [hall, other] = ["203.0.113.1", "203.0.113.2"];
    for (const expected of [200, 200, 200, 429, 429]) expect(await askFrom(hall)).toBe(expected);
    expect(await askFrom(other)).toBe(200);
    now = unixMs(now + seconds(1));
    for (const expected of [200, 429]) expect(await askFrom(hall)).toBe(expected);
    expect(counted).toEqual(Array(3).fill("refused-too-many-requests"));
    await close(server);
  });
});
