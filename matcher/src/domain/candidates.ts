/**
 * Candidates: turns who is where into the pairs worth looking at, never all pairs. Pure.
 *
 * Two in one zone where being there is enough, or where one of them is by proof alone; two who are
 * near surely enough for an encounter to open; two of whom one heard the other. A pair may come more
 * than once.
 */
import type { ZoneId } from "@sighej/protocol";
import { oddsOf } from "./encounter.ts";
import type { Floor, Member } from "./floor.ts";
import { eachAlike } from "./proximity/alike.ts";
import { eachClose } from "./proximity/close.ts";

/**
 * Pairs looked at in one tick: 0.3 µs each, so 100 ms in the worst second of a hall of 800 that
 * all crowd into one zone. The rest is left out, and counted.
 */
const MAX_PAIRS = 300_000;

/**
 * Hands every candidate pair of `members` to `visit`, with the probability that the two are near where
 * it is known by then; the number that the bounds left out. `turn` counts the ticks: whom a bound leaves
 * out goes round.
 */
export function eachCandidate(
  floor: Floor,
  members: readonly Member[],
  visit: (a: Member, b: Member, near?: number) => void,
  turn = 0,
): number {
  let left = MAX_PAIRS;
  const within = (group: readonly Member[], from: number, a: Member) => {
    for (let at = from; at < group.length; at++) {
      const b = group[at];
      if (b !== undefined && left-- > 0) visit(a, b);
    }
  };
  for (const [zone, group] of groupBy(members, (each) => each.presence?.zone)) {
    const all = floor.plan.tierOf.get(zone) === "zone";
    const proved = all ? group : group.filter(({ presence }) => presence?.by === "proof");
    const others = all ? [] : group.filter(({ presence }) => presence?.by !== "proof");
    for (const [at, a] of proved.entries()) {
      within(proved, at + 1, a);
      within(others, 0, a);
    }
  }
  const { ground, plan } = floor;
  const odds = oddsOf(plan.policy.encounter.nearUntil);
  const meet = (a: Member, b: Member, near?: number) => {
    if (left-- > 0) visit(a, b, near);
  };
  let unlike = 0;
  if (ground.map !== undefined) eachClose(members, placeOf, { odds, kind: ground.map.kind }, meet);
  else unlike = eachAlike(members, placeOf, ground.gains, { odds, from: turn }, meet);
  for (const a of members)
    for (const other of a.heard) {
      const b = floor.members.get(other);
      if (b?.presence !== undefined && b !== a) visit(a, b);
    }
  return Math.max(0, -left) + unlike;
}

const placeOf = ({ place }: Member) => place;

/** Members by their key; those without one are left out. */
function groupBy<Key extends ZoneId>(
  members: readonly Member[],
  keyOf: (member: Member) => Key | undefined,
): Map<Key, Member[]> {
  const groups = new Map<Key, Member[]>();
  for (const member of members) {
    const key = keyOf(member);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member]);
    else group.push(member);
  }
  return groups;
}
