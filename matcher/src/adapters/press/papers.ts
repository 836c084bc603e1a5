/**
 * Papers: sizes, and where labels lie on their sheet. Points. Pure.
 */
import { mm } from "./sheet.ts";

export const A4 = [210 * mm, 297 * mm] as const;
export const A6 = [105 * mm, 148 * mm] as const;

/** 70 by 37 mm, three by eight with half a millimetre above: the 24 to a sheet that every shop has. */
const COLUMNS = 3;
const ROWS = 8;
const TOP = 0.5 * mm;
export const LABEL = { width: 70 * mm, height: 37 * mm } as const;
export const LABELS_A_SHEET = COLUMNS * ROWS;
/** Printers feed a millimetre or two off. */
export const LABEL_EDGE = 3.5 * mm;

/** The upper left corner of a label, by its place in reading order. */
export const labelAt = (place: number): { readonly x: number; readonly y: number } => ({
  x: (place % COLUMNS) * LABEL.width,
  y: TOP + Math.floor(place / COLUMNS) * LABEL.height,
});
