/**
 * Policy: every threshold by which a venue is matched, with its reason. Pure.
 *
 * `default` is for a venue, `demo` makes a show quick. No number of these is repeated elsewhere.
 */
import { type Dbm, type DurationMs, dbm, minutes, seconds } from "@sighej/protocol";

export interface LevelPolicy {
  /** Time constant of the mean. Long enough to calm standing people, short enough to walk with. */
  readonly meanTime: DurationMs;
  /** How fast a remembered maximum sinks, dB a second. */
  readonly leak: number;
  /** Readings above this are corrupt: real recordings hold some of 0 to +62 dBm. */
  readonly ceiling: Dbm;
  /** A gateway that has not heard a beacon for this long says nothing about it any more. */
  readonly absentAfter: DurationMs;
}

export interface PresencePolicy {
  /** How much louder another zone must be than the present one, dB: more than fading alone. */
  readonly lead: number;
  /** For how long it must be that loud without a break. */
  readonly leadFor: DurationMs;
  /** Shortest stay in a zone. 30 s bounds a still beacon to two changes in any minute. */
  readonly minimumStay: DurationMs;
  /** Unheard this long is gone. Above `absentAfter`; badges are often covered for some seconds. */
  readonly leaveAfter: DurationMs;
}

export interface EncounterPolicy {
  /** Time together in one zone before it counts: passers-by do not stop. */
  readonly zoneDwell: DurationMs;
  /** Fading average of the log odds of being near; evens out single windows. */
  readonly nearTime: DurationMs;
  /** Near from this probability on … (rates at this value: `nearness.ts`) */
  readonly nearFrom: number;
  /** … until it falls below this one. */
  readonly nearUntil: number;
  /** How long it must hold before two count as near. */
  readonly nearHold: DurationMs;
  /** How long one carrier having heard the other proves that they are beside each other. */
  readonly heardFor: DurationMs;
  /** An encounter with nothing to hold it open ends after this: bridges gaps in reception. */
  readonly closeAfter: DurationMs;
}

export interface NudgePolicy {
  /** Shortest time between two nudges to one person: several in minutes broke up conversations. */
  readonly gap: DurationMs;
  /** A proposed pair waits this long for the claim's answer before it may be proposed again. */
  readonly answerWithin: DurationMs;
  /** Proposals of one tick, so that a full hall does not flood the store at once. */
  readonly perTick: number;
}

export interface Policy {
  readonly levels: LevelPolicy;
  readonly presence: PresencePolicy;
  readonly encounter: EncounterPolicy;
  readonly nudge: NudgePolicy;
}

export type PolicyName = "default" | "demo";

const standard: Policy = {
  levels: {
    meanTime: seconds(5),
    leak: 1,
    ceiling: dbm(-30),
    absentAfter: seconds(15),
  },
  presence: {
    lead: 4,
    leadFor: seconds(20),
    minimumStay: seconds(30),
    leaveAfter: seconds(30),
  },
  encounter: {
    zoneDwell: seconds(60),
    nearTime: seconds(10),
    nearFrom: 0.55,
    nearUntil: 0.3,
    nearHold: seconds(25),
    heardFor: seconds(30),
    closeAfter: seconds(30),
  },
  nudge: {
    gap: minutes(12),
    answerWithin: seconds(10),
    perTick: 64,
  },
};

const demo: Policy = {
  ...standard,
  presence: { ...standard.presence, leadFor: seconds(10) },
  encounter: {
    ...standard.encounter,
    zoneDwell: seconds(10),
    // A show wants nudges more than it fears a wrong one: of pairs standing up to 3 m apart on the
    // recorded hall 63 % count as near in 90 s, and 0.6 % of those over 10 m apart.
    nearFrom: 0.4,
    nearHold: seconds(20),
  },
  nudge: { ...standard.nudge, gap: seconds(30) },
};

export const policies: Readonly<Record<PolicyName, Policy>> = { default: standard, demo };
