/**
 * A matcher as it is run: a process over a real Redis and a real broker, from its first answer to
 * its end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeSessionStarted, LIVE_BEARER_PREFIX, LIVE_PROTOCOL } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { BROKER_SECRET, startBroker } from "../broker-process.ts";
import { setup, sure, venue } from "../fixtures.ts";
import { startBody } from "../matcher.ts";
import { startRedis } from "../redis-server.ts";
import { freePort, type TestServer } from "../server-process.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
/** Long enough to compile and start on a busy machine. */
const SOON = { timeout: 30_000, interval: 50 };

let folder: string;
let redis: TestServer;
let broker: TestServer;
let child: ChildProcess;
let port: number;
let said = "";

const url = (path: string) => `http://127.0.0.1:${port}${path}`;
const readiness = async () => {
  const answer = await fetch(url("/readyz"));
  const { detail } = (await answer.json()) as { readonly detail?: string };
  return { status: answer.status, detail };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-stopping-"));
  const venues = join(folder, "venues.json");
  await writeFile(venues, JSON.stringify([setup]));
  redis = await startRedis();
  broker = await startBroker([]);
  port = await freePort();
  child = spawn(process.execPath, ["--conditions=@sighej/source", "--import", "tsx", main], {
    env: {
      PATH: process.env.PATH,
      SIGHEJ_HTTP_PORT: String(port),
      SIGHEJ_BROKER_URL: broker.url,
      SIGHEJ_BROKER_SECRET: BROKER_SECRET,
      SIGHEJ_REDIS_URL: redis.url,
      SIGHEJ_REDIS_PREFIX: `stopping-${randomBytes(6).toString("hex")}:`,
      SIGHEJ_VENUES: venues,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  await vi.waitFor(async () => expect((await readiness()).status).toBe(200), SOON);
}, 90_000);
afterAll(async () => {
  if (child?.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
  await broker?.stop();
  await redis?.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = (): Promise<Response> =>
  fetch(url("/api/v1/session"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(startBody()),
  });

describe("a matcher's process", () => {
  it("says the admin code once, on a line that is no line of the log", async () => {
    await vi.waitFor(() => expect(said).toContain("admin code"), SOON);
    const lines = said.trim().split("\n");
    const [line = "", ...more] = lines.filter((each) => each.includes("admin code"));
    expect(more).toEqual([]);
    const [, code = "nothing"] =
      /^matcher: admin code ([\w-]{22}), until there is an owner$/.exec(line) ?? [];
    expect(lines.filter((each) => each.startsWith("{") && each.includes(code))).toEqual([]);
    const answer = await fetch(url(`/api/v1/admin/venue/${venue}/quiet`), {
      headers: { authorization: `Bearer ${code}` },
    });
    expect(answer.status).toBe(200);
  });

  it("stops by letting go of phones, taking nobody in, and finishing what it has begun", async () => {
    const { bearer } = sure(decodeSessionStarted(await (await start()).json()));
    const phone = new WebSocket(url("/api/v1/live").replace("http", "ws"), [
      LIVE_PROTOCOL,
      LIVE_BEARER_PREFIX + bearer,
    ]);
    await once(phone, "message");
    const closed = once(phone, "close");
    const exited = once(child, "exit");

    // A request whose second half is still on its way when the process is told to stop.
    const body = JSON.stringify(startBody());
    const slow = connect(port, "127.0.0.1");
    let answered = "";
    slow.on("data", (text: Buffer) => {
      answered += text.toString();
    });
    slow.write(
      `POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    await vi.waitFor(() => expect(answered).toContain("100 Continue"), SOON);
    slow.write(body.slice(0, 10));

    child.kill("SIGTERM");
    expect((await closed)[0]).toBe(1_001);
    await vi.waitFor(
      async () => expect(await readiness()).toEqual({ status: 503, detail: "stopping" }),
      SOON,
    );
    expect((await fetch(url("/healthz"))).status).toBe(200);
    const refused = await start();
    expect(refused.status).toBe(503);
    expect(refused.headers.get("connection")).toBe("close");
    expect(await refused.json()).toMatchObject({ type: "/problems/stopping" });
    const upgrade = new WebSocket(url("/api/v1/live").replace("http", "ws"), [
      LIVE_PROTOCOL,
      LIVE_BEARER_PREFIX + bearer,
    ]);
    const [failure] = await once(upgrade, "error");
    expect(String(failure)).toContain("503");

    expect(answered).not.toContain("201 Created");
    slow.write(body.slice(10));
    await vi.waitFor(() => expect(answered).toContain("201 Created"), SOON);
    expect((await exited)[0]).toBe(0);
    slow.destroy();
  }, 60_000);
});
