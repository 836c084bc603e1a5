/**
 * Tour: leads one phone through every screen that a person can meet, and stops at each, for whoever
 * wants to look at it.
 */

import { minutes } from "@sighej/protocol";
import { choose } from "./attendee.ts";
import type { Handset } from "./handset.ts";
import type { Room } from "./room.ts";
import type { Wire } from "./wire.ts";

export interface Tour {
  readonly phone: Handset;
  readonly room: Room;
  /** What the phone's poster goes through. */
  readonly wire: Wire;
  readonly poster: string;
  /** The screen called `name` is there, and stays until this is done. */
  readonly look: (name: string) => Promise<void>;
}

/** Of the demo's list, several of which are shared with nobody. */
const CHOSEN = ["coffee", "devops", "hardstyle"] as const;
/** Two hours more are offered when less than one is left. */
const MORE_THAN_HALF = minutes(70);
const NOBODY_KNOWS = "zzzz";

export async function takeTour(tour: Tour): Promise<void> {
  await lostAtTheDoor(tour);
  await arrive(tour);
  await beOpen(tour);
  await meet(tour);
  await leave(tour);
}

async function lostAtTheDoor({ phone, poster, look }: Tour): Promise<void> {
  await phone.page.goto(poster.replace(/[^/]+$/, "not-a-venue"));
  await phone.heading("nowhere_wrong_title").waitFor();
  await look("wrong-link");
  await phone.page.goto(poster.replace(/[^/]+$/, "00000000-0000-4000-8000-000000000000"));
  await phone.heading("nowhere_unknown_title").waitFor();
  await look("unknown-venue");
}

async function arrive({ phone, poster, look }: Tour): Promise<void> {
  await phone.page.goto(poster);
  await phone.heading("welcome_title").waitFor();
  await look("welcome");
  await phone.press("welcome_start");
  await phone.heading("promise_title").waitFor();
  await look("promise");
  await phone.press("not_now");
  await phone.heading("declined_title").waitFor();
  await look("declined");
  await phone.press("declined_action");
  await phone.press("welcome_start");
  await phone.press("promise_agree");
  await phone.heading("interests_title").waitFor();
  await phone.page.getByRole("searchbox").fill(NOBODY_KNOWS);
  await phone.button("interests_clear").waitFor();
  await look("interests-none");
  await phone.press("interests_clear");
  for (const interest of CHOSEN) await choose(phone, interest);
  await look("interests");
  await phone.press("interests_continue", { count: CHOSEN.length });
  await phone.heading("ready_title").waitFor();
  await look("ready");
  await phone.press("ready_open");
  await phone.heading("open_title").waitFor();
  await phone.held();
}

async function beOpen({ phone, room, wire, look }: Tour): Promise<void> {
  await look("open");
  room.matcher.pass(MORE_THAN_HALF);
  await phone.press("what_we_keep");
  await phone.heading("about_title").waitFor();
  await phone.page.getByText(phone.session().session).waitFor();
  await look("about");
  await phone.press("back");
  await phone.press("change_interests");
  await phone.heading("interests_title").waitFor();
  await look("change-interests");
  await phone.press("back");
  await phone.press("change_first_move");
  await phone.heading("profile_title").waitFor();
  await look("first-move");
  await phone.press("back");
  await phone.press("where_change_label");
  await phone.heading("find_title").waitFor();
  await look("how-we-find-you");
  await phone.press("back");
  await phone.press("time_longer");
  await phone.heading("extend_title").waitFor();
  await look("stay-longer");
  await phone.press("extend_no");
  await phone.press("pause");
  await phone.button("pause_minutes", { minutes: 15 }).waitFor();
  await look("pause");
  await phone.press("pause_minutes", { minutes: 15 });
  await phone.heading("paused_title").waitFor();
  await look("paused");
  await phone.press("resume");
  await phone.heading("open_title").waitFor();
  wire.hold(true);
  await phone.page.getByText(phone.say("link_away")).waitFor();
  await look("no-connection");
  wire.hold(false);
  await phone.page.getByText(phone.say("link_away")).waitFor({ state: "detached" });
}

async function meet({ phone, room, look }: Tour): Promise<void> {
  const other = await room.matcher.open({ interests: ["coffee", "devops"] });
  await room.gather([phone.session(), other]);
  await phone.button("nudge_hi").waitFor();
  await look("nudge");
  await phone.press("nudge_hi");
  await phone.heading("waiting_title").waitFor();
  await look("waiting");
  await room.sayHi(other);
  await phone.button("cue_away").waitFor();
  await look("cue");
  await phone.press("cue_report");
  await phone.heading("report_title").waitFor();
  await look("report");
  await phone.press("back");
  await phone.press("cue_away");
  await phone.heading("after_title").waitFor();
  await look("after");
  await phone.press("after_talked");
  await phone.heading("open_title").waitFor();
}

async function leave({ phone, look }: Tour): Promise<void> {
  await phone.press("stop");
  await phone.heading("ended_title").waitFor();
  await look("deleted");
}
