/**
 * CSV port: lists that staff bring in and take away (RFC 4180). Types only.
 */

/** One record, by the heading of its column. */
export interface CsvRow {
  /** Where it ends in the file, from 1, as an editor counts; the heading is line 1. */
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Csv {
  /** Rows under a heading, or what is wrong with the whole, in words for staff and with its line. */
  read(
    text: string,
  ):
    | { readonly ok: true; readonly rows: readonly CsvRow[] }
    | { readonly ok: false; readonly fault: string };
  /**
   * A heading, then the rows. Whatever a spreadsheet would take for a formula has an apostrophe before
   * it, which `read` takes away again.
   */
  write(columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string;
}
