/**
 * Nudge store in Redis: the claim as one script, outboxes and cues as hashes.
 */
import {
  decodeNudge,
  type Nudge,
  parseNudgeId,
  parseZoneId,
  SESSION_LIFE,
  unixMs,
} from "@sighej/protocol";
import type { Redis } from "ioredis";
import { LATE_REPLY, quorumOf } from "../../domain/answers/claimed.ts";
import type { Answer } from "../../domain/facts.ts";
import { LIMIT_HOUR } from "../../domain/limits.ts";
import { MAX_NUDGES_NOTED } from "../../domain/session.ts";
import { MatcherError } from "../../errors.ts";
import type { Claim, ClaimSide, KeptCue, NudgeStore } from "../../ports.ts";
import { CLAIM } from "./claim-script.ts";
import { asked, newsText } from "./connection.ts";
import { INDEX_GRACE, type Keys } from "./keys.ts";

const answers: readonly Answer[] = ["nudged", "pair-used", "resting", "limited", "changed"];

export function redisNudges(client: Redis, keys: Keys): NudgeStore {
  const claim = async ({ id, venue, sides, now, quietUntil, limits }: Claim): Promise<Answer> => {
    const [first] = sides;
    if (first === undefined) throw new RangeError("a claim has two sides at least");
    const { zone, expiresAt } = first.nudge;
    const keysFor = ({ session, nudge }: ClaimSide) => [
      keys.session(venue, session),
      keys.pairs(venue, session),
      keys.outbox(venue, session),
      keys.nudge(venue, nudge.id),
      keys.nudges(venue, session),
    ];
    const argumentsFor = ({ session, revision, nudge }: ClaimSide) => [
      session,
      revision,
      nudge.id,
      JSON.stringify(nudge),
      newsText("nudge", venue, session),
    ];
    const touched = [...sides.flatMap(keysFor), keys.claim(venue, id), keys.due(venue)];
    const said = await client.eval(
      CLAIM,
      touched.length,
      ...touched,
      ...[now, quietUntil, expiresAt, LATE_REPLY, INDEX_GRACE],
      ...[limits.perHour, limits.perSession, keys.news],
      ...[LIMIT_HOUR, SESSION_LIFE, MAX_NUDGES_NOTED, zone, quorumOf(sides.length), id],
      ...sides.flatMap(argumentsFor),
    );
    const answer = answers.find((each) => each === said);
    if (answer === undefined) throw new MatcherError("store-failed", "a claim was answered oddly");
    return answer;
  };

  return {
    claim: (claimed) => asked(() => claim(claimed)),
    pending: (venue, session, now) =>
      asked(async () => {
        const texts = await client.hvals(keys.outbox(venue, session));
        return texts
          .map(nudgeIn)
          .filter((each) => now < each.expiresAt)
          .sort((one, other) => one.expiresAt - other.expiresAt);
      }),
    cues: (venue, session, now) =>
      asked(async () => {
        const fields = await client.hgetall(keys.cues(venue, session));
        return Object.entries(fields)
          .map(cueIn)
          .filter((each) => now < each.expiresAt)
          .sort((one, other) => one.expiresAt - other.expiresAt);
      }),
    shown: (venue, session, nudge) =>
      asked(async () => {
        await client.hdel(keys.outbox(venue, session), nudge);
      }),
  };
}

function nudgeIn(text: string): Nudge {
  const nudge = decodeNudge(JSON.parse(text));
  if (nudge.ok) return nudge.value;
  throw new MatcherError("store-failed", `an outbox cannot be read: ${nudge.problem.detail}`);
}

/** "shape colour word zone time", by nudge. */
function cueIn([nudgeText, text]: readonly [string, string]): KeptCue {
  const [shape, colour, word, zoneText, until] = text.split(" ");
  const [nudge, zone] = [parseNudgeId(nudgeText), parseZoneId(zoneText)];
  if (!nudge.ok || !zone.ok || !shape || !colour || !word || !until)
    throw new MatcherError("store-failed", "a cue cannot be read");
  return {
    ...{ nudge: nudge.value, shape, colour, word },
    ...{ zone: zone.value, expiresAt: unixMs(Number(until)) },
  };
}
