/** The gateway's entrance: `start` wires radios, window, ring and uplink, and keeps time for them. */
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import {
  decodeGatewayCommand,
  durationMs,
  encodeCheckInReport,
  type GatewayOnline,
  type LastCommand,
  type Recovery,
  type RecoveryReason,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import { openBluez } from "./adapters/bluez.ts";
import { besidesPublic, keepCertificate } from "./adapters/enrolment/certificate.ts";
import { nobleRadio } from "./adapters/noble.ts";
import { openRunRecord } from "./adapters/run-record.ts";
import { startUplink, type ToldChannel } from "./adapters/uplink.ts";
import { usbReset } from "./adapters/usb.ts";
import { tickAtBorders } from "./borders.ts";
import { startClock } from "./clock.ts";
import type { GatewayConfig } from "./config.ts";
import type { GatewayError } from "./errors.ts";
import { statusDue, statusOf } from "./health.ts";
import { type IntakeCounts, startIntake } from "./intake.ts";
import { lagMeter } from "./lag.ts";
import type { GatewayParts, RunningGateway } from "./parts.ts";
import { type Radios, startRadios, type TakenStep } from "./radios.ts";
import { startRing } from "./ring.ts";
import { hideTags } from "./tags.ts";
import { startWindow } from "./window.ts";

export { nobleRadio } from "./adapters/noble.ts";
export { type GatewayConfig, parseConfig } from "./config.ts";
export { GatewayError, type GatewayErrorCode } from "./errors.ts";
export { startIntake } from "./intake.ts";
export type { AdapterListing, Management } from "./management.ts";
export type { GatewayParts, PassedCommand, RunningGateway } from "./parts.ts";
export type { Hear, OpenRadio, Radio, RadioEars, RadioState } from "./radio.ts";
export { startWindow } from "./window.ts";

/** How often the radios are looked after; a change of one is reported this soon. */
const LOOK_MS = 1_000;
/** A loop that has not looked for so long hangs. */
const LOOKED_WITHIN_MS = 10_000;

/** Of what nobody here sees to: a board around a Pi has no light that it could be told of. */
const CANNOT = "it has no light to be told of";

/**
 * Resolves once the radios are opened; an adapter and the broker may come later. Rejects with a
 * `GatewayError` when the radio can never be used as things are.
 */
export async function start(config: GatewayConfig, parts: GatewayParts): Promise<RunningGateway> {
  const { version, logger, now = systemNow, mono = () => performance.now() } = parts;
  const record = openRunRecord(parts.runtimeFolder);
  const before = record?.found;
  const bootId = before?.bootId ?? randomBytes(4).readUInt32BE();
  const next = before?.next ?? 0;
  const windowsLost = before === undefined ? 0 : before.lost + before.next - before.settled;
  let radioEnds = before?.radioEnds ?? 0;

  const clock = startClock(mono, now);
  const startedAt = now();
  const lag = lagMeter();
  const ring = startRing();
  const recoveries: Partial<Record<RecoveryReason, number>> = {};
  const commandsRefused: Record<string, number> = {};
  let lastRecovery: Recovery | undefined;
  let lastCommand: LastCommand | undefined;
  let reported: GatewayOnline | undefined;
  let counted: { readonly at: number; readonly kinds: IntakeCounts["kinds"] } | undefined;
  let radios: Radios | undefined;
  let lookedAt = mono();
  let ended = false;

  /** Before a window is on its way, so that no sequence number is ever given twice. */
  function keep(): void {
    const { made, sent, dropped } = ring.counts();
    const settled = next + sent + dropped;
    record?.keep({ bootId, next: next + made, settled, lost: windowsLost, radioEnds });
  }
  const window = startWindow(config.windowLength, { bootId, next }, clock.error, (batch) => {
    ring.push(batch, mono());
    keep();
    uplink.pump();
    parts.closed?.(batch);
  });
  const intake = startIntake(window.collect);

  function command(bytes: Uint8Array): void {
    const read = decodeGatewayCommand(bytes);
    if (!read.ok) {
      const { kind } = read.problem;
      commandsRefused[kind] = (commandsRefused[kind] ?? 0) + 1;
      logger.warn({ problem: kind }, read.problem.detail);
    } else if (read.value.command === "ack") {
      if (read.value.bootId !== bootId) return;
      const sentAt = uplink.acknowledge(read.value);
      if (sentAt !== undefined) clock.answered(sentAt, read.value.at);
      keep();
    } else if (read.value.command === "restart-scan") {
      radios?.rescan();
      obeyed(read.value.command, radios === undefined ? "no radio is open yet" : undefined);
    } else {
      const { command: asked } = read.value;
      const doing = parts.commanded?.(read.value) ?? Promise.resolve(CANNOT);
      void doing.then((problem) => obeyed(asked, problem));
    }
  }

  /** In the next status, so that whoever asked sees what came of it. */
  function obeyed(asked: LastCommand["command"], problem: string | undefined): void {
    const at = Math.round(clock.at(mono()));
    lastCommand = { at, command: asked, ...(problem === undefined ? {} : { problem }) };
    report(false);
  }

  const told = (channel: ToldChannel, bytes: Uint8Array): void =>
    channel === "command" ? command(bytes) : parts.configured?.(bytes);

  function status(): GatewayOnline {
    const { rss } = process.memoryUsage();
    return statusOf(
      {
        ...{ bootId, version, startedAt, windowsLost, commandsRefused },
        ...{ recoveries, lastRecovery, lastCommand },
        adapters: radios?.view() ?? [],
        intake: intake.counts(),
        ring: ring.counts(),
        clockError: clock.error(),
        loopLagMs: lag.worst(),
        rssBytes: rss,
        machine: parts.machine?.(),
        config: parts.settings?.(),
        checkIn: parts.checkIn?.(),
      },
      clock.at(mono()),
      mono(),
      counted,
    );
  }

  function report(force: boolean): void {
    const next = status();
    if ((!force && !statusDue(reported, next)) || !uplink.report(next)) return;
    reported = next;
    counted = { at: mono(), kinds: intake.counts().kinds };
    lag.reset();
  }

  function recovered(taken: TakenStep): void {
    recoveries[taken.reason] = (recoveries[taken.reason] ?? 0) + 1;
    lastRecovery = { at: Math.round(clock.at(mono())), ...taken };
    report(false);
  }

  function look(): void {
    lookedAt = mono();
    clock.look();
    radios?.tick();
    if (radioEnds > 0 && radios?.view().some(({ health }) => health === "scanning")) {
      radioEnds = 0;
      keep();
    }
    uplink.pump();
    report(false);
  }

  const certificates =
    config.certificatesUrl &&
    (await keepCertificate(
      { url: config.certificatesUrl, ca: besidesPublic(config.brokerCa) },
      config,
      { logger, now, random: Math.random },
    ));
  const goodbye = { v: 1, state: "offline", bootId } as const;
  const uplink = startUplink(config, {
    ...{ ring, will: goodbye, told, now: mono, random: Math.random, logger },
    certificate: () => certificates?.current(),
    connected: () => report(true),
  });
  const wallClock = () => clock.at(mono());
  let windowLength = config.windowLength;
  const stopTicking = tickAtBorders(() => windowLength, wallClock, window.tick);
  const looking = setInterval(look, LOOK_MS);

  async function stop(): Promise<void> {
    await radios?.close();
    certificates?.stop();
    stopTicking();
    clearInterval(looking);
    window.flush();
    await uplink.stop(goodbye);
    lag.stop();
    record?.close();
  }

  let fail = (error: GatewayError): void => parts.failed?.(error);
  try {
    const failure = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const management = parts.management ?? (await openBluez());
    const opening = startRadios({
      open: parts.openRadio ?? nobleRadio(logger, (error) => fail(error)),
      management,
      resetUsb: parts.resetUsb ?? usbReset(),
      addresses: config.adapters,
      hear: (packet, from, to, level) => intake.hear(packet, from, to, level, wallClock()),
      malformed: intake.malformed,
      supervised: parts.endForRadio !== undefined,
      ended: radioEnds > 0,
      end: () => {
        ended = true;
        radioEnds += 1;
        keep();
        parts.endForRadio?.();
      },
      ...{ recovered, now: mono, random: Math.random, logger },
    });
    radios = await Promise.race([opening, failure]);
  } catch (error) {
    await stop();
    throw error;
  }
  fail = (error) => parts.failed?.(error);
  keep();
  look();
  return {
    setWindowLength: (length) => {
      windowLength = length;
      window.setLength(length);
    },
    checkIn: (checkIn) =>
      uplink.checkIn(
        encodeCheckInReport({
          ...checkIn,
          bootId,
          at: unixMs(Math.round(wallClock())),
          clockError: clock.error() ?? durationMs(0),
        }),
      ),
    connected: uplink.connected,
    setTags: (stock) => intake.setTags(stock && hideTags(stock, config.venue)),
    looksAfterRadios: () => !ended && mono() - lookedAt < LOOKED_WITHIN_MS,
    status,
    stop,
  };
}

const systemNow = (): UnixMs => unixMs(Date.now());
