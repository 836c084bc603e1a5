/**
 * Rng: the simulator's seeded numbers, with the two draws that a crowd needs besides.
 */
import { seededRng } from "@sighej/beacon-sim";

export interface Rng {
  /** Evenly from 0 up to 1. */
  uniform(): number;
  /** Evenly from `from` up to `to`. */
  between(from: number, to: number): number;
  bytes(length: number): Uint8Array;
}

export function rngOf(seed: number): Rng {
  const { uniform, integer } = seededRng(seed);
  return {
    uniform,
    between: (from, to) => from + uniform() * (to - from),
    bytes: (length) => Uint8Array.from({ length }, () => integer(256)),
  };
}
