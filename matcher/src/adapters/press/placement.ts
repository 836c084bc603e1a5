/**
 * Placement: the plan with its gateways by number, and a table of where each is to hang. On the
 * venue's picture where it has one with a scale, else on a grid.
 */
import { type PlanPoint, pixelOfSpot, type UnixMs } from "@sighej/protocol";
import type { PlacementPrint } from "../../print-ports.ts";
import { A4 } from "./papers.ts";
import {
  action,
  type Doc,
  fitText,
  ground,
  line,
  mm,
  openSheet,
  type Sheet,
  soft,
} from "./sheet.ts";
import { placementWords } from "./words.ts";

const EDGE = 15 * mm;
const INNER = A4[0] - 2 * EDGE;
const PLAN_HEIGHT = 130 * mm;
const ROW = 5.4 * mm;
/** Round the outermost gateway of a grid, m. */
const ROUND = 2;
/** Squares of a grid, m: as many as can still be counted. */
const SIDES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
const MOST_SQUARES = 30;

/** From the venue's metres to points of the page. */
type Place = (spot: PlanPoint) => PlanPoint;

export async function drawPlacement(print: PlacementPrint, now: UnixMs): Promise<Uint8Array> {
  const { language, venue, gateways, zones } = print;
  const title = placementWords.title[language];
  const sheet = await openSheet(`${venue}: ${title}`, language, A4, now);
  const { doc, shown } = sheet;
  doc.addPage();
  const heading = { x: EDGE, y: EDGE, width: INNER, height: 10 * mm };
  fitText(doc, `${title} · ${shown(venue)}`, heading, { weight: "bold", most: 18, least: 8 });
  const place = drawGround(sheet, print);
  doc
    .save()
    .rect(EDGE, EDGE + 12 * mm, INNER, PLAN_HEIGHT)
    .clip();
  for (const zone of zones) drawZone(sheet, zone, place);
  for (const [at, { spot }] of gateways.entries())
    if (spot !== undefined) drawGateway(doc, at + 1, place(spot));
  doc.restore();
  drawTable(sheet, print);
  return sheet.finish();
}

function drawGround({ doc }: Sheet, print: PlacementPrint): Place {
  const { plan, picture } = print;
  const top = EDGE + 12 * mm;
  if (picture !== undefined && plan.picture !== undefined && plan.scale !== undefined) {
    const { scale } = plan;
    const { width, height } = plan.picture;
    const ratio = Math.min(INNER / width, PLAN_HEIGHT / height);
    const left = EDGE + (INNER - width * ratio) / 2;
    doc.image(Buffer.from(picture), left, top, { width: width * ratio });
    return (spot) => {
      const { x, y } = pixelOfSpot(scale, spot);
      return { x: left + x * ratio, y: top + y * ratio };
    };
  }
  return drawGrid(doc, print, top);
}

function drawGrid(doc: Doc, { gateways, zones, language }: PlacementPrint, top: number): Place {
  const spots = gateways.flatMap(({ spot }) => spot ?? []);
  const drawn = [...spots, ...zones.flatMap(({ outline }) => outline ?? [])];
  const all = drawn.length === 0 ? [{ x: 0, y: 0 }] : drawn;
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
  const from = { x: Math.min(...xs) - ROUND, y: Math.min(...ys) - ROUND };
  const wide = Math.max(...xs) + ROUND - from.x;
  const high = Math.max(...ys) + ROUND - from.y;
  const side = SIDES.find((each) => Math.max(wide, high) / each <= MOST_SQUARES) ?? 10_000;
  const ratio = Math.min(INNER / wide, PLAN_HEIGHT / high);
  doc.rect(EDGE, top, wide * ratio, high * ratio).fill(ground);
  doc.lineWidth(0.4);
  const first = (least: number) => Math.ceil(least / side) * side;
  for (let x = first(from.x); x <= from.x + wide; x += side) {
    const at = EDGE + (x - from.x) * ratio;
    doc.moveTo(at, top).lineTo(at, top + high * ratio);
  }
  for (let y = first(from.y); y <= from.y + high; y += side) {
    const at = top + (y - from.y) * ratio;
    doc.moveTo(EDGE, at).lineTo(EDGE + wide * ratio, at);
  }
  doc.stroke(line);
  const words = placementWords.grid[language].replace("{side}", `${side}`);
  const under = { x: EDGE, y: top + high * ratio + 4, width: INNER, height: 10 };
  fitText(doc, words, under, { weight: "regular", most: 8, least: 6, colour: soft });
  return ({ x, y }) => ({ x: EDGE + (x - from.x) * ratio, y: top + (y - from.y) * ratio });
}

function drawZone({ doc }: Sheet, zone: PlacementPrint["zones"][number], place: Place): void {
  const corners = (zone.outline ?? []).map(place);
  const [first] = corners;
  if (first === undefined) return;
  doc
    .polygon(...corners.map(({ x, y }): [number, number] => [x, y]))
    .lineWidth(1)
    .stroke(action);
  const middle = (of: (corner: PlanPoint) => number) =>
    corners.reduce((sum, each) => sum + of(each), 0) / corners.length;
  doc.font("bold").fontSize(11).fillColor(action);
  doc.text(zone.letter, middle(({ x }) => x) - 10, middle(({ y }) => y) - 6, {
    ...{ width: 20, align: "center", lineBreak: false },
  });
}

function drawGateway(doc: Doc, number: number, { x, y }: PlanPoint): void {
  doc.roundedRect(x - 7, y - 7, 14, 14, 3).fillAndStroke("#ffffff", action);
  doc
    .font("bold")
    .fontSize(number > 99 ? 6 : 8)
    .fillColor(action);
  const height = doc.currentLineHeight();
  doc.text(`${number}`, x - 7, y - height / 2, { width: 14, align: "center", lineBreak: false });
}

function drawTable({ doc, shown }: Sheet, { gateways, zones, language }: PlacementPrint): void {
  const words = (of: keyof typeof placementWords) => placementWords[of][language];
  let y = EDGE + 12 * mm + PLAN_HEIGHT + 8 * mm;
  const left = { x: EDGE, width: INNER, height: 12 };
  const small = { weight: "regular", most: 8.5, least: 6, colour: soft } as const;
  fitText(doc, `${words("metres")} ${words("note")}`, { ...left, y, height: 24 }, small);
  y += 26;
  const legend = zones.map(({ letter, name }) => `${letter} ${shown(name, letter)}`).join(" · ");
  fitText(doc, `${words("posters")}: ${legend}`, { ...left, y, height: 24 }, small);
  y += 28;
  // As shares of the width: number, gateway, zone, x, y.
  const columns = [0, 0.08, 0.42, 0.76, 0.88, 1];
  const row = (cells: readonly string[], weight: "regular" | "bold") => {
    for (const [at, text] of cells.entries()) {
      const [from = 0, until = 1] = columns.slice(at, at + 2);
      const box = {
        x: EDGE + from * INNER,
        y: y + 2,
        width: (until - from) * INNER - 4,
        height: 12,
      };
      fitText(doc, text, box, { weight, most: 9, least: 5 });
    }
    y += ROW;
    doc
      .moveTo(EDGE, y)
      .lineTo(EDGE + INNER, y)
      .lineWidth(0.4)
      .stroke(line);
  };
  const head = ["#", words("gateway"), words("zone"), "x, m", "y, m"];
  row(head, "bold");
  for (const [at, { name, zone, spot }] of gateways.entries()) {
    if (y + ROW > A4[1] - EDGE) {
      doc.addPage();
      y = EDGE;
      row(head, "bold");
    }
    const number = (metres: number | undefined) =>
      metres?.toLocaleString(language, { maximumFractionDigits: 1 });
    const id = `${at + 1}`;
    row(
      [id, shown(name, id), shown(zone, "–"), number(spot?.x) ?? "–", number(spot?.y) ?? "–"],
      "regular",
    );
  }
}
