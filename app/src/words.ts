/**
 * Words: times, lists and titles as the page says them, in the language that it speaks.
 */
import {
  type Approach,
  type DurationMs,
  type HeldCarrier,
  minutes,
  type UnixMs,
  type VenueView,
  type ZoneId,
} from "@sighej/protocol";
import { spoken } from "./language.svelte.ts";
import * as m from "./paraglide/messages.js";
import type { Screen } from "./session.ts";

export const NAME = "SigHej";

/** A screen of a few words. */
export interface Words {
  readonly title: string;
  readonly body: string;
  readonly action?: string;
}

/** "1 h 24 min", "24 min", "less than a minute". */
export function timeText(left: DurationMs): string {
  const whole = Math.floor(left / minutes(1));
  if (whole < 1) return m.time_minute();
  const [hours, rest] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0) return m.time_min({ minutes: rest });
  return rest === 0 ? m.time_hour({ hours }) : m.time_hour_min({ hours, minutes: rest });
}

/**
 * The time of day on the phone's own clock, without a date: a session is over within two hours. Of 24
 * hours, as on the venue's walls; English alone would be taken for that of the United States.
 */
export const clockText = (time: UnixMs): string =>
  new Intl.DateTimeFormat(spoken(), {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(time);

export const approachText = (approach: Approach): string =>
  ({ open: m.approach_open, shy: m.approach_shy, "group-only": m.approach_group })[approach]();

/** What people call a zone; its id where the venue has no name for it. */
export const zoneText = ({ zones = [] }: VenueView, id: ZoneId): string =>
  zones.find((each) => each.id === id)?.name ?? id;

/** What a session is found by; `time`: until when, as a clock says it. */
export function heldText(venue: VenueView, carrier: HeldCarrier, time: string): string {
  switch (carrier.kind) {
    case "badge":
      return m.about_badge_id({ id: carrier.id });
    case "stock-tag":
      return m.about_tag_id({ id: carrier.id });
    case "check-in":
      return m.about_until({
        what: m.about_check_in({ zone: zoneText(venue, carrier.zone) }),
        time,
      });
    case "zone-code":
      return m.about_until({
        what: m.about_zone_code({ zone: zoneText(venue, carrier.zone) }),
        time,
      });
  }
}

/** What the tab says; never the sentence of a nudge, which is for one pair of eyes. */
export function titleOf(screen: Screen): string {
  const title = tabs[screen]?.();
  return title === undefined ? NAME : `${title} · ${NAME}`;
}

const tabs: Partial<Record<Screen, () => string>> = {
  promise: m.promise_title,
  interests: m.interests,
  ready: m.ready_title,
  open: m.open_tab,
  nudge: m.nudge_tab,
  waiting: m.waiting_title,
  cue: m.cue_tab,
  after: m.after_title,
  profile: m.profile_title,
  find: m.find_title,
  about: m.about_title,
  extend: m.extend_title,
  install: m.install_title,
  ended: m.ended_title,
};
