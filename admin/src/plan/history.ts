/**
 * History: a value with what it was before, step by step, and what was taken back. Pure.
 */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

/** Steps that can be taken back: an afternoon's, and a few hundred kB of a large venue. */
export const MOST_STEPS = 100;

export const historyOf = <T>(present: T): History<T> => ({ past: [], present, future: [] });

/** `joins`: part of the step before, as a drag is of its first move. */
export const stepTo = <T>({ past, present }: History<T>, next: T, joins = false): History<T> => ({
  past: joins && past.length > 0 ? past : [...past, present].slice(-MOST_STEPS),
  present: next,
  future: [],
});

export function undone<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  const before = past.at(-1);
  if (before === undefined) return history;
  return { past: past.slice(0, -1), present: before, future: [present, ...future] };
}

export function redone<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  const [next, ...later] = future;
  if (next === undefined) return history;
  return { past: [...past, present], present: next, future: later };
}
