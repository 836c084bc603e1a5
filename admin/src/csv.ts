/**
 * CSV: turns rows into a file for a spreadsheet (RFC 4180), in which no text is a formula. Pure.
 *
 * A cell that begins with one of = + - @, a tab or a line break is run by spreadsheets (OWASP, CSV
 * injection): texts get an apostrophe in front. Numbers are ours and stay numbers.
 */

export type Cell = string | number | undefined;

const RUN = /^[=+\-@\t\r\n]/;
const QUOTED = /[",\r\n]/;
/** With it, spreadsheets take the file for UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

export function csvText(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [header, ...rows].map((row) => row.map(fieldOf).join(","));
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

function fieldOf(cell: Cell): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const safe = RUN.test(cell.trimStart()) || RUN.test(cell) ? `'${cell}` : cell;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** "Nordic Dev Day, Pakhus 7" as a part of a file's name. */
export const fileNamePart = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll("æ", "ae")
    .replaceAll("ø", "oe")
    .replaceAll("å", "aa")
    // é is e, and a mark that is dropped.
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "") || "sighej";
