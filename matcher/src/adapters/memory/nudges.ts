/**
 * Memory nudges: the reference implementation of `NudgeStore`. The twin of the claim script.
 */
import type { VenueId } from "@sighej/protocol";
import { type Claimed, quorumOf } from "../../domain/answers/claimed.ts";
import type { Answer } from "../../domain/facts.ts";
import { isAtLimit, withNudge } from "../../domain/limits.ts";
import type { Claim, ClaimSide, Clock, News, NudgeStore } from "../../ports.ts";
import { type Entry, live, type Shelf } from "./shelf.ts";

export function memoryNudges(
  shelfOf: (venue: VenueId) => Shelf,
  tell: (news: News) => void,
  clock: Clock,
): NudgeStore {
  return {
    claim: async (claim) => {
      const shelf = shelfOf(claim.venue);
      const sides = claim.sides.map((side) => ({
        side,
        entry: live(shelf, side.session, clock),
      }));
      const stand = sides.filter(stands(claim));
      const answer = stand.length < sides.length ? "changed" : answerTo(claim, stand);
      if (answer !== "nudged") return answer;
      const claimed = claimedOf(claim);
      for (const { side, entry } of stand) {
        const { nudge, session } = side;
        const history = withNudge(entry.session.history, claim.now);
        entry.session = { ...entry.session, quietUntil: claim.quietUntil, history };
        for (const other of claim.sides) if (other !== side) entry.partners.add(other.session);
        entry.outbox.set(nudge.id, nudge);
        entry.nudges.add(nudge.id);
        shelf.claimed.set(nudge.id, claimed);
        shelf.due.set(nudge.id, nudge.expiresAt);
        tell({ kind: "nudge", venue: claim.venue, session });
      }
      return "nudged";
    },
    pending: async (venue, session, now) => {
      const outbox = live(shelfOf(venue), session, clock)?.outbox;
      for (const { id, expiresAt } of outbox?.values() ?? [])
        if (now >= expiresAt) outbox?.delete(id);
      return [...(outbox?.values() ?? [])];
    },
    cues: async (venue, session, now) => {
      const cues = live(shelfOf(venue), session, clock)?.cues;
      for (const { nudge, expiresAt } of cues?.values() ?? [])
        if (now >= expiresAt) cues?.delete(nudge);
      return [...(cues?.values() ?? [])];
    },
    shown: async (venue, session, nudge) => {
      live(shelfOf(venue), session, clock)?.outbox.delete(nudge);
    },
  };
}

interface Standing {
  readonly side: ClaimSide;
  readonly entry: Entry;
}

/** The rules of a claim, in the order in which they are answered; `stands` comes before. */
function answerTo({ now, limits }: Claim, sides: readonly Standing[]): Answer {
  const used = sides.some(({ entry }) =>
    sides.some(({ side }) => entry.partners.has(side.session)),
  );
  if (used) return "pair-used";
  if (sides.some(({ entry }) => now < entry.session.quietUntil)) return "resting";
  return sides.some(({ entry }) => isAtLimit(entry.session.history, limits, now))
    ? "limited"
    : "nudged";
}

const stands =
  ({ now }: Claim) =>
  (each: { side: ClaimSide; entry: Entry | undefined }): each is Standing => {
    const session = each.entry?.session;
    return (
      session?.open === true &&
      session.revision === each.side.revision &&
      now >= session.pausedUntil &&
      now < session.expiresAt
    );
  };

function claimedOf({ sides }: Claim): Claimed {
  const [first] = sides;
  if (first === undefined) throw new RangeError("a claim has two sides at least");
  return {
    zone: first.nudge.zone,
    expiresAt: first.nudge.expiresAt,
    sides: new Map(sides.map(({ nudge, session }) => [nudge.id, { session }])),
    quorum: quorumOf(sides.length),
  };
}
