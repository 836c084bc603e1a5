/**
 * Posters: one for each zone, with the QR that leads to the venue.
 */
import type { UnixMs } from "@sighej/protocol";
import type { PosterPrint } from "../../print-ports.ts";
import { A4, A6, LABEL, LABEL_EDGE, LABELS_A_SHEET, labelAt } from "./papers.ts";
import { drawLetter, drawMark, drawQr, fitText, openSheet, type Sheet, soft } from "./sheet.ts";
import { posterWords } from "./words.ts";

type Zone = PosterPrint["zones"][number];

export async function drawPosters(print: PosterPrint, now: UnixMs): Promise<Uint8Array> {
  const { paper, language, venue, zones } = print;
  const size = paper === "a6" ? A6 : A4;
  const sheet = await openSheet(`${venue}: SigHej`, language, size, now);
  for (const [at, zone] of zones.entries()) {
    if (paper !== "label" || at % LABELS_A_SHEET === 0) sheet.doc.addPage();
    if (paper === "label") drawLabel(sheet, print, zone, labelAt(at % LABELS_A_SHEET));
    else drawPoster(sheet, print, zone, size);
    await new Promise(setImmediate);
  }
  return sheet.finish();
}

/** Laid out by the page's width, so that A6 is A4 made smaller. */
function drawPoster(
  { doc, shown }: Sheet,
  { venue, language, link, shortLink }: PosterPrint,
  { letter, name }: Zone,
  [width, height]: readonly [number, number],
): void {
  const unit = width / 100;
  const edge = 8 * unit;
  const inner = width - 2 * edge;
  drawMark(doc, edge, edge, 10 * unit);
  fitText(
    doc,
    shown(venue, "SigHej"),
    { x: edge + 13 * unit, y: edge + 1 * unit, width: inner - 13 * unit, height: 8 * unit },
    { weight: "regular", most: 4.4 * unit, least: 2 * unit, colour: soft },
  );
  drawLetter(doc, letter, edge, 24 * unit, 16 * unit);
  fitText(
    doc,
    shown(name, letter),
    { x: edge + 20 * unit, y: 23 * unit, width: inner - 20 * unit, height: 20 * unit },
    { weight: "bold", most: 11 * unit, least: 3 * unit },
  );
  fitText(
    doc,
    posterWords.invite[language],
    { x: edge, y: 46 * unit, width: inner, height: 20 * unit },
    { weight: "regular", most: 4.6 * unit, least: 2 * unit },
  );
  const side = 52 * unit;
  drawQr(doc, link, (width - side) / 2, 66 * unit, side);
  fitText(
    doc,
    `${posterWords.type[language]} ${shown(shortLink)}`,
    { x: edge, y: 119 * unit, width: inner, height: 3.6 * unit },
    { weight: "regular", most: 2.8 * unit, least: 1.4 * unit, colour: soft, align: "center" },
  );
  fitText(
    doc,
    posterWords.promise[language],
    { x: edge, y: height - edge - 5 * unit, width: inner, height: 5 * unit },
    { weight: "bold", most: 3.2 * unit, least: 1.6 * unit, align: "center" },
  );
}

function drawLabel(
  { doc, shown }: Sheet,
  { venue, language, link }: PosterPrint,
  { letter, name }: Zone,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const side = LABEL.height - 2 * LABEL_EDGE;
  drawQr(doc, link, x + LABEL.width - LABEL_EDGE - side, y + LABEL_EDGE, side);
  const width = LABEL.width - 2 * LABEL_EDGE - side - 4;
  const left = { x: x + LABEL_EDGE, width };
  drawLetter(doc, letter, left.x, y + LABEL_EDGE, 22);
  const name1 = { ...left, y: y + LABEL_EDGE + 26, height: 28 };
  fitText(doc, shown(name, letter), name1, { weight: "bold", most: 12, least: 5 });
  fitText(
    doc,
    shown(venue, "SigHej"),
    { ...left, y: y + LABEL_EDGE + 56, height: 10 },
    { weight: "regular", most: 7, least: 4, colour: soft },
  );
  fitText(
    doc,
    posterWords.short[language],
    { ...left, y: y + LABEL_EDGE + 67, height: 17 },
    { weight: "regular", most: 6.5, least: 4 },
  );
}
