/**
 * Sheet: a PDF with our type and colours, and the few things that everything printed is made of.
 *
 * Text is drawn, never interpreted, so there is nothing to escape: what a name can do wrong is to be
 * too long, or to hold what the font has no shape for.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { UnixMs } from "@sighej/protocol";
import { create, type Font } from "fontkit";
import PDFDocument from "pdfkit";
import { encode } from "uqr";

/** As in the design's tokens, light. */
export const ink = "#12282b";
export const soft = "#3f5457";
export const line = "#c8d3ce";
export const action = "#1b4a4b";
export const lamp = "#ffc947";
export const ground = "#eaefec";

/** Of a quiet zone round a QR, in modules (ISO/IEC 18004 §9.1). */
const QUIET = 4;
/** Points in a millimetre. */
export const mm = 72 / 25.4;

export type Doc = PDFKit.PDFDocument;
type Weight = "regular" | "bold";

export interface Sheet {
  readonly doc: Doc;
  /** Only what the font has a shape for. */
  readonly shown: (text: string, otherwise?: string) => string;
  /** All of it, once it is drawn. */
  readonly finish: () => Promise<Uint8Array>;
}

interface Fonts {
  readonly regular: Buffer;
  readonly bold: Buffer;
  readonly face: Font;
}

let fonts: Promise<Fonts> | undefined;

/** Schibsted Grotesk (OFL 1.1), read once, when something is printed for the first time. */
async function readFonts(): Promise<Fonts> {
  const at = (weight: number) =>
    fileURLToPath(
      import.meta.resolve(
        `@fontsource/schibsted-grotesk/files/schibsted-grotesk-latin-${weight}-normal.woff`,
      ),
    );
  const [regular, bold] = await Promise.all([readFile(at(400)), readFile(at(700))]);
  const face = create(regular);
  if (!("hasGlyphForCodePoint" in face)) throw new TypeError("the font's file holds several");
  return { regular, bold, face };
}

/** `size`: width and height in points. */
export async function openSheet(
  title: string,
  language: string,
  size: readonly [number, number],
  now: UnixMs,
): Promise<Sheet> {
  fonts ??= readFonts();
  const { regular, bold, face } = await fonts;
  const doc = new PDFDocument({
    ...{ size: [...size], margin: 0, autoFirstPage: false, lang: language, displayTitle: true },
    info: { Title: title, Creator: "SigHej", Producer: "SigHej", CreationDate: new Date(now) },
  });
  doc.registerFont("regular", regular).registerFont("bold", bold);
  const parts: Buffer[] = [];
  doc.on("data", (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    doc.once("end", resolve);
    doc.once("error", reject);
  });
  return {
    doc,
    shown: (text, otherwise = "") => shownBy(face, text) || shownBy(face, otherwise),
    finish: async () => {
      doc.end();
      await ended;
      return Buffer.concat(parts);
    },
  };
}

/** A letter that the font lacks loses its accent; what is no letter of it at all is left out. */
function shownBy(face: Font, text: string): string {
  const has = (each: string) => face.hasGlyphForCodePoint(each.codePointAt(0) ?? 0);
  return [...text.normalize("NFC").replaceAll(/\s+/gu, " ")]
    .map((each) => (has(each) ? each : [...each.normalize("NFD")].filter(has).join("")))
    .join("")
    .replaceAll(/ +/g, " ")
    .trim();
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Type {
  readonly weight: Weight;
  /** Points, at most and at least; it shrinks until it fits. */
  readonly most: number;
  readonly least: number;
  readonly colour?: string;
  readonly align?: "left" | "center";
}

/** Text as large as fits into its box; the rest of one that never fits ends in an ellipsis. */
export function fitText(doc: Doc, text: string, box: Box, type: Type): number {
  const { weight, most, least, colour = ink, align = "left" } = type;
  doc.font(weight);
  let size = most;
  for (; size > least; size -= 0.5) {
    doc.fontSize(size);
    const longest = Math.max(...text.split(" ").map((word) => doc.widthOfString(word)));
    if (longest <= box.width && doc.heightOfString(text, { width: box.width }) <= box.height) break;
  }
  doc.fontSize(size).fillColor(colour);
  const height = Math.min(doc.heightOfString(text, { width: box.width }), box.height);
  doc.text(text, box.x, box.y, { width: box.width, height: box.height, align, ellipsis: true });
  return height;
}

/** A QR of `side` points with its quiet zone, black on white: what every camera reads best. */
export function drawQr(doc: Doc, text: string, x: number, y: number, side: number): void {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const module = side / size;
  doc.rect(x, y, side, side).fill("#ffffff");
  for (const [row, modules] of data.entries())
    for (let at = 0; at < modules.length; at++) {
      const from = at;
      while (modules[at]) at++;
      if (at > from) doc.rect(x + from * module, y + row * module, (at - from) * module, module);
    }
  doc.fill("#000000");
}

/** The logo, `width` points wide: its drawing is 48 by 40. */
export function drawMark(doc: Doc, x: number, y: number, width: number): void {
  doc
    .save()
    .translate(x, y)
    .scale(width / 48);
  doc
    .path("M18 4a14 14 0 1 1-2.8 27.72L6.2 37.1q-2 1-1.8-1.2L5.6 24.5A14 14 0 0 1 18 4Z")
    .fill(action);
  doc
    .path("M30 4a14 14 0 1 0 2.8 27.72l9 5.38q2 1 1.8-1.2L42.4 24.5A14 14 0 0 0 30 4Z")
    .fill("#708f8f");
  doc.path("M24 5.35a14 14 0 0 1 0 25.3 14 14 0 0 1 0-25.3Z").fill(lamp);
  doc.restore();
}

/** A zone's letter in its square. */
export function drawLetter(doc: Doc, letter: string, x: number, y: number, side: number): void {
  doc.roundedRect(x, y, side, side, side / 5).fill(action);
  doc
    .font("bold")
    .fontSize(side * (letter.length > 1 ? 0.42 : 0.6))
    .fillColor("#ffffff");
  const height = doc.currentLineHeight();
  doc.text(letter, x, y + (side - height) / 2, { width: side, align: "center", lineBreak: false });
}
