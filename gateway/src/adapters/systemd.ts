/**
 * systemd: tells the service manager that the gateway runs, and goes on running (sd_notify(3)).
 *
 * Node cannot send datagrams to a UNIX socket, so systemd's own `systemd-notify` does; the unit has
 * to allow that (NotifyAccess=all). It waits until systemd has read the message.
 */
import { execFile } from "node:child_process";
import type { Logger } from "pino";

export interface Supervisor {
  readonly ready: () => void;
  /** To be called at least every `everyMs` while all is well; systemd restarts the unit if not. */
  readonly alive: () => void;
  /** A third of what systemd waits for; undefined where it does not watch. */
  readonly everyMs: number | undefined;
}

/** Undefined where nothing supervises this process. */
export function supervisorOf(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): Supervisor | undefined {
  if (!env.NOTIFY_SOCKET) return undefined;
  const tell = (message: string): void => {
    execFile("systemd-notify", [message], { timeout: 5_000 }, (error) => {
      if (error) logger.warn({ code: error.code }, "systemd-notify failed");
    });
  };
  const watchdogUs = Number(env.WATCHDOG_USEC ?? "0");
  return {
    ready: () => tell("READY=1"),
    alive: () => tell("WATCHDOG=1"),
    everyMs: watchdogUs > 0 ? watchdogUs / 3_000 : undefined,
  };
}
