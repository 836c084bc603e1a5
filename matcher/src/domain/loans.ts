/**
 * Loans: which session carries which beacon of the stock, and the tokens that lead there. Pure.
 *
 * Like a session's own tokens (`resolve.ts`) they are made ahead and found in O(1). What a beacon
 * may have sent for one session never leads to the next: whoever binds it after another is found
 * from the beacon's next period on.
 *
 * Of a beacon that has been returned, its clock and that period are remembered while the floor
 * lives. Neither says anything about who carried it, or when; a floor that starts without them
 * searches a little wider, so they are in no store.
 */
import {
  type DurationMs,
  durationMs,
  EPOCH_LENGTH,
  type SessionId,
  type StockId,
  type Token,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import {
  type BeaconClock,
  clockOf,
  noteHeard,
  periodReached,
  periodsAccepted,
} from "./beacon-clock.ts";
import { type Stock, type StockItem, stockItem, stockTokenOf } from "./stock.ts";

interface Loan {
  readonly item: StockItem;
  readonly clock: BeaconClock;
  /** Undefined while nobody carries it. */
  holder: SessionId | undefined;
  /** First period whose token leads to the holder. */
  from: number;
  /** Tokens made, by period. */
  readonly made: Map<number, Token>;
}

/** A token that two beacons made: neither is believed. */
const COLLISION = Symbol("collision");
type Lead = { readonly loan: Loan; readonly period: number } | typeof COLLISION;

export interface Loans {
  readonly stock: Stock;
  /** At most as many as the stock. */
  readonly all: Map<StockId, Loan>;
  readonly leads: Map<Token, Lead>;
  /** Beacons still to be looked after in the present round. */
  round: StockId[];
  rolledAt: UnixMs;
}

/**
 * Every loan is looked after this often, a share of them in each `rollLoans`: a period is made one
 * period ahead, so a round may be late by three of its length. With 5,000 loans 40 are visited a
 * second, which makes 40 tokens at most (0.6 ms).
 */
const ROUND: DurationMs = durationMs(EPOCH_LENGTH / 4);

export const noLoans = (stock: Stock): Loans => ({
  stock,
  all: new Map(),
  leads: new Map(),
  round: [],
  rolledAt: unixMs(0),
});

/** Gives a beacon to a session; what it sent for anybody else before will not lead to this one. */
export function lend(loans: Loans, id: StockId, session: SessionId, now: UnixMs): void {
  const loan = loans.all.get(id) ?? newLoan(loans, id);
  if (loan === undefined || loan.holder === session) return;
  if (loan.holder !== undefined) takeBack(loans, id, loan.holder, now);
  loan.holder = session;
  look(loans, loan, now);
}

export const holderOf = (loans: Loans, id: StockId): SessionId | undefined =>
  loans.all.get(id)?.holder;

/** Ends a loan, if it is this session's; the tokens that lead nowhere from now on. */
export function takeBack(
  loans: Loans,
  id: StockId,
  session: SessionId,
  now: UnixMs,
): readonly Token[] {
  const loan = loans.all.get(id);
  if (loan === undefined || loan.holder !== session) return [];
  loan.holder = undefined;
  loan.from = Math.max(loan.from, periodReached(loan.clock, now) + 1);
  const tokens = [...loan.made.values()];
  for (const token of tokens) loans.leads.delete(token);
  loan.made.clear();
  return tokens;
}

/** Looks after a share of the loans. Call it about once a second. */
export function rollLoans(loans: Loans, now: UnixMs): void {
  const passed = Math.min(ROUND, Math.max(0, now - loans.rolledAt));
  loans.rolledAt = now;
  if (loans.round.length === 0 || passed === ROUND) loans.round = [...loans.all.keys()];
  const share = Math.ceil((loans.all.size * passed) / ROUND);
  for (const id of loans.round.splice(0, share)) {
    const loan = loans.all.get(id);
    if (loan?.holder !== undefined) look(loans, loan, now);
  }
}

/** Who carries the beacon that has this token on the air at `now`. */
export function carriedBy(
  { leads }: Loans,
  token: Token,
  now: UnixMs,
): SessionId | "collision" | undefined {
  const lead = leads.get(token);
  if (lead === undefined) return undefined;
  if (lead === COLLISION) return "collision";
  const { first, last } = periodsAccepted(lead.loan.clock, now);
  return lead.period >= first && lead.period <= last ? lead.loan.holder : undefined;
}

/** Follows the clock of the beacon whose token a gateway heard. */
export function follow({ leads }: Loans, token: Token, now: UnixMs): void {
  const lead = leads.get(token);
  if (lead !== undefined && lead !== COLLISION) noteHeard(lead.loan.clock, lead.period, now);
}

function newLoan(loans: Loans, id: StockId): Loan | undefined {
  const item = stockItem(loans.stock, id);
  if (item === undefined) return undefined;
  const loan: Loan = { item, clock: clockOf(item), holder: undefined, from: 0, made: new Map() };
  loans.all.set(id, loan);
  return loan;
}

/** Drops what is over and makes what may be heard before the next look. */
function look({ stock, leads }: Loans, loan: Loan, now: UnixMs): void {
  const { first, last } = periodsAccepted(loan.clock, now);
  for (const [period, token] of loan.made)
    if (period < first) {
      loan.made.delete(period);
      leads.delete(token);
    }
  for (let period = Math.max(first, loan.from); period <= last + 1; period++) {
    if (loan.made.has(period)) continue;
    const token = stockTokenOf(stock, loan.item, period);
    if (token === undefined) return;
    loan.made.set(period, token);
    leads.set(token, leads.has(token) ? COLLISION : { loan, period });
  }
}
