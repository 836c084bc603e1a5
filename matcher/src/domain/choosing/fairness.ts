/**
 * Fairness: turns what a nudge is worth into how much it adds to a fair sharing out. Pure.
 *
 * The sum over people of the logarithm of what they have had so far (Nash welfare) grows most by
 * giving to whoever has had least; nearly envy-free at little cost in matches (Tomita and Yokoyama,
 * RecSys 2024).
 */

/** Growth of ln(`start` + past value) when somebody who has had `past` is given `value` more. */
export const gainOf = (past: number, value: number, start: number): number =>
  Math.log((start + past + value) / (start + past));
