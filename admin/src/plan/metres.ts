/**
 * Metres: lengths and spots of a plan as they are said, in the language of the page.
 */
import type { PlanPoint } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";
import { numberText } from "../words.ts";
import { toCentimetre } from "./layout.ts";

export const metresText = (metres: number | undefined): string =>
  metres === undefined ? "–" : numberText(toCentimetre(metres));

/** "3.5 m right, 2 m down", from where metres begin. */
export const spotText = ({ x, y }: PlanPoint): string =>
  m.plan_spot({ x: metresText(x), y: metresText(y) });
