/**
 * Seen: tells a batch delivered again from a new one, by gateway, boot id and sequence. Pure.
 *
 * QoS 1 delivers at least once, so a level must not be taken in twice.
 */

/**
 * A batch older than 30 s is refused by its clock, and windows are 250 ms at least: 120 in 30 s,
 * doubled for sequences that skip empty windows the other way round.
 */
const SEQUENCES = 256;
/** A gateway that restarts more than three times in 30 s sends nothing worth keeping. */
const BOOTS = 4;

/** Sequences by boot id, oldest first; one per gateway. */
export type Seen = Map<number, Set<number>>;

export const noneSeen = (): Seen => new Map();

/** Notes a batch; false when it has been noted before. */
export function note(seen: Seen, bootId: number, sequence: number): boolean {
  const sequences = seen.get(bootId) ?? new Set();
  if (sequences.has(sequence)) return false;
  seen.set(bootId, sequences.add(sequence));
  if (sequences.size > SEQUENCES) dropFirst(sequences);
  if (seen.size > BOOTS) dropFirst(seen);
  return true;
}

function dropFirst(from: Set<number> | Seen): void {
  for (const first of from.keys()) {
    from.delete(first);
    return;
  }
}
