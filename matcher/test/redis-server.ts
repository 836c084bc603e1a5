/**
 * Redis server: a real Redis for tests: the one at `SIGHEJ_TEST_REDIS_URL`, or one of our own that
 * keeps nothing on disk and ends with the test.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RedisServer {
  readonly url: string;
  stop(): Promise<void>;
}

const NEEDED =
  "the tests need Redis: install redis-server (Debian: apt-get install redis-server) or name one " +
  "with SIGHEJ_TEST_REDIS_URL=redis://host:port";
/** A Redis without data is ready in under a second, also on a Pi. */
const READY_WITHIN_MS = 15_000;

/** Rejects with a message that says what is missing; never skips. */
export async function startRedis(): Promise<RedisServer> {
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
    await new Promise<void>((resolve, reject) => {
      const failed = (cause?: unknown) => reject(new Error(NEEDED, { cause }));
      const timer = setTimeout(failed, READY_WITHIN_MS);
      server.once("error", failed);
      server.once("exit", failed);
      server.stdout.on("data", (text: Buffer) => {
        if (!text.includes("Ready to accept connections")) return;
        clearTimeout(timer);
        server.off("exit", failed);
        resolve();
      });
    });
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
}

/** Free when asked; nobody else on a test machine takes ports in the same instant. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
