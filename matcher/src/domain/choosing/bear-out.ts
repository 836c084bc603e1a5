/**
 * Bear out: asks, while a choice waits for its moment, whether those who have to be near are so by the
 * word of several gateways. Pure; changes the floor in place.
 *
 * Levels jump about, so one look would let through what never lasts and stop what does: several looks
 * are taken, some seconds apart, and one of them may fail. On tetam set_1 with 12 gateways (6), one of
 * which says of everybody that they stand beside it, 0.88 (1.0) of the pairs six metres and more apart
 * count as near; 0.06 (0.10) are borne out, of which the others would not have said no either. With
 * none that lies, 0.33 (0.25) of those up to three metres apart are borne out where 0.38 (0.29) are near.
 */
import { after, type UnixMs, unixMs } from "@sighej/protocol";
import { isCorroborated } from "../corroborate.ts";
import { type Floor, pairKey } from "../floor.ts";
import type { Proposal } from "../nudge.ts";
import type { Held, Looks } from "./rounds.ts";

/** Looks that may fail. */
const MAY_FAIL = 1;

/** The looks that are to be taken at a choice made at `now`: nothing where being in the zone is enough. */
export function looksFor({ plan }: Floor, { tier, zone }: Proposal, now: UnixMs): Looks {
  const needed = tier === "near" && plan.tierOf.get(zone) !== "zone";
  return { left: needed ? plan.policy.choosing.looks : 0, nextAt: now, against: 0 };
}

export const isDue = ({ dueAt, looks }: Held, now: UnixMs): boolean =>
  dueAt <= now && looks.left === 0;

/** Takes the looks that are due, as many as a tick allows; the choices that one gateway alone makes. */
export function lookAround(floor: Floor, now: UnixMs): ReadonlySet<Held> {
  const { policy } = floor.plan;
  const alone = new Set<Held>();
  let taken = 0;
  for (const held of floor.rounds.held) {
    const { looks, proposal } = held;
    if (looks.left === 0 || looks.nextAt > now) continue;
    if (taken++ >= policy.nudge.perTick) break;
    looks.left--;
    looks.nextAt = after(now, policy.choosing.lookEvery);
    if (areBorneOut(floor, proposal)) continue;
    looks.against++;
    if (looks.against > Math.min(MAY_FAIL, policy.choosing.looks - 1)) alone.add(held);
  }
  for (const { proposal } of alone) startOver(floor, proposal, now);
  return alone;
}

function areBorneOut({ members, plan, ground, spare }: Floor, { sides }: Proposal): boolean {
  const places = sides.map(({ session }) => members.get(session.id)?.place);
  const { nearUntil } = plan.policy.encounter;
  return places.every((a, at) =>
    places
      .slice(at + 1)
      .every(
        (b) =>
          a !== undefined && b !== undefined && isCorroborated(ground, [a, b], nearUntil, spare),
      ),
  );
}

/** They have to be near for as long again. */
function startOver({ members, pairs }: Floor, { sides }: Proposal, now: UnixMs): void {
  for (const [at, { session }] of sides.entries())
    for (const { session: other } of sides.slice(at + 1)) {
      const [a, b] = [members.get(session.id), members.get(other.id)];
      const pair = a && b && pairs.get(pairKey(a, b));
      if (pair !== undefined) pair.encounter = { ...pair.encounter, nearSince: unixMs(now) };
    }
}
