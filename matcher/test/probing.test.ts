/**
 * Probing: somebody starts 200 sessions, each with one interest, and stands them around one person
 * to learn what that person has chosen.
 */
import { type InterestId, interestsById, SESSION_LIFE, seconds } from "@sighej/protocol";
import { expect, it } from "vitest";
import { policies } from "../src/domain/policy.ts";
import { interests, sessionOf, zone } from "./fixtures.ts";
import { hallWith, times } from "./true-positions.ts";

const FAKES = 200;
/** As often as anyone is chosen, s; any less and nobody would be heard without a break. */
const EVERY = 30;

const bits = (chance: number) =>
  [chance, 1 - chance].reduce((sum, each) => sum - (each > 0 ? each * Math.log2(each) : 0), 0);

it("200 fake profiles around one person learn no more than the person's own limits let through", () => {
  const all = [...interestsById.values()];
  const own = interests(
    "hardstyle",
    "coffee",
    "devops",
    "chess",
    "cats",
    "jazz",
    "running",
    "astronomy",
  );
  const target = sessionOf(1, { interests: own });
  const fakes = Array.from({ length: FAKES }, (_, at) => {
    const probed = all[at % all.length];
    return sessionOf(at + 2, { interests: probed === undefined ? [] : [probed.id] });
  });
  const hall = hallWith([target, ...fakes], policies.default);
  const here = new Map([target, ...fakes].map((each) => [each, zone("bar")]));
  const learnt = new Set<InterestId>();
  let answered = 0;
  const count = SESSION_LIFE / seconds(EVERY);
  for (const now of times(count, EVERY))
    for (const { sides } of hall.pass(here, now)) {
      if (!sides.some(({ session }) => session.id === target.id)) continue;
      answered++;
      for (const { session, reason } of sides)
        if (session.id !== target.id && reason.kind === "exact") learnt.add(reason.first.id);
        else if (session.id !== target.id && reason.kind === "related")
          learnt.add(reason.theirs.id);
    }
  // Before: the priors. After: what a fake was nudged about is known, the rest is as it was, since
  // silence may as well be the limits.
  const table = own.map((id) => {
    const before = interestsById.get(id)?.prior ?? 0;
    return { id, before, after: learnt.has(id) ? 1 : before };
  });
  const uncertain = (chanceOf: (id: InterestId, prior: number) => number) =>
    all.reduce((sum, { id, prior }) => sum + bits(chanceOf(id, prior)), 0);
  const before = uncertain((_, prior) => prior);
  const after = uncertain((id, prior) => (learnt.has(id) ? 1 : prior));
  process.stdout.write(
    [
      `probing: ${FAKES} fake profiles, ${answered} answered, ${learnt.size} of ${own.length} interests learnt`,
      ...table.map((row) => `  ${row.id}: ${row.before.toFixed(2)} -> ${row.after.toFixed(2)}`),
      `  uncertainty over all ${all.length} interests: ${before.toFixed(1)} -> ${after.toFixed(1)} bits`,
      "",
    ].join("\n"),
  );
  expect(answered).toBeGreaterThan(0);
  expect(answered).toBeLessThanOrEqual(policies.default.nudge.perSession);
  expect(learnt.size).toBeLessThanOrEqual(policies.default.nudge.perSession);
}, 60_000);
