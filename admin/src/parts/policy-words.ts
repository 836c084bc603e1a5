/**
 * Policy words: what each threshold of a venue is called, and what it does, in words.
 */
import type { VenueSetting } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";

interface Words {
  readonly label: () => string;
  readonly help: () => string;
}

export const settingWords: Readonly<Record<VenueSetting, Words>> = {
  gapMinutes: { label: m.policy_gap, help: m.policy_gap_help },
  perHour: { label: m.policy_per_hour, help: m.policy_per_hour_help },
  perSession: { label: m.policy_per_session, help: m.policy_per_session_help },
  afterYesMinutes: { label: m.policy_after_yes, help: m.policy_after_yes_help },
  dwellSeconds: { label: m.policy_dwell, help: m.policy_dwell_help },
  crowd: { label: m.policy_crowd, help: m.policy_crowd_help },
  delayFromSeconds: { label: m.policy_delay_from, help: m.policy_delay_from_help },
  delayToSeconds: { label: m.policy_delay_to, help: m.policy_delay_to_help },
  quietBeforeMinutes: { label: m.policy_quiet_before, help: m.policy_quiet_before_help },
  quietAfterMinutes: { label: m.policy_quiet_after, help: m.policy_quiet_after_help },
  quietSpreadMinutes: { label: m.policy_quiet_spread, help: m.policy_quiet_spread_help },
};
