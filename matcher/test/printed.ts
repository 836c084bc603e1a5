/**
 * Printed: reads a PDF as a printer and a phone would: poppler draws it and takes its text, jsQR reads
 * the codes. None of it has a part in making them.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsQR from "jsqr";

/** As a phone sees a label from a hand's breadth. */
const DPI = 200;

interface Page {
  readonly width: number;
  readonly height: number;
  /** RGB. */
  readonly pixels: Uint8Array;
}

export function pagesOf(pdf: Uint8Array): readonly Page[] {
  return inFolder(pdf, (folder, file) => {
    execFileSync("pdftoppm", ["-r", `${DPI}`, file, join(folder, "page")], { stdio: "pipe" });
    return readdirSync(folder)
      .filter((name) => name.endsWith(".ppm"))
      .toSorted()
      .map((name) => pageIn(readFileSync(join(folder, name))));
  });
}

/** Text in reading order, white space as one space. */
export const textOf = (pdf: Uint8Array): string =>
  inFolder(pdf, (_, file) =>
    execFileSync("pdftotext", ["-enc", "UTF-8", file, "-"], { encoding: "utf8", stdio: "pipe" }),
  )
    .replaceAll(/\s+/g, " ")
    .trim();

/** What the code says that lies in this part of a page, in shares of it. */
export function codeIn(
  page: Page,
  { x = 0, y = 0, width = 1, height = 1 } = {},
): string | undefined {
  const [left, top] = [Math.round(x * page.width), Math.round(y * page.height)];
  const [wide, high] = [Math.floor(width * page.width), Math.floor(height * page.height)];
  const rgba = new Uint8ClampedArray(wide * high * 4);
  for (let row = 0; row < high; row++)
    for (let column = 0; column < wide; column++) {
      const from = ((top + row) * page.width + left + column) * 3;
      const to = (row * wide + column) * 4;
      rgba.set(page.pixels.subarray(from, from + 3), to);
      rgba[to + 3] = 255;
    }
  return jsQR.default(rgba, wide, high)?.data;
}

function inFolder<T>(pdf: Uint8Array, read: (folder: string, file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "sighej-print-"));
  try {
    const file = join(folder, "sheet.pdf");
    writeFileSync(file, pdf);
    return read(folder, file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** "P6", width, height and 255 as text, then the pixels (netpbm's ppm(5)). */
function pageIn(ppm: Buffer): Page {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.toString("latin1", 0, 64));
  if (head === null) throw new Error("no PPM");
  return {
    width: Number(head[1]),
    height: Number(head[2]),
    pixels: new Uint8Array(ppm.subarray(head[0].length)),
  };
}
