/**
 * A session from its start to the next one: a venue that asks for a join code, typed or in the link,
 * and two hours more by a press.
 */
import { minutes } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { leaveUnanswered } from "../../matcher/test/unanswered.ts";
import { choose, goOpen } from "./attendee.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { secretsOf } from "./kept.ts";
import { openRoom, type Room } from "./room.ts";

/** Two hours more are offered when less than one is left. */
const MORE_THAN_HALF = minutes(70);

let chromium: Chromium;
let phone: Handset;
let room: Room;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());
beforeEach(async () => {
  phone = await openHandset(chromium.browser, { language: "da" });
});
afterEach(async () => {
  expect(phone.faults).toEqual([]);
  await phone.stop();
  await room.stop();
});
const sessions = () => room.matcher.ports.sessions.list(room.venue);
const mine = () => room.matcher.ports.sessions.find(room.venue, phone.session().session);

describe("a venue that asks for a join code", () => {
  beforeEach(async () => {
    room = await openRoom({ venue: { joinCodes: [{ code: "SOMMER" }] } });
  });

  async function upToTheCode(poster: string): Promise<void> {
    await phone.page.goto(poster);
    await phone.press("welcome_start");
    await phone.press("promise_agree");
    await choose(phone, "coffee");
    await phone.press("interests_continue", { count: 1 });
  }

  it("lets nobody in without, says that a wrong one is wrong, and takes a right one as typed", async () => {
    await upToTheCode(room.poster);
    expect(await phone.button("ready_code_missing").isDisabled()).toBe(true);
    await phone.field("ready_code").fill("vinter");
    await phone.press("ready_open");
    await phone.page.getByText(phone.say("not_started_code")).waitFor();
    expect(await sessions()).toEqual([]);
    await phone.field("ready_code").fill(" sommer ");
    await phone.press("ready_open");
    await phone.heading("open_title").waitFor();
    expect(await sessions()).toHaveLength(1);
  });

  it("asks nobody to type what their link says, and leaves it in no address", async () => {
    await upToTheCode(`${room.poster}#join=SOMMER`);
    expect(phone.page.url()).toBe(room.poster);
    expect(phone.presses).toHaveLength(3);
    await phone.press("ready_open");
    await phone.heading("open_title").waitFor();
    expect(await sessions()).toHaveLength(1);
  });
});

it("goes on for two hours by a press: a new session with the same choice, nothing of the old", async () => {
  room = await openRoom();
  await goOpen(phone, room.poster, ["coffee", "devops"]);
  const before = phone.session();
  expect(await phone.button("time_longer").isVisible()).toBe(false);
  room.matcher.pass(MORE_THAN_HALF);
  // The page learns the matcher's time when it asks.
  await phone.press("what_we_keep");
  await phone.page.getByText(before.session).waitFor();
  await phone.press("back");
  await phone.press("time_longer");
  await phone.heading("extend_title").waitFor();
  const extended = phone.page.waitForResponse(
    (answer) => answer.request().method() === "POST" && answer.status() === 201,
  );
  await phone.press("extend_agree");
  await extended;
  await phone.heading("open_title").waitFor();
  await expect.poll(() => phone.session().session).not.toBe(before.session);

  const after = phone.session();
  expect(after.beaconKey).not.toEqual(before.beaconKey);
  expect(await sessions()).toMatchObject([
    { id: after.session, interests: ["coffee", "devops"], open: true },
  ]);
  const { status } = await room.matcher.call("GET", "/api/v1/session", { bearer: before.bearer });
  expect(status).toBe(401);
  const kept = await phone.page.evaluate(() => JSON.stringify({ ...localStorage }));
  for (const secret of secretsOf(before)) expect(kept).not.toContain(secret);
  await phone.page.reload();
  await phone.heading("open_title").waitFor();
});

it("asks somebody who left three nudges unanswered whether they are still open", async () => {
  room = await openRoom({ venue: { policy: "default" } });
  await goOpen(phone, room.poster, ["coffee", "devops"]);
  await leaveUnanswered(room.matcher, phone.session(), 3);
  await phone.page.reload();
  await phone.heading("asked_title").waitFor();
  await phone.press("asked_yes");
  await phone.heading("open_title").waitFor();
  await expect.poll(async () => (await mine())?.history.ignored).toBe(0);
});

it("says before anybody agrees, and on what is kept, whose responsibility the data is", async () => {
  const controller = { name: "Foreningen Sig Hej", contact: "hej@example.dk" };
  room = await openRoom({ venue: { legal: { controller } } });
  await phone.page.goto(room.poster);
  await phone.press("welcome_start");
  await phone.page.getByText(phone.say("promise_controller", controller)).waitFor();
  await phone.press("promise_agree");
  await choose(phone, "coffee");
  await phone.press("interests_continue", { count: 1 });
  await phone.press("ready_open");
  await phone.heading("open_title").waitFor();
  await phone.press("what_we_keep");
  await phone.page.getByText("Foreningen Sig Hej, hej@example.dk").waitFor();
  await phone.page.getByText(phone.say("about_controller"), { exact: true }).waitFor();
});
