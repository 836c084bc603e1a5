/**
 * Claim: makes a folder one process's own. PGlite does not: two processes can open one folder, and
 * what one of them writes is lost.
 *
 * A claim is an empty file whose name says who made it. Everyone puts down a claim first and looks
 * for others then, so of two that come at once at least one sees the other (Dekker's argument), and
 * whoever sees a living one withdraws. Names are never reused, so the claims of the dead can be
 * cleared away by anybody at any time.
 */
import { mkdir, open, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { minutes, seconds } from "@sighej/protocol";
import { MatcherError, systemCodeOf } from "../../../errors.ts";

/** A process elsewhere (another machine or container) cannot be looked up: it shows that it lives. */
const TOUCH_EVERY = seconds(20);
/** Three touches missed: not alive. */
const FRESH_FOR = minutes(1);

export interface Claim {
  /** Gives the folder up. */
  release(): Promise<void>;
}

/**
 * Claims `folder`, which is made when it is not there. Rejects with "store-in-use" when a
 * living process has it, with "store-unreachable" when nothing can be written there.
 */
export async function claimFolder(folder: string): Promise<Claim> {
  const claims = join(folder, "claims");
  const own = nameOf(process.pid, await birthOf(process.pid));
  const path = join(claims, own);
  try {
    await mkdir(claims, { recursive: true });
    await (await open(path, "wx")).close();
  } catch (cause) {
    if (systemCodeOf(cause) === "EEXIST") throw inUse("this process");
    throw new MatcherError(
      "store-unreachable",
      "the folder of the embedded database cannot be written: is its path right?",
      cause,
    );
  }
  for (const name of await readdir(claims)) {
    if (name === own) continue;
    const holder = await livingHolderOf(claims, name);
    if (holder !== undefined) {
      await rm(path, { force: true });
      throw inUse(holder);
    }
    await rm(join(claims, name), { force: true });
  }
  const touch = setInterval(() => {
    const now = new Date();
    // Where the folder has gone, its database says so more loudly.
    utimes(path, now, now).catch(() => {});
  }, TOUCH_EVERY);
  touch.unref();
  return {
    release: async () => {
      clearInterval(touch);
      await rm(path, { force: true });
    },
  };
}

const inUse = (holder: string): MatcherError =>
  new MatcherError(
    "store-in-use",
    `the folder of the embedded database is in use by ${holder}: stop that, or name another folder`,
  );

const here = encodeURIComponent(hostname());
const nameOf = (pid: number, birth: string): string => `${pid}-${birth}@${here}`;
const claimName = /^(\d+)-([^@]*)@(.+)$/;

/** Who holds a claim, in words, if alive. What is not a claim holds nothing. */
async function livingHolderOf(claims: string, name: string): Promise<string | undefined> {
  const [, pidText, birth, host] = claimName.exec(name) ?? [];
  if (pidText === undefined) return undefined;
  if (host === here) {
    const now = await birthOf(Number(pidText));
    return now === birth || now === ALIVE ? `process ${pidText}` : undefined;
  }
  const touched = await stat(join(claims, name)).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs < FRESH_FOR
    ? "another machine or container"
    : undefined;
}

/** Of a process that is there and cannot be told from a later one of the same number. */
const ALIVE = "alive";

/**
 * What tells a process from a later one of the same number: boot and start, from Linux's /proc.
 * Elsewhere, or where that is hidden, ALIVE. Empty when there is none.
 */
async function birthOf(pid: number): Promise<string> {
  try {
    const [boot, process] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    // proc(5): the start is field 22; the 2nd, a name, may hold blanks and ends with the last ")".
    const ticks = process.slice(process.lastIndexOf(")") + 2).split(" ")[19];
    return `${boot.slice(0, 8)}.${ticks}`;
  } catch {
    return isAlive(pid) ? ALIVE : "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return systemCodeOf(cause) === "EPERM";
  }
}
