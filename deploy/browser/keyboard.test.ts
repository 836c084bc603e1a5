/**
 * A whole visit by keyboard alone: no pointer, no touch. What has the focus can be seen, and whoever
 * comes to another screen is at its title.
 */
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, openChromium } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { openRoom, type Room } from "./room.ts";

/** The longest way is past the chips of the interests, of which there are some hundred and twenty. */
const MOST_TABS = 150;

let chromium: Chromium;
let room: Room;
let phone: Handset;
beforeAll(async () => {
  chromium = await openChromium();
  room = await openRoom();
  phone = await openHandset(chromium.browser, { size: { width: 1280, height: 800 } });
});
afterAll(async () => {
  await chromium?.stop();
  await room?.stop();
});

const hasFocus = (target: Locator) => target.evaluate((each) => each === document.activeElement);

/** Whether the focus is drawn on what has it, or on the label around it. */
const isSeen = (target: Locator) =>
  target.evaluate((each) => {
    const drawn = [each, each.closest("label"), each.closest(".pick")];
    return drawn.some((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one ?? each);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    });
  });

/** Tabs on to `target`, and uses it. */
async function use(target: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> {
  await target.waitFor({ state: "attached" });
  for (let tabs = 0; !(await hasFocus(target)); tabs++) {
    if (tabs === MOST_TABS) throw new Error("the keyboard does not get there");
    await phone.page.keyboard.press("Tab");
  }
  expect(await isSeen(target)).toBe(true);
  await phone.page.keyboard.press(key);
}

const press = (key: string, values?: Parameters<Handset["button"]>[1]) =>
  use(phone.button(key, values));

async function arriveAt(key: string): Promise<void> {
  const title = phone.heading(key);
  await title.waitFor();
  await expect.poll(() => hasFocus(title)).toBe(true);
}

it("goes from the poster to the cue to deleted", async () => {
  await phone.page.goto(room.poster);
  await phone.button("welcome_start").waitFor();
  await press("welcome_start");
  await arriveAt("promise_title");
  await press("promise_agree");
  await arriveAt("interests_title");
  await use(phone.page.getByRole("searchbox"));
  await phone.page.keyboard.type("kaffe");
  await use(phone.page.getByRole("checkbox", { name: "Coffee", exact: true }), "Space");
  await use(
    phone.page.getByRole("checkbox", { name: phone.say("interests_star", { interest: "Coffee" }) }),
    "Space",
  );
  await press("interests_continue", { count: 1 });
  await arriveAt("ready_title");
  await press("ready_open");
  await arriveAt("open_title");
  await phone.held();

  await press("where_change_label");
  await arriveAt("find_title");
  await press("back");
  await arriveAt("open_title");
  await press("pause");
  await press("pause_cancel");

  const other = await room.matcher.open({ interests: ["coffee"] });
  await room.gather([phone.session(), other]);
  await phone.button("nudge_hi").waitFor();
  await expect.poll(() => hasFocus(phone.page.getByRole("heading", { level: 1 }))).toBe(true);
  await press("nudge_hi");
  await arriveAt("waiting_title");
  await room.sayHi(other);
  await phone.button("cue_away").waitFor();
  await press("cue_report");
  await phone.heading("report_title").waitFor();
  await press("back");
  await expect.poll(() => hasFocus(phone.page.getByRole("heading", { level: 1 }))).toBe(true);
  await press("cue_away");
  await arriveAt("after_title");
  await press("after_talked");
  await arriveAt("open_title");
  await press("stop");
  await arriveAt("ended_title");
  expect(phone.faults).toEqual([]);
  await phone.stop();
});
