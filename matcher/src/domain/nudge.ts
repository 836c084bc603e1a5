/**
 * Nudge: chooses, among open encounters, the pairs that are told to say hi. Pure.
 *
 * Greedily by rarity of what they share, each person once; who was nudged lately rests, and no pair
 * is chosen twice. The choice is only a proposal: the claim in the store decides.
 */
import type { SessionId, UnixMs, ZoneId } from "@sighej/protocol";
import type { Tier } from "./encounter.ts";
import { type Overlap, overlapOf } from "./overlap.ts";
import type { NudgePolicy } from "./policy.ts";
import type { Session } from "./session.ts";
import type { ZoneTier } from "./venue.ts";

/** Two sessions, `a` before `b` in the order of ids, with the tier they have reached. */
export interface Met {
  readonly a: Session;
  readonly b: Session;
  readonly tier: Tier;
  /** Where they are; the zone of `a` when a border is between them. */
  readonly zone: ZoneId;
  /** What this zone asks for. */
  readonly asks: ZoneTier;
}

export interface Proposal extends Met {
  readonly overlap: Overlap;
}

/** Reached what its zone asks for? `near` zones are dense enough to ask for more than being there. */
export const reaches = (tier: Tier, asks: ZoneTier): boolean => asks === "zone" || tier !== "zone";

/** The pairs to claim now, best first; `rests` says who waits for an answer or was nudged before. */
export function chooseNudges(
  encounters: Iterable<Met>,
  rests: (session: Session, now: UnixMs) => boolean,
  now: UnixMs,
  { perTick }: NudgePolicy,
): readonly Proposal[] {
  const candidates: Proposal[] = [];
  for (const met of encounters) {
    if (!reaches(met.tier, met.asks) || rests(met.a, now) || rests(met.b, now)) continue;
    const overlap = overlapOf(met.a.interests, met.b.interests);
    if (overlap !== undefined) candidates.push({ ...met, overlap });
  }
  candidates.sort(rarestFirst);
  const chosen: Proposal[] = [];
  const taken = new Set<SessionId>();
  for (const each of candidates) {
    if (chosen.length >= perTick) break;
    if (taken.has(each.a.id) || taken.has(each.b.id)) continue;
    taken.add(each.a.id).add(each.b.id);
    chosen.push(each);
  }
  return chosen;
}

/** Ties break by the random session ids, which favour nobody. */
const rarestFirst = (p: Proposal, q: Proposal): number =>
  q.overlap.rarity - p.overlap.rarity || (p.a.id + p.b.id < q.a.id + q.b.id ? -1 : 1);
