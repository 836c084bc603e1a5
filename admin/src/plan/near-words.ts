/**
 * Near words: why nearness is offered in a zone, or not, in the language of the page. Pure.
 */
import type { NearOffers } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";
import { numberText } from "../words.ts";

type Offer = NearOffers["zones"][number];

/** As many of ten, in whole numbers: a share that was foretold is no more exact. */
const ofTen = (share: number): string => numberText(Math.round(10 * share));

/** `gateways`: how many the venue has. */
export function whyText(offer: Offer, gateways: number): string {
  const { offered, precision, recall, areaPerGateway } = offer;
  const rates = { found: ofTen(recall), right: ofTen(precision) };
  if (areaPerGateway === undefined)
    return offered
      ? m.near_unplaced_yes(rates)
      : m.near_unplaced_no({ count: numberText(gateways) });
  const area = numberText(Math.round(areaPerGateway));
  return offered ? m.near_yes({ ...rates, area }) : m.near_no({ ...rates, area });
}
