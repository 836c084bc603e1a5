/**
 * Policy: a venue's thresholds as a form has them, and what a change of them comes to. Pure.
 */
import {
  type VenueSetting,
  type VenueSettings,
  type VenueSetupView,
  venueSettingRanges,
  venueSettings,
} from "@sighej/protocol";

/** `null`: the field is empty, which is as usual. */
export interface Thresholds {
  readonly numbers: Readonly<Record<VenueSetting, number | null>>;
  readonly groups: boolean;
}
type InForce = VenueSetupView["inForce"];

export const thresholdsOf = ({ numbers, groups }: InForce): Thresholds => ({
  numbers: Object.fromEntries(
    venueSettings.map((each) => [each, numbers[each] ?? null]),
  ) as Thresholds["numbers"],
  groups,
});

/** What is sent: only what is not as usual, so that the rest follows what is usual. */
export function settingsIn({ numbers, groups }: Thresholds, usual: InForce): VenueSettings {
  const set = venueSettings.flatMap((each) => {
    const value = numbers[each];
    return value === null || value === usual.numbers[each] ? [] : [[each, value] as const];
  });
  return { ...Object.fromEntries(set), ...(groups === usual.groups ? {} : { groups }) };
}

export interface Change {
  readonly setting: VenueSetting;
  readonly from: number;
  readonly to: number;
}

/** What saving would change of what is in force, in the order of the form. */
export const changesOf = (
  { numbers }: Thresholds,
  { inForce, usual }: Pick<VenueSetupView, "inForce" | "usual">,
): readonly Change[] =>
  venueSettings.flatMap((setting) => {
    const from = inForce.numbers[setting] ?? 0;
    const to = numbers[setting] ?? usual.numbers[setting] ?? from;
    return from === to ? [] : [{ setting, from, to }];
  });

/** The range of a field: what is usual here may always be typed, as at a quick show. */
export function rangeOf(setting: VenueSetting, usual: InForce) {
  const { least, most } = venueSettingRanges[setting];
  const value = usual.numbers[setting] ?? least;
  return { least: Math.min(least, value), most: Math.max(most, value) };
}
