/**
 * btvirt: BlueZ's own emulated controllers as an air for tests, and what lets the unmodified gateway
 * stand on one: the native addon, built into a folder of its own, and a preload in C.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

const NEEDED = "install bluez-test-tools and build-essential (Debian)";
const ADDON = "@abandonware/bluetooth-hci-socket";
const SERVER = "bt-server-le";

export interface BtVirt {
  /** For a gateway's process: its native addon stands on a controller of this air. */
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeArguments: readonly string[];
  /** A controller that a test speaks to by itself; packets are H4. */
  controller(): Promise<Socket>;
  /** Everything is pulled out. */
  kill(): void;
  stop(): Promise<void>;
}

export async function startBtVirt(): Promise<BtVirt> {
  const folder = mkdtempSync(join(tmpdir(), "sighej-btvirt-"));
  const preload = buildPreload(folder);
  const resolver = buildAddon(folder);
  const air = spawn("btvirt", ["-s"], {
    env: { PATH: process.env.PATH, LD_PRELOAD: preload, SIGHEJ_SIM_BTVIRT: folder },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await listening(air, join(folder, SERVER));
  return {
    environment: { LD_PRELOAD: preload, SIGHEJ_SIM_BTVIRT: folder },
    nodeArguments: ["--require", resolver],
    controller: () => {
      const socket = connect(join(folder, SERVER));
      return new Promise((resolve, reject) => {
        socket.once("connect", () => resolve(socket)).once("error", reject);
      });
    },
    kill: () => {
      air.kill("SIGKILL");
    },
    stop: async () => {
      air.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listening(air: ChildProcess, socket: string): Promise<void> {
  let failure: unknown;
  air.once("error", (error) => {
    failure = error;
  });
  air.once("exit", (code) => {
    failure = new Error(`btvirt ended with ${code}`);
  });
  await vi.waitUntil(
    () => {
      if (failure !== undefined)
        throw new Error(`btvirt does not run: ${NEEDED}`, { cause: failure });
      return existsSync(socket);
    },
    { timeout: 20_000 },
  );
}

function buildPreload(folder: string): string {
  const source = fileURLToPath(new URL("./preload.c", import.meta.url));
  const library = join(folder, "preload.so");
  run("cc", ["-O1", "-Wall", "-shared", "-fPIC", "-o", library, source, "-ldl"], folder);
  return library;
}

/**
 * The addon, built in a copy so that the installed one stays as `npm ci` left it; and a file that
 * makes noble load the copy.
 */
function buildAddon(folder: string): string {
  const load = createRequire(fileURLToPath(import.meta.resolve("@sighej/gateway/main")));
  const modules = join(folder, "node_modules");
  const copy = join(modules, ADDON);
  mkdirSync(dirname(copy), { recursive: true });
  const installed = dirname(load.resolve(`${ADDON}/package.json`));
  cpSync(installed, copy, { recursive: true });
  const nan = dirname(createRequire(join(installed, "index.js")).resolve("nan/package.json"));
  cpSync(nan, join(modules, "nan"), { recursive: true });
  const gyp = execFileSync("npm", ["config", "get", "node-gyp"], { encoding: "utf8" }).trim();
  const prefix = dirname(dirname(process.execPath));
  // Node's own headers where they came with it, so that none are fetched.
  const headers = existsSync(join(prefix, "include/node/node.h")) ? [`--nodedir=${prefix}`] : [];
  const product = ["--module_name=bluetooth_hci_socket", "--module_path=./lib/binding"];
  run(process.execPath, [gyp, "rebuild", ...headers, ...product], copy);
  const resolver = join(folder, "resolver.cjs");
  writeFileSync(
    resolver,
    `const { _resolveFilename: resolve } = (Module = require("node:module"));
Module._resolveFilename = function (name, ...rest) {
  return resolve.call(this, name === ${JSON.stringify(ADDON)} ? ${JSON.stringify(copy)} : name, ...rest);
};\n`,
  );
  return resolver;
}

function run(command: string, words: readonly string[], cwd: string): void {
  try {
    execFileSync(command, [...words], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : "";
    throw new Error(`${command} failed: ${NEEDED}\n${said.slice(-2_000)}`, { cause });
  }
}
