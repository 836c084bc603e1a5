/**
 * Seen: tells a batch delivered again from a new one, by gateway, boot id and sequence, and finds
 * those that never came. Pure.
 *
 * QoS 1 delivers at least once, and a gateway sends again what nobody has acknowledged, so a level
 * must not be taken in twice. Sequences have no gaps where they are made: one that is still missing
 * when no gateway holds it any longer is lost.
 */

/**
 * Sequences told apart, a power of two. A gateway holds windows for as long as their tokens live,
 * 572 s, which are 2,288 of the shortest ones.
 */
export const SEQUENCES = 4_096;
/** A gateway that restarts more than three times in ten minutes sends nothing worth keeping. */
const BOOTS = 4;

/** One start of a gateway: 512 octets of bits. */
interface Boot {
  /** Sequences up to here have been noted or not; none above. */
  highest: number;
  /** Where this matcher began to listen: what is missing below is not for it to say. */
  lowest: number;
  /** Whether the sequence was noted, by its remainder. */
  readonly bits: Uint32Array;
}

/** Starts by their boot id, oldest first; one per gateway. */
export type Seen = Map<number, Boot>;

/** `lost`: batches that are now known never to come. */
export interface Noted {
  readonly isNew: boolean;
  readonly lost: number;
}

export const noneSeen = (): Seen => new Map();

/** Notes a batch; one below all that can be told apart counts as noted before. */
export function note(seen: Seen, bootId: number, sequence: number): Noted {
  let boot = seen.get(bootId);
  let lost = 0;
  if (boot === undefined) {
    // What the start before had not sent by now was in its memory only.
    lost = [...seen.values()].slice(-1).reduce((sum, last) => sum + missing(last), 0);
    boot = { highest: sequence - 1, lowest: sequence, bits: new Uint32Array(SEQUENCES / 32) };
    seen.set(bootId, boot);
    if (seen.size > BOOTS) dropFirst(seen);
  }
  if (sequence <= boot.highest - SEQUENCES) return { isNew: false, lost };
  lost += advance(boot, sequence);
  boot.lowest = Math.min(boot.lowest, sequence);
  if (has(boot, sequence)) return { isNew: false, lost };
  mark(boot, sequence);
  return { isNew: true, lost };
}

/** Makes room up to `sequence`; how many of those that leave never came. */
function advance(boot: Boot, sequence: number): number {
  const jump = sequence - boot.highest;
  if (jump <= 0) return 0;
  let lost = 0;
  if (jump >= SEQUENCES) {
    // All that can be told apart leaves, and what was jumped over with it.
    lost = missing(boot) + jump - SEQUENCES;
    boot.bits.fill(0);
  } else
    for (let each = boot.highest + 1; each <= sequence; each++) {
      // Its bit is that of the sequence which leaves for it.
      if (each - SEQUENCES >= boot.lowest && !has(boot, each)) lost += 1;
      clear(boot, each);
    }
  boot.highest = sequence;
  return lost;
}

/** How many between the lowest and the highest were never noted. */
function missing(boot: Boot): number {
  let count = 0;
  for (let each = Math.max(boot.lowest, boot.highest - SEQUENCES + 1); each <= boot.highest; each++)
    if (!has(boot, each)) count += 1;
  return count;
}

const has = ({ bits }: Boot, sequence: number): boolean =>
  (((bits[(sequence % SEQUENCES) >> 5] ?? 0) >>> (sequence & 31)) & 1) === 1;

function mark({ bits }: Boot, sequence: number): void {
  const at = (sequence % SEQUENCES) >> 5;
  bits[at] = (bits[at] ?? 0) | (1 << (sequence & 31));
}

function clear({ bits }: Boot, sequence: number): void {
  const at = (sequence % SEQUENCES) >> 5;
  bits[at] = (bits[at] ?? 0) & ~(1 << (sequence & 31));
}

function dropFirst(from: Seen): void {
  for (const first of from.keys()) {
    from.delete(first);
    return;
  }
}
