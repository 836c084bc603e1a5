/**
 * Nudge store in Redis: the claim as one script, outboxes as hashes.
 */
import { decodeNudge, type Nudge, type SessionId } from "@sighej/protocol";
import type { Redis } from "ioredis";
import type { Answer } from "../../domain/facts.ts";
import { MatcherError } from "../../errors.ts";
import type { Claim, ClaimSide, NudgeStore } from "../../ports.ts";
import { asked, newsText } from "./connection.ts";
import { INDEX_GRACE, type Keys } from "./keys.ts";
import { CLAIM } from "./scripts.ts";

const answers: readonly Answer[] = ["nudged", "pair-used", "resting", "changed"];

export function redisNudges(client: Redis, keys: Keys): NudgeStore {
  const claim = async ({ venue, a, b, now, quietUntil }: Claim): Promise<Answer> => {
    const ids: readonly SessionId[] = [a.session, b.session];
    const touched = [
      ...ids.map((id) => keys.session(venue, id)),
      ...ids.map((id) => keys.pairs(venue, id)),
      ...ids.map((id) => keys.outbox(venue, id)),
    ];
    const argumentsOf = ({ session, revision, nudge }: ClaimSide) => [
      session,
      revision,
      nudge.id,
      JSON.stringify(nudge),
      newsText("nudge", venue, session),
    ];
    const said = await client.eval(
      CLAIM,
      touched.length,
      ...touched,
      ...[now, quietUntil, Math.max(a.nudge.expiresAt, b.nudge.expiresAt), INDEX_GRACE, keys.news],
      ...argumentsOf(a),
      ...argumentsOf(b),
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
