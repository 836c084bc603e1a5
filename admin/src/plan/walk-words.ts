/**
 * Walk words: what stands in the way of a calibration, in the language of the page.
 */
import * as m from "../paraglide/messages.js";
import { sentenceOf, type Trouble } from "../trouble.ts";

const sentences: Readonly<Record<string, () => string>> = {
  "no-coordinates": m.walk_no_coordinates,
  "unknown-carrier": m.walk_unknown_carrier,
  "carrier-taken": m.walk_carrier_taken,
  "calibration-running": m.walk_running,
  "no-calibration": m.walk_over,
  "too-few-spots": m.walk_too_few,
  "map-failed": m.walk_map_failed,
};

export const troubleText = (trouble: Trouble): string =>
  sentences[trouble.kind]?.() ?? sentenceOf(trouble);
