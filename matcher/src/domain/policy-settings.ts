/**
 * Policy settings: turns what staff have set at a venue into its policy, and a policy into what they
 * are shown. Pure. Ranges are the protocol's; what a range alone cannot say is checked here.
 */
import {
  DELAY_SPREAD_SECONDS,
  minutes,
  seconds,
  type VenueSetting,
  type VenueSettings,
} from "@sighej/protocol";
import { type Policy, type PolicyName, policies } from "./policy.ts";

/** The policy of that name with what is set in the place of its own. */
export function policyOf(name: PolicyName, settings: VenueSettings = {}): Policy {
  const base = policies[name];
  const set = { ...numbersIn(base), ...given(settings) };
  const groups = settings.groups ?? base.groups !== undefined;
  return {
    ...base,
    encounter: { ...base.encounter, zoneDwell: seconds(set.dwellSeconds) },
    nudge: {
      ...base.nudge,
      gap: minutes(set.gapMinutes),
      perHour: set.perHour,
      perSession: set.perSession,
      afterYes: minutes(set.afterYesMinutes),
    },
    choosing: {
      ...base.choosing,
      crowd: set.crowd,
      delay: { from: seconds(set.delayFromSeconds), to: seconds(set.delayToSeconds) },
    },
    groups: groups ? (base.groups ?? policies.default.groups) : undefined,
    quiet: {
      before: minutes(set.quietBeforeMinutes),
      after: minutes(set.quietAfterMinutes),
      spread: minutes(set.quietSpreadMinutes),
    },
  };
}

/** A policy in the units of the settings. */
export const numbersIn = (policy: Policy): Readonly<Record<VenueSetting, number>> => ({
  gapMinutes: policy.nudge.gap / MINUTE,
  perHour: policy.nudge.perHour,
  perSession: policy.nudge.perSession,
  afterYesMinutes: policy.nudge.afterYes / MINUTE,
  dwellSeconds: policy.encounter.zoneDwell / SECOND,
  crowd: policy.choosing.crowd,
  delayFromSeconds: policy.choosing.delay.from / SECOND,
  delayToSeconds: policy.choosing.delay.to / SECOND,
  quietBeforeMinutes: policy.quiet.before / MINUTE,
  quietAfterMinutes: policy.quiet.after / MINUTE,
  quietSpreadMinutes: policy.quiet.spread / MINUTE,
});

/** What settings have wrong with each other; undefined when nothing. */
export function faultInSettings(name: PolicyName, settings: VenueSettings): string | undefined {
  const { delayFromSeconds, delayToSeconds } = settings;
  if (delayFromSeconds === undefined && delayToSeconds === undefined) return undefined;
  const { from, to } = policyOf(name, settings).choosing.delay;
  return to - from >= seconds(DELAY_SPREAD_SECONDS)
    ? undefined
    : `settings: the longest delay of a nudge is at least ${DELAY_SPREAD_SECONDS} s after the shortest, so that its moment tells nothing`;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const given = ({
  groups: _switch,
  ...numbers
}: VenueSettings): Partial<Record<VenueSetting, number>> =>
  Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
