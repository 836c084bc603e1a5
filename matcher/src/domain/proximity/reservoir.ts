/**
 * Reservoir: keeps a fair share of the levels that pass, to learn a radio map from. Pure; a value
 * that is changed in place.
 *
 * Level vectors and nothing else: no token, no session, no time, and in slots drawn by lot, so that
 * two of one person are not next to each other. Bounded, and emptied whenever a map is learned.
 */

/** Windows to learn from; more add nothing that a finer map would show. 1.5 MB at 256 gateways. */
const TO_LEARN = 1_500;
/** Windows that no map is made from, to judge maps by. */
const TO_JUDGE = 300;
/** One window in this many is for judging. */
const JUDGE_ONE_IN = 5;
/** A map of fewer says less than a plain one; judged by fewer, chance decides. */
const LEARN_FROM = 400;
const JUDGE_FROM = 80;
/** Heard by fewer, a window says nothing of where it was. */
const HEARD_MIN = 4;

interface Pool {
  readonly levels: Float32Array;
  /** Windows offered since it was emptied, of which it holds as many as it has room for. */
  offered: number;
}

export interface Reservoir {
  readonly gateways: number;
  readonly learning: Pool;
  readonly judging: Pool;
  /** State of the lot. */
  lot: number;
}

/** Levels one window after the other, dBm by gateway, NaN where not heard. */
export interface Windows {
  readonly learning: Float32Array;
  readonly judging: Float32Array;
}

export const noWindows = (gateways: number): Reservoir => ({
  gateways,
  learning: { levels: new Float32Array(TO_LEARN * gateways), offered: 0 },
  judging: { levels: new Float32Array(TO_JUDGE * gateways), offered: 0 },
  lot: 0x9e3779b9,
});

/** Takes the levels of one carrier in, or not, by lot. */
export function offer(reservoir: Reservoir, levels: Float32Array): void {
  let heard = 0;
  for (const level of levels) if (!Number.isNaN(level)) heard++;
  if (heard < HEARD_MIN) return;
  const pool = draw(reservoir, JUDGE_ONE_IN) === 0 ? reservoir.judging : reservoir.learning;
  const room = pool.levels.length / reservoir.gateways;
  // Every window so far is in with the same chance (Vitter 1985, algorithm R).
  const slot = pool.offered < room ? pool.offered : draw(reservoir, pool.offered + 1);
  pool.offered++;
  if (slot < room) pool.levels.set(levels, slot * reservoir.gateways);
}

export const isEnough = ({ learning, judging }: Reservoir): boolean =>
  learning.offered >= LEARN_FROM && judging.offered >= JUDGE_FROM;

/** What it holds, and empties it. */
export function drain({ gateways, learning, judging }: Reservoir): Windows {
  const taken = (pool: Pool) => {
    const held = pool.levels.slice(0, Math.min(pool.levels.length, pool.offered * gateways));
    pool.offered = 0;
    pool.levels.fill(0);
    return held;
  };
  return { learning: taken(learning), judging: taken(judging) };
}

/** A whole number below `below`, even enough for a lot (Marsaglia 2003, xorshift). */
function draw(reservoir: Reservoir, below: number): number {
  let { lot } = reservoir;
  lot ^= lot << 13;
  lot ^= lot >>> 17;
  lot ^= lot << 5;
  reservoir.lot = lot;
  return (lot >>> 0) % below;
}
