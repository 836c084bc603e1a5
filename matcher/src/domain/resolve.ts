/**
 * Resolve: turns a token into the session that it stands for, in O(1). Pure.
 *
 * A session is found by its own key and by the beacons of the stock that it carries (`loans.ts`).
 * For keys there is one map per epoch, for the last, the present and the next. A session's tokens of
 * these three are made when it is added; those of a new next epoch are made a few at a time, a whole
 * epoch before they are needed. A token is taken from 60 s before to 60 s after its epoch
 * (`epochsAccepted`).
 */
import {
  type BeaconKey,
  type Epoch,
  epochAt,
  epochNumbered,
  epochsAccepted,
  type SessionId,
  type StockId,
  type Token,
  tokenOf,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";
import {
  carriedBy,
  follow,
  holderOf,
  type Loans,
  lend,
  noLoans,
  rollLoans,
  takeBack,
} from "./loans.ts";
import type { Stock } from "./stock.ts";

/** A token that two keys made: neither is believed until its epoch is over. */
const COLLISION = Symbol("collision");

export interface Resolver {
  readonly venue: VenueId;
  readonly keys: Map<SessionId, BeaconKey>;
  readonly epochs: Map<Epoch, Map<Token, SessionId | typeof COLLISION>>;
  /** The next epoch while it is being filled, and the sessions still to come. */
  filling: { readonly epoch: Epoch; readonly sessions: SessionId[] } | undefined;
  readonly loans: Loans;
  /** The beacons of sessions that carry any, as they were told last. */
  readonly carried: Map<SessionId, readonly StockId[]>;
}

/**
 * Tokens made by one `roll`: a venue of 20,000 is through in 80 calls, a second apart; one token
 * takes some 15 µs, so a call stays below 4 ms.
 */
const ROLL_AT_ONCE = 250;

export const noTokens = (stock: Stock): Resolver => ({
  venue: stock.venue,
  keys: new Map(),
  epochs: new Map(),
  filling: undefined,
  loans: noLoans(stock),
  carried: new Map(),
});

/** Makes the tokens of a session; adding it again changes nothing. */
export function addKey(resolver: Resolver, session: SessionId, key: BeaconKey, now: UnixMs): void {
  if (resolver.keys.has(session)) return;
  roll(resolver, now);
  resolver.keys.set(session, key);
  for (const epoch of resolver.epochs.keys()) place(resolver, session, epoch);
}

/**
 * Lets a session of this resolver be found by these beacons of the stock, and by no others.
 *
 * The store lends a beacon to one session at a time, so one that is newly carried has come from
 * whoever was thought to carry it. One that was carried before may have gone on meanwhile.
 */
export function carry(
  resolver: Resolver,
  session: SessionId,
  beacons: readonly StockId[],
  now: UnixMs,
): void {
  if (!resolver.keys.has(session)) return;
  const before = resolver.carried.get(session) ?? [];
  for (const id of before) if (!beacons.includes(id)) endLoan(resolver, id, session, now);
  for (const id of beacons) {
    const holder = holderOf(resolver.loans, id);
    if (holder === session || (holder !== undefined && before.includes(id))) continue;
    if (holder !== undefined) endLoan(resolver, id, holder, now);
    lend(resolver.loans, id, session, now);
  }
  if (beacons.length > 0) resolver.carried.set(session, beacons);
  else resolver.carried.delete(session);
}

/** Takes a session's tokens out. A collision stays one: the other must not get its sightings. */
export function removeKey(resolver: Resolver, session: SessionId, now: UnixMs): void {
  const key = resolver.keys.get(session);
  if (key === undefined) return;
  carry(resolver, session, [], now);
  resolver.keys.delete(session);
  for (const [epoch, tokens] of resolver.epochs) {
    const token = tokenOf(key, resolver.venue, epoch);
    if (tokens.get(token) === session) tokens.delete(token);
    // A beacon that makes the same token must not get them either.
    resolver.loans.leads.delete(token);
  }
}

function endLoan(resolver: Resolver, id: StockId, session: SessionId, now: UnixMs): void {
  for (const token of takeBack(resolver.loans, id, session, now))
    for (const tokens of resolver.epochs.values())
      if (tokens.has(token)) tokens.set(token, COLLISION);
}

/** Drops epochs that are over and makes what is due. Call it about once a second. */
export function roll(resolver: Resolver, now: UnixMs): void {
  fill(resolver, now);
  rollLoans(resolver.loans, now);
  const present = epochAt(now);
  const wanted = [present - 1, present, present + 1].filter((each) => each >= 0).map(epochNumbered);
  for (const epoch of resolver.epochs.keys())
    if (!wanted.includes(epoch)) resolver.epochs.delete(epoch);
  for (const epoch of wanted) {
    if (resolver.epochs.has(epoch)) continue;
    resolver.epochs.set(epoch, new Map());
    const sessions = [...resolver.keys.keys()];
    if (!isDue(epoch, now)) resolver.filling = { epoch, sessions };
    else for (const session of sessions) place(resolver, session, epoch);
  }
}

/** The session of a token that may be on the air at `now`. */
export function sessionOf(
  { epochs, loans }: Resolver,
  token: Token,
  now: UnixMs,
): SessionId | "collision" | undefined {
  const carrier = carriedBy(loans, token, now);
  for (const epoch of epochsAccepted(now)) {
    const found = epochs.get(epoch)?.get(token);
    if (found === undefined) continue;
    return found === COLLISION || (carrier !== undefined && carrier !== found)
      ? "collision"
      : found;
  }
  return carrier;
}

/** Takes in that a gateway heard a token which `sessionOf` has found: clocks are known better. */
export const heardAt = ({ loans }: Resolver, token: Token, now: UnixMs): void =>
  follow(loans, token, now);

/** Goes on with the next epoch: a few at a time, or all of them when it is already due. */
function fill(resolver: Resolver, now: UnixMs): void {
  const { filling } = resolver;
  if (filling === undefined) return;
  const { epoch, sessions } = filling;
  for (const session of sessions.splice(0, isDue(epoch, now) ? sessions.length : ROLL_AT_ONCE))
    place(resolver, session, epoch);
  if (sessions.length === 0) resolver.filling = undefined;
}

/** Its tokens may be heard by now, or have been. */
const isDue = (epoch: Epoch, now: UnixMs): boolean => epoch <= Math.max(...epochsAccepted(now));

function place(resolver: Resolver, session: SessionId, epoch: Epoch): void {
  const tokens = resolver.epochs.get(epoch);
  const key = resolver.keys.get(session);
  if (tokens === undefined || key === undefined) return;
  const token = tokenOf(key, resolver.venue, epoch);
  const holder = tokens.get(token);
  tokens.set(token, holder === undefined || holder === session ? session : COLLISION);
}
