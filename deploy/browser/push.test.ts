/**
 * Push, from the matcher's encrypted message over a double of a push service to the notice that the
 * page's own service worker shows.
 */
import { newVapidKeys } from "@sighej/matcher";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type PushService, startPushService } from "../../matcher/test/push-service.ts";
import { goOpen } from "./attendee.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { openPushes, type Pushes } from "./pushes.ts";
import { openRoom, type Room } from "./room.ts";

const keys = { subject: "mailto:staff@example.org", ...newVapidKeys() };
/** The matcher waits for a page to show a nudge before it pushes. */
const PATIENCE = { timeout: 15_000, interval: 100 };

let chromium: Chromium;
let service: PushService;
let room: Room;
let phone: Handset;
let pushes: Pushes;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());
beforeEach(async () => {
  service = await startPushService(keys.publicKey);
  const reaches = (address: string) => address === "127.0.0.1" || address === "::1";
  room = await openRoom({ push: { keys, ca: service.ca, reaches } });
  phone = await openHandset(chromium.browser, { language: "da" });
  pushes = await openPushes(phone, service.subscribe());
  await phone.context.grantPermissions(["notifications"], { origin: room.matcher.url });
  await goOpen(phone, room.poster);
  await phone.press("notify_ask");
  await phone.page.getByText(phone.say("open_body")).waitFor();
});
afterEach(async () => {
  expect(service.faults).toEqual([]);
  expect(phone.faults).toEqual([]);
  await phone.stop();
  await room.stop();
  await service.stop();
});

async function nudged(): Promise<void> {
  const other = await room.matcher.open({ interests: ["coffee"] });
  await room.gather([phone.session(), other]);
}

describe("push", () => {
  it("shows a notice on a closed phone, and a touch of it opens the nudge, once", async () => {
    expect(pushes.isSubscribed()).toBe(true);
    await phone.reopen();
    await nudged();
    const [pushed] = await vi.waitUntil(
      () => service.pushed.length > 0 && service.pushed,
      PATIENCE,
    );
    expect(pushed?.ttl).toBeLessThanOrEqual(180);

    await pushes.deliver(pushed?.text ?? "");
    const notices = await pushes.notices();
    expect(notices).toEqual([
      { title: phone.say("push_title"), body: phone.say("push_nudge"), tag: expect.any(String) },
    ]);
    const [notice] = notices;
    if (notice === undefined) throw new Error("just seen");
    const address = await pushes.touch(notice);
    await phone.page.goto(new URL(address, room.matcher.url).href);
    await phone.button("nudge_hi").waitFor();
    expect(await pushes.notices()).toEqual([]);

    // The push service brings things twice; the phone shows them once.
    await phone.page.bringToFront();
    await pushes.deliver(pushed?.text ?? "");
    expect(await pushes.notices()).toEqual([]);
    await phone.press("not_now");
    await phone.heading("open_title").waitFor();
  });

  it("is not needed where the page has shown the nudge", async () => {
    await nudged();
    await phone.button("nudge_hi").waitFor();
    // Acknowledged, and so nothing to push: the matcher looks for it after three seconds.
    await vi.waitFor(async () => expect(await room.pending(phone.session())).toEqual([]), PATIENCE);
  });

  it("shows something neutral for a message that nobody can read", async () => {
    await pushes.deliver("no JSON, and none of ours");
    expect(await pushes.notices()).toEqual([
      { title: phone.say("push_title"), body: phone.say("push_other"), tag: expect.any(String) },
    ]);
  });

  it("is over with the session: on the phone, on its screen and at the matcher", async () => {
    const { session } = phone.session();
    const kept = () => room.matcher.ports.pushes.find(room.venue, session);
    expect(await kept()).toBeDefined();
    await pushes.deliver("anything");
    expect(await pushes.notices()).toHaveLength(1);
    await phone.press("stop");
    await phone.heading("ended_title").waitFor();
    expect(await kept()).toBeUndefined();
    await vi.waitUntil(() => !pushes.isSubscribed(), PATIENCE);
    await vi.waitFor(async () => expect(await pushes.notices()).toEqual([]), PATIENCE);
  });
});
