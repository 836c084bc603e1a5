/**
 * The safety inbox: a report is on an open page within seconds, and on a host's closed phone, over a
 * double of a push service, until the host signs out.
 */
import { newVapidKeys } from "@sighej/matcher";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { claimOf, nudgeOf } from "../../../matcher/test/contract/opened.ts";
import { venue } from "../../../matcher/test/fixtures.ts";
import { type PushService, startPushService } from "../../../matcher/test/push-service.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { openPushes, type Pushes } from "../pushes.ts";
import type { Desk } from "./desk.ts";
import { type House, openHouse } from "./house.ts";

const keys = { subject: "mailto:staff@example.org", ...newVapidKeys() };
const INBOX = `/venue/${venue}/safety`;
/** What is promised, ms. */
const WITHIN = { timeout: 30_000, interval: 100 };

let chromium: Chromium;
let service: PushService;
let house: House;
let desk: Desk;
let pushes: Pushes;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());
beforeEach(async () => {
  service = await startPushService(keys.publicKey);
  const reaches = (address: string) => address === "127.0.0.1" || address === "::1";
  house = await openHouse({ push: { keys, ca: service.ca, reaches } });
  desk = await house.desk(chromium.browser, { size: { width: 390, height: 844 } });
  pushes = await openPushes(desk, service.subscribe());
  await desk.context.grantPermissions(["notifications"], { origin: house.matcher.url });
  await desk.open(INBOX);
  await desk.heading("safety_none").waitFor();
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  expect(service.faults).toEqual([]);
  await house.stop();
  await service.stop();
});

async function reported(): Promise<void> {
  const { matcher } = house;
  const started = [await matcher.open(), await matcher.open()] as const;
  const [a, b] = await Promise.all(
    started.map(({ session }) => matcher.ports.sessions.find(venue, session)),
  );
  if (a === undefined || b === undefined) throw new Error("both are live");
  const claim = claimOf(a, b);
  await matcher.ports.nudges.claim(claim);
  const answer = await matcher.call("POST", "/api/v1/report", {
    bearer: started[0].bearer,
    body: { nudge: nudgeOf(claim, 0).id },
  });
  expect(answer.status).toBe(202);
}

const listening = () => desk.page.getByRole("switch", { name: desk.say("alerts_label") });

describe("the safety inbox", () => {
  it("shows a report within seconds, until somebody has seen to it, and again", async () => {
    expect(await desk.objections()).toEqual([]);
    await reported();
    await desk.heading("safety_count", { count: 1 }).waitFor({ timeout: WITHIN.timeout });
    expect(await desk.objections()).toEqual([]);
    expect(await desk.overflow()).toBe(0);
    await desk.page.getByRole("button", { name: desk.say("safety_handle") }).click();
    await desk.heading("safety_title").waitFor();
    await desk.page.getByRole("button", { name: desk.say("safety_reopen") }).click();
    await desk.heading("safety_count", { count: 1 }).waitFor();
  });

  it("reaches a host's phone with the page closed, and a touch opens it", async () => {
    await listening().click();
    await vi.waitUntil(() => pushes.isSubscribed(), WITHIN);
    await expect.poll(() => listening().isChecked()).toBe(true);
    await desk.page.goto("about:blank");
    const before = performance.now();
    await reported();
    const [pushed] = await vi.waitUntil(() => service.pushed.length > 0 && service.pushed, WITHIN);
    expect(performance.now() - before).toBeLessThan(WITHIN.timeout);
    await desk.open("/");
    await pushes.deliver(pushed?.text ?? "");
    const notices = await pushes.notices();
    expect(notices).toEqual([
      {
        title: desk.say("alert_title"),
        body: desk.say("alert_body", { zone: "hall" }),
        tag: expect.any(String),
      },
    ]);
    const [notice] = notices;
    if (notice === undefined) throw new Error("just seen");
    expect(await pushes.touch(notice)).toBe(`/admin${INBOX}`);
  });

  it("is told to nobody on this phone once the host has signed out", async () => {
    await listening().click();
    await vi.waitUntil(() => pushes.isSubscribed(), WITHIN);
    await expect.poll(() => listening().isChecked()).toBe(true);
    await signOut();
    await vi.waitUntil(() => !pushes.isSubscribed(), WITHIN);
    await reported();
    await vi.waitFor(() => expect(house.matcher.counts().complaint).toBe(1), WITHIN);
    expect(service.pushed).toEqual([]);
  });
});

/** By the button of the shell, which is in the menu on a phone. */
async function signOut(): Promise<void> {
  if (!(await desk.button("sign_out").isVisible())) await desk.button("menu").click();
  await desk.button("sign_out").click();
  await desk.heading("sign_in_title").waitFor();
}
