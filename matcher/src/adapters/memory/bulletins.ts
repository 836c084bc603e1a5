/**
 * Memory bulletins: the reference implementation of `BulletinStore`; forgotten with the process.
 */
import { TARGETS_MAX, type UnixMs, unixMs } from "@sighej/protocol";
import {
  type BulletinStore,
  type BulletinTarget,
  DELIVERY_LIFE,
  type Delivery,
  LEASE,
  MOST_WAITING,
} from "../../bulletin-ports.ts";

type Entry = Delivery & { readonly leasedUntil: UnixMs };

export function memoryBulletins(): BulletinStore {
  const targets = new Map<string, BulletinTarget>();
  const entries = new Map<string, Entry>();
  const change = (id: string, to: Partial<Entry>) => {
    const before = entries.get(id);
    if (before !== undefined) entries.set(id, { ...before, ...to, leasedUntil: unixMs(0) });
  };
  const waiting = () => [...entries.values()].filter(({ state }) => state === "waiting");
  return {
    addTarget: async (target) => {
      const there = [...targets.values()].filter(({ venue }) => venue === target.venue);
      if (there.length >= TARGETS_MAX) return "full";
      targets.set(target.id, target);
      return "added";
    },
    targets: async (venue) => [...targets.values()].filter((each) => each.venue === venue),
    removeTarget: async (venue, id) => {
      if (targets.get(id)?.venue !== venue) return false;
      targets.delete(id);
      for (const each of entries.values()) if (each.target === id) entries.delete(each.id);
      return true;
    },
    enqueue: async (deliveries) => {
      const [first] = deliveries;
      const ahead = waiting().filter(({ venue }) => venue === first?.venue).length;
      if (ahead + deliveries.length > MOST_WAITING) return false;
      for (const each of deliveries) {
        const had = [...entries.values()].some(
          ({ target, message }) => target === each.target && message === each.message,
        );
        const fresh = { tries: 0, state: "waiting", why: undefined, at: each.madeAt } as const;
        if (!had && targets.has(each.target))
          entries.set(each.id, { ...each, ...fresh, leasedUntil: unixMs(0) });
      }
      return true;
    },
    claim: async (now, most) => {
      const due = waiting()
        .filter(({ at, leasedUntil }) => at <= now && leasedUntil <= now)
        .toSorted((a, b) => a.at - b.at)
        .slice(0, most);
      return due.flatMap((each) => {
        const to = targets.get(each.target);
        if (to === undefined) return [];
        const tries = each.tries + 1;
        entries.set(each.id, { ...each, tries, leasedUntil: unixMs(now + LEASE) });
        const { leasedUntil, state, why, at, ...rest } = each;
        const { kind, address, secret } = to;
        return [{ ...rest, tries, to: { kind, address, secret } }];
      });
    },
    arrived: async (id, now) => change(id, { state: "arrived", why: undefined, at: now }),
    missed: async (id, why, next, now) =>
      change(id, { state: next === undefined ? "failed" : "waiting", why, at: next ?? now }),
    deliveries: async (venue, most) =>
      [...entries.values()]
        .filter((each) => each.venue === venue)
        .toReversed()
        .toSorted((a, b) => b.madeAt - a.madeAt)
        .slice(0, most)
        .map(({ leasedUntil, ...each }) => each),
    retry: async (venue, id, now) => {
      const each = entries.get(id);
      if (each?.venue !== venue || each.state !== "failed") return false;
      change(id, { state: "waiting", tries: 0, at: now });
      return true;
    },
    forget: async (now) => {
      for (const { id, state, at } of entries.values())
        if (state !== "waiting" && at <= now - DELIVERY_LIFE) entries.delete(id);
    },
  };
}
