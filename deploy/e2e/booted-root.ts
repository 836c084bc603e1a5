/**
 * Booted root: a clean Debian in a folder, started with its own systemd (debootstrap, systemd-nspawn), in
 * this machine's network, for a test that installs something there as an operator would.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const RELEASE = "bookworm";
const MIRROR = "http://deb.debian.org/debian";
/** systemd's own start takes seconds; on a busy machine more of them. */
const BOOT_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 500;
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface BootedRoot {
  /** Runs a shell command inside, as root; what it printed. Throws with all of that when it fails. */
  run(command: string): string;
  /** Powers it off and deletes it. */
  stop(): Promise<void>;
}

/** `source` is shown inside as `/src`, to be read only. This machine's Node is `/usr/local/bin/node`. */
export async function bootRoot(packages: readonly string[], source: string): Promise<BootedRoot> {
  const folder = mkdtempSync(join(tmpdir(), "sighej-root-"));
  // It becomes `/`, which services under accounts of their own have to enter.
  chmodSync(folder, 0o755);
  let container: ChildProcess | undefined;
  const stop = async () => {
    if (container !== undefined && container.exitCode === null) {
      const ended = new Promise((done) => container?.once("exit", done));
      container.kill("SIGTERM");
      await Promise.race([ended, wait(20_000)]);
      if (container.exitCode === null) container.kill("SIGKILL");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const include = ["systemd", "systemd-sysv", "netbase", ...packages].join(",");
    execFileSync(
      "debootstrap",
      ["--variant=minbase", `--include=${include}`, RELEASE, folder, MIRROR],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    copyFileSync(realpathSync(process.execPath), join(folder, "usr/local/bin/node"));
    container = spawn(
      "systemd-nspawn",
      [
        ...["--boot", "--register=no", "--keep-unit", "--quiet", "-D", folder],
        ...["--machine", `sighej-${process.pid}`, `--bind-ro=${source}:/src`],
      ],
      { stdio: "ignore" },
    );
    const { pid = 0 } = container;
    const run = (command: string) => inside(leaderOf(pid), command);
    await booted(run);
    return { run, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** The root's own PID 1, as this machine numbers it. */
function leaderOf(pid: number): string {
  const [leader = ""] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
  return leader;
}

function inside(leader: string, command: string): string {
  const { status, stdout, stderr } = spawnSync(
    "nsenter",
    ["--target", leader, "--all", "/bin/sh", "-c", command],
    { encoding: "utf8", env: { PATH } },
  );
  if (status !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
  return stdout;
}

async function booted(run: (command: string) => string): Promise<void> {
  const until = Date.now() + BOOT_WITHIN_MS;
  for (;;) {
    try {
      // Degraded is what a container is in which some unit of Debian's cannot run.
      run("systemctl is-system-running | grep -Eq 'running|degraded'");
      return;
    } catch (cause) {
      if (Date.now() > until) throw new Error("the root does not boot", { cause });
      await wait(LOOK_EVERY_MS);
    }
  }
}
