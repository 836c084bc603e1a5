/**
 * Near offer: turns a set-up into where `near` is offered, and says in an operator's words why or why
 * not. Pure. About one gateway per 45 m² is enough where they are spread evenly.
 */
import { isInOutline, type ZoneId } from "@sighej/protocol";
import { plainMapOf, type Site } from "./ground.ts";
import { expectedOf } from "./near-offer-unplaced.ts";
import type { Policy } from "./policy.ts";
import { type Prediction, predict } from "./proximity/density.ts";
import { boundsAround, cellsOf, centreX, centreY, type Spot } from "./proximity/layer.ts";
import { bestSpot } from "./proximity/one-more.ts";
import { zoningOf } from "./proximity/zoning.ts";
import { placedOf } from "./venue.ts";

export interface NearOffer extends Omit<Prediction, "areaPerGateway"> {
  /** Floor per gateway there, m²; undefined where nobody knows where gateways hang. */
  readonly areaPerGateway: number | undefined;
  readonly zone: ZoneId;
  readonly offered: boolean;
  readonly why: string;
  /** Where one more gateway would help most; undefined where nobody can be. */
  readonly oneMore: Spot | undefined;
}

/** Below these a nudge about somebody near is too often wrong, or too seldom comes at all. */
const PRECISION = 0.6;
const RECALL = 0.15;
/** People are up to this far outside the outermost gateways, m. */
const AROUND = 1;

export function nearOffersOf(site: Site, { encounter }: Policy): readonly NearOffer[] {
  const { zones } = site;
  if (zones.every(({ tier }) => tier !== "near")) return [];
  const gateways = placedOf(site.gateways);
  if (gateways === undefined) {
    const expected = expectedOf(site.gateways.length);
    return zones.flatMap(({ id, tier }) =>
      tier === "near"
        ? [{ zone: id, ...expected, areaPerGateway: undefined, oneMore: undefined }]
        : [],
    );
  }
  const map = plainMapOf({ gateways, zones });
  const ids = zones.map(({ id }) => id);
  const zoning = zoningOf(
    map,
    gateways.map(({ zone }) => ids.indexOf(zone)),
    zones.map(({ outline }) => outline),
  );
  const { grid } = map.layers[0];
  const edges = boundsAround(gateways, AROUND);
  return zones.flatMap(({ id, tier, outline }, number) => {
    if (tier !== "near") return [];
    const spots = Array.from({ length: cellsOf(grid) }, (_, at) => at).flatMap((at) => {
      const spot = { x: centreX(grid, at), y: centreY(grid, at) } as Spot;
      const { left, top, right, bottom } = edges;
      const inside =
        (spot.x >= left && spot.x <= right && spot.y >= top && spot.y <= bottom) ||
        (outline !== undefined && isInOutline(outline, spot.x, spot.y));
      return inside && zoning.zoneOf[0][at] === number ? [spot] : [];
    });
    const area = spots.length * grid.cell ** 2;
    const foretold = predict(gateways, spots, area, encounter.nearFrom, map);
    const offered = foretold.precision >= PRECISION && foretold.recall >= RECALL;
    const oneMore = bestSpot(gateways, spots);
    return [{ zone: id, offered, ...foretold, oneMore, why: whyOf(foretold, offered, oneMore) }];
  });
}

function whyOf(
  { precision, recall, areaPerGateway }: Prediction,
  offered: boolean,
  oneMore: Spot | undefined,
): string {
  const layout = `with one gateway per ${Math.round(areaPerGateway)} m²`;
  const rates = `of ten pairs who talk some ${Math.round(10 * recall)} are noticed at any moment, and of ten who are taken for near ${Math.round(10 * precision)} are`;
  const where =
    oneMore === undefined
      ? ""
      : ` One more gateway helps most around ${oneMore.x.toFixed(0)}, ${oneMore.y.toFixed(0)} (metres).`;
  return offered
    ? `Near is offered: ${layout}, ${rates}.${where}`
    : `Near is not offered: ${layout}, ${rates}; about one per 45 m² and six at least, spread evenly, are enough. Being in the zone together counts instead.${where}`;
}
