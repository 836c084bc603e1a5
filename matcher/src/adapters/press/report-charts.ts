/**
 * Report charts: bars over time and rows by length, as they are on the dashboard.
 */
import type { VenueReport } from "@sighej/protocol";
import type { Figure, Speech } from "./report-words.ts";
import { type Box, fitText, ink, lamp, line, mm, type Sheet, soft } from "./sheet.ts";

/** What draws a report, and what of. */
export interface Pen extends Sheet {
  readonly speech: Speech;
  readonly report: VenueReport;
}

/** As in the dashboard's tokens, light. */
const chartMain = "#2f7471";
const chartQuiet = "#a9bab6";
const lampEdge = "#946200";

const numberIn = (figure: Figure | null | undefined): number =>
  typeof figure?.value === "number" ? figure.value : 0;

/** Nudges and those that both answered with yes, from zero, each with the range of its noise. */
export function drawBars({ doc, speech, report }: Pen, { x, y, width, height }: Box): void {
  const title = speech.say(report.by === "hour" ? "hourly" : "daily");
  fitText(doc, title, { x, y, width, height: 5 * mm }, { weight: "bold", most: 10, least: 7 });
  const series = (["nudges", "yes-yes"] as const).map(
    (metric) => report.totals.find((each) => each.metric === metric)?.byColumn ?? [],
  );
  const all = series.flat();
  const most = Math.max(1, ...all.map((each) => numberIn(each) + (each?.error ?? 0)));
  const small = { weight: "regular", most: 6.5, least: 4, colour: soft } as const;
  const left = x + 8 * mm;
  const inner = width - 8 * mm;
  const ground = y + height - 9 * mm;
  const tall = ground - y - 8 * mm;
  const heightOf = (value: number) => (Math.max(0, value) / most) * tall;
  const step = stepOf(most);
  for (let value = 0; value <= most; value += step) {
    const at = ground - heightOf(value);
    doc
      .moveTo(left, at)
      .lineTo(x + width, at)
      .lineWidth(0.4)
      .stroke(line);
    const mark = { x, y: at - 4, width: 7 * mm, height: 8 };
    fitText(doc, speech.number(value), mark, small);
  }
  const column = inner / Math.max(1, report.columns.length);
  for (const [at, { from }] of report.columns.entries()) {
    const start = left + at * column;
    for (const [which, values] of series.entries()) {
      const figure = values[at];
      const value = numberIn(figure);
      if (figure === null || figure === undefined || figure.value === "few") continue;
      const bar = { x: start + column * (which === 0 ? 0.12 : 0.52), width: column * 0.36 };
      doc
        .rect(bar.x, ground - heightOf(value), bar.width, heightOf(value))
        .fill(which === 0 ? chartQuiet : chartMain);
      const middle = bar.x + bar.width / 2;
      doc
        .moveTo(middle, ground - heightOf(value - figure.error))
        .lineTo(middle, ground - heightOf(value + figure.error))
        .lineWidth(0.7)
        .stroke(ink);
    }
    const every = Math.ceil(report.columns.length / 12);
    const under = { x: start, y: ground + 2, width: column * every, height: 8 };
    if (at % every === 0) fitText(doc, speech.column(from), under, small);
  }
  const below = y + height - 5 * mm;
  const next = drawLegend(doc, x, below + 1, [
    [chartQuiet, speech.metric("nudges")],
    [chartMain, speech.metric("yes-yes")],
  ]);
  const rest = { x: next, y: below, width: x + width - next, height: 5 * mm };
  fitText(doc, speech.say("range"), rest, { ...small, most: 6 });
}

/** Squares of a colour with what they stand for; returns where the next would begin. */
export function drawLegend(
  doc: Sheet["doc"],
  x: number,
  y: number,
  entries: readonly (readonly [colour: string, text: string])[],
): number {
  let at = x;
  doc.font("regular").fontSize(6.5);
  for (const [colour, text] of entries) {
    doc.rect(at, y, 6, 6).fill(colour);
    doc.fillColor(soft).text(text, at + 8, y - 0.5, { lineBreak: false });
    at += doc.widthOfString(text) + 16;
  }
  return at;
}

/** Five lines or so, at round numbers. */
function stepOf(most: number): number {
  const rough = most / 4;
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  return [1, 2, 2.5, 5, 10].map((each) => each * ten).find((each) => each >= rough) ?? 10 * ten;
}

interface Rows {
  readonly title: string;
  readonly rows: readonly {
    readonly name: string;
    readonly figure: Figure | null;
    readonly lit: boolean;
  }[];
  readonly note: string;
}

const ROW = 5 * mm;

/** A bar for each thing, its figure beside it. */
export function drawRows(pen: Pen, { x, y, width }: Box, { title, rows, note }: Rows): void {
  const { doc, shown, speech } = pen;
  fitText(doc, title, { x, y, width, height: 5 * mm }, { weight: "bold", most: 10, least: 7 });
  const small = { weight: "regular", most: 7.5, least: 4.5 } as const;
  const most = Math.max(1, ...rows.map(({ figure }) => numberIn(figure)));
  const [names, figures] = [width * 0.42, width * 0.28];
  const longest = width - names - figures;
  let at = y + 6.5 * mm;
  for (const { name, figure, lit } of rows) {
    fitText(doc, name, { x, y: at + 2, width: names - 4, height: ROW - 3 }, small);
    const length = Math.max(1, (Math.max(0, numberIn(figure)) / most) * longest);
    doc.rect(x + names, at + 1.5, length, ROW - 4);
    if (lit) doc.lineWidth(0.5).fillAndStroke(lamp, lampEdge);
    else doc.fill(chartMain);
    const text = { x: x + names + longest + 4, y: at + 2, width: figures - 4, height: ROW - 3 };
    fitText(doc, shown(speech.figure(figure)), text, small);
    at += ROW;
  }
  const empty = rows.length === 0 ? speech.say("nothing") : "";
  const rest = { x, y: at + 2, width, height: 8 * mm };
  fitText(doc, [empty, note].join(" ").trim(), rest, { ...small, most: 6.5, colour: soft });
}
