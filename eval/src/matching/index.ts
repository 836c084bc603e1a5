/**
 * Matching: measures how well people are chosen, on made-up crowds with true positions. Pure.
 */
import { rngOf } from "../rng.ts";
import { comparators, ours } from "./comparators.ts";
import { crowdOf } from "./crowd.ts";
import { measure } from "./measure.ts";
import type { Options } from "./options.ts";
import type { Report } from "./report.ts";
import { run } from "./run.ts";

export { parseOptions } from "./options.ts";
export { tableOf } from "./report.ts";

/** Every way of choosing meets the same people. */
export function evaluate({ people, seed }: Options): Report {
  const measured = (policy: typeof ours) =>
    Object.fromEntries(
      people.map((each) => [each, measure(run(crowdOf(each, rngOf(seed + each)), policy, seed))]),
    );
  return {
    seed,
    people: measured(ours),
    comparators: Object.fromEntries(
      Object.entries(comparators).map(([name, policy]) => [name, { people: measured(policy) }]),
    ),
  };
}
