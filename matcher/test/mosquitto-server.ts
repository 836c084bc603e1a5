/**
 * Mosquitto server: a real Mosquitto with its dynamic security plugin for tests, in a temporary folder
 * that ends with the test.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { access, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dynamicSecurityFile } from "../src/adapters/mqtt/dynamic-security-file.ts";
import { freePort, readyWhen, type TestServer } from "./server-process.ts";

const NEEDED =
  "the tests need Mosquitto with its dynamic security plugin: install it (Debian: apt-get install mosquitto)";
/** Debian keeps it off the path of those who are not root. */
const PROGRAM = "/usr/sbin/mosquitto";
const READY_WITHIN_MS = 30_000;

/** Knows nobody but the matcher, by `secret`. Rejects with what is missing; never skips. */
export async function startMosquitto(
  secret: string,
  more: readonly string[] = [],
): Promise<TestServer> {
  const plugin = await pluginPath();
  const folder = await mkdtemp(join(tmpdir(), "sighej-mosquitto-"));
  const port = await freePort();
  const matcher = { role: { kind: "matcher" }, secret, salt: randomBytes(12) } as const;
  await writeFile(join(folder, "access.json"), dynamicSecurityFile([matcher]));
  const config = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous false",
    `plugin ${plugin}`,
    `plugin_opt_config_file ${join(folder, "access.json")}`,
    "persistence false",
    // It would become a user who may not write to this folder.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
    ...more,
    "",
  ];
  await writeFile(join(folder, "mosquitto.conf"), config.join("\n"));
  const server = spawn(
    process.env.SIGHEJ_TEST_MOSQUITTO ?? PROGRAM,
    ["-c", join(folder, "mosquitto.conf")],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const ended = once(server, "close");
  const stop = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const words = { ready: "running", needed: NEEDED, withinMs: READY_WITHIN_MS };
    await readyWhen(server, server.stderr, words);
  } catch (cause) {
    await stop().catch(() => {});
    throw cause;
  }
  return { url: `mqtt://127.0.0.1:${port}`, stop };
}

/** In a folder named after the machine's architecture. */
async function pluginPath(): Promise<string> {
  for (const folder of await readdir("/usr/lib")) {
    const path = join("/usr/lib", folder, "mosquitto_dynamic_security.so");
    if (await exists(path)) return path;
  }
  throw new Error(NEEDED);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
