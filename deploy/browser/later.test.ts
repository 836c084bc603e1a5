/**
 * A part of the page that does not come when it is asked for, as in a hall whose network is too full:
 * what is said of it, and that one press brings the screen, with all that belongs to it.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goOpen } from "./attendee.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { openRoom, type Room } from "./room.ts";

/** Whatever belongs to one screen: scripts, and sheets where it has some of its own. */
const PROMISE = /\/assets\/Promise/;
const FIND = /\/assets\/Find-/;

let chromium: Chromium;
let room: Room;
let phone: Handset;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());
beforeEach(async () => {
  room = await openRoom();
  // Its worker, which keeps all of the page, has not come yet either.
  phone = await openHandset(chromium.browser, { before: withoutWorker });
});
afterEach(async () => {
  expect(phone.faults).toEqual([]);
  await phone.stop();
  await room.stop();
});

function withoutWorker(): void {
  Reflect.deleteProperty(Navigator.prototype, "serviceWorker");
}

const lose = (part: RegExp): Promise<unknown> =>
  phone.context.route(part, (route) => route.abort());
const find = (part: RegExp): Promise<void> => phone.context.unroute(part);

/** How the sheet looks that the promise is written on. */
const drawn = (): Promise<string> =>
  phone.page
    .locator("dl.sheet > div")
    .first()
    .evaluate((row) => getComputedStyle(row).padding);

describe("a part of the page that does not come", () => {
  it("is said to be missing, and comes by a press as soon as it can", async () => {
    await phone.page.goto(room.poster);
    await phone.press("welcome_start");
    await phone.heading("promise_title").waitFor();
    const whole = await drawn();
    await phone.page.reload();
    await lose(PROMISE);
    await phone.press("welcome_start");
    await phone.page.getByText(phone.say("not_loaded")).waitFor();
    await find(PROMISE);
    await phone.press("try_again");
    await phone.heading("promise_title").waitFor();
    expect(await drawn()).toBe(whole);
  });

  it("holds nobody up: there is a way back, and Stop behind it", async () => {
    await goOpen(phone, room.poster);
    await lose(FIND);
    await phone.press("where_change_label");
    await phone.page.getByText(phone.say("not_loaded")).waitFor();
    await phone.press("back");
    await phone.heading("open_title").waitFor();
    await phone.press("stop");
    await phone.heading("ended_title").waitFor();
  });

  it("is had from a page loaded anew, by a browser that asks for nothing twice", async () => {
    await goOpen(phone, room.poster);
    const { session } = phone.session();
    await lose(FIND);
    await phone.press("where_change_label");
    await phone.page.getByText(phone.say("not_loaded")).waitFor();
    // To this page it stays lost; a new one has another chance.
    phone.page.once("domcontentloaded", () => void find(FIND));
    await phone.press("try_again");
    await phone.heading("open_title").waitFor();
    expect(phone.session().session).toBe(session);
    await phone.press("where_change_label");
    await phone.heading("find_title").waitFor();
  });
});
