/**
 * JSON: figures for programs: `pairs.moving.le3.auc`, `zones.standing.cells12`,
 * `episodes.standing.found` and so on, each
 * `{ value, lo, hi }`, the same keys under `comparators.<name>`. Pure.
 */
import type { Measured } from "./measure.ts";
import type { Report } from "./run.ts";

const keyed = ({ pairs, zones, position, episodes }: Measured, how: "moving" | "standing") => ({
  ...(episodes === undefined ? {} : { episodes: { [how]: episodes } }),
  pairs: { [how]: pairs },
  zones: { [how]: zones },
  position,
});

/** Single draws are for comparing, not for reading. */
export const jsonOf = (report: unknown): string =>
  `${JSON.stringify(report, (key, value: unknown) => (key === "drawn" ? undefined : value), 2)}\n`;

export function reportJson({ figures, comparators, faults, ...rest }: Report): string {
  const how = rest.test === "tracks" ? "moving" : "standing";
  return jsonOf({
    ...rest,
    ...keyed(figures, how),
    comparators: Object.fromEntries(
      Object.entries(comparators).map(([name, each]) => [name, keyed(each, how)]),
    ),
    faults: Object.fromEntries(
      Object.entries(faults).map(([name, pairs]) => [name, { pairs: { [how]: pairs } }]),
    ),
  });
}
