/**
 * Counts: what the dashboard makes of released numbers: pages joined, figures in words. Pure.
 *
 * Every number has its noise, and a standard deviation that is shown beside it. What is below a venue's
 * least number is only said to be few; that is decided where it leaves the matcher.
 */
import type { Aggregates, UnixMs } from "@sighej/protocol";

export interface Figure {
  readonly value: number | "few";
  /** Standard deviation of the noise, in the same unit. */
  readonly error: number;
}

export interface Bucket {
  readonly from: UnixMs;
  readonly until: UnixMs;
}

export const bucketKey = ({ from, until }: Bucket): string => `${from}-${until}`;

/** Independent noises add up by their squares. What is few adds nothing to a number. */
const sumOf = (one: Figure, other: Figure): Figure => ({
  value:
    one.value === "few" ? other.value : other.value === "few" ? one.value : one.value + other.value,
  error: Math.hypot(one.error, other.error),
});

/**
 * Pages in their order as one answer. The last bucket of a page that is not the last may be cut, and is
 * in the next one again: it is left out.
 */
export function joined(pages: readonly Aggregates[]): Aggregates {
  const [first] = pages;
  if (first === undefined) throw new RangeError("an answer has a page");
  if (pages.length === 1) return first;
  const whole = pages.map((page, at) => {
    const cut = at < pages.length - 1 ? page.byTime.at(-1)?.from : undefined;
    return {
      cells: page.cells.filter(({ from }) => from !== cut),
      byTime: page.byTime.filter(({ from }) => from !== cut),
    };
  });
  const cells = whole.flatMap((each) => each.cells);
  const subjects = new Map<string, Figure>();
  for (const { subject, value, error } of cells) {
    const before = subjects.get(subject);
    subjects.set(
      subject,
      before === undefined ? { value, error } : sumOf(before, { value, error }),
    );
  }
  const byTime = whole.flatMap((each) => each.byTime);
  const nothing: Figure = { value: "few", error: 0 };
  return {
    ...first,
    cells,
    byTime,
    bySubject: [...subjects].map(([subject, figure]) => ({ subject, ...figure })),
    total: byTime.reduce<Figure>(sumOf, nothing),
    more: pages.at(-1)?.more ?? false,
  };
}

/** Cells by subject and bucket, for what shows them in rows and columns. */
export function gridOf({ cells, byTime }: Aggregates): {
  readonly buckets: readonly Bucket[];
  readonly figureAt: (subject: string, bucket: Bucket) => Figure | undefined;
} {
  const figures = new Map(
    cells.map(({ subject, from, until, value, error }) => [
      `${subject} ${bucketKey({ from, until })}`,
      { value, error },
    ]),
  );
  return {
    buckets: byTime.map(({ from, until }) => ({ from, until })),
    figureAt: (subject, bucket) => figures.get(`${subject} ${bucketKey(bucket)}`),
  };
}

/** Midnight before `time`, on the clock of this computer. */
export function startOfDay(time: UnixMs): UnixMs {
  const day = new Date(time);
  day.setHours(0, 0, 0, 0);
  return day.getTime() as UnixMs;
}
