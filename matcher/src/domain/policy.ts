/**
 * Policy: every threshold by which a venue is matched, with its reason. Pure.
 *
 * `default` is for a venue, `demo` makes a show quick. No number of these is repeated elsewhere.
 */
import { type Dbm, type DurationMs, dbm, minutes, seconds } from "@sighej/protocol";
import { type Scorer, score } from "./choosing/score.ts";

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
  /** A zone that goes by a map is believed from this probability on, … */
  readonly sure: number;
  /** … held for this long without a break: a map sees through what fades at one gateway. */
  readonly sureFor: DurationMs;
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
  /** Nudges to one person in any 60 minutes: phones get some four notifications an hour already. */
  readonly perHour: number;
  /** Nudges to one person in any SESSION_LIFE, so in a session; also what bounds probing. */
  readonly perSession: number;
  /** Left alone for this long after both said yes: they are talking. */
  readonly afterYes: DurationMs;
  /** After so many unanswered nudges in a row the gap doubles: the phone is in a pocket. */
  readonly ignoredBefore: number;
  /** After so many in a row nothing comes until the person says that they are still open. */
  readonly askAfter: number;
  /** A proposed pair waits this long for the claim's answer before it may be proposed again. */
  readonly answerWithin: DurationMs;
  /** Proposals of one tick, so that a full hall does not flood the store at once. */
  readonly perTick: number;
}

interface ChoosingPolicy {
  /** Each zone is chosen in this often: more people to choose among than at every tick. */
  readonly every: DurationMs;
  /** Open people in a zone below which nobody is nudged: fewer would point at somebody. */
  readonly crowd: number;
  /** Between choice and nudge passes a time drawn evenly from this range, so that nobody can tell
   * from the moment of a nudge who has just come in. */
  readonly delay: { readonly from: DurationMs; readonly to: DurationMs };
  /** Looks at whether more than one gateway says that two are near, taken while a choice waits … */
  readonly looks: number;
  /** … this far apart: levels need some seconds to be others. */
  readonly lookEvery: DurationMs;
  /** Added to what one has got so far, before the logarithm: how much the first nudge is worth more
   * than the second. */
  readonly fairness: number;
}

export interface LadderPolicy {
  /** The first threshold: this quantile of the person's scores with everyone at hand. */
  readonly quantile: number;
  /** The last threshold: about one common interest among eight. */
  readonly floor: number;
  /** How long the threshold takes from the first to the last. */
  readonly fall: DurationMs;
  /** Waited this long: related interests count, … */
  readonly relatedAfter: DurationMs;
  /** … each this much of a shared one. */
  readonly relatedWeight: number;
  /** Waited this long: anyone who is open, … */
  readonly openAfter: DurationMs;
  /** … but only this often. */
  readonly openEvery: DurationMs;
}

export interface GroupPolicy {
  /** Rarity of what all of a group share, nats: common things make no group. */
  readonly rarity: number;
  /** People in a group, no fewer … */
  readonly least: number;
  /** … and no more: free conversation tops out near four (Dunbar, Duncan and Nettle 1995). */
  readonly most: number;
  /** One group in a zone this often. */
  readonly every: DurationMs;
}

export interface QuietPolicy {
  /** A zone is quiet from this long before a slot of its schedule … */
  readonly before: DurationMs;
  /** … until this long after it, and as long after its switch is turned: talks overrun. */
  readonly after: DurationMs;
  /** Then nudges are spread over this time, instead of all at once. */
  readonly spread: DurationMs;
}

export interface Policy {
  readonly levels: LevelPolicy;
  readonly presence: PresencePolicy;
  readonly encounter: EncounterPolicy;
  readonly nudge: NudgePolicy;
  readonly choosing: ChoosingPolicy;
  readonly ladder: LadderPolicy;
  /** Undefined where people are nudged in pairs only. */
  readonly groups: GroupPolicy | undefined;
  readonly quiet: QuietPolicy;
  /** How well two suit each other; an installation may put its own here. */
  readonly scorer: Scorer;
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
    sure: 0.8,
    sureFor: seconds(5),
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
    perHour: 3,
    perSession: 5,
    afterYes: minutes(15),
    ignoredBefore: 2,
    askAfter: 3,
    answerWithin: seconds(10),
    perTick: 64,
  },
  choosing: {
    every: seconds(30),
    crowd: 4,
    delay: { from: seconds(20), to: seconds(75) },
    // Four gaps of four seconds are over before the shortest delay.
    looks: 5,
    lookEvery: seconds(4),
    fairness: 0.25,
  },
  ladder: {
    quantile: 0.85,
    floor: 0.08,
    fall: minutes(15),
    relatedAfter: minutes(30),
    relatedWeight: 0.4,
    openAfter: minutes(40),
    openEvery: minutes(60),
  },
  groups: { rarity: 1, least: 3, most: 4, every: minutes(15) },
  quiet: { before: minutes(5), after: minutes(3), spread: minutes(5) },
  scorer: score,
};

/** More than anybody can reach: a show must not run dry. */
const UNLIMITED = 1_000;

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
  nudge: {
    ...standard.nudge,
    // Whoever comes to a show should find people who are free again, not all of them resting.
    gap: seconds(15),
    perHour: UNLIMITED,
    perSession: UNLIMITED,
    afterYes: seconds(30),
    ignoredBefore: UNLIMITED,
    askAfter: UNLIMITED,
  },
  choosing: {
    ...standard.choosing,
    every: seconds(1),
    crowd: 2,
    delay: { from: seconds(0), to: seconds(0) },
    // Nobody lies at a show, and nobody wants to wait.
    looks: 1,
  },
  // Anything shared will do at once; what is not shared can be waited for in a long show.
  ladder: { ...standard.ladder, floor: 0, fall: seconds(1) },
  groups: undefined,
  quiet: { before: seconds(10), after: seconds(5), spread: seconds(10) },
};

export const policies: Readonly<Record<PolicyName, Policy>> = { default: standard, demo };
