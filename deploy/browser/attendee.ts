/**
 * Attendee: what a person presses on the way from the poster to being open to talk.
 */
import { type InterestId, interestsById } from "@sighej/protocol";
import type { Handset } from "./handset.ts";

/** As two people who share a thing or two would choose. */
const COFFEE = ["coffee"] as const;

/** From the poster's link to a running session: every press that there is, and no other. */
export async function goOpen(
  phone: Handset,
  poster: string,
  interests: readonly string[] = COFFEE,
): Promise<void> {
  await phone.page.goto(poster);
  await phone.press("welcome_start");
  await phone.press("promise_agree");
  for (const interest of interests) await choose(phone, interest);
  await phone.press("interests_continue", { count: interests.length });
  await phone.press("ready_open");
  await phone.heading("open_title").waitFor();
  await phone.held();
}

/** Touches a chip; that is a choice, and not counted as a press. */
export async function choose(phone: Handset, interest: string): Promise<void> {
  const label = interestsById.get(interest as InterestId)?.label[phone.language];
  if (label === undefined) throw new RangeError("not an interest of the shared list");
  // The box itself is not to be seen: people touch what it stands in.
  await phone.page.getByRole("checkbox", { name: label, exact: true }).locator("..").click();
}
