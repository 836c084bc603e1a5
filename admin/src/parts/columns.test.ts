import { expect, test } from "vitest";
import { type Column, csvOf, inOrder } from "./columns.ts";

interface Row {
  readonly name: string;
  readonly count: number | undefined;
}
const rows: readonly Row[] = [
  { name: "bar 10", count: 2 },
  { name: "bar 9", count: undefined },
  { name: "hall", count: 10 },
];
const columns: readonly Column<Row>[] = [
  { key: "name", title: "Zone", value: ({ name }) => name },
  { key: "count", title: "Count", value: ({ count }) => count },
  { key: "edit", title: "Change", value: () => "x", buttons: true },
];
const compare = new Intl.Collator("en", { numeric: true }).compare;
const names = (order: Parameters<typeof inOrder>[2]) =>
  inOrder(rows, columns, order, compare).map(({ name }) => name);

test("rows are sorted by what a column shows, numbers by their size", () => {
  expect(names({ key: "name", down: false })).toEqual(["bar 9", "bar 10", "hall"]);
  expect(names({ key: "count", down: true })).toEqual(["hall", "bar 10", "bar 9"]);
});

test("rows with nothing there come last, either way", () => {
  expect(names({ key: "count", down: false }).at(-1)).toBe("bar 9");
});

test("without an order rows stay as they come", () => {
  expect(names(undefined)).toEqual(rows.map(({ name }) => name));
});

test("a file has what the table shows, without its buttons", () => {
  const text = csvOf(rows, columns).replace("\uFEFF", "");
  expect(text).toBe("Zone,Count\r\nbar 10,2\r\nbar 9,\r\nhall,10\r\n");
});
