/**
 * Doubts: what the matcher would take of a layout, and hardly anybody means: zones that take floor or
 * people from each other. Pure.
 *
 * Of outlines that share floor the first in the list has it, and outlines go before what is nearest to a
 * gateway (`matcher/src/domain/proximity/zoning.ts`).
 */
import { isInOutline, type PlanPoint, type ZoneId } from "@sighej/protocol";
import { areApart, type Bounds, boundsOf } from "./bounds.ts";
import type { LaidGateway, LaidZone, Layout } from "./layout.ts";
import { sharedFloor } from "./shared-floor.ts";

export type Doubt =
  /** `first` has the floor that both have, m². */
  | {
      readonly kind: "shared";
      readonly first: ZoneId;
      readonly second: ZoneId;
      readonly floor: number;
    }
  /** Nothing of `second` is left. */
  | { readonly kind: "covered"; readonly first: ZoneId; readonly second: ZoneId }
  /** A zone without an outline, all of whose gateways hang inside of others. */
  | { readonly kind: "drowned"; readonly zone: ZoneId; readonly in: readonly ZoneId[] };

/** Less, m², nobody can be told to be in: a hand that draws one zone beside another leaves as much. */
const LEAST_FLOOR = 0.5;

interface Drawn {
  readonly zone: ZoneId;
  readonly outline: readonly PlanPoint[];
  /** Most zones lie apart: their bounds say so, and soon enough while one is pulled. */
  readonly bounds: Bounds;
}

export function doubtsOf({ gateways, zones }: Layout): readonly Doubt[] {
  const drawn = zones.flatMap(({ zone, outline }): Drawn[] =>
    outline === undefined || outline.length < 3
      ? []
      : [{ zone, outline, bounds: boundsOf(outline) }],
  );
  return [
    ...drawn.flatMap((second, at) => drawn.slice(0, at).flatMap((first) => between(first, second))),
    ...zones.flatMap((zone) => drownedIn(zone, gateways, zones)),
  ];
}

function between(first: Drawn, second: Drawn): readonly Doubt[] {
  if (areApart(first.bounds, second.bounds)) return [];
  const floor = sharedFloor(first.outline, second.outline);
  if (floor < LEAST_FLOOR) return [];
  const both = { first: first.zone, second: second.zone };
  const isLeft = sharedFloor(second.outline, second.outline) - floor >= LEAST_FLOOR;
  return isLeft ? [{ kind: "shared", ...both, floor }] : [{ kind: "covered", ...both }];
}

function drownedIn(
  { zone, outline }: LaidZone,
  gateways: readonly LaidGateway[],
  zones: readonly LaidZone[],
): readonly Doubt[] {
  const own = gateways.filter((each) => each.zone === zone);
  if (outline !== undefined || own.length === 0) return [];
  const within = own.flatMap(({ x, y }) =>
    x === undefined || y === undefined
      ? []
      : (zones.find((each) => isInOutline(each.outline ?? [], x, y))?.zone ?? []),
  );
  return within.length < own.length ? [] : [{ kind: "drowned", zone, in: [...new Set(within)] }];
}
