/**
 * Gate: lets only so many starts, requests or tries through, per address, session or join code. Pure but for what
 * it remembers; an address is remembered for minutes, in memory only.
 *
 * Token buckets: each is full at first, every start takes one, time puts them back.
 */
import type { UnixMs } from "@sighej/protocol";

export interface Gate {
  /** Whether one more may pass; counts it when it may. */
  passes(key: string, now: UnixMs): boolean;
  /** Whether one more would pass; counts nothing. */
  isOpen(key: string, now: UnixMs): boolean;
  /**
   * Takes back what `passes` counted. Where only wrong codes count and telling takes a while, a try is
   * counted at once and given back when it was right: otherwise all that come side by side would pass.
   */
  giveBack(key: string, now: UnixMs): void;
}

interface GateLimits {
  /** So many at once. */
  readonly burst: number;
  /** So many more in a second. */
  readonly perSecond: number;
  /** Keys remembered. */
  readonly most: number;
}

/**
 * A hall's network shows one address: 600 people who come in together pass, and one a second after
 * that, which is a queue at a door. Someone who floods fills 1/30 of a venue in that time.
 */
export const ADDRESS_LIMITS: GateLimits = { burst: 600, perSecond: 1, most: 10_000 };
/** A code on a screen is everybody's: two such halls, as a leaked one may come from any address. */
export const CODE_LIMITS: GateLimits = { burst: 1_200, perSecond: 2, most: 10_000 };

/**
 * Requests of every kind from one address, which may be a whole hall: 3,000 phones that find their
 * network again in the same moment ask twice each, and then each says every ten seconds what it has
 * heard. One process answers several times that, so the others are still served.
 */
export const REQUEST_LIMITS: GateLimits = { burst: 6_000, perSecond: 300, most: 10_000 };
/**
 * Requests of one session: a phone asks three things when it is opened and posts heard tokens every
 * few seconds; answers and reports are a handful. Two full venues are remembered.
 */
export const SESSION_LIMITS: GateLimits = { burst: 240, perSecond: 2, most: 40_000 };
/**
 * Wrong admin codes and passwords from one address: mistyping has room, guessing does not get 10,000 a day. The
 * hall's own address shares this, so staff who are shut out by a prankster use another network.
 */
export const TRY_LIMITS: GateLimits = { burst: 10, perSecond: 0.1, most: 10_000 };

/**
 * Sign-ins begun from one address, before anybody has shown who they are: a crew behind one address
 * that opens the dashboard together, and no more rows in the store than 1,800 an hour.
 */
export const BEGIN_LIMITS: GateLimits = { burst: 60, perSecond: 0.5, most: 10_000 };

/**
 * Wrong claim codes from one address: whoever sets up a hall of gateways mistypes some, and a code of
 * 60 bits is not found in 10,000 tries a day.
 */
export const ENROL_LIMITS: GateLimits = { burst: 20, perSecond: 0.1, most: 10_000 };
/**
 * Wrong passwords for one account, from wherever: no more than 1,500 guesses a day, against a
 * password of twelve characters. Whoever wears them out keeps its holder from signing in for some
 * minutes, and not from going on in a browser that is signed in.
 */
export const NAME_LIMITS: GateLimits = { burst: 20, perSecond: 1 / 60, most: 10_000 };

export function gateOf({ burst, perSecond, most }: GateLimits): Gate {
  const buckets = new Map<string, { left: number; at: UnixMs }>();
  const leftAt = ({ left, at }: { left: number; at: UnixMs }, now: UnixMs) =>
    Math.min(burst, left + (Math.max(0, now - at) / 1_000) * perSecond);
  const makeRoom = (now: UnixMs) => {
    for (const [key, bucket] of buckets) if (leftAt(bucket, now) >= burst) buckets.delete(key);
    // All of them in use: the one that was used least lately has the most back.
    for (const key of buckets.keys()) {
      if (buckets.size < most) return;
      buckets.delete(key);
    }
  };
  /** The least lately used come first, so this seldom looks at more than what it forgets. */
  const forgetFull = (now: UnixMs) => {
    for (const [key, bucket] of buckets) {
      if (leftAt(bucket, now) < burst) return;
      buckets.delete(key);
    }
  };
  const leftOf = (key: string, now: UnixMs) => {
    const bucket = buckets.get(key);
    return bucket === undefined ? burst : leftAt(bucket, now);
  };
  return {
    isOpen: (key, now) => leftOf(key, now) >= 1,
    giveBack: (key, now) => {
      const bucket = buckets.get(key);
      if (bucket === undefined) return;
      buckets.set(key, { left: Math.min(burst, leftAt(bucket, now) + 1), at: now });
    },
    passes: (key, now) => {
      forgetFull(now);
      const left = leftOf(key, now);
      if (left < 1) return false;
      buckets.delete(key);
      if (buckets.size >= most) makeRoom(now);
      buckets.set(key, { left: left - 1, at: now });
      return true;
    },
  };
}
