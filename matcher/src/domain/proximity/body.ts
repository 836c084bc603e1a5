/**
 * Body: turns how well a beacon's levels fit each cell into how well they do when a body may stand
 * between it and a quarter of the compass. Pure but for the room that it is all in (`weighed.ts`).
 *
 * A body beside the carrier takes some 10 dB from every gateway behind it (whole human bodies at
 * 2.4 GHz: 8 to 20 dB). With D dB added to the residuals of a sector s, M grows by D S_s and Q by
 * 2 D M_s + D² S_s, so that eight quarters cost no second look at the gateways. The best is taken, at the
 * price of a body that is seldom there; where less is amiss than the price, none is looked for. Of one who
 * walks the depth is open as well: levels follow a body within seconds, and the best D, with a spread
 * around 10 dB, makes the misfit a square less (b² / a below).
 */
import { EACH, weighed } from "./weighed.ts";

const room = weighed;

/** What a body takes, dB. */
const BODY = 10;
/** One moment in four has a body in the way, on one of eight sides: ln 24 nats. */
const BODY_PRICE = 3.2;
/**
 * Whoever walks has one in the way as likely as not, its own or somebody's who is passed: ln 8 nats. Of
 * who stands a body could not be told from fading that stands still.
 */
const WALKER_BODY_PRICE = Math.log(8);
/** One over the variance of what a body takes of a walker's levels, 1/dB²: 8 to 20 dB, or on the way there. */
const WALKER_BODY = 1 / 25;

/**
 * Lets 10 dB be missing on any side of those who stand. With B the weights behind a body and M their
 * residuals, a misfit changes by 2 D (M + B (D / 2 − mean residual − B D / 2 S)).
 */
export function besideBody(count: number): void {
  const { likelihoods, linears, totals, weights, squares, sectors } = room;
  for (let at = 0; at < count; at++) {
    const clear = -2 * (likelihoods[at] as number);
    if (clear <= 2 * BODY_PRICE) continue;
    const total = weights[at] as number;
    const linear = linears[at] as number;
    const inverse = 1 / total;
    const share = linear * inverse;
    const open = (squares[at] as number) - linear * share;
    const rise = BODY / 2 - share;
    const bend = (BODY / 2) * inverse;
    // Any change that makes it less than without a body is a start: most cells have none.
    let least = (clear - open - 2 * BODY_PRICE) / (2 * BODY);
    let most = 0;
    const from = at * EACH;
    const to = from + EACH;
    let weightHere = sectors[to - 2] as number;
    let sumHere = sectors[to - 1] as number;
    // Two sides at a time, since what is asked of the array before it is read is asked once for both.
    for (let side = from; side < to; side += 4) {
      const weightNext = sectors[side] as number;
      const sumNext = sectors[side + 1] as number;
      const weightLast = sectors[side + 2] as number;
      const sumLast = sectors[side + 3] as number;
      const behind = weightHere + weightNext;
      const change = sumHere + sumNext + behind * (rise - bend * behind);
      if (change < least) {
        least = change;
        most = behind;
      }
      const behindNext = weightNext + weightLast;
      const changeNext = sumNext + sumLast + behindNext * (rise - bend * behindNext);
      if (changeNext < least) {
        least = changeNext;
        most = behindNext;
      }
      weightHere = weightLast;
      sumHere = sumLast;
    }
    if (most === 0) continue;
    linears[at] = linear + BODY * most;
    totals[at] = total;
    likelihoods[at] = -0.5 * (open + 2 * BODY * least) - BODY_PRICE;
  }
}

/** Lets any depth be missing on any side of those who walk; b² / a are compared without dividing. */
export function besideBodyWalking(count: number): void {
  const { likelihoods, linears, totals, weights, squares, sectors } = room;
  for (let at = 0; at < count; at++) {
    const clear = -2 * (likelihoods[at] as number);
    if (clear <= 2 * WALKER_BODY_PRICE) continue;
    const total = weights[at] as number;
    const linear = linears[at] as number;
    const inverse = 1 / total;
    const share = linear * inverse;
    const costly =
      (squares[at] as number) - linear * share + WALKER_BODY * BODY * BODY + 2 * WALKER_BODY_PRICE;
    // What it has to be less by, to be less than without a body.
    let square = costly - clear;
    let over = 1;
    let raised = 0;
    const from = at * EACH;
    const to = from + EACH;
    let weightHere = sectors[to - 2] as number;
    let sumHere = sectors[to - 1] as number;
    for (let side = from; side < to; side += 2) {
      const weightNext = sectors[side] as number;
      const sumNext = sectors[side + 1] as number;
      const behind = weightHere + weightNext;
      const a = WALKER_BODY + behind - behind * behind * inverse;
      const b = WALKER_BODY * BODY - sumHere - sumNext + behind * share;
      if (b * b * over > square * a) {
        square = b * b;
        over = a;
        raised = b * behind;
      }
      weightHere = weightNext;
      sumHere = sumNext;
    }
    if (raised === 0) continue;
    linears[at] = linear + raised / over;
    totals[at] = total;
    likelihoods[at] = -0.5 * (costly - square / over);
  }
}
