/**
 * Health: turns what the parts count into the gateway's status, and says when it is due. Pure.
 *
 * Any advert at all shows that the radio lives: a hall without people is full of watches and
 * headphones. A radio that hears nothing for long is `silent`, which is what a hung controller
 * looks like, for it reports no error.
 */
import { type DurationMs, type GatewayOnline, seconds, type UnixMs } from "@sighej/protocol";
import type { IntakeCounts } from "./intake.ts";
import type { RadioState } from "./radio.ts";
import type { RingCounts } from "./ring.ts";

/** Silence taken for a fault; Bluetooth venues have an advert every few milliseconds. */
export const SILENT_AFTER: DurationMs = seconds(30);
/** How often an unchanged status is sent. */
export const STATUS_EVERY: DurationMs = seconds(10);

export interface HealthFacts {
  readonly bootId: number;
  readonly version: string;
  readonly startedAt: UnixMs;
  readonly radio: RadioState;
  /** Since when the radio has been in this state. */
  readonly radioSince: UnixMs;
  readonly intake: IntakeCounts;
  readonly ring: RingCounts;
}

export function statusOf(facts: HealthFacts, now: UnixMs): GatewayOnline {
  const { bootId, version, startedAt, radio, radioSince, intake, ring } = facts;
  const { adverts, tokensHeard, lastAdvertAt } = intake;
  const quietSince = Math.max(radioSince, lastAdvertAt ?? radioSince);
  return {
    v: 1,
    state: "online",
    bootId,
    startedAt,
    sentAt: now,
    version,
    radio: radio === "scanning" && now - quietSince >= SILENT_AFTER ? "silent" : radio,
    // A clock that was set back would make the age negative.
    ...(lastAdvertAt === undefined ? {} : { lastAdvertAgeMs: Math.max(0, now - lastAdvertAt) }),
    adverts,
    tokensHeard,
    refused: Object.fromEntries(Object.entries(intake.refused).filter(([, count]) => count > 0)),
    windowsSent: ring.sent,
    windowsHeld: ring.held,
    windowsDropped: ring.dropped,
  };
}

/** Whether `next` is to be sent, given what was sent last: on change of the radio, or by time. */
export const statusDue = (last: GatewayOnline | undefined, next: GatewayOnline): boolean =>
  last === undefined ||
  last.radio !== next.radio ||
  Math.abs(next.sentAt - last.sentAt) >= STATUS_EVERY;
