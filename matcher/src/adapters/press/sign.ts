/**
 * Sign: what hangs at the door, in Danish and English side by side: who answers for it, what for, what
 * is kept, and what to do for whoever does not want to.
 */
import type { PrintLanguage, UnixMs } from "@sighej/protocol";
import type { SignPrint } from "../../print-ports.ts";
import { A4, A6 } from "./papers.ts";
import { drawMark, drawQr, fitText, line, openSheet, type Sheet, soft } from "./sheet.ts";
import { signTexts, signWords } from "./words.ts";

export async function drawSign(print: SignPrint, now: UnixMs): Promise<Uint8Array> {
  const size = print.paper === "a6" ? A6 : A4;
  const [width, height] = size;
  const sheet = await openSheet(`${print.venue}: SigHej`, "da", size, now);
  const { doc, shown } = sheet;
  doc.addPage();
  const unit = width / 100;
  const edge = 7 * unit;
  drawMark(doc, edge, edge, 9 * unit);
  fitText(
    doc,
    shown(print.venue, "SigHej"),
    {
      x: edge + 12 * unit,
      y: edge + 1 * unit,
      width: width - 2 * edge - 12 * unit,
      height: 8 * unit,
    },
    { weight: "bold", most: 5 * unit, least: 2 * unit },
  );
  const column = (width - 2 * edge - 6 * unit) / 2;
  const top = edge + 13 * unit;
  const bottom = height - edge - 24 * unit;
  drawColumn(sheet, print, "da", { x: edge, y: top, width: column, height: bottom - top });
  const second = edge + column + 6 * unit;
  drawColumn(sheet, print, "en", { x: second, y: top, width: column, height: bottom - top });
  const middle = edge + column + 3 * unit;
  doc.moveTo(middle, top).lineTo(middle, bottom).lineWidth(0.5).stroke(line);
  const side = 22 * unit;
  drawQr(doc, print.link, edge, height - edge - side, side);
  fitText(
    doc,
    `${signWords.more.da}\n${signWords.more.en}\n${shown(print.link.replace(/^https?:\/\//, ""))}`,
    { x: edge + 25 * unit, y: height - edge - 16 * unit, width: 60 * unit, height: 14 * unit },
    { weight: "regular", most: 2.8 * unit, least: 1.4 * unit, colour: soft },
  );
  return sheet.finish();
}

interface Column {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Shares of a column's height, from the title down: what is kept says most. */
const shares = {
  title: 0.12,
  lead: 0.09,
  controller: 0.16,
  purpose: 0.16,
  kept: 0.3,
  optOut: 0.17,
};

function drawColumn({ doc, shown }: Sheet, print: SignPrint, language: PrintLanguage, at: Column) {
  const size = at.width / 18;
  let y = at.y;
  const next = (share: number) => {
    const box = { x: at.x, y, width: at.width, height: at.height * share - size * 0.4 };
    y += at.height * share;
    return box;
  };
  const { title, lead } = signWords;
  fitText(doc, title[language], next(shares.title), { weight: "bold", most: size * 1.5, least: 4 });
  const leading = { weight: "regular", most: size, least: 3.5 } as const;
  fitText(doc, lead[language], next(shares.lead), leading);
  const texts = {
    controller: shown(`${print.controller}. ${print.contact}`),
    purpose: shown((print.purpose ?? signTexts.purpose)[language]),
    kept: shown((print.kept ?? signTexts.kept)[language]),
    optOut: shown((print.optOut ?? signTexts.optOut)[language]),
  };
  for (const [part, text] of Object.entries(texts) as [keyof typeof texts, string][]) {
    const { height, ...box } = next(shares[part]);
    const heading = { ...box, height: size * 1.4 };
    fitText(doc, signWords[part][language], heading, { weight: "bold", most: size, least: 4 });
    const below = { ...box, y: box.y + size * 1.3, height: height - size * 1.3 };
    fitText(doc, text, below, { weight: "regular", most: size * 0.85, least: 3.5 });
  }
}
