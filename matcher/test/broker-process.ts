/**
 * Broker process: the real broker in a process of its own, for tests that meet it on the wire.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GatewayId, VenueId } from "@sighej/protocol";
import { freePort, readyWhen, type TestServer } from "./server-process.ts";

const main = fileURLToPath(new URL("../../broker/src/main.ts", import.meta.url));
/** Everybody's here. */
export const BROKER_SECRET = "secret";
const secretHash = createHash("sha256").update(BROKER_SECRET).digest("hex");
/** It is compiled on the way, which takes seconds on a busy machine. */
const READY_WITHIN_MS = 30_000;

/** With one matcher, and gateways whose names are `venue/gateway`. */
export async function startBroker(
  gateways: readonly (readonly [VenueId, GatewayId])[],
  port?: number,
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "sighej-broker-"));
  const credentials = gateways.map(([venue, gateway]) => ({
    username: `${venue}/${gateway}`,
    secretHash,
    role: { kind: "gateway", venue, gateway },
  }));
  const file = join(folder, "credentials.json");
  const own = { username: "matcher", secretHash, role: { kind: "matcher" } };
  await writeFile(file, JSON.stringify([...credentials, own]));
  const at = port ?? (await freePort());
  const server = spawn(process.execPath, ["--conditions=@sighej/source", "--import", "tsx", main], {
    env: {
      PATH: process.env.PATH,
      SIGHEJ_BROKER_PORT: String(at),
      SIGHEJ_BROKER_CREDENTIALS: file,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(server, "exit");
  const stop = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const words = { ready: "listening", needed: "the broker did not start" };
    await readyWhen(server, server.stdout, { ...words, withinMs: READY_WITHIN_MS });
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { url: `mqtt://127.0.0.1:${at}`, stop };
}
