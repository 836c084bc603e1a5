import { expect, test } from "vitest";
import { csvText, fileNamePart } from "./csv.ts";

const lines = (text: string) => text.replace("\uFEFF", "").split("\r\n");

test("texts that a spreadsheet would run become texts", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
    expect(lines(csvText(["a"], [[text]]))[1]?.replace(/^"/, "")).toMatch(/^'/);
});

test("numbers stay numbers, below zero, too", () => {
  expect(lines(csvText(["a", "b"], [[-3, 4.5]]))[1]).toBe("-3,4.5");
});

test("what divides cells is quoted, and nothing is an empty cell", () => {
  expect(lines(csvText(["a"], [['say "hi", both', undefined]]))[1]).toBe('"say ""hi"", both",');
});

test("a file's name has letters that every system takes", () => {
  expect(fileNamePart("Nørdernes Café, Århus/2026")).toBe("noerdernes-cafe-aarhus-2026");
  expect(fileNamePart("…")).toBe("sighej");
});
