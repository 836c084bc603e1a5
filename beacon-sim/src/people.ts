/**
 * People: keeps a session open for each made-up person, and hands every new key to their badge.
 * Talks to the matcher over HTTP; keeps keys and bearers in memory until `stop`.
 */
import { type InterestId, type UnixMs, unixMs, type VenueId } from "@sighej/protocol";
import type { Binding } from "./beacon.ts";
import type { Cancel, Clock } from "./clock.ts";
import { SimError } from "./errors.ts";
import type { Logger } from "./logger.ts";
import { endSession, readInterests, startSession } from "./phone.ts";
import type { Rng } from "./rng.ts";
import { chooseInterests } from "./taste.ts";

/** Requests to the matcher at once: sixty people arrive in a second without queueing up there. */
const AT_ONCE = 4;
/** A session that could not be renewed is tried again after this, ms. */
const TRY_AGAIN = 15_000;
/** What ending all sessions may take, ms: a matcher that is going down too must not hold us up. */
const GOODBYE = 2_000;
/** The longest a timer may be set, ms; sessions last two hours. */
const MAX_TIMER = 2 ** 31 - 1;

export interface PeopleOptions {
  readonly matcher: URL;
  readonly venue: VenueId;
  readonly ids: readonly string[];
  readonly clock: Clock;
  readonly rng: Rng;
  readonly logger: Logger;
  /** Aborted when whoever opens the sessions no longer wants them. */
  readonly signal: AbortSignal;
  /** A person's badge gets a key. */
  readonly bind: (person: string, binding: Binding, now: UnixMs) => void;
}

export interface People {
  /** Ends every session, at most for two seconds, and every timer. */
  stop(): Promise<void>;
}

/** Resolves when everyone has a session. Throws `SimError` `matcher-failed`; then none is left open. */
export async function openSessions(options: PeopleOptions): Promise<People> {
  const { matcher, venue, ids, clock, rng, logger, signal, bind } = options;
  const bearers = new Map<string, Parameters<typeof endSession>[1]>();
  const timers = new Map<string, Cancel>();
  const renewing = new Set<Promise<void>>();
  const tastes = new Map<string, Rng>(ids.map((id) => [id, rng.fork(id)]));
  let shown: readonly InterestId[] = [];
  let stopped = false;

  const open = async (id: string): Promise<void> => {
    const interests = chooseInterests(shown, tastes.get(id) ?? rng);
    const session = await startSession(matcher, venue, interests, signal);
    bearers.set(id, session.bearer);
    const now = unixMs(clock.now());
    // The matcher's clock is what counts; ours may differ when it is on another machine.
    const left = session.expiresAt - session.serverTime;
    bind(id, { venue, beaconKey: session.beaconKey, expiresAt: unixMs(now + left) }, now);
    renewAfter(id, left);
  };

  const renew = async (id: string): Promise<void> => {
    try {
      await open(id);
    } catch (error) {
      if (stopped || signal.aborted) return;
      if (!(error instanceof SimError)) throw error;
      logger.warn({ reason: error.message }, "a made-up person got no new session");
      renewAfter(id, TRY_AGAIN);
    }
  };

  const renewAfter = (id: string, ms: number): void => {
    const run = (): void => {
      timers.delete(id);
      const renewal = renew(id).finally(() => renewing.delete(renewal));
      renewing.add(renewal);
    };
    if (!stopped && !signal.aborted) timers.set(id, clock.after(Math.min(ms, MAX_TIMER), run));
  };

  const stop = async (): Promise<void> => {
    stopped = true;
    for (const cancel of timers.values()) cancel();
    timers.clear();
    await Promise.allSettled(renewing);
    const limit = AbortSignal.timeout(GOODBYE);
    // Sessions that cannot be ended now end by themselves; whoever stops has no use for the reason.
    await eachOf([...bearers.values()], (bearer) =>
      endSession(matcher, bearer, limit).catch(() => undefined),
    );
    bearers.clear();
  };

  try {
    shown = await readInterests(matcher, venue, signal);
    await eachOf(ids, open);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** Runs `run` for each item, a few at once; stops at the first that fails. */
async function eachOf<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  let failed = false;
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined && !failed; item = waiting.shift()) {
      try {
        await run(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
