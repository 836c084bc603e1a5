/**
 * Report: a page of A4 with what was released of some days; further pages only where zones are many.
 */
import type { UnixMs } from "@sighej/protocol";
import type { ReportPrint } from "../../print-ports.ts";
import { A4 } from "./papers.ts";
import { drawBars, drawRows, type Pen } from "./report-charts.ts";
import { drawHeat } from "./report-heat.ts";
import { speechOf } from "./report-words.ts";
import { type Box, drawMark, fitText, mm, openSheet, soft } from "./sheet.ts";

const EDGE = 14 * mm;
const INNER = A4[0] - 2 * EDGE;
const GAP = 8 * mm;
const WIDE = (INNER - GAP) * 0.58;
const NARROW = INNER - GAP - WIDE;
/** From the upper edge of the page, each row of parts below the last. */
const TILES = EDGE + 20 * mm;
const CHARTS = TILES + 18 * mm;
const NOTES = CHARTS + 52 * mm;
const HEAT = NOTES + 50 * mm;
const INTERESTS_SHOWN = 8;

const tiles = ["sessions", "nudges", "yes-yes", "hellos", "sightings"] as const;
const funnel = ["sessions", "encounters", "nudges", "yes-yes", "hellos"] as const;

export async function drawReport(print: ReportPrint, now: UnixMs): Promise<Uint8Array> {
  const { language, report } = print;
  const speech = speechOf(language, report);
  const days = [...new Set([report.from, report.until])].map(speech.day).join(" – ");
  const title = `${report.name}: ${speech.say("title")}, ${days}`;
  const sheet = await openSheet(title, language, A4, now);
  const pen = { ...sheet, speech, report };
  sheet.doc.addPage();
  drawHead(pen, days);
  drawTiles(pen);
  const bars = { x: EDGE, y: CHARTS, width: WIDE, height: 48 * mm };
  const right = { x: EDGE + WIDE + GAP, width: NARROW };
  drawBars(pen, bars);
  drawFunnel(pen, { ...right, y: CHARTS, height: 48 * mm });
  drawNotes(pen, { x: EDGE, y: NOTES, width: WIDE, height: 46 * mm });
  drawInterests(pen, { ...right, y: NOTES, height: 46 * mm });
  await new Promise(setImmediate);
  const page = { x: EDGE, y: EDGE, width: INNER, height: A4[1] - 2 * EDGE };
  await drawHeat(pen, { ...page, y: HEAT, height: A4[1] - EDGE - HEAT }, page);
  return sheet.finish();
}

function drawHead({ doc, shown, speech, report }: Pen, days: string): void {
  drawMark(doc, EDGE, EDGE, 11 * mm);
  const right = { x: EDGE + 15 * mm, width: INNER - 15 * mm };
  const name = { ...right, y: EDGE - 1 * mm, height: 8 * mm };
  fitText(doc, shown(report.name, "SigHej"), name, { weight: "bold", most: 18, least: 8 });
  const note = report.more ? speech.say("cut") : speech.say("zones", { timeZone: report.timeZone });
  const under = { ...right, y: EDGE + 7.5 * mm, height: 5 * mm };
  const small = { weight: "regular", most: 9, least: 6, colour: soft } as const;
  fitText(doc, shown(`${speech.say("title")} · ${days} · ${note}`), under, small);
}

function drawTiles({ doc, shown, speech, report }: Pen): void {
  const width = INNER / tiles.length;
  for (const [at, metric] of tiles.entries()) {
    const left = { x: EDGE + at * width, width: width - 3 * mm };
    const small = { weight: "regular", most: 7.5, least: 5, colour: soft } as const;
    fitText(doc, speech.metric(metric), { ...left, y: TILES, height: 4 * mm }, small);
    const total = report.totals.find((each) => each.metric === metric)?.total ?? null;
    const figure = { ...left, y: TILES + 4.5 * mm, height: 8 * mm };
    fitText(doc, shown(speech.figure(total)), figure, { weight: "bold", most: 16, least: 7 });
  }
}

function drawFunnel(pen: Pen, box: Box): void {
  const { speech, report } = pen;
  const rows = funnel.map((metric) => ({
    name: speech.metric(metric),
    figure: report.totals.find((each) => each.metric === metric)?.total ?? null,
    lit: metric === "yes-yes" || metric === "hellos",
  }));
  drawRows(pen, box, { title: speech.say("funnel"), rows, note: speech.say("silence") });
}

function drawInterests(pen: Pen, box: Box): void {
  const { shown, speech, report } = pen;
  const chosen = report.interests?.chosen ?? [];
  const known = chosen.filter(({ figure }) => figure.value !== "few");
  const rows = known.slice(0, INTERESTS_SHOWN).map(({ label, figure }) => ({
    ...{ name: shown(label[speech.language], "–"), figure, lit: false },
  }));
  const few = chosen.length - known.length;
  const count = speech.number(few);
  const note = few === 0 ? "" : speech.say("fewInterests", { count });
  drawRows(pen, box, { title: speech.say("interests"), rows, note });
}

function drawNotes({ doc, shown, speech, report }: Pen, { x, y, width, height }: Box): void {
  const heading = { x, y, width, height: 5 * mm };
  fitText(doc, speech.say("method"), heading, { weight: "bold", most: 10, least: 7 });
  const noises = [
    ...report.totals.map(({ metric, noise }) => ({ name: speech.metric(metric), noise })),
    { name: speech.say("chosen"), noise: report.interests?.noise ?? null },
  ].flatMap(({ name, noise }) => (noise === null ? [] : [{ name, epsilon: noise.epsilon }]));
  const tenths = noises.reduce((sum, { epsilon }) => sum + Math.round(epsilon * 10), 0);
  const shares = noises.map(({ name, epsilon }) => `${name} ${speech.number(epsilon)}`).join(", ");
  const budget = { sum: speech.number(tenths / 10), shares };
  const texts = [
    speech.say("noise", { few: speech.number(report.fewBelow) }),
    ...(noises.length === 0 ? [] : [speech.say("budget", budget)]),
  ];
  const below = { x, y: y + 6 * mm, width, height: height - 6 * mm };
  const small = { weight: "regular", most: 8, least: 5, colour: soft } as const;
  fitText(doc, shown(texts.join(" ")), below, small);
}
