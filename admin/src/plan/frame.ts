/**
 * Frame: which part of a venue is drawn, in metres, and what is below it: the picture, or a grid. Pure.
 */
import { type FloorPlan, metresPerPixel, type PlanPoint, spotOfPixel } from "@sighej/protocol";

export interface Frame {
  /** Upper left corner and size, m. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where the picture lies, m; none without a picture or its scale. */
  readonly picture: Rectangle | undefined;
  /** A square of the grid, m. */
  readonly side: number;
  /** What is drawn alike in every hall, such as a gateway, is so many m: a pixel of a desk, about. */
  readonly unit: number;
}
interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Round what is drawn, m: nothing lies at the edge. */
const ROUND = 2;
/** And round what is arranged: there is room to hang something outside of all others. */
export const ROOM = 6;
/** Where nothing is drawn yet, m. */
const EMPTY = { x: 0, y: 0, width: 20, height: 12 };
/** Sides of squares, m; no more of them beside each other than can be counted. */
const SIDES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const MOST_SQUARES = 30;
/** Units that a frame is wide. */
const WIDE = 700;

/** `margin`: round what is drawn, m; more while something is being arranged there. */
export function frameOf(
  { picture, scale }: FloorPlan,
  spots: readonly PlanPoint[],
  margin = ROUND,
): Frame {
  const placed =
    picture === undefined || scale === undefined
      ? undefined
      : {
          ...spotOfPixel(scale, { x: 0, y: 0 }),
          width: picture.width * metresPerPixel(scale),
          height: picture.height * metresPerPixel(scale),
        };
  const round = boundsOf(spots, margin);
  const all = placed === undefined ? (round ?? EMPTY) : around(placed, round, margin);
  const longest = Math.max(all.width, all.height);
  return {
    ...all,
    picture: placed,
    side: SIDES.find((each) => longest / each <= MOST_SQUARES) ?? 1_000,
    // Not from the width alone: a tall hall is drawn as narrow as it is.
    unit: Math.max(all.width, all.height * 1.2) / WIDE,
  };
}

function boundsOf(spots: readonly PlanPoint[], margin: number): Rectangle | undefined {
  if (spots.length === 0) return undefined;
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  return { x, y, width: Math.max(...xs) + margin - x, height: Math.max(...ys) + margin - y };
}

/** The picture, and whatever hangs beside it. */
function around(one: Rectangle, other: Rectangle | undefined, margin: number): Rectangle {
  if (other === undefined) return one;
  const inner = {
    x: other.x + margin,
    y: other.y + margin,
    right: other.x + other.width - margin,
    bottom: other.y + other.height - margin,
  };
  const x = Math.min(one.x, inner.x);
  const y = Math.min(one.y, inner.y);
  return {
    ...{ x, y },
    width: Math.max(one.x + one.width, inner.right) - x,
    height: Math.max(one.y + one.height, inner.bottom) - y,
  };
}

/** The spot itself, or the nearest one inside. */
export const withinFrame = ({ x, y, width, height }: Frame, spot: PlanPoint): PlanPoint => ({
  x: Math.min(Math.max(spot.x, x), x + width),
  y: Math.min(Math.max(spot.y, y), y + height),
});

/** Where something new may be put: the middle, or as near to it as nothing hangs yet; to the metre. */
export function roomIn({ x, y, width, height }: Frame, others: readonly PlanPoint[]): PlanPoint {
  const middle = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
  const isFree = (spot: PlanPoint) =>
    others.every((each) => Math.hypot(each.x - spot.x, each.y - spot.y) >= ROUND / 2);
  for (let ring = 0; ring <= others.length; ring++)
    for (const [dx, dy] of around8(ring)) {
      const spot = { x: middle.x + dx, y: middle.y + dy };
      if (isFree(spot)) return spot;
    }
  return middle;
}

/** The eight spots that lie a ring away; the middle itself for none. */
const around8 = (ring: number): readonly (readonly [number, number])[] =>
  ring === 0
    ? [[0, 0]]
    : [-ring, 0, ring].flatMap((dx) => [-ring, 0, ring].map((dy) => [dx, dy] as const));

/** Lines of the grid along one side, m: whole squares from the venue's origin. */
export function gridOf(from: number, length: number, side: number): readonly number[] {
  const first = Math.ceil(from / side);
  const last = Math.floor((from + length) / side);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (first + at) * side);
}
