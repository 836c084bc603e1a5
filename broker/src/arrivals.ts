/**
 * Arrivals: turns connections, by where they come from, into those that may stay. Pure but for what
 * it holds; `Connection` is whatever the caller closes.
 *
 * Strangers cost a place each until they have said who they are. When too many wait, the one that
 * has waited longest at the address with the most is given up: whoever opens connections and says
 * nothing pushes out its own, and a gateway, which takes a second, comes in.
 */
import { isIPv6 } from "node:net";

export interface ArrivalLimits {
  /**
   * Connections at a time: the largest venue has some 200 gateways. Each may hold a packet of 160 KB
   * that is still arriving, which makes 160 MB at worst.
   */
  readonly open: number;
  /** From one address: a venue's gateways and matcher behind one router. */
  readonly openFromOne: number;
  /** That have not said who they are: a whole venue that comes back at once. */
  readonly waiting: number;
  /** From one address, at once and then a second: gateways spread their attempts, floods do not. */
  readonly burst: number;
  readonly perSecond: number;
}

export const ARRIVAL_LIMITS: ArrivalLimits = {
  open: 1_000,
  openFromOne: 400,
  waiting: 300,
  burst: 400,
  perSecond: 20,
};

/** Addresses whose pace is remembered: 100 bytes each; the longest unheard is forgotten first. */
const MOST_ADDRESSES = 4_096;

type ArrivalRefusal = "too-many" | "too-many-from-address" | "too-often-from-address";

type Arrival<Connection> =
  | { readonly ok: false; readonly refusal: ArrivalRefusal }
  /** `givenUp` has to make room: close it. */
  | { readonly ok: true; readonly givenUp: Connection | undefined };

export interface Arrivals<Connection> {
  /** One more from `address` at `now` (ms, monotonic). */
  readonly arrive: (connection: Connection, address: string, now: number) => Arrival<Connection>;
  /** It has proved who it is. */
  readonly settle: (connection: Connection) => void;
  /** It is closed; may be told more than once. */
  readonly leave: (connection: Connection) => void;
}

interface Origin {
  readonly open: Set<unknown>;
  /** Longest waiting first. */
  readonly waiting: Set<unknown>;
  credit: number;
  at: number;
}

export function startArrivals<Connection extends object>(
  limits: ArrivalLimits = ARRIVAL_LIMITS,
): Arrivals<Connection> {
  const { burst, perSecond } = limits;
  /** Longest unheard first. */
  const origins = new Map<string, Origin>();
  const originOf = new Map<Connection, Origin>();
  const waiting = new Set<Connection>();

  function heardFrom(key: string, now: number): Origin {
    const known = origins.get(key);
    const origin = known ?? { open: new Set(), waiting: new Set(), credit: burst, at: now };
    origin.credit = Math.min(burst, origin.credit + ((now - origin.at) * perSecond) / 1_000);
    origin.at = now;
    origins.delete(key);
    origins.set(key, origin);
    for (const [old, { open }] of origins) {
      if (origins.size <= MOST_ADDRESSES) break;
      if (open.size === 0) origins.delete(old);
    }
    return origin;
  }

  function longestWaiting(): Connection | undefined {
    let most: Origin | undefined;
    for (const each of waiting) {
      const origin = originOf.get(each);
      if (origin !== undefined && origin.waiting.size > (most?.waiting.size ?? 0)) most = origin;
    }
    for (const each of waiting) if (most?.waiting.has(each)) return each;
    return undefined;
  }

  function settle(connection: Connection): void {
    waiting.delete(connection);
    originOf.get(connection)?.waiting.delete(connection);
  }

  function leave(connection: Connection): void {
    settle(connection);
    originOf.get(connection)?.open.delete(connection);
    originOf.delete(connection);
  }

  return {
    arrive: (connection, address, now) => {
      const origin = heardFrom(originKey(address), now);
      if (origin.credit < 1) return { ok: false, refusal: "too-often-from-address" };
      origin.credit -= 1;
      if (origin.open.size >= limits.openFromOne)
        return { ok: false, refusal: "too-many-from-address" };
      const givenUp = waiting.size >= limits.waiting ? longestWaiting() : undefined;
      if (givenUp !== undefined) leave(givenUp);
      if (originOf.size >= limits.open) return { ok: false, refusal: "too-many" };
      origin.open.add(connection);
      origin.waiting.add(connection);
      originOf.set(connection, origin);
      waiting.add(connection);
      return { ok: true, givenUp };
    },
    settle,
    leave,
  };
}

/** An IPv6 network of 64 bits is one household's or one venue's, so it counts as one address. */
export function originKey(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? [];
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [left, right] = [groups(head), groups(tail)];
  const zeros = address.includes("::") ? 8 - left.length - right.length : 0;
  const all = [...left, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...right];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
