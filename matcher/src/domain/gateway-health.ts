/**
 * Gateway health: turns the time since a gateway was last heard, and that for which its radio has heard
 * nothing, into amber, red and well again, one incident after another of each reason, and says what is to
 * be told of it. Pure.
 *
 * An incident opens once, only worsens, and ends once. It is told once when it is late, once when it is
 * silent and once when it is over, and not at all while muted; whoever was not told of its beginning is
 * not told of its end. What outlasts a mute is told when that is over.
 *
 * Silence counts only while we listen: a matcher that was away, or whose broker is, has heard nobody, and
 * that is no fault of theirs. A deaf radio is told by the gateway itself, so its time counts up to the
 * gateway's last sign: what became of it after that nobody knows.
 */
import {
  type DurationMs,
  durationMs,
  type GatewayMachine,
  type GatewayReason,
  type GatewayState,
  LATE_AFTER_S,
  SILENT_AFTER_S,
  seconds,
  type UnixMs,
} from "@sighej/protocol";

export interface Thresholds {
  readonly lateAfter: DurationMs;
  readonly silentAfter: DurationMs;
}
export const usualThresholds: Thresholds = {
  lateAfter: seconds(LATE_AFTER_S),
  silentAfter: seconds(SILENT_AFTER_S),
};

/** Amber, or red. */
export type Level = "late" | "silent";
export type Alert = Level | "recovered";

export interface Incident {
  /** The last sign before it, or the first of a deaf radio. */
  readonly since: UnixMs;
  readonly level: Level;
  /** The worst that was told. */
  readonly told: Level | undefined;
}

/** What is known of a gateway at one moment. */
export interface Signs {
  /** When something last came from it; undefined before the first. */
  readonly heardAt: UnixMs | undefined;
  /** Since when we have listened without a break; undefined while we do not. */
  readonly listeningSince: UnixMs | undefined;
  /** How old what we know may be; 0 where we hear it ourselves. */
  readonly grace: DurationMs;
  /** Whether anything is expected of it. */
  readonly watched: boolean;
  readonly muted: boolean;
}

export interface HealthStep {
  /** As it is now, or as it was at its end; undefined: there is none. */
  readonly incident: Incident | undefined;
  readonly ended?: "recovered" | "unwatched";
  readonly tell?: Alert;
}

const rank = { none: 0, late: 1, silent: 2 } as const;
const worse = (a: Level, b: Level): Level => (rank[a] >= rank[b] ? a : b);

/** `open`: the incident so far. Asked again with its own answer, at the same moment, it adds nothing. */
export function stepHealth(
  open: Incident | undefined,
  signs: Signs,
  thresholds: Thresholds,
  now: UnixMs,
): HealthStep {
  const { heardAt, watched, muted } = signs;
  if (!watched || heardAt === undefined)
    return open === undefined ? nothing : { incident: open, ended: "unwatched" };
  if (open !== undefined && heardAt > open.since && now - heardAt < thresholds.lateAfter) {
    const tell = open.told !== undefined && !muted ? ({ tell: "recovered" } as const) : {};
    return { incident: open, ended: "recovered", ...tell };
  }
  const level = levelOf(quietFor(signs, heardAt, now), thresholds);
  if (open === undefined) {
    if (level === undefined) return nothing;
    return telling({ since: heardAt, level, told: undefined }, muted);
  }
  return telling({ ...open, level: worse(open.level, level ?? open.level) }, muted);
}

/** What is known of a gateway's radio at one moment. */
export interface RadioSigns extends Pick<Signs, "heardAt" | "watched" | "muted"> {
  /** Since when the gateway has said that its radio hears nothing; undefined while that hears. */
  readonly deafSince: UnixMs | undefined;
}

/** As `stepHealth`, of the radio. A gateway that hears is well, however quiet it is around it. */
export function stepRadio(
  open: Incident | undefined,
  { deafSince, heardAt, watched, muted }: RadioSigns,
  thresholds: Thresholds,
): HealthStep {
  if (!watched) return open === undefined ? nothing : { incident: open, ended: "unwatched" };
  if (deafSince === undefined || heardAt === undefined) {
    if (open === undefined) return nothing;
    const tell = open.told !== undefined && !muted ? ({ tell: "recovered" } as const) : {};
    return { incident: open, ended: "recovered", ...tell };
  }
  const level = levelOf(durationMs(Math.max(0, heardAt - deafSince)), thresholds);
  if (open !== undefined)
    return telling({ ...open, level: worse(open.level, level ?? open.level) }, muted);
  if (level === undefined) return nothing;
  return telling({ since: deafSince, level, told: undefined }, muted);
}

/**
 * Whether a radio in this state hears nothing. `starting` passes within seconds where all is well;
 * `quiet` is one that answers where probably nothing is on the air.
 */
export const isDeaf = (radio: GatewayMachine["radio"]): boolean =>
  radio !== "scanning" && radio !== "quiet";

const nothing: HealthStep = { incident: undefined };

function telling(incident: Incident, muted: boolean): HealthStep {
  const { level, told } = incident;
  if (muted || rank[level] <= rank[told ?? "none"]) return { incident };
  return { incident: { ...incident, told: level }, tell: level };
}

/** How long it has been silent while we listened. */
function quietFor({ listeningSince, grace }: Signs, heardAt: UnixMs, now: UnixMs): DurationMs {
  if (listeningSince === undefined) return durationMs(0);
  return durationMs(Math.max(0, now - Math.max(heardAt, listeningSince) - grace));
}

function levelOf(quiet: DurationMs, { lateAfter, silentAfter }: Thresholds): Level | undefined {
  if (quiet >= silentAfter) return "silent";
  return quiet >= lateAfter ? "late" : undefined;
}

/** What is open of a gateway. */
export type OpenIncidents = Readonly<Partial<Record<GatewayReason, Incident>>>;

/** What is shown of it: the worse one; of two alike that nothing comes, since it hides the other. */
export function stateOf(
  { "no-sign": sign, "no-radio": radio }: OpenIncidents,
  { heardAt, watched }: Pick<Signs, "heardAt" | "watched">,
): { readonly state: GatewayState; readonly reason?: GatewayReason } {
  if (!watched) return { state: "shut-out" };
  if (heardAt === undefined) return { state: "waiting" };
  if (sign !== undefined && rank[sign.level] >= rank[radio?.level ?? "none"])
    return { state: sign.level, reason: "no-sign" };
  if (radio !== undefined) return { state: radio.level, reason: "no-radio" };
  return { state: "ok" };
}
