/**
 * Answer store in Redis: replies as one script, complaints as a sorted set.
 */
import {
  CUE_LIFE,
  cueWords,
  parseNudgeId,
  parseSessionId,
  parseZoneId,
  TALKED_WITHIN,
  unixMs,
} from "@sighej/protocol";
import type { Redis } from "ioredis";
import { colourIds, shapeIds } from "../../domain/answers/cue.ts";
import { MatcherError } from "../../errors.ts";
import {
  type AnswerStore,
  COMPLAINT_LIFE,
  type Given,
  type KeptComplaint,
  MAX_COMPLAINTS,
  type Taken,
} from "../../ports.ts";
import { ANSWER, COMPLAIN, HANDLE, LAPSE } from "./answer-script.ts";
import { asked, newsText } from "./connection.ts";
import type { Keys } from "./keys.ts";

/** Nudges looked at in one step: a full hall's of one choice, in under a millisecond. */
const AT_ONCE = 200;

export function redisAnswers(client: Redis, keys: Keys): AnswerStore {
  const answer = async (given: Given): Promise<Taken> => {
    const { venue, session, nudge, reply, now, restUntil, seed } = given;
    const said = await client.eval(
      ANSWER,
      2,
      ...[keys.nudge(venue, nudge), keys.outbox(venue, session)],
      ...[session, nudge, reply, now, CUE_LIFE, TALKED_WITHIN, restUntil, seed],
      ...[keys.news, newsText("nudge", venue, ""), keys.under(venue)],
      ...[shapeIds, colourIds, cueWords].map((each) => each.join(" ")),
    );
    return takenIn(said as readonly string[]);
  };

  return {
    answer: (given) => asked(() => answer(given)),
    lapse: (venue, now) =>
      asked(async () => {
        let ignored = 0;
        for (let over = AT_ONCE; over === AT_ONCE; ) {
          const said = await client.eval(
            LAPSE,
            1,
            keys.due(venue),
            ...[now, AT_ONCE, keys.under(venue), keys.news, newsText("session", venue, "")],
          );
          const [more = 0, looked = 0] = said as readonly number[];
          ignored += more;
          over = looked;
        }
        return ignored;
      }),
    complain: (venue, session, nudge, now) =>
      asked(async () => {
        const kept = await client.eval(
          COMPLAIN,
          2,
          ...[keys.nudge(venue, nudge), keys.complaints(venue)],
          ...[session, nudge, now, COMPLAINT_LIFE, MAX_COMPLAINTS],
        );
        if (typeof kept !== "string") return kept === 1 ? "repeated" : "unknown";
        const zone = parseZoneId(kept);
        if (!zone.ok) throw new MatcherError("store-failed", "a complaint was kept oddly");
        return { zone: zone.value };
      }),
    handle: (venue, nudge, handled) =>
      asked(async () => {
        const key = keys.complaints(venue);
        return (await client.eval(HANDLE, 1, key, nudge, handled ? "1" : "0")) === 1;
      }),
    complaints: (venue, now) =>
      asked(async () => {
        const flat = await client.zrange(keys.complaints(venue), "0", "-1", "REV", "WITHSCORES");
        return flat
          .flatMap((text, at) => (at % 2 === 0 ? [complaintIn(text, flat[at + 1])] : []))
          .filter(({ at }) => now < at + COMPLAINT_LIFE);
      }),
  };
}

function takenIn([kind, zoneText, ...texts]: readonly string[]): Taken {
  if (kind === "taken" || kind === "unknown") return { kind };
  const zone = parseZoneId(zoneText);
  const sessions = texts.map(parseSessionId);
  if ((kind !== "met" && kind !== "hello") || !zone.ok || !sessions.every((each) => each.ok))
    throw new MatcherError("store-failed", "a reply was taken oddly");
  return { kind, zone: zone.value, sessions: sessions.map((each) => each.value) };
}

function complaintIn(text: string, score = ""): KeptComplaint {
  const [zoneText, nudgeText, handled] = text.split(" ");
  const [zone, nudge] = [parseZoneId(zoneText), parseNudgeId(nudgeText)];
  if (!zone.ok || !nudge.ok) throw new MatcherError("store-failed", "a complaint cannot be read");
  return {
    zone: zone.value,
    nudge: nudge.value,
    at: unixMs(Number(score)),
    handled: handled !== undefined,
  };
}
