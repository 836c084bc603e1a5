/**
 * Check-in process: keeps the process alive that offers check-in (`check-in/main.ts`), and hands its
 * proofs on.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { GatewayId } from "@sighej/protocol";
import type { Logger } from "pino";
import { waitAfter } from "../backoff.ts";
import type { Proved } from "../check-in/desk.ts";
import { decodeFromDesk } from "../check-in/messages.ts";

export interface CheckInProcess {
  /** Whether it is on the air. */
  readonly offered: () => boolean;
  /** Whether a proof would get to the matcher now: if not, phones are told at once. */
  readonly taking: (is: boolean) => void;
  /** Takes it off the air; resolves when the process is gone. */
  readonly stop: () => Promise<void>;
}

export interface CheckInParts {
  readonly gateway: GatewayId;
  /** Number of its adapter, as in hci1. */
  readonly adapter: number;
  readonly proved: (checkIn: Proved) => void;
  readonly logger: Logger;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** It needs one to take its adapter off the air; then it is killed. */
const STOP_TIMEOUT_MS = 3_000;
/** Beside this file's folder, as source and as bundle alike. */
const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const program = fileURLToPath(new URL(`../check-in/main.${extension}`, import.meta.url));

export function startCheckIn(parts: CheckInParts): CheckInProcess {
  const { gateway, adapter, proved, logger, random } = parts;
  let child: ChildProcess;
  let offered = false;
  let taking = false;
  let stopping = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;

  function launch(): void {
    child = fork(program, [gateway], {
      env: { ...process.env, BLENO_HCI_DEVICE_ID: String(adapter) },
      // bleno writes advice for its own users to standard output.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    // What cannot be started also exits.
    child.on("error", () => undefined);
    child.on("message", hear);
    child.once("exit", (code, signal) => {
      offered = false;
      if (stopping) return;
      failures += 1;
      const wait = waitAfter(failures, false, random());
      logger.warn({ code, signal, waitMs: Math.round(wait) }, "check-in ended; starting it again");
      retry = setTimeout(launch, wait);
    });
    child.send({ taking }, () => undefined);
  }

  function hear(raw: unknown): void {
    const message = decodeFromDesk(raw);
    if (message === undefined) return;
    if (message.says === "proved") {
      proved(message.checkIn);
      return;
    }
    const is = message.says === "offered";
    if (is) failures = 0;
    if (is !== offered) logger.info(is ? "check-in is offered" : "check-in is off the air");
    offered = is;
  }

  launch();
  return {
    offered: () => offered,
    taking: (is) => {
      if (is === taking) return;
      taking = is;
      if (child.connected) child.send({ taking }, () => undefined);
    },
    stop: async () => {
      stopping = true;
      clearTimeout(retry);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      const kill = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      child.kill("SIGTERM");
      await gone;
      clearTimeout(kill);
    },
  };
}
