/**
 * Watchdog: turns what one radio does, looked at once a second, into how it is and what is to be
 * done about it. Pure.
 *
 * Silence is judged by adverts of any kind, for a hung controller reports no error. A quiet room
 * sounds the same, so it is asked how the adverts ended: a crowd never leaves within a second. Where
 * they ended at once, or the controller does not answer, or another adapter in the same box still
 * hears, the radio is taken for dead and everything is tried, to the end of the process and a call
 * for somebody to pull the plug. Where they thinned out, or there never were any, the gentle steps
 * are taken once in a while and it is called quiet.
 */
import {
  type DurationMs,
  durationMs,
  minutes,
  type RadioHealth,
  type RecoveryReason,
  type RecoveryStep,
  recoverySteps,
  seconds,
} from "@sighej/protocol";
import type { RadioState } from "./radio.ts";

/** Silence taken for a fault; Bluetooth venues have an advert every few milliseconds. */
export const SILENT_AFTER: DurationMs = seconds(30);
/** Adverts a second, over half a minute, that do not all end at once by themselves: e⁻³⁰. */
const CROWD_RATE = 1;
const RATE_OVER: DurationMs = seconds(30);
/** How long a step is given before the next one, which is harder. */
const patience: Readonly<Record<RecoveryStep, DurationMs>> = {
  scan: seconds(3),
  driver: seconds(10),
  "power-cycle": seconds(15),
  "usb-reset": seconds(20),
  exit: seconds(10),
};
/** A scan that others ended is started again after this, doubled each time. */
const RESCAN_AFTER: DurationMs = seconds(1);
/** Longest wait between steps: an operator who mends something does not want to wait longer. */
const LONGEST: DurationMs = minutes(10);
/** A scan that lasted this long was not taken away by a program that does so all the time. */
const STEADY_AFTER: DurationMs = minutes(1);

export interface WatchFacts {
  readonly state: RadioState;
  /** Adverts of any kind since the start. */
  readonly adverts: number;
  /** Whether the system has the adapter at all. */
  readonly present: boolean;
  /** Another adapter of this gateway hears adverts. */
  readonly othersHear: boolean;
  /** The steps that this machine can take. */
  readonly able: ReadonlySet<RecoveryStep>;
}

interface Trouble {
  readonly reason: RecoveryReason;
  /** Whether it can only be the radio, not the room. */
  readonly dead: boolean;
  /** Steps taken in this round, as an index of `recoverySteps`. */
  readonly next: number;
  /** Rounds through all steps, each slower than the one before. */
  readonly round: number;
  /** When the next step is due, on the monotonic clock, ms. */
  readonly dueAt: number;
}

export interface Watch {
  readonly adverts: number;
  /** Adverts a second, fading over half a minute, as of the last advert. */
  readonly rate: number;
  readonly heardAt: number | undefined;
  readonly steppedAt: number;
  /** Since when the radio has been scanning. */
  readonly scanningSince: number | undefined;
  /** The process before this one ended because of this radio: do not end again. */
  readonly ended: boolean;
  readonly trouble: Trouble | undefined;
}

export interface Watched {
  readonly watch: Watch;
  readonly health: RadioHealth;
  readonly act: { readonly step: RecoveryStep; readonly reason: RecoveryReason } | undefined;
}

/** `ended`: the process before ended for want of a radio, which has been heard of nothing since. */
export const startWatch = (now: number, ended = false): Watch => ({
  adverts: 0,
  rate: 0,
  heardAt: undefined,
  steppedAt: now,
  scanningSince: undefined,
  ended,
  trouble: undefined,
});

/** `now` is monotonic, ms; `random` from 0 to below 1. */
export function stepWatch(before: Watch, facts: WatchFacts, now: number, random: number): Watched {
  const watch = listened(before, facts, now);
  const reason = reasonOf(watch, facts, now);
  if (reason === undefined) return { watch, health: calm(watch, facts, now), act: undefined };
  const trouble = troubleOf(watch, facts, reason, now);
  if (now < trouble.dueAt)
    return { watch: { ...watch, trouble }, health: healthOf(trouble, facts), act: undefined };
  const step = stepDue(trouble, watch, facts);
  const wait = waitAfter(step, trouble) * (1 + random / 4);
  const after =
    step === undefined
      ? { ...trouble, next: 0, round: trouble.round + 1, dueAt: now + Math.min(wait, LONGEST) }
      : {
          ...trouble,
          next: recoverySteps.indexOf(step) + 1,
          round: others.has(reason) ? trouble.round + 1 : trouble.round,
          dueAt: now + Math.min(wait, LONGEST),
        };
  return {
    watch: { ...watch, trouble: after },
    health: healthOf(after, facts),
    act: step === undefined ? undefined : { step, reason },
  };
}

/** Reasons that lie with other programs: one step mends them, and none harder would. */
const others: ReadonlySet<RecoveryReason> = new Set(["scan-ended", "reset", "switched-off"]);

function listened(before: Watch, facts: WatchFacts, now: number): Watch {
  const heard = facts.adverts - before.adverts;
  const span = Math.max(1, now - before.steppedAt);
  const scanning = facts.state === "scanning";
  const scanningSince = scanning ? (before.scanningSince ?? now) : undefined;
  const watch = { ...before, adverts: facts.adverts, steppedAt: now, scanningSince };
  if (heard <= 0) return watch;
  const since = before.heardAt === undefined ? RATE_OVER : Math.max(1, now - before.heardAt);
  const kept = Math.exp(-Math.max(span, since) / RATE_OVER);
  const rate = before.rate * kept + (heard / (Math.max(span, since) / 1_000)) * (1 - kept);
  // Adverts end any trouble, but a rival's that comes back every few seconds is remembered.
  const steady = scanningSince !== undefined && now - scanningSince >= STEADY_AFTER;
  const { trouble } = before;
  const over = trouble === undefined || (scanning && (steady || !others.has(trouble.reason)));
  return { ...watch, rate, heardAt: now, ended: false, trouble: over ? undefined : trouble };
}

function reasonOf(watch: Watch, facts: WatchFacts, now: number): RecoveryReason | undefined {
  switch (facts.state) {
    case "starting":
      return undefined;
    case "off":
      return facts.present ? "switched-off" : undefined;
    case "scanning": {
      const since = Math.max(watch.heardAt ?? 0, watch.scanningSince ?? now);
      return now - since >= SILENT_AFTER ? "silence" : undefined;
    }
    default:
      return facts.state;
  }
}

function troubleOf(watch: Watch, facts: WatchFacts, reason: RecoveryReason, now: number): Trouble {
  const { trouble } = watch;
  const abrupt = watch.heardAt !== undefined && watch.rate >= CROWD_RATE;
  const dead =
    (trouble?.dead ?? false) ||
    watch.ended ||
    facts.othersHear ||
    reason === "refused" ||
    reason === "no-answer" ||
    (reason === "silence" && abrupt);
  if (trouble === undefined || others.has(reason) !== others.has(trouble.reason)) {
    const dueAt = others.has(reason) ? now + RESCAN_AFTER : now;
    return { reason, dead: dead && !others.has(reason), next: 0, round: 0, dueAt };
  }
  return { ...trouble, reason, dead: dead && !others.has(reason) };
}

/** The next step that this machine can take; undefined at the end of a round. */
function stepDue(
  { reason, dead, next }: Trouble,
  { ended }: Watch,
  { able }: WatchFacts,
): RecoveryStep | undefined {
  if (reason === "switched-off") return able.has("power-cycle") ? "power-cycle" : "driver";
  if (others.has(reason)) return "scan";
  return recoverySteps
    .slice(next)
    .find((step) => able.has(step) && (step !== "exit" || (dead && !ended)));
}

function waitAfter(step: RecoveryStep | undefined, { reason, dead, round }: Trouble): number {
  const slower = 2 ** Math.min(round, 10);
  if (step === undefined) return minutes(1) * slower;
  if (others.has(reason)) return RESCAN_AFTER * slower * 2;
  // A silent radio has to be listened to again before it is known whether the step helped.
  const listen = reason === "silence" ? SILENT_AFTER : 0;
  return durationMs((patience[step] + listen) * (dead ? 1 : 2) * slower);
}

function healthOf({ dead, reason, round }: Trouble, { state }: WatchFacts): RadioHealth {
  if (state === "off") return "off";
  if (others.has(reason)) return "starting";
  if (round === 0) return "silent";
  return dead ? "needs-power-cycle" : "quiet";
}

/** How it is where there is nothing to be done now. */
function calm(
  { trouble, heardAt, scanningSince }: Watch,
  facts: WatchFacts,
  now: number,
): RadioHealth {
  if (facts.state === "off") return "off";
  if (trouble !== undefined && !others.has(trouble.reason)) return healthOf(trouble, facts);
  if (facts.state !== "scanning") return "starting";
  const since = Math.max(heardAt ?? 0, scanningSince ?? now);
  return now - since >= SILENT_AFTER ? "silent" : "scanning";
}
