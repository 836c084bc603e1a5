/**
 * Encounter: turns what is observed of two sessions, tick by tick, into the tier they have reached.
 * Pure.
 *
 * Opens when they share a zone or may be near, is extended while they do, and closes after
 * `closeAfter` without. A tier is reached by dwelling, not by one lucky window.
 */
import type { UnixMs, ZoneId } from "@sighej/protocol";
import type { EncounterPolicy } from "./policy.ts";

/** How sure it is that two are together, weakest first. */
export type Tier = "zone" | "near" | "beside";

export interface Encounter {
  /** The zone both are in and since when, while they are. */
  readonly together: { readonly zone: ZoneId; readonly since: UnixMs } | undefined;
  /** Fading average of the log odds of being near. */
  readonly odds: number;
  /** Near from this time on without a break; undefined while not. */
  readonly nearSince: UnixMs | undefined;
  /** When one carrier last heard the other. */
  readonly heardAt: UnixMs | undefined;
  /** Last tick, and last tick with anything to hold it open. */
  readonly steppedAt: UnixMs;
  readonly seenAt: UnixMs;
}

export interface Observation {
  /** The zone that both are in. */
  readonly zone: ZoneId | undefined;
  /** Probability of being near; undefined where it cannot be said. */
  readonly near: number | undefined;
  /** One carrier has heard the other since the last tick. */
  readonly heard: boolean;
}

export const nothingSeen: Observation = { zone: undefined, near: undefined, heard: false };

/** Log odds beyond these say "certain" and would take too long to forget. */
const ODDS_LIMIT = 4;

/** The encounter after `observation`; undefined when there is none, or no longer. */
export function stepEncounter(
  encounter: Encounter | undefined,
  observation: Observation,
  now: UnixMs,
  policy: EncounterPolicy,
): Encounter | undefined {
  const { zone, near, heard } = observation;
  const held = zone !== undefined || heard || (near !== undefined && near >= policy.nearUntil);
  if (!held && (encounter === undefined || now - encounter.seenAt >= policy.closeAfter))
    return undefined;
  const odds = fade(encounter, near, now, policy);
  return {
    together: zone === undefined ? undefined : togetherSince(encounter, zone, now),
    odds,
    nearSince: nearSince(encounter, odds, now, policy),
    heardAt: heard ? now : encounter?.heardAt,
    steppedAt: now,
    seenAt: held ? now : (encounter?.seenAt ?? now),
  };
}

/** The highest tier reached at `now`. */
export function tierOf(
  { together, nearSince: since, heardAt }: Encounter,
  now: UnixMs,
  policy: EncounterPolicy,
): Tier | undefined {
  if (together !== undefined && heardAt !== undefined && now - heardAt <= policy.heardFor)
    return "beside";
  if (since !== undefined && now - since >= policy.nearHold) return "near";
  if (together !== undefined && now - together.since >= policy.zoneDwell) return "zone";
  return undefined;
}

function togetherSince(encounter: Encounter | undefined, zone: ZoneId, now: UnixMs) {
  return encounter?.together?.zone === zone ? encounter.together : { zone, since: now };
}

/** Log odds of a probability, within what is soon forgotten. */
export const oddsOf = (probability: number): number =>
  Math.min(ODDS_LIMIT, Math.max(-ODDS_LIMIT, Math.log(probability / (1 - probability))));

/**
 * Starts from where near ends, so that one sure window is not enough. Nothing to be said counts as
 * unlikely: gaps must not keep two near.
 */
function fade(
  encounter: Encounter | undefined,
  near: number | undefined,
  now: UnixMs,
  { nearTime, nearUntil }: EncounterPolicy,
): number {
  const odds = oddsOf(near ?? 0);
  if (encounter === undefined) return Math.min(odds, oddsOf(nearUntil));
  const weight = 1 - Math.exp((encounter.steppedAt - now) / nearTime);
  return encounter.odds + weight * (odds - encounter.odds);
}

function nearSince(
  encounter: Encounter | undefined,
  odds: number,
  now: UnixMs,
  { nearFrom, nearUntil }: EncounterPolicy,
): UnixMs | undefined {
  const since = encounter?.nearSince;
  if (since !== undefined) return odds < oddsOf(nearUntil) ? undefined : since;
  return odds >= oddsOf(nearFrom) ? now : undefined;
}
