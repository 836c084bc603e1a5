/**
 * Fading: what reflections do to one path, per advertising channel; it changes within centimetres
 * and stands still while nobody moves. Pure.
 *
 * One direct wave and a dozen reflected ones (R. H. Clarke, "A statistical theory of mobile-radio
 * reception", Bell Syst. Tech. J. 47(6), 1968), which makes the amplitude Rician. The three
 * advertising channels are so far apart that each has reflections of its own: on the recorded hall
 * a path shows three levels, each as often as the others, a few dB apart (`fit/`).
 */
import type { Metres } from "@sighej/protocol";
import type { Rng } from "../rng.ts";
import type { Point } from "./shadowing.ts";

/** Centres of the advertising channels 37, 38, 39, Hz (Core 5.4, Vol 6 Part B §1.4.1). */
const CHANNELS = [2.402e9, 2.426e9, 2.48e9];
const SPEED_OF_LIGHT = 299_792_458;
/** Makes the diffuse part normal to a few per cent; more waves cost time and change nothing. */
const WAVES = 12;
const DB_PER_NEPER = 10 / Math.LN10;

/** Fade in dB, mean 0 over places, at `at`, which is `distance` from the receiver. */
export type Fading = (at: Point, distance: Metres, channel: number) => number;

export const ADVERTISING_CHANNELS = CHANNELS.length;

/** Fading at one receiver; `k` is the Rician factor, power of the direct to all reflected waves. */
export function ricianFading(k: number, rng: Rng): Fading {
  const direct = Math.sqrt(k / (k + 1));
  const reflected = Math.sqrt(1 / (k + 1) / WAVES);
  const mean = ricianMoments(k).mean;
  const channels = CHANNELS.map((frequency) => {
    const number = (2 * Math.PI * frequency) / SPEED_OF_LIGHT;
    const waves = Array.from({ length: WAVES }, () => {
      const angle = 2 * Math.PI * rng.uniform();
      return {
        x: number * Math.cos(angle),
        y: number * Math.sin(angle),
        phase: 2 * Math.PI * rng.uniform(),
      };
    });
    return { number, waves };
  });
  return ({ x, y }, distance, channel) => {
    const at = channels[channel];
    if (at === undefined) throw new RangeError("there are three advertising channels");
    let real = direct * Math.cos(at.number * distance);
    let imaginary = direct * Math.sin(at.number * distance);
    for (const wave of at.waves) {
      const phase = wave.x * x + wave.y * y + wave.phase;
      real += reflected * Math.cos(phase);
      imaginary += reflected * Math.sin(phase);
    }
    return DB_PER_NEPER * Math.log(real * real + imaginary * imaginary + Number.EPSILON) - mean;
  };
}

/**
 * Mean and standard deviation, dB, of a Rician fade of mean power 1: the power is a Poisson mixture
 * of gamma variables, whose logarithms have digamma and trigamma as moments.
 */
export function ricianMoments(k: number): { readonly mean: number; readonly sd: number } {
  let weight = Math.exp(-k);
  let digamma = -0.5772156649015329;
  let trigamma = Math.PI ** 2 / 6;
  let first = 0;
  let second = 0;
  // Terms past k + 12 √k + 30 weigh less than a double can show.
  const terms = Math.ceil(k + 12 * Math.sqrt(k) + 30);
  for (let j = 0; j < terms; j++) {
    first += weight * digamma;
    second += weight * (digamma * digamma + trigamma);
    weight *= k / (j + 1);
    digamma += 1 / (j + 1);
    trigamma -= 1 / (j + 1) ** 2;
  }
  return {
    mean: DB_PER_NEPER * (first - Math.log1p(k)),
    sd: DB_PER_NEPER * Math.sqrt(second - first * first),
  };
}
