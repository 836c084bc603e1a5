/**
 * Health: turns what the parts count into the gateway's status, and says when it is due. Pure.
 */
import {
  type AdapterStatus,
  type CheckInState,
  type DurationMs,
  type GatewayOnline,
  type LastCommand,
  type MachineStatus,
  type PushedState,
  type RadioHealth,
  type Recovery,
  type RecoveryReason,
  seconds,
  type UnixMs,
} from "@sighej/protocol";
import type { AdvertKind, IntakeCounts } from "./intake.ts";
import type { AdapterView } from "./radios.ts";
import type { RingCounts } from "./ring.ts";

/** How often an unchanged status is sent. */
export const STATUS_EVERY: DurationMs = seconds(10);

export interface HealthFacts {
  readonly bootId: number;
  readonly version: string;
  readonly startedAt: UnixMs;
  readonly adapters: readonly AdapterView[];
  readonly intake: IntakeCounts;
  readonly ring: RingCounts;
  /** Windows of earlier runs that nobody got. */
  readonly windowsLost: number;
  readonly clockError: DurationMs | undefined;
  readonly commandsRefused: Readonly<Record<string, number>>;
  readonly recoveries: Readonly<Partial<Record<RecoveryReason, number>>>;
  readonly lastRecovery: Recovery | undefined;
  readonly lastCommand: LastCommand | undefined;
  readonly loopLagMs: number;
  readonly rssBytes: number;
  readonly machine: MachineStatus | undefined;
  readonly config: PushedState | undefined;
  readonly checkIn: CheckInState | undefined;
}

/** Best first: a gateway hears as long as one of its adapters does. */
const bestFirst: readonly RadioHealth[] = [
  ...(["scanning", "starting", "quiet", "silent", "needs-power-cycle", "off"] as const),
];

/** `mono` is the monotonic time of `now`; `last` what was sent before, with its counts by kind. */
export function statusOf(
  facts: HealthFacts,
  now: UnixMs,
  mono: number,
  last?: { readonly at: number; readonly kinds: IntakeCounts["kinds"] },
): GatewayOnline {
  const {
    adapters,
    intake,
    ring,
    clockError,
    lastRecovery,
    lastCommand,
    machine,
    config,
    checkIn,
  } = facts;
  const heardAt = Math.max(...adapters.map((each) => each.heardAt ?? Number.NEGATIVE_INFINITY));
  return {
    v: 1,
    state: "online",
    bootId: facts.bootId,
    startedAt: facts.startedAt,
    sentAt: Math.round(now),
    version: facts.version,
    radio: bestFirst.find((state) => adapters.some(({ health }) => health === state)) ?? "off",
    adapters: adapters.map((each) => adapterStatus(each, mono)),
    ...(Number.isFinite(heardAt) ? { lastAdvertAgeMs: age(heardAt, mono) } : {}),
    adverts: intake.adverts,
    tokensHeard: intake.tokensHeard,
    refused: Object.fromEntries(Object.entries(intake.refused).filter(([, count]) => count > 0)),
    ...(last === undefined ? {} : { advertsPerS: ratesOf(intake.kinds, last, mono) }),
    windowsMade: ring.made,
    windowsSent: ring.sent,
    windowsHeld: ring.held,
    windowsDropped: ring.dropped,
    windowsLost: facts.windowsLost,
    queueBytes: ring.bytes,
    ...(clockError === undefined ? {} : { clockErrorMs: clockError }),
    commandsRefused: facts.commandsRefused,
    recoveries: facts.recoveries,
    ...(lastRecovery === undefined ? {} : { lastRecovery }),
    ...(lastCommand === undefined ? {} : { lastCommand }),
    loopLagMs: facts.loopLagMs,
    rssBytes: facts.rssBytes,
    ...(machine === undefined ? {} : { machine }),
    ...(config === undefined ? {} : { config }),
    ...(checkIn === undefined ? {} : { checkIn }),
  };
}

function adapterStatus(
  { name, health, adverts, heardAt }: AdapterView,
  mono: number,
): AdapterStatus {
  const heard = heardAt === undefined ? {} : { lastAdvertAgeMs: age(heardAt, mono) };
  return { name, radio: health, adverts, ...heard };
}

const age = (at: number, mono: number): number => Math.max(0, Math.round(mono - at));

/** To a tenth. */
function ratesOf(
  kinds: IntakeCounts["kinds"],
  last: { readonly at: number; readonly kinds: IntakeCounts["kinds"] },
  mono: number,
): NonNullable<GatewayOnline["advertsPerS"]> {
  const span = Math.max(1, mono - last.at) / 1_000;
  const rate = (kind: AdvertKind) => (kinds[kind] - last.kinds[kind]) / span;
  const tenths = (value: number) => Math.round(value * 10) / 10;
  const [ours, eid, fixedTag, foreign] = (["ours", "eid", "fixedTag", "foreign"] as const).map(
    rate,
  );
  return {
    all: tenths((ours ?? 0) + (eid ?? 0) + (fixedTag ?? 0) + (foreign ?? 0)),
    ours: tenths(ours ?? 0),
    eid: tenths(eid ?? 0),
    fixedTag: tenths(fixedTag ?? 0),
    foreign: tenths(foreign ?? 0),
  };
}

/** Whether `next` is to be sent, given what was sent last: on a change that matters, or by time. */
export const statusDue = (last: GatewayOnline | undefined, next: GatewayOnline): boolean =>
  last === undefined ||
  radiosOf(last) !== radiosOf(next) ||
  last.lastRecovery?.at !== next.lastRecovery?.at ||
  last.lastCommand?.at !== next.lastCommand?.at ||
  last.checkIn !== next.checkIn ||
  last.config?.version !== next.config?.version ||
  last.config?.rejected !== next.config?.rejected ||
  Math.abs(next.sentAt - last.sentAt) >= STATUS_EVERY;

const radiosOf = ({ adapters }: GatewayOnline): string =>
  adapters.map(({ name, radio }) => `${name} ${radio}`).join();
