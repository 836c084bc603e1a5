/**
 * Report heat: one metric by zone and hour or day, its figure in every cell; what is too few is hatched,
 * what was never counted is empty.
 */
import { drawLegend, type Pen } from "./report-charts.ts";
import type { Figure } from "./report-words.ts";
import { type Box, fitText, ink, line, mm, soft } from "./sheet.ts";

/** As in the dashboard's tokens, light, from pale to amber. */
const steps = ["#f6f0dc", "#fbe2a0", "#ffc947", "#eda62b", "#cc8010"] as const;
const hiddenCell = "#dee6e2";
const hiddenHatch = "#b3c1bc";

const NAMES = 34 * mm;
const SUM = 17 * mm;
const HEAD = 12 * mm;
const FOOT = 6 * mm;
const CELL_TYPE = 7;
const ROW_LEAST = 4.2 * mm;
const ROW_MOST = 6 * mm;

/** In `first`, and where that is too small for all zones on as many pages of `page` as it takes. */
export async function drawHeat(pen: Pen, first: Box, page: Box): Promise<void> {
  const { doc, report } = pen;
  const values = report.zones.flatMap(({ byColumn }) =>
    byColumn.flatMap((each) => (typeof each?.value === "number" ? each.value : [])),
  );
  const most = Math.max(report.fewBelow + steps.length, ...values);
  const colourOf = (value: number) => {
    const share = (value - report.fewBelow) / (most - report.fewBelow);
    return steps[Math.min(steps.length - 1, Math.max(0, Math.floor(share * steps.length)))];
  };
  let [box, at] = [first, 0];
  while (at < report.zones.length) {
    const room = box.height - HEAD - FOOT;
    const left = report.zones.length - at;
    const row = Math.min(ROW_MOST, Math.max(ROW_LEAST, room / left));
    const fit = Math.max(1, Math.min(left, Math.floor(room / row)));
    drawHead(pen, box);
    for (const [turn, zone] of report.zones.slice(at, at + fit).entries()) {
      drawZone(pen, { ...box, y: box.y + HEAD + turn * row, height: row }, zone, colourOf);
      await new Promise(setImmediate);
    }
    drawFoot(pen, { ...box, y: box.y + HEAD + fit * row + 2 * mm });
    at += fit;
    if (at < report.zones.length) {
      doc.addPage();
      box = page;
    }
  }
}

const widthOf = ({ report }: Pen, { width }: Box): number =>
  (width - NAMES - SUM) / Math.max(1, report.columns.length);

function drawHead(pen: Pen, box: Box): void {
  const { doc, speech, report } = pen;
  const { x, y, width } = box;
  const title = speech.say(report.by === "hour" ? "heatHourly" : "heatDaily");
  const heading = { x, y, width, height: 6 * mm };
  const words = `${title}: ${speech.metric(report.metric)}`;
  fitText(doc, words, heading, { weight: "bold", most: 10, least: 7 });
  const cell = widthOf(pen, box);
  const small = {
    weight: "regular",
    most: 6.5,
    least: 3.5,
    colour: soft,
    align: "center",
  } as const;
  for (const [at, { from }] of report.columns.entries()) {
    const above = { x: x + NAMES + at * cell, y: y + 8 * mm, width: cell, height: 8 };
    fitText(doc, speech.narrow(from), above, small);
  }
}

function drawZone(
  pen: Pen,
  box: Box,
  { name, byColumn, total }: Pen["report"]["zones"][number],
  colourOf: (value: number) => string | undefined,
): void {
  const { doc, shown, speech } = pen;
  const { x, y, height } = box;
  const cell = widthOf(pen, box);
  const middle = y + height / 2 - 4;
  const type = { weight: "regular", most: 7.5, least: 4 } as const;
  fitText(doc, shown(name, "–"), { x, y: middle, width: NAMES - 4, height: 10 }, type);
  for (const [at, figure] of byColumn.entries()) {
    const square = {
      x: x + NAMES + at * cell + 0.5,
      y: y + 0.5,
      width: cell - 1,
      height: height - 1,
    };
    drawCell(pen, square, figure, colourOf);
  }
  const sum = { x: x + NAMES + byColumn.length * cell + 4, y: middle, width: SUM - 4, height: 10 };
  fitText(doc, speech.figure(total), sum, { ...type, most: 6.5 });
}

function drawCell(
  { doc, speech }: Pen,
  { x, y, width, height }: Box,
  figure: Figure | null,
  colourOf: (value: number) => string | undefined,
): void {
  if (figure === null) {
    doc.rect(x, y, width, height).lineWidth(0.3).stroke(line);
    return;
  }
  if (figure.value === "few") {
    doc.rect(x, y, width, height).fill(hiddenCell);
    doc.save().rect(x, y, width, height).clip();
    for (let at = -height; at < width; at += 4)
      doc.moveTo(x + at, y + height).lineTo(x + at + height, y);
    doc.lineWidth(0.6).stroke(hiddenHatch).restore();
    return;
  }
  doc.rect(x, y, width, height).fill(colourOf(figure.value) ?? hiddenCell);
  // By its width alone, and not tried size by size: a month of many zones has a thousand of them.
  const text = speech.number(figure.value);
  const size = Math.min(CELL_TYPE, (CELL_TYPE * (width - 1)) / widthIn(doc, text));
  doc.fontSize(size).fillColor(ink);
  const left = x + (width - doc.widthOfString(text)) / 2;
  doc.text(text, left, y + (height - doc.currentLineHeight()) / 2, { lineBreak: false });
}

const widthIn = (doc: Pen["doc"], text: string): number =>
  doc.font("regular").fontSize(CELL_TYPE).widthOfString(text);

function drawFoot({ doc, speech, report }: Pen, { x, y }: Box): void {
  const figures = report.zones.flatMap(({ byColumn }) => byColumn);
  const few = figures.some((each) => each?.value === "few");
  const next = few ? drawLegend(doc, x, y, [[hiddenHatch, speech.say("fewWhy")]]) : x;
  if (!figures.includes(null)) return;
  doc.rect(next, y, 6, 6).lineWidth(0.3).stroke(line);
  doc
    .fillColor(soft)
    .fontSize(6.5)
    .text(speech.say("not"), next + 8, y - 0.5, { lineBreak: false });
}
