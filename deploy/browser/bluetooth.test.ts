/**
 * Pairing a badge over Web Bluetooth, with a badge that opens what it is given, and with everything
 * that can go wrong on the way; and checking in at a gateway. Chromium emulates the radio; chooser,
 * page and bytes are real.
 */
import { base64urlOf, provesCheckIn, seconds } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gateway as gatewayId } from "../../matcher/test/fixtures.ts";
import { goOpen } from "./attendee.ts";
import { type Badge, badgeWith, TIMED_OUT, WRITE_REFUSED } from "./badge.ts";
import { type Chooser, chooserOf } from "./chooser.ts";
import { type Chromium, openChromium, WITH_BLUETOOTH } from "./chromium.ts";
import { type Gateway, gatewayIn } from "./gateway.ts";
import { type Handset, openHandset } from "./handset.ts";
import { openRadio, type Radio } from "./radio.ts";
import { BADGE_ITEM, BAR, openRoom, type Room } from "./room.ts";

/** Longer than anyone waits for a list that does not come. */
const TOO_LONG = "01:00";

let chromium: Chromium;
let room: Room;
let phone: Handset;
let badge: Badge;
let gateway: Gateway;
let radio: Radio;
let chooser: Chooser;
beforeAll(async () => {
  chromium = await openChromium(WITH_BLUETOOTH);
  room = await openRoom();
});
afterAll(async () => {
  await chromium?.stop();
  await room?.stop();
});
beforeEach(async () => {
  badge = badgeWith({ bindCode: BADGE_ITEM.bindCode, battery: 80 });
  gateway = gatewayIn(room, gatewayId("bar-1"));
  phone = await openHandset(chromium.browser);
});
afterEach(async () => {
  expect(phone.faults).toEqual([]);
  await radio.stop();
  await phone.stop();
});

/** Open, and where the badge's code is typed. */
async function standBefore(power: Parameters<typeof openRadio>[1] = "powered-on"): Promise<void> {
  await goOpen(phone, room.poster);
  await turnOn(power);
  await typeCode(BADGE_ITEM.bindCode);
}

/** After a page was loaded, which ends all emulation. */
async function turnOn(power: Parameters<typeof openRadio>[1]): Promise<void> {
  radio = await openRadio(chromium.browser, power, [badge.peripheral, gateway.peripheral]);
  chooser = await chooserOf(phone.page);
}

async function typeCode(code: Uint8Array): Promise<void> {
  await phone.press("where_change_label");
  await phone.field("find_badge_number").fill(BADGE_ITEM.id);
  await phone.field("find_badge_code").fill(base64urlOf(code));
}

async function pair(): Promise<void> {
  await phone.press("find_pair");
  await chooser.pick(badge.peripheral.address);
}
/** A page loaded anew, and the button of the badge held once more. */
async function comeBack(): Promise<void> {
  await phone.page.reload();
  await phone.heading("open_title").waitFor();
  await radio.renew();
  badge.pairing = true;
  await phone.press("where_change_label");
}
const says = (key: string) => phone.page.getByText(phone.say(key)).waitFor();

describe("pairing a badge", () => {
  it("gives it the session's key, the venue and the time, and says how full it is", async () => {
    await standBefore();
    const telling = phone.page.waitForResponse((each) => each.url().endsWith("/battery"));
    await pair();
    await says("find_done_pair");
    await phone.page.getByText(phone.say("find_battery", { percent: 80 })).waitFor();
    const told = await telling;
    expect(told.status()).toBe(204);
    expect(await told.request().headerValue("authorization")).toBeNull();
    const { venue, beaconKey } = phone.session();
    expect(badge.bindings).toHaveLength(1);
    expect(badge.bindings[0]).toMatchObject({ venue, key: beaconKey });
    const age = room.matcher.now() - (badge.bindings[0]?.now ?? 0);
    expect(Math.abs(age)).toBeLessThan(seconds(30));
  });

  it("says so when nothing was chosen", async () => {
    await standBefore();
    await phone.press("find_pair");
    await chooser.cancel();
    await says("bt_cancelled");
  });

  it("says so where there is no adapter", async () => {
    await standBefore("absent");
    await phone.press("find_pair");
    await says("bt_absent");
  });

  it("gives up by itself where Bluetooth is off and the browser says nothing", async () => {
    await phone.context.clock.install();
    await standBefore("powered-off");
    await phone.press("find_pair");
    await says("find_working");
    await phone.context.clock.fastForward(TOO_LONG);
    await says("bt_off");
  });

  it("says so when the badge refuses the connection, and works when it does not", async () => {
    await standBefore();
    badge.answers.connect = TIMED_OUT;
    await pair();
    await says("bt_lost");
    badge.answers.connect = 0;
    await pair();
    await says("find_done_pair");
  });

  it("says so when the badge refuses the key", async () => {
    await standBefore();
    badge.answers.write = WRITE_REFUSED;
    await pair();
    await says("bt_lost");
    expect(badge.bindings).toEqual([]);
  });

  it("tells a code of another badge and a button that was not held apart", async () => {
    await standBefore();
    badge.pairing = false;
    await pair();
    await says("bt_not_pairing");
    badge.pairing = true;
    await phone.field("find_badge_code").fill(base64urlOf(new Uint8Array(16).fill(8)));
    await pair();
    await says("bt_wrong_code");
    expect(badge.bindings).toEqual([]);
  });

  it("loses the connection in the middle, and finishes at the next try", async () => {
    await standBefore();
    badge.inReach = false;
    await pair();
    await says("bt_lost");
    badge.inReach = true;
    await radio.renew();
    await pair();
    await says("find_done_pair");
    expect(badge.connections).toBe(2);
    expect(badge.bindings).toHaveLength(1);
  });

  it("works by one press for someone who comes back: no list, no code, the same key", async () => {
    await standBefore();
    await pair();
    await says("find_done_pair");
    await comeBack();
    await phone.press("find_pair");
    await says("find_done_pair");
    expect(chooser.opened).toBe(1);
    const { beaconKey } = phone.session();
    expect(badge.bindings.map(({ key }) => key)).toEqual([beaconKey, beaconKey]);
  });

  it("shows the list again once the badge of before is out of reach", async () => {
    await standBefore();
    await pair();
    await says("find_done_pair");
    await comeBack();
    badge.answers.connect = TIMED_OUT;
    await phone.press("find_pair");
    await says("bt_lost");
    expect(chooser.opened).toBe(1);
    badge.answers.connect = 0;
    await pair();
    await says("find_done_pair");
    expect(chooser.opened).toBe(2);
  });

  it("leaves the browser nothing to find a badge by after the end", async () => {
    await standBefore();
    await pair();
    await says("find_done_pair");
    expect(await chosenOn(phone)).toHaveLength(1);
    await phone.press("back");
    await phone.press("stop");
    await phone.heading("ended_title").waitFor();
    await expect.poll(() => chosenOn(phone)).toEqual([]);
  });
});

describe("checking in at a gateway", () => {
  async function checkIn(): Promise<void> {
    await phone.press("find_check_in_action");
    await chooser.pick(gateway.peripheral.address);
  }

  it("proves with a nonce used once that the phone is there, which places it in the zone", async () => {
    await standBefore();
    await checkIn();
    await says("find_done_zone");
    const held = phone.page.getByText(phone.say("about_check_in", { zone: BAR }));
    await held.waitFor();
    const { session, venue, beaconKey } = phone.session();
    const [taken] = gateway.taken;
    expect(gateway.taken).toHaveLength(1);
    expect(taken?.proof).toHaveLength(8);
    // Of no other nonce than the one that the gateway gave: a proof of this key alone is none.
    expect(taken && provesCheckIn(taken, beaconKey, venue, new Uint8Array(8))).toBe(false);
    expect(await room.matcher.ports.sessions.find(venue, session)).toMatchObject({
      carriers: [{ kind: "check-in", zone: "bar" }],
    });
    await phone.press("find_release");
    await held.waitFor({ state: "detached" });
  });

  it("says so when nothing was chosen, and works at the next try", async () => {
    await standBefore();
    await phone.press("find_check_in_action");
    await chooser.cancel();
    await says("bt_cancelled");
    await checkIn();
    await says("find_done_zone");
  });
});

/** What the browser would let the page find again without a list. */
const chosenOn = ({ page }: Handset): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const { bluetooth } = navigator as unknown as {
      readonly bluetooth: { getDevices(): Promise<readonly { readonly id: string }[]> };
    };
    return (await bluetooth.getDevices()).map(({ id }) => id);
  });
