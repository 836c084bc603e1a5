/**
 * Unanswered: nudges that one person leaves without an answer, as the stores of a test's matcher see
 * it: claimed with somebody else each time, shown, and over.
 */
import {
  base64urlOf,
  minutes,
  NUDGE_LIFE,
  nudgeIdOf,
  type SessionStarted,
  unixMs,
} from "@sighej/protocol";
import type { ClaimId } from "../src/ports.ts";
import { venue, zone } from "./fixtures.ts";
import type { TestMatcher } from "./matcher.ts";

/** Moves the matcher's clock on past each of them. `others`: what those have to say to come in. */
export async function leaveUnanswered(
  matcher: TestMatcher,
  { session }: Pick<SessionStarted, "session">,
  count: number,
  others: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { nudges, answers, random, sessions } = matcher.ports;
  for (let each = 0; each < count; each++) {
    const other = await matcher.open(others);
    const now = matcher.now();
    const both = await Promise.all([session, other.session].map((id) => sessions.find(venue, id)));
    const sides = both.flatMap((side) =>
      side === undefined
        ? []
        : {
            session: side.id,
            revision: side.revision,
            nudge: {
              id: nudgeIdOf(random(16)),
              phrase: "Someone nearby also works with DevOps.",
              zone: zone("bar"),
              expiresAt: unixMs(now + NUDGE_LIFE),
            },
          },
    );
    const claimed = await nudges.claim({
      ...{ id: base64urlOf(random(16)) as ClaimId, venue, sides, now, quietUntil: now },
      limits: { perHour: 100, perSession: 100 },
    });
    if (claimed !== "nudged") throw new Error(`nobody was nudged: ${claimed}`);
    await answers.answer({
      ...{ venue, session: other.session, nudge: sides[1]?.nudge.id ?? nudgeIdOf(random(16)) },
      ...{ reply: "not-now", now, seed: 0, restUntil: now },
    });
    await answers.lapse(venue, matcher.pass(NUDGE_LIFE + minutes(1)));
  }
}
