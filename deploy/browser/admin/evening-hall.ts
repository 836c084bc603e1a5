/**
 * Evening hall: a house of culture of 22 by 14 m as data: four zones with their outlines, ten gateways,
 * and its drawing.
 */
import { metres, parseZoneId } from "@sighej/protocol";
import { sure } from "../../../matcher/test/fixtures.ts";

/** Corners from the upper left on, m. */
const rectangle = (left: number, top: number, right: number, bottom: number) =>
  [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ].map(([x = 0, y = 0]) => ({ x: metres(x), y: metres(y) }));

const zone = (
  id: string,
  name: string,
  tier: "zone" | "near",
  outline: ReturnType<typeof rectangle>,
) => ({
  ...{ id: sure(parseZoneId(id)), name, tier, outline },
});
export const zones = [
  zone("bar", "Bar", "zone", rectangle(0.4, 0.4, 5.6, 13.6)),
  zone("hall", "Great hall", "near", rectangle(6, 0.4, 15.6, 13.6)),
  zone("stage", "Stage", "near", rectangle(16, 0.4, 21.6, 7.8)),
  zone("lounge", "Lounge", "zone", rectangle(16, 8.2, 21.6, 13.6)),
];
/** The zone of each, what staff call it, and where it hangs, m. */
export const gateways = [
  ["bar-1", "bar", "Over the counter", 1.6, 3],
  ["bar-2", "bar", "By the coat racks", 4.2, 11.4],
  ["hall-1", "hall", "Pillar 1", 7.4, 2],
  ["hall-2", "hall", "Pillar 2", 14.2, 2],
  ["hall-3", "hall", "Pillar 3", 7.4, 12],
  ["hall-4", "hall", "Pillar 4", 14.2, 12],
  ["stage-1", "stage", "Left of the stage", 17.2, 2],
  ["stage-2", "stage", "Right of the stage", 20.6, 6.4],
  ["lounge-1", "lounge", "Window seats", 17.2, 12.4],
  ["lounge-2", "lounge", "Bookshelf", 20.6, 9.4],
] as const;
/** 40 pixels a metre: walls, the counter, the stage and some tables. */
export const drawing = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="880" height="560"
  fill="none" stroke="#7d9295" stroke-width="3">
  <path stroke-width="8" d="M4 4h872v552H4zM232 4v200m0 160v192M632 4v120m0 120v68h244M632 320v60m0 100v76"/>
  <path d="M44 60h56v440H44M700 50h130v180H700z"/>
  <g stroke-width="2"><circle cx="330" cy="170" r="26"/><circle cx="430" cy="290" r="26"/>
  <circle cx="530" cy="170" r="26"/><circle cx="330" cy="410" r="26"/><circle cx="530" cy="410" r="26"/>
  <path d="M690 520h150M690 500h150M700 370h60v40h-60z"/></g></svg>`);
/** Of a picture that the hall fills, this many pixels wide. */
export const scaleOf = (width: number) => ({
  ...{ from: { x: 0, y: 0 }, to: { x: width, y: 0 } },
  ...{ metres: 22, origin: { x: 0, y: 0 } },
});
