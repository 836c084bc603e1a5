/**
 * Proximity: measures on recorded truth how well the matcher knows who is near whom.
 */

export { jsonOf, reportJson } from "./json.ts";
export { parseOptions } from "./options.ts";
export { paperOf } from "./paper.ts";
export { basesOf, comparisonOf, tableOf } from "./report.ts";
export { evaluate } from "./run.ts";
