/** The gateway's entrance: `start` wires radio, window, ring and uplink, and keeps time for them. */
import { randomBytes } from "node:crypto";
import { type GatewayOnline, type UnixMs, unixMs } from "@sighej/protocol";
import type { Logger } from "pino";
import { nobleSource } from "./adapters/noble.ts";
import { startUplink } from "./adapters/uplink.ts";
import type { GatewayConfig } from "./config.ts";
import { statusDue, statusOf } from "./health.ts";
import { startIntake } from "./intake.ts";
import type { AdvertSource, RadioState } from "./radio.ts";
import { startRing } from "./ring.ts";
import { startWindow } from "./window.ts";

export { type GatewayConfig, parseConfig } from "./config.ts";
export { GatewayError, type GatewayErrorCode } from "./errors.ts";
export type { AdvertSource, Hear, RadioState } from "./radio.ts";

/** How often the status is looked at; a change of the radio is reported this soon. */
const STATUS_CHECK_MS = 1_000;

export interface GatewayParts {
  /** Of this program, for the status. */
  readonly version: string;
  readonly logger: Logger;
  /** noble where none is given. */
  readonly source?: AdvertSource;
  readonly now?: () => UnixMs;
}

export interface RunningGateway {
  /** Scan off, last window sent, offline status retained. */
  readonly stop: () => Promise<void>;
}

/**
 * Resolves once the radio scans; the broker may come later. Rejects with a `GatewayError` when the
 * radio cannot be used.
 */
export async function start(config: GatewayConfig, parts: GatewayParts): Promise<RunningGateway> {
  const { version, logger, source = nobleSource(logger), now = systemNow } = parts;
  const bootId = randomBytes(4).readUInt32BE();
  const startedAt = now();
  const ring = startRing();
  const window = startWindow(config.windowLength, bootId, (batch) => {
    ring.push(batch, now());
    uplink.pump();
  });
  const intake = startIntake(window.collect);
  let radio: { readonly state: RadioState; readonly since: UnixMs } = {
    state: "starting",
    since: startedAt,
  };
  let reported: GatewayOnline | undefined;

  function report(force: boolean): void {
    const at = now();
    if (radio.state !== source.state()) radio = { state: source.state(), since: at };
    const facts = { bootId, version, startedAt, intake: intake.counts(), ring: ring.counts() };
    const status = statusOf({ ...facts, radio: radio.state, radioSince: radio.since }, at);
    if ((force || statusDue(reported, status)) && uplink.report(status)) reported = status;
  }

  const goodbye = { v: 1, state: "offline", bootId } as const;
  const uplink = startUplink(config, {
    ring,
    will: goodbye,
    connected: () => report(true),
    now,
    random: Math.random,
    logger,
  });
  const stopTicking = tickAtBorders(config.windowLength, now, window.tick);
  const statusTimer = setInterval(() => report(false), STATUS_CHECK_MS);

  async function stop(): Promise<void> {
    await source.stop();
    stopTicking();
    clearInterval(statusTimer);
    window.flush();
    await uplink.stop(goodbye);
  }

  try {
    await source.start((bytes, level) => intake.hear(bytes, level, now()));
  } catch (error) {
    await stop();
    throw error;
  }
  logger.info("scanning");
  return { stop };
}

const systemNow = (): UnixMs => unixMs(Date.now());

/** Calls `tick` after each multiple of `length` on the clock, whatever the clock does meanwhile. */
function tickAtBorders(length: number, now: () => UnixMs, tick: (now: UnixMs) => void): () => void {
  let timer: NodeJS.Timeout;
  function plan(): void {
    timer = setTimeout(
      () => {
        tick(now());
        plan();
      },
      length - (now() % length),
    );
  }
  plan();
  return () => clearTimeout(timer);
}
