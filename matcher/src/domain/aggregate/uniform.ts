/**
 * Uniform: turns random bytes into whole numbers, each equally likely. Pure: the bytes are the
 * caller's, from the operating system.
 */

/** A whole number from 0 to `below` − 1; `below` from 1 to MOST_BELOW. */
export type Uniform = (below: number) => number;

/** Six bytes: what arithmetic on numbers holds exactly, with room to spare below 2^53. */
export const MOST_BELOW = 2 ** 48;

/** Bytes asked for at a time: a draw takes one or two, and asking costs more than they do. */
const POOL = 256;

/**
 * Draws by rejection: a plain remainder would favour small numbers. `random` gives that many bytes.
 * A bound out of range is a bug: RangeError.
 */
export function uniformOf(random: (bytes: number) => Uint8Array): Uniform {
  let pool = new Uint8Array();
  let used = 0;
  const next = (): number => {
    if (used >= pool.length) {
      pool = new Uint8Array(random(POOL));
      used = 0;
    }
    const byte = pool[used++];
    if (byte === undefined) throw new RangeError("the source of randomness gave nothing");
    return byte;
  };
  return (below) => {
    if (!Number.isInteger(below) || below < 1 || below > MOST_BELOW)
      throw new RangeError("a bound is a whole number from 1 to 2^48");
    if (below === 1) return 0;
    for (;;) {
      let span = 256;
      let value = next();
      for (; span < below; span *= 256) value = value * 256 + next();
      // What is left above the last full stretch of `below` would come up too often: draw again.
      if (value < span - (span % below)) return value % below;
    }
  };
}
