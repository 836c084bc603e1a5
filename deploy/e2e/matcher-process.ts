/**
 * Matcher process: a matcher from its own `main.ts`, that a test may kill and start again on the
 * same port, with everything that it says kept.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "../../matcher/test/server-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Kept of what it says: all of a run of minutes, also when it logs every detail. */
const MAX_OUTPUT = 16_000_000;
/** It starts in under two seconds of one core; test machines are busy. */
const READY_WITHIN_MS = 30_000;
/** Between two looks whether it answers. */
const LOOK_AGAIN_MS = 50;

export interface MatcherProcess {
  readonly url: URL;
  /** Everything that it, and its predecessors, have printed. */
  output(): string;
  /** Dies at once, as with the power. */
  kill(): Promise<void>;
  /** Starts once more after `kill`, on the same port. */
  restart(): Promise<void>;
  /** Asks it to end; the exit code. */
  stop(): Promise<number | null>;
}

/** What Node is given to run it from source. */
const FROM_SOURCE = ["--conditions=@sighej/source", "--import", "tsx", "matcher/src/main.ts"];

export async function startMatcherProcess(
  settings: Readonly<Record<string, string>>,
  program: readonly string[] = FROM_SOURCE,
): Promise<MatcherProcess> {
  const port = await freePort();
  const url = new URL(`http://127.0.0.1:${port}`);
  let output = "";
  const launch = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, program, {
      cwd: root,
      env: { PATH: process.env.PATH, ...settings, SIGHEJ_HTTP_PORT: String(port) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-MAX_OUTPUT);
      });
    await answering(child, url, () => output);
    return child;
  };
  let child = await launch();
  const ended = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const closed = once(child, "close");
    child.kill(signal);
    const [code] = await closed;
    return code;
  };
  return {
    url,
    output: () => output,
    kill: async () => {
      await ended("SIGKILL");
    },
    restart: async () => {
      child = await launch();
    },
    stop: () => ended("SIGTERM"),
  };
}

async function answering(child: ChildProcess, url: URL, output: () => string): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) break;
    const answer = await fetch(new URL("/readyz", url)).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  child.kill("SIGKILL");
  throw new Error(`the matcher does not answer: ${output()}`);
}
