/**
 * Walk: turns where gateways hang and zones are drawn into the spots that staff stand at to calibrate,
 * and the corners that they walk between. Pure.
 *
 * Each spot is as far from all before it as can be (farthest-point sampling), so that a calibration
 * that ends early has still been everywhere; then they are put in the order of a short way.
 */
import { CALIBRATION_SPOTS, isInOutline, type PlanPoint } from "@sighej/protocol";
import { boundsOf } from "./bounds.ts";
import { toDecimetre } from "./steps.ts";

/** Spots tried along the longer side: 1,600 of a square hall. */
const TRIED = 40;
const FINEST = 0.5;
/** As near to a marked spot as that, m, somebody has stood at it; the matcher counts it so, too. */
const SAME_SPOT = 0.5;

export const isAt = (one: PlanPoint, other: PlanPoint): boolean => apart(one, other) <= SAME_SPOT;

const apart = (a: PlanPoint, b: PlanPoint): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Inside what is drawn, and between the gateways. */
export function spotsFor(
  gateways: readonly PlanPoint[],
  outlines: readonly (readonly PlanPoint[])[],
): readonly PlanPoint[] {
  const hung = boundsOf(gateways);
  const all = boundsOf([...gateways, ...outlines.flat()]);
  const step = Math.max(FINEST, (all.right - all.left) / TRIED, (all.bottom - all.top) / TRIED);
  const along = (from: number, to: number) =>
    Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, at) => from + at * step);
  const tried = along(all.left, all.right)
    .flatMap((x) => along(all.top, all.bottom).map((y) => ({ x, y })))
    .filter(
      ({ x, y }) =>
        (x >= hung.left && x <= hung.right && y >= hung.top && y <= hung.bottom) ||
        outlines.some((outline) => isInOutline(outline, x, y)),
    );
  return inShortOrder(spreadOver(tried).map(toDecimetre));
}

function spreadOver(tried: readonly PlanPoint[]): readonly PlanPoint[] {
  const [first] = tried;
  if (first === undefined) return [];
  const spots = [first];
  const far = tried.map((each) => apart(each, first));
  while (spots.length < CALIBRATION_SPOTS) {
    const farthest = far.reduce((best, each, at) => (each > (far[best] ?? 0) ? at : best), 0);
    const next = tried[farthest];
    if (next === undefined || (far[farthest] ?? 0) <= SAME_SPOT) break;
    spots.push(next);
    for (const [at, each] of tried.entries()) far[at] = Math.min(far[at] ?? 0, apart(each, next));
  }
  return spots;
}

/** Always on to the nearest one left. */
function inShortOrder(spots: readonly PlanPoint[]): readonly PlanPoint[] {
  const left = [...spots];
  const way: PlanPoint[] = left.splice(0, 1);
  while (left.length > 0) {
    const here = way.at(-1) ?? { x: 0, y: 0 };
    const nearest = left.reduce(
      (best, each, at) => (apart(each, here) < apart(left[best] ?? each, here) ? at : best),
      0,
    );
    way.push(...left.splice(nearest, 1));
  }
  return way;
}

/** The `turn`th corner of a walk: first from spot to spot, then crosswise, and so on. */
export function cornerOf(spots: readonly PlanPoint[], turn: number): number {
  const count = spots.length;
  const [round, at] = [Math.floor(turn / count), turn % count];
  if (round % 2 === 0) return at;
  return at % 2 === 0 ? at / 2 : Math.ceil(count / 2) + (at - 1) / 2;
}
