import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csv } from "./csv.ts";

/** Text as a cell may hold it: blanks at its ends are not kept. */
const cell = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .map((text) => text.trim())
  .filter((text) => !text.startsWith("'") && !text.includes("\u0000"));

describe("CSV", () => {
  it("is read as it was written, whatever is in it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: cell.map((each) => `x${each}`), key: cell })),
        (rows) => {
          const read = csv.read(csv.write(["id", "key"], rows));
          expect(read.ok && read.rows.map(({ fields }) => fields)).toEqual(rows);
        },
      ),
      { examples: [[[{ id: "x", key: ";" }]], [[{ id: "x", key: "\uFF1D" }]]] },
    );
  });

  it("has nothing that a spreadsheet would run as a formula", () => {
    for (const start of ["=", "+", "-", "@", "\t=", "\r="]) {
      const text = csv.write(["id"], [{ id: `${start}HYPERLINK("https://evil.example")` }]);
      const [, first = ""] = text.split(/\r\n(?=")|\r\n/);
      expect(first).toMatch(/^"?'/);
    }
  });

  it("is read with semicolons, a byte order mark and Windows' line ends, too", () => {
    const read = csv.read("\uFEFFid;key\r\nA1;x\r\n\r\nB2;'-y\r\n");
    expect(read).toEqual({
      ok: true,
      rows: [
        { line: 2, fields: { id: "A1", key: "x" } },
        { line: 4, fields: { id: "B2", key: "-y" } },
      ],
    });
  });

  it("is refused by its line, without a word of what was in it", () => {
    const faults = ["id,key\nA1,x\nB2", 'id,key\n"A1,secret', "", "id,id\nA1,A2"].map((text) =>
      csv.read(text),
    );
    expect(faults).toEqual([
      { ok: false, fault: "line 3: expected as many fields as headings" },
      { ok: false, fault: expect.stringMatching(/^line 2: expected every quotation mark/) },
      { ok: false, fault: "line 1: expected a heading" },
      { ok: false, fault: "line 1: expected each column of the heading once" },
    ]);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const read = csv.read(text);
        if (!read.ok) expect(read.fault).toMatch(/^line \d+: expected /);
      }),
    );
  });
});
