/**
 * Lot: numbers by chance that are the same for the same seed, for simulations. Pure; not for secrets.
 */

export interface Lot {
  /** Even, from 0 up to 1. */
  uniform(): number;
  /** Standard normal, cut off at six: the sum of twelve even ones, which is near enough for fading. */
  normal(): number;
}

/** Mulberry32 (Tommy Ettinger, 2017; public domain). */
export function lotOf(seed: number): Lot {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    normal: () => {
      let sum = -6;
      for (let at = 0; at < 12; at++) sum += uniform();
      return sum;
    },
  };
}
