/**
 * Eligible: since when people who are being nudged could have been, by every rule but the rounds
 * and the delay. Pure.
 */
import {
  type Floor,
  freeAt,
  type Member,
  type Proposal,
  pairKey,
  quantileOf,
  rarityOn,
  thresholdAfter,
} from "@sighej/matcher/domain";
import { durationMs, type UnixMs, unixMs, type ZoneId } from "@sighej/protocol";
import { slotsOf, zones } from "./hall.ts";

type Crowds = readonly { readonly at: UnixMs; readonly zones: ReadonlyMap<ZoneId, number> }[];

export function eligibleSince(
  floor: Floor,
  proposal: Proposal,
  crowds: Crowds,
  now: UnixMs,
): { readonly eligibleAt: UnixMs; readonly topSharedIdf: number | undefined } {
  const members = proposal.sides.flatMap(({ session }) => floor.members.get(session.id) ?? []);
  const rarity = rarityOn(floor, now);
  const shared = (members[0]?.session.interests ?? []).filter((each) =>
    members.every(({ session }) => session.interests.includes(each)),
  );
  const eligibleAt = Math.max(
    crowdSince(floor, proposal.zone, crowds),
    quietEnd(floor, proposal.zone, now),
    ...members.map((each) => freeAt(each.session.history, floor.plan.policy.nudge)),
    ...members.map((each) => each.session.startedAt),
    ...pairsOf(members).map(([a, b]) => metAt(floor, a, b)),
    waitedUntil(floor, proposal, members, now),
  );
  return {
    eligibleAt: unixMs(Math.min(now, eligibleAt)),
    topSharedIdf: shared.length === 0 ? undefined : Math.max(...shared.map(rarity)),
  };
}

/** End of a talk's quiet time, the last one that is over. */
function quietEnd({ plan }: Pick<Floor, "plan">, zone: ZoneId, now: UnixMs): number {
  const slots = zones.find(({ id }) => id === zone);
  const ends = (slots === undefined ? [] : slotsOf(slots))
    .map(({ until }) => until + plan.policy.quiet.after)
    .filter((end) => end <= now);
  return Math.max(0, ...ends);
}

function crowdSince({ plan }: Floor, zone: ZoneId, crowds: Crowds): number {
  const last = crowds.findLastIndex(
    (each) => (each.zones.get(zone) ?? 0) < plan.policy.choosing.crowd,
  );
  return crowds[last + 1]?.at ?? 0;
}

const pairsOf = (members: readonly Member[]): readonly (readonly [Member, Member])[] =>
  members.flatMap((a, at) => members.slice(at + 1).map((b) => [a, b] as const));

function metAt(floor: Floor, a: Member, b: Member): number {
  const together = floor.pairs.get(pairKey(a, b))?.encounter.together;
  return together === undefined ? 0 : together.since + floor.plan.policy.encounter.zoneDwell;
}

/** When the ladder had come down to what these are nudged about. */
function waitedUntil(
  floor: Floor,
  { kind }: Proposal,
  members: readonly Member[],
  now: UnixMs,
): number {
  const { ladder, scorer } = floor.plan.policy;
  const sinceOf = ({ session }: Member) =>
    Math.max(session.startedAt, session.history.nudges.at(-1) ?? 0);
  const rarity = rarityOn(floor, now);
  const score = Math.min(...pairsOf(members).map(([a, b]) => scorer(a.session, b.session, rarity)));
  const longest = Math.min(...members.map(sinceOf));
  const turns = members.map(({ share }) => share.openAt + ladder.openEvery);
  const loosely =
    kind === "related"
      ? longest + ladder.relatedAfter
      : kind === "open"
        ? Math.max(longest + ladder.openAfter, ...turns)
        : Number.POSITIVE_INFINITY;
  if (score === 0) return loosely;
  const exactly = Math.max(
    ...members.map((each) => {
      const around = [...floor.members.values()].filter(
        (other) => other !== each && other.presence?.zone === each.presence?.zone,
      );
      const scores = around.map((other) => scorer(each.session, other.session, rarity));
      const first = [quantileOf(scores, ladder.quantile)];
      const since = sinceOf(each);
      let enough = 0;
      while (enough < ladder.fall && thresholdAfter(durationMs(enough), first, ladder) > score)
        enough += 1_000;
      return since + enough;
    }),
  );
  return Math.min(exactly, loosely);
}
