/**
 * Floor: all that is remembered of a venue's present: its open sessions, what gateways hear of them
 * and who stands with whom. Pure; a value that `step.ts` changes in place, for speed.
 *
 * Nothing here outlives a session. After a restart it is rebuilt from the store and one match
 * window of sightings.
 */
import {
  type GatewayId,
  type SessionId,
  type StockId,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import type { Calibration } from "./calibration.ts";
import { nothingYet, type Share } from "./choosing/person.ts";
import { noRounds, type Rounds } from "./choosing/rounds.ts";
import { type Conduct, goodConduct } from "./conduct.ts";
import type { Spare } from "./corroborate.ts";
import type { Encounter } from "./encounter.ts";
import { type Ground, groundOf } from "./ground.ts";
import { forgetLevels, type Levels } from "./levels.ts";
import type { Presence } from "./presence.ts";
import { forgetPlace, noPlace, type Place } from "./proximity/posterior.ts";
import { noWindows, type Reservoir } from "./proximity/reservoir.ts";
import { noQuarantine, type Quarantine } from "./quarantine.ts";
import { addKey, carry, noTokens, type Resolver, removeKey } from "./resolve.ts";
import { noneSeen, type Seen } from "./seen.ts";
import type { Session } from "./session.ts";
import { carrierKindOf, stockItem } from "./stock.ts";
import { noTraces } from "./traces.ts";
import type { Plan } from "./venue.ts";

export interface Member {
  session: Session;
  readonly serial: number;
  readonly levels: Levels;
  presence: Presence | undefined;
  /** Room for where it is, and what is known of its carrier; made once. */
  readonly spot: Place;
  /** That, while it has a place. */
  place: Place | undefined;
  /** Waits for a claim's answer until then; 0 when it does not. */
  claimingUntil: UnixMs;
  /** Whom it was nudged about: never again. Ends with either session. */
  readonly nudged: Set<SessionId>;
  /** What it has had of nudges, for a fair sharing out. */
  readonly share: Share;
  /** Whose token its phone has heard since the last tick. */
  readonly heard: Set<SessionId>;
}

export interface Pair {
  readonly a: Member;
  readonly b: Member;
  encounter: Encounter;
}

export interface Floor {
  readonly plan: Plan;
  ground: Ground;
  /** Levels without their owners, to learn a better map from. */
  readonly windows: Reservoir;
  /** What staff are measuring just now. */
  calibration: Calibration | undefined;
  readonly members: Map<SessionId, Member>;
  readonly resolver: Resolver;
  readonly quarantine: Quarantine;
  /** Open encounters by `pairKey`. */
  readonly pairs: Map<number, Pair>;
  readonly rounds: Rounds;
  /** By index of gateway. */
  readonly seen: readonly Seen[];
  /** By index of gateway. */
  readonly conduct: readonly Conduct[];
  /** For reckoning. */
  readonly spare: Spare;
  /** When everybody was placed last. */
  placedAt: UnixMs;
  nextSerial: number;
}

/** Serials below this keep a pair's key a safe integer: 67 million sessions between restarts. */
const SERIALS = 2 ** 26;

export const floorOf = (plan: Plan): Floor => ({
  plan,
  ground: groundOf(plan),
  windows: noWindows(plan.gateways.length),
  calibration: undefined,
  members: new Map(),
  resolver: noTokens(plan.stock),
  quarantine: noQuarantine(),
  pairs: new Map(),
  rounds: noRounds(plan.tierOf.keys()),
  seen: plan.gateways.map(noneSeen),
  conduct: plan.gateways.map(goodConduct),
  spare: [noPlace(plan.gateways.length), noPlace(plan.gateways.length)],
  placedAt: unixMs(0),
  nextSerial: 1,
});

/**
 * The same people on another plan: sessions, whom each was nudged about, quiet zones, and what is
 * known of gateways that are still there, and a calibration of theirs. Where people are has to be heard again.
 */
export function floorFrom(old: Floor, plan: Plan, now: UnixMs): Floor {
  const known = <T>(values: readonly T[], id: GatewayId) =>
    values[old.plan.indexOf.get(id) ?? Number.NaN];
  const floor: Floor = {
    ...floorOf(plan),
    seen: plan.gateways.map(({ id }) => known(old.seen, id) ?? noneSeen()),
    conduct: plan.gateways.map(({ id }) => known(old.conduct, id) ?? goodConduct()),
  };
  for (const [id, zone] of floor.rounds.zones) Object.assign(zone, old.rounds.zones.get(id));
  for (const { session, nudged, share, claimingUntil } of old.members.values()) {
    admit(floor, session, now);
    const member = floor.members.get(session.id);
    if (member === undefined) continue;
    for (const other of nudged) member.nudged.add(other);
    Object.assign(member.share, share);
    member.claimingUntil = claimingUntil;
  }
  // A quarter of an hour's walk: it ends only where it would be about other gateways.
  if (old.calibration !== undefined && hangAlike(old.plan, plan)) {
    const { carrier } = old.calibration;
    const key = old.resolver.keys.get(carrier);
    if (key !== undefined) addKey(floor.resolver, carrier, key, now);
    carry(floor.resolver, carrier, old.resolver.carried.get(carrier) ?? [], now);
    floor.calibration = old.calibration;
  }
  return floor;
}

/** Whether the same gateways hang in the same places. */
const hangAlike = ({ gateways: some }: Plan, { gateways: others }: Plan): boolean =>
  some.length === others.length &&
  some.every(({ id, x, y }, at) => {
    const other = others[at];
    return other !== undefined && id === other.id && x === other.x && y === other.y;
  });

export const pairKey = (a: Member, b: Member): number =>
  a.serial < b.serial ? a.serial * SERIALS + b.serial : b.serial * SERIALS + a.serial;

/** Takes in a session that was made or edited. An older revision than the known one is stale. */
export function admit(floor: Floor, session: Session, now: UnixMs): void {
  const known = floor.members.get(session.id);
  if (known === undefined) {
    floor.members.set(session.id, {
      session,
      serial: floor.nextSerial++,
      ...noTraces(floor.plan.gateways.length),
      presence: undefined,
      place: undefined,
      claimingUntil: unixMs(0),
      nudged: new Set(),
      share: nothingYet(),
      heard: new Set(),
    });
    addKey(floor.resolver, session.id, session.key, now);
  } else if (session.revision >= known.session.revision) {
    const quietUntil = unixMs(Math.max(session.quietUntil, known.session.quietUntil));
    known.session = { ...session, quietUntil };
  } else return;
  carry(floor.resolver, session.id, beaconsOf(floor.plan, session), now);
}

/** What it carries of the venue's stock; an id of nothing there, or of another kind, is nobody's. */
const beaconsOf = ({ stock }: Plan, { carriers }: Session): readonly StockId[] =>
  carriers.flatMap((each) => {
    if (each.kind !== "badge" && each.kind !== "stock-tag") return [];
    const item = stockItem(stock, each.id);
    return item !== undefined && carrierKindOf(item) === each.kind ? [each.id] : [];
  });

/** Forgets a session and everything that was reasoned from it. */
export function dismiss(floor: Floor, id: SessionId, now: UnixMs): void {
  const member = floor.members.get(id);
  if (member === undefined) return;
  silence(floor, member);
  for (const other of member.nudged) floor.members.get(other)?.nudged.delete(id);
  floor.members.delete(id);
  removeKey(floor.resolver, id, now);
}

/** Forgets what gateways said of a session: it is not open to talk, or over. */
export function silence(floor: Floor, member: Member): void {
  if (member.presence === undefined && member.levels.size === 0) return;
  forgetLevels(member.levels);
  member.presence = undefined;
  member.place = undefined;
  forgetPlace(member.spot);
  member.heard.clear();
  for (const [key, { a, b }] of floor.pairs)
    if (a === member || b === member) floor.pairs.delete(key);
}
