/**
 * Faults: what goes wrong at a venue, done to recorded readings. Pure; randomness is an argument.
 */
import type { Rng } from "../rng.ts";
import { picked, type Readings } from "./air.ts";

/**
 * `at`: the moments that will be looked at, s. `bearingOf`: from the carrier to a receiver at that
 * second, rad.
 */
export type Fault = (
  readings: Readings,
  at: readonly number[],
  rng: Rng,
  bearingOf: (receiver: number, second: number) => number,
) => Readings;

const shifted = (readings: Readings, by: (index: number) => number): Readings => ({
  ...readings,
  rssi: readings.rssi.map((rssi, index) =>
    rssi > 0 ? rssi : Math.max(-127, Math.min(20, Math.round(rssi + by(index)))),
  ),
});

/** Two draws from the normal distribution, of which one is used (Box and Muller). */
const normalDraw = (rng: Rng): number =>
  Math.sqrt(-2 * Math.log(1 - rng.uniform())) * Math.cos(2 * Math.PI * rng.uniform());

const BODY_DB = 10;
const BODY_S = 20;
const CORRUPT_SHARE = 0.01;
/** The receiver that is loud or dies: in the middle of the hall, so that it matters. */
const BROKEN = 0;

/** Every carrier has a strength of its own, standard deviation `sd` dB. */
export const offset =
  (sd: number): Fault =>
  (readings, _, rng) => {
    const by = sd * normalDraw(rng);
    return shifted(readings, () => by);
  };

export const faults: Readonly<Record<string, Fault>> = {
  loud: (readings) => shifted(readings, (index) => (readings.receiver[index] === BROKEN ? 5 : 0)),
  dead: (readings) =>
    picked(
      readings,
      [...readings.at.keys()].filter(
        (index) =>
          readings.receiver[index] !== BROKEN || (readings.at[index] ?? 0) < readings.length / 2,
      ),
    ),
  /** Of whole adverts: receivers hear one within some milliseconds of each other. */
  lossy: (readings, _, rng) => {
    const lost = new Map<number, boolean>();
    return picked(
      readings,
      [...readings.at.keys()].filter((index) => {
        const advert = Math.round((readings.at[index] ?? 0) * 5);
        const known = lost.get(advert);
        if (known !== undefined) return !known;
        lost.set(advert, rng.uniform() < 0.3);
        return lost.get(advert) === false;
      }),
    );
  },
  /** As if it had never been there: what a dead one may cost at most. */
  without: (readings) =>
    picked(
      readings,
      [...readings.at.keys()].filter((index) => readings.receiver[index] !== BROKEN),
    ),
  /**
   * A body on one side of the carrier: receivers in that quarter lose 10 dB for the 20 s before each
   * look. Where looks follow each other more closely there is always one, on a new side every 20 s.
   */
  body: (readings, at, rng, bearingOf) => {
    const towards = Array.from(
      { length: Math.ceil(readings.length / BODY_S) + 1 },
      () => 2 * Math.PI * rng.uniform(),
    );
    const isOften = (at[1] ?? 0) - (at[0] ?? 0) < BODY_S;
    return shifted(readings, (index) => {
      const time = readings.at[index] ?? 0;
      if (!at.some((look) => time > look + 1 - BODY_S && time <= look + 1)) return 0;
      const side = towards[isOften ? Math.floor(time / BODY_S) : 0] ?? 0;
      const behind = Math.cos(bearingOf(readings.receiver[index] ?? 0, time) - side);
      return behind > Math.SQRT1_2 ? -BODY_DB : 0;
    });
  },
  corrupt: (readings, _, rng) => ({
    ...readings,
    rssi: readings.rssi.map((rssi) =>
      rng.uniform() < CORRUPT_SHARE ? Math.floor(rng.uniform() * 63) : rssi,
    ),
  }),
};
