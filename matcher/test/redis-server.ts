/**
 * Redis server: a real Redis for tests: the one at `SIGHEJ_TEST_REDIS_URL`, or one of our own that
 * keeps nothing on disk and ends with the test.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, readyWhen, type TestServer } from "./server-process.ts";

const NEEDED =
  "the tests need Redis: install redis-server (Debian: apt-get install redis-server) or name one " +
  "with SIGHEJ_TEST_REDIS_URL=redis://host:port";
/** A Redis without data is ready in under a second, also on a Pi. */
const READY_WITHIN_MS = 15_000;

/** Rejects with a message that says what is missing; never skips. */
export async function startRedis(): Promise<TestServer> {
  const given = process.env.SIGHEJ_TEST_REDIS_URL;
  if (given !== undefined && given !== "") return { url: given, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "sighej-redis-"));
  const port = await freePort();
  const server = spawn(
    "redis-server",
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"].concat([
      "--dir",
      folder,
    ]),
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const ended = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const stop = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await readyWhen(server, server.stdout, {
      ready: "Ready to accept connections",
      needed: NEEDED,
      withinMs: READY_WITHIN_MS,
    });
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
}
