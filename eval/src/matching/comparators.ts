/**
 * Comparators: the policies that are measured beside each other. Pure.
 *
 * The others keep every limit and differ only in whom they choose: by one number, without the
 * ladder, fair shares or groups.
 */
import { type Policy, policies, type Scorer } from "@sighej/matcher/domain";
import { durationMs, INTERESTS_MAX, minutes } from "@sighej/protocol";

/** The more they share, the better, whatever it is. */
const count: Scorer = (a, b) =>
  a.interests.filter((each) => b.interests.includes(each)).length / INTERESTS_MAX;

/** Nothing counts: ties are broken by chance. */
const random: Scorer = () => 1;

/** So long that it does not come. */
const NEVER = minutes(1_000_000);
/** So much beside a value that shares no longer matter, and values alone decide. */
const UNFAIR = 1e6;

/**
 * True positions need no calming: who is heard in a zone is there, and who is not is not.
 */
const told = (policy: Policy): Policy => ({
  ...policy,
  levels: { ...policy.levels, absentAfter: durationMs(1) },
  presence: { ...policy.presence, leadFor: durationMs(0), minimumStay: durationMs(0) },
});

const plain = (scorer: Scorer): Policy => ({
  ...policies.default,
  choosing: { ...policies.default.choosing, fairness: UNFAIR },
  ladder: {
    ...policies.default.ladder,
    floor: 0,
    fall: durationMs(0),
    relatedAfter: NEVER,
    openAfter: NEVER,
  },
  groups: undefined,
  scorer,
});

export const ours: Policy = told(policies.default);
export const comparators: Readonly<Record<string, Policy>> = {
  count: told(plain(count)),
  random: told(plain(random)),
};
