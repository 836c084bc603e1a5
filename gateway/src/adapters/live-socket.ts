/**
 * Live socket: gives each window to whoever runs `sighej-gateway scan` on this machine, over a UNIX
 * socket that root and the gateway's own account alone may open. Nothing is kept.
 */
import { rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { GatewayError } from "../errors.ts";
import { decodeLive, encodeLive, type LiveWindow } from "../live.ts";

export interface LiveSocket {
  readonly show: (window: LiveWindow) => void;
  readonly stop: () => Promise<void>;
}

/** People looking at one Pi. */
const MAX_WATCHERS = 4;
/** A terminal that does not keep up for a dozen windows is not read by anybody. */
const MAX_BEHIND = 64 * 1_024;
/** The mask for a socket that its owner alone may open. */
const OWNER_ONLY = 0o177;

/** Rejects with `live-unserved` when it cannot listen there. */
export async function serveLive(path: string): Promise<LiveSocket> {
  const watchers = new Set<Socket>();
  const server = createServer((socket) => {
    watchers.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => watchers.delete(socket));
    socket.resume();
  });
  server.maxConnections = MAX_WATCHERS;
  // What a process that was killed has left.
  await rm(path, { force: true });
  const before = process.umask(OWNER_ONLY);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, () => resolve());
    });
  } catch (cause) {
    throw new GatewayError("live-unserved", `cannot listen at ${path}`, { cause });
  } finally {
    process.umask(before);
  }
  return {
    show: (window) => {
      if (watchers.size === 0) return;
      const line = encodeLive(window);
      for (const socket of watchers)
        if (socket.writableLength > MAX_BEHIND) socket.destroy();
        else socket.write(line);
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of watchers) socket.destroy();
      }),
  };
}

/**
 * Windows of the gateway that runs here, until `signal` or its end. Rejects with `not-running` where
 * none does, and where it may not be asked.
 */
export async function* watchLive(path: string, signal: AbortSignal): AsyncGenerator<LiveWindow> {
  const socket = connect(path);
  const stop = () => socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", () => resolve());
      socket.once("error", (cause) => reject(unreachable(path, cause)));
    });
    socket.on("error", () => undefined);
    const lines = createInterface({ input: socket });
    // A socket that is destroyed has no end that a reader of lines would see.
    socket.once("close", () => lines.close());
    for await (const line of lines) {
      const window = decodeLive(line);
      if (window !== undefined) yield window;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    socket.destroy();
  }
}

function unreachable(path: string, cause: Error): GatewayError {
  const code = "code" in cause ? cause.code : undefined;
  return new GatewayError(
    "not-running",
    code === "EACCES" || code === "EPERM"
      ? `this account may not watch the gateway (${path}); use sudo`
      : "no gateway runs on this machine: sudo systemctl start sighej-gateway, or sighej-gateway doctor",
    { cause },
  );
}
