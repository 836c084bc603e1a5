/**
 * CSV: turns comma- or semicolon-separated text, as spreadsheets of either habit save it, into rows,
 * and rows into text that no spreadsheet runs as a formula.
 */
import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import type { Csv } from "../../csv-ports.ts";

/** Columns of one file: twice what any of ours has. */
const MAX_COLUMNS = 32;
/** Characters of one field: a key has 43. */
const MAX_FIELD = 500;
/** What csv-stringify puts an apostrophe before (OWASP, CSV Injection). */
const escaped = /^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/;

export const csv: Csv = {
  read: (text) => {
    try {
      const [heading, ...records] = parse(text, {
        ...{ bom: true, delimiter: [",", ";"], info: true, skip_empty_lines: true, trim: true },
        max_record_size: MAX_COLUMNS * MAX_FIELD,
      }) as unknown as readonly Parsed[];
      if (heading === undefined) return { ok: false, fault: "line 1: expected a heading" };
      const columns = heading.record;
      if (columns.length > MAX_COLUMNS || new Set(columns).size < columns.length)
        return { ok: false, fault: "line 1: expected each column of the heading once" };
      const rows = records.map(({ record, info }) => ({
        line: info.lines,
        fields: Object.fromEntries(
          columns.map((name, at) => [name, (record[at] ?? "").replace(escaped, "")]),
        ),
      }));
      return { ok: true, rows };
    } catch (cause) {
      if (!(cause instanceof CsvError)) throw cause;
      return { ok: false, fault: faultIn(cause) };
    }
  },
  write: (columns, rows) =>
    stringify(
      rows.map((row) => columns.map((each) => row[each] ?? "")),
      {
        ...{ columns: [...columns], header: true, escape_formulas: true },
        ...{ record_delimiter: "windows" as const },
        // Read as a delimiter, too, wherever it stands bare.
        quoted_match: /;/,
      },
    ),
};

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The library's own words name what was read, which may be a key: ours name the line. */
function faultIn({ code, lines }: CsvError): string {
  const line = typeof lines === "number" ? lines : 1;
  if (/RECORD_INCONSISTENT/.test(code)) return `line ${line}: expected as many fields as headings`;
  if (/QUOTE/.test(code)) return `line ${line}: expected every quotation mark to be closed`;
  return `line ${line}: expected comma-separated text`;
}
