/**
 * Shadowing: a seeded field of levels over a floor, so that people who stand close together are
 * shadowed alike. Pure.
 *
 * The autocorrelation is exp(-distance / length) (M. Gudmundson, "Correlation model for shadow
 * fading in mobile radio systems", Electronics Letters 27(23), 1991). The field is a sum of plane
 * waves whose wave vectors are drawn from that correlation's spectrum, in two dimensions the
 * bivariate Cauchy distribution (random Fourier features: Rahimi and Recht, NIPS 2007).
 */
import type { Metres } from "@sighej/protocol";
import type { Rng } from "../rng.ts";

/** What a place on the floor has, from a corner of the hall. */
export interface Point {
  readonly x: Metres;
  readonly y: Metres;
}

/** The field's value at a point: mean 0, standard deviation 1. */
export type Field = (at: Point) => number;

/** Enough that values at one point are normal to within 2 % in every moment up to the fourth. */
const WAVES = 64;

/** A field with the correlation exp(-distance / length), `length` in metres. */
export function shadowField(length: Metres, rng: Rng): Field {
  const waves = Array.from({ length: WAVES }, () => {
    // A ratio of normals is Cauchy; the sum below is finite even when this is very large.
    const scale = 1 / (length * Math.max(Math.abs(rng.normal()), Number.EPSILON));
    return { x: rng.normal() * scale, y: rng.normal() * scale, phase: 2 * Math.PI * rng.uniform() };
  });
  const amplitude = Math.sqrt(2 / WAVES);
  return ({ x, y }) => {
    let sum = 0;
    for (const wave of waves) sum += Math.cos(wave.x * x + wave.y * y + wave.phase);
    return amplitude * sum;
  };
}
