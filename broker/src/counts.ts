/**
 * Counts: how often what was refused or dropped, by words from closed lists. The first of each kind
 * is logged, the rest are only counted, so that a flood cannot fill a disk.
 */
import type { Logger } from "pino";

export interface Counts {
  /** `words` name the thing, such as "publish-refused", "gateway", "foreign-topic". */
  readonly add: (...words: readonly string[]) => void;
  readonly reading: () => Readonly<Record<string, number>>;
}

export function startCounts(logger: Logger): Counts {
  const counts = new Map<string, number>();
  return {
    add: (...words) => {
      const key = words.join(".");
      const before = counts.get(key) ?? 0;
      counts.set(key, before + 1);
      if (before === 0) logger.warn({ count: key }, "first of its kind; more are only counted");
    },
    reading: () => Object.fromEntries(counts),
  };
}
