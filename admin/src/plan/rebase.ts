/**
 * Rebase: turns changes that were made to an older layout into the same changes of the newest one, when
 * somebody else has saved meanwhile. Pure.
 *
 * What only one side has changed is as that side has it. What both have changed is as it is here, and
 * named, so that it can be looked at again.
 */
import type { LaidGateway, LaidZone, Layout } from "./layout.ts";

export interface Rebased {
  readonly layout: Layout;
  /** Ids of gateways and names of zones that both have changed. */
  readonly both: readonly string[];
}

export function rebased(base: Layout, mine: Layout, theirs: Layout): Rebased {
  const zones = merged(base.zones, mine.zones, theirs.zones, ({ zone }: LaidZone) => zone);
  const gateways = merged(
    ...([base.gateways, mine.gateways, theirs.gateways] as const),
    ({ gateway }: LaidGateway) => gateway,
  );
  const known = new Set(zones.items.map(({ zone }) => zone));
  return {
    layout: {
      zones: zones.items,
      // A zone that they have deleted has no gateways.
      gateways: gateways.items.map((each) =>
        each.zone === undefined || known.has(each.zone) ? each : { ...each, zone: undefined },
      ),
    },
    both: [...zones.both.map(({ name }) => name), ...gateways.both.map(({ gateway }) => gateway)],
  };
}

function merged<T>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  idOf: (item: T) => string,
): { readonly items: readonly T[]; readonly both: readonly T[] } {
  const by = (items: readonly T[]) => new Map(items.map((each) => [idOf(each), each]));
  const [was, here, there] = [by(base), by(mine), by(theirs)];
  const ids = new Set([...there.keys(), ...here.keys()]);
  const items: T[] = [];
  const both: T[] = [];
  for (const id of ids) {
    const [before, one, other] = [was.get(id), here.get(id), there.get(id)];
    const [mineChanged, theirsChanged] = [!same(before, one), !same(before, other)];
    const kept = mineChanged ? one : other;
    if (kept !== undefined) items.push(kept);
    const named = one ?? other;
    if (mineChanged && theirsChanged && !same(one, other) && named !== undefined) both.push(named);
  }
  return { items, both };
}

/** Alike in every field, in whichever order they stand. */
export const same = (one: unknown, other: unknown): boolean => textOf(one) === textOf(other);

const textOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
