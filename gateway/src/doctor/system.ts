/** System: the preconditions that are this machine's: Node, the clock, Wi-Fi beside Bluetooth. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Files, isOnboard } from "./files.ts";
import { type Finding, failed, ok, warning } from "./finding.ts";

/** The first of Node 20 that loads ES modules by `require`. */
const NODE_NEEDED = [20, 19] as const;
/** A tool that hangs is as good as none. */
const TOOL_TIMEOUT_MS = 5_000;

/** Standard output of a program; undefined where it is not installed, fails or hangs. */
export type RunTool = (program: string, ...args: readonly string[]) => Promise<string | undefined>;

export const runTool: RunTool = (program, ...args) =>
  promisify(execFile)(program, args, { timeout: TOOL_TIMEOUT_MS }).then(
    ({ stdout }) => stdout,
    () => undefined,
  );

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor >= NODE_NEEDED[1]);
  return enough
    ? ok("node", `Node ${version}`)
    : failed(
        "node",
        `Node ${version} is too old`,
        `install Node ${NODE_NEEDED.join(".")} or newer`,
      );
}

/**
 * Windows are laid over those of other gateways by their time, and a matcher refuses what is too far
 * off. systemd-timesyncd leaves a file; chrony and ntpd are known to timedatectl.
 */
export async function clockFinding(files: Files, run: RunTool): Promise<Finding> {
  const known =
    (await files.exists("/run/systemd/timesync/synchronized")) ||
    (await run("timedatectl", "show", "-p", "NTPSynchronized", "--value"))?.trim() === "yes";
  return known
    ? ok("clock", "synchronised")
    : failed(
        "clock",
        "not known to be synchronised",
        "sudo timedatectl set-ntp true, and let UDP port 123 out; see timedatectl status",
      );
}

/** Below this a channel is in the 2.4 GHz band, MHz. */
const BAND_ENDS = 2_500;

/**
 * A Pi's own chip does Wi-Fi and Bluetooth with one antenna. While it scans it reserves the channel
 * every few milliseconds, which slows every other station of a 2.4 GHz network in reach.
 */
export async function wifiFinding(files: Files, run: RunTool): Promise<Finding> {
  if (!(await isOnboard(files))) return ok("wifi", "Bluetooth is not on the board's own chip");
  const link = await run("iw", "dev", "wlan0", "link");
  const [, frequency] = /freq: (\d+)/.exec(link ?? "") ?? [];
  if (frequency === undefined) return ok("wifi", "no Wi-Fi in use");
  return Number(frequency) < BAND_ENDS
    ? warning(
        "wifi",
        "2.4 GHz Wi-Fi on the chip that scans: it will slow the venue's network",
        "use Ethernet, a 5 GHz network or a USB Bluetooth adapter",
      )
    : ok("wifi", "Wi-Fi is on 5 GHz or above");
}
