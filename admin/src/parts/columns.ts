/**
 * Columns: what a table shows of a row, how rows are put in order, and the same rows for a file. Pure.
 */
import type { Snippet } from "svelte";
import { type Cell, csvText } from "../csv.ts";

export interface Column<Row> {
  /** Unique in its table. */
  readonly key: string;
  readonly title: string;
  /** What is shown, unless there is a `cell`; sorted by, and in the file. */
  readonly value: (row: Row) => Cell;
  /** Another look of the same value. */
  readonly cell?: Snippet<[Row]>;
  /** What it is sorted by, where that is not its value. */
  readonly sortBy?: (row: Row) => Cell;
  /** Figures stand at the right, below each other. */
  readonly figure?: boolean;
  /** Not sorted by: a row would jump away while it is typed in. */
  readonly still?: boolean;
  /** Buttons of a row: not sorted by, and in no file. */
  readonly buttons?: boolean;
  /** A few words of ours, which are short: they stay on one line, where somebody's long text is broken. */
  readonly whole?: boolean;
}

export interface Order {
  readonly key: string;
  readonly down: boolean;
}

/** Rows with nothing there come last, either way; equal ones stay as they were. */
export function inOrder<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | undefined,
  compareTexts: (a: string, b: string) => number,
): readonly Row[] {
  const column = columns.find(({ key }) => key === order?.key);
  if (column === undefined || order === undefined) return rows;
  const by = column.sortBy ?? column.value;
  const sign = order.down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [by(one), by(other)];
    if (a === undefined || b === undefined)
      return Number(a === undefined) - Number(b === undefined);
    const compared =
      typeof a === "number" && typeof b === "number" ? a - b : compareTexts(String(a), String(b));
    return sign * compared;
  });
}

export function csvOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const filed = columns.filter(({ buttons }) => buttons !== true);
  return csvText(
    filed.map(({ title }) => title),
    rows.map((row) => filed.map(({ value }) => value(row))),
  );
}
