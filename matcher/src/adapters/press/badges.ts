/**
 * Badges: a label for each, with its printed id and the QR that binds it.
 */
import type { UnixMs } from "@sighej/protocol";
import type { BadgePrint } from "../../print-ports.ts";
import { A4, LABEL, LABEL_EDGE, LABELS_A_SHEET, labelAt } from "./papers.ts";
import { drawMark, drawQr, fitText, openSheet, soft } from "./sheet.ts";
import { badgeWords } from "./words.ts";

export async function drawBadges({ venue, badges }: BadgePrint, now: UnixMs): Promise<Uint8Array> {
  const { doc, shown, finish } = await openSheet(`${venue}: badges`, "en", A4, now);
  for (const [at, { id, link }] of badges.entries()) {
    const place = at % LABELS_A_SHEET;
    if (place === 0) doc.addPage();
    const { x, y } = labelAt(place);
    const side = LABEL.height - 2 * LABEL_EDGE;
    drawQr(doc, link, x + LABEL.width - LABEL_EDGE - side, y + LABEL_EDGE, side);
    const left = { x: x + LABEL_EDGE, width: LABEL.width - 2 * LABEL_EDGE - side - 4 };
    drawMark(doc, left.x, y + LABEL_EDGE, 22);
    const printed = { ...left, y: y + LABEL_EDGE + 27, height: 22 };
    fitText(doc, id, printed, { weight: "bold", most: 16, least: 5 });
    const small = { weight: "regular", least: 4, colour: soft } as const;
    const name = { ...left, y: y + LABEL_EDGE + 50, height: 18 };
    fitText(doc, shown(venue, "SigHej"), name, { ...small, most: 7 });
    const words = { ...left, y: y + LABEL_EDGE + 69, height: 15 };
    fitText(doc, badgeWords, words, { ...small, most: 6 });
    await new Promise(setImmediate);
  }
  return finish();
}
