/**
 * Rng: turns a seed into a repeatable stream of numbers, so that a run of the simulator can be run
 * again. Not for secrets. Deterministic; the only state is the stream's own.
 *
 * The generator is sfc32 (C. Doty-Humphrey, PractRand 0.94: 128 bits of state, passes its tests to
 * 32 TB, mean period about 2^127), seeded through splitmix32's finaliser so that near seeds ("a1",
 * "a2") give unrelated streams. `fork` names a sub-stream, so that adding one transmitter does not
 * change what the others draw.
 */

export interface Rng {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Standard normal, mean 0 and deviation 1 (Box–Muller). */
  normal(): number;
  /** Uniform whole number in [0, below). Throws a RangeError unless 1 <= below <= 2^32. */
  integer(below: number): number;
  /** One of `items`, each as likely. Throws a RangeError when there are none. */
  pick<T>(items: readonly T[]): T;
  /** A stream of its own, set by this stream's seed and `label` and by nothing drawn so far. */
  fork(label: string): Rng;
}

const TWO_32 = 0x1_0000_0000;
/** Outputs thrown away after seeding, until every state word depends on every seed word. */
const WARM_UP = 12;

export function seededRng(seed: string | number): Rng {
  const name = String(seed);
  const next = sfc32(...stateOf(name));
  const uniform = (): number => next() / TWO_32;
  // Box–Muller makes two at a time: the second waits here.
  let spare: number | undefined;

  const integer = (below: number): number => {
    if (!Number.isInteger(below) || below < 1 || below > TWO_32) {
      throw new RangeError("integer(below): below must be a whole number from 1 to 2^32");
    }
    return Math.floor(uniform() * below);
  };

  return {
    uniform,
    integer,
    normal() {
      if (spare !== undefined) {
        const kept = spare;
        spare = undefined;
        return kept;
      }
      // 1 - uniform is never 0, so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError("pick: nothing to pick from");
      return items[integer(items.length)] as T;
    },
    fork: (label) => seededRng(`${name}/${label}`),
  };
}

function sfc32(a: number, b: number, c: number, counter: number): () => number {
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < WARM_UP; i++) next();
  return next;
}

/** Four words from a seed's text: FNV-1a over its UTF-16 units, then splitmix32 steps. */
function stateOf(seed: string): [number, number, number, number] {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) {
    hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  }
  const step = (): number => {
    hash = (hash + 0x9e3779b9) | 0;
    let word = hash ^ (hash >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return word ^ (word >>> 15);
  };
  return [step(), step(), step(), step()];
}
