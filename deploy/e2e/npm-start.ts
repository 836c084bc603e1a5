/**
 * Npm start: runs the embedded venue as a person would, in a process of its own, and reads what it
 * prints.
 */
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { decodeVenueView, type VenueId } from "@sighej/protocol";
import { bindBadge, must, type Visitor, visit } from "./visitor.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Kept of the output: all of it in an ordinary run. */
const MAX_OUTPUT = 1_000_000;

export interface RunningStart {
  /** Everything printed so far. */
  output(): string;
  /** Where the app is, once it says that it is ready. */
  ready(): Promise<{ readonly app: URL; readonly venue: VenueId }>;
  /** When the output matches. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Processes that it has started and that still run. */
  children(): Promise<readonly number[]>;
  /** Presses Ctrl-C and waits. */
  interrupt(): Promise<number | null>;
  /** The exit code. */
  ended: Promise<number | null>;
}

/** `npm start -- <args>` with a folder of its own for settings, removed at the end. */
export async function npmStart(args: readonly string[]): Promise<RunningStart> {
  const folder = await mkdtemp(join(tmpdir(), "sighej-"));
  const own = args.includes("--data") ? [] : ["--data", folder];
  // The program itself, not npm around it: npm does not pass signals on in every version.
  const child = spawn(
    process.execPath,
    [
      "--conditions=@sighej/source",
      "--import",
      "tsx",
      "deploy/embedded/src/main.ts",
      ...own,
      ...args,
    ],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT);
      for (const each of listeners) each();
    });
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (code) => {
      void rm(folder, { recursive: true, force: true }).then(() => resolve(code));
    });
  });
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(output);
        if (found) resolve(found);
      };
      listeners.add(look);
      look();
      void ended.then((code) => reject(new Error(`ended with ${code}: ${output}`)));
    });
  const ready = async () => {
    const [, address = ""] = await printed(/on this machine\s+(http:\S+)/);
    const app = new URL(address);
    return { app, venue: app.pathname.split("/").at(-1) as VenueId };
  };
  return {
    output: () => output,
    ready,
    printed,
    ended,
    children: () => childrenOf(child.pid ?? -1),
    interrupt: () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}

async function childrenOf(process: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (parent === process && pid !== undefined ? [pid] : []));
}

/** Whether a process with this number is there. */
export function isRunning(process: number): boolean {
  try {
    return globalThis.process.kill(process, 0);
  } catch {
    return false;
  }
}

/** Someone opens the app, picks a few common interests, takes a badge, and waits. */
export async function arrive(app: URL, venue: VenueId): Promise<Visitor> {
  const answer = await fetch(new URL(`/api/v1/venue/${venue}`, app));
  const { carriers } = must(decodeVenueView(await answer.json()));
  const badge = carriers.find((each) => each.kind === "simulated-badge");
  if (badge === undefined) throw new Error("the demo offers no simulated badge");
  const visitor = await visit({ app, venue, interests: COMMON_INTERESTS });
  await bindBadge(app, badge.path, visitor.session);
  return visitor;
}

/** Some that every fourth person is expected to choose (interests.json, expected: common). */
const COMMON_INTERESTS = ["films", "coffee", "cooking", "running"];
