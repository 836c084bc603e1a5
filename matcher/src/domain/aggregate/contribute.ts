/**
 * Contribute: turns where people are, and whom they have met, into what each of them may add to
 * aggregates. Pure.
 *
 * Only what the ledgers known here allow is said at all, so most seconds say nothing of most people;
 * whether it counts is up to the ledger in the store. What is said in vain comes again.
 */
import type { UnixMs, ZoneId } from "@sighej/protocol";
import { tierOf } from "../encounter.ts";
import type { Effect } from "../facts.ts";
import type { Floor, Member } from "../floor.ts";
import { reaches } from "../nudge.ts";
import type { Cell } from "./cells.ts";
import { mayCount } from "./ledger.ts";

/** One effect for each of `here` with anything to add; `here` are all who are in a zone. */
export function* contribute(
  floor: Floor,
  here: readonly Member[],
  now: UnixMs,
): Generator<Effect & { readonly kind: "contribute" }> {
  const met = metOf(floor, here, now);
  for (const member of here) {
    const { session, presence } = member;
    if (presence === undefined) continue;
    const { zone } = presence;
    const cells: Cell[] = [];
    for (const metric of ["sessions", "sightings"] as const)
      if (mayCount(session.ledger, metric, now)) cells.push({ metric, zone });
    if (met.has(member)) cells.push({ metric: "encounters", zone });
    if (cells.length > 0) yield { kind: "contribute", session: session.id, cells };
  }
}

/** Whose encounter would count and has reached what their zone asks for. */
function metOf({ pairs, plan }: Floor, here: readonly Member[], now: UnixMs): ReadonlySet<Member> {
  const met = new Set<Member>();
  const waiting = new Set(
    here.filter(({ session }) => mayCount(session.ledger, "encounters", now)),
  );
  if (waiting.size === 0) return met;
  const enough = (zone: ZoneId | undefined, tier: ReturnType<typeof tierOf>) =>
    zone !== undefined && tier !== undefined && reaches(tier, plan.tierOf.get(zone) ?? "near");
  for (const { a, b, encounter } of pairs.values()) {
    if (!waiting.has(a) && !waiting.has(b)) continue;
    const tier = tierOf(encounter, now, plan.policy.encounter);
    for (const each of [a, b])
      if (enough(each.presence?.zone, tier) && waiting.delete(each)) met.add(each);
    if (waiting.size === 0) return met;
  }
  return met;
}
