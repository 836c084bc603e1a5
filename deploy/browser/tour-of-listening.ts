/**
 * Tour of a phone whose browser may scan: a venue that asks for a join code, a phone that listens, a
 * badge that is bound, and the same badge after two more hours were agreed to.
 */
import { base64urlOf, minutes } from "@sighej/protocol";
import { leaveUnanswered } from "../../matcher/test/unanswered.ts";
import { choose } from "./attendee.ts";
import { BADGE_ITEM } from "./room.ts";
import type { Tour } from "./tour.ts";

/** Two hours more are offered when less than one is left. */
const MORE_THAN_HALF = minutes(70);

/** Scanning cannot be granted without a person, so it is made up; nothing is heard by it. */
export function hears(): void {
  const bluetooth = Object.assign(new EventTarget(), {
    requestLEScan: async () => ({ stop: () => {} }),
  });
  Object.defineProperty(navigator, "bluetooth", { value: bluetooth });
}

export async function takeListeningTour({ phone, poster, room, look }: Tour): Promise<void> {
  await phone.page.goto(poster);
  await phone.press("welcome_start");
  await phone.press("promise_agree");
  await choose(phone, "coffee");
  await phone.press("interests_continue", { count: 1 });
  await phone.button("ready_code_missing").waitFor();
  await look("join-code");
  await phone.field("ready_code").fill("winter");
  await phone.press("ready_open");
  await phone.page.getByText(phone.say("not_started_code")).waitFor();
  await look("join-code-refused");
  await phone.field("ready_code").fill(" sommer ");
  await phone.press("ready_open");
  await phone.heading("open_title").waitFor();

  await phone.press("where_change_label");
  await phone.press("find_scan_action");
  await phone.button("find_scan_stop").waitFor();
  await look("listening");
  await phone.press("find_scan_stop");
  await phone.field("find_badge_number").fill(BADGE_ITEM.id);
  await phone.field("find_badge_code").fill(base64urlOf(BADGE_ITEM.bindCode));
  await phone.button("find_use").last().click();
  await phone.button("find_release").waitFor();
  await look("badge");
  await phone.press("back");

  await leaveUnanswered(room.matcher, phone.session(), 3, { code: "SOMMER" });
  await phone.page.reload();
  await phone.heading("asked_title").waitFor();
  await look("still-open");
  await phone.press("asked_yes");
  await phone.heading("open_title").waitFor();

  room.matcher.pass(MORE_THAN_HALF);
  await phone.press("what_we_keep");
  await phone.page.getByText(phone.say("about_badge_id", { id: BADGE_ITEM.id })).waitFor();
  await phone.press("back");
  await phone.press("time_longer");
  await phone.press("extend_agree");
  await phone.button("lent_again").waitFor();
  await look("same-badge");
  await phone.press("lent_again");
  await phone.page.getByText(phone.say("by_badge")).waitFor();
  await phone.press("stop");
  await phone.heading("ended_title").waitFor();
}
