/**
 * The camera: a code that is held up to it is read, and whatever keeps it from working is said.
 */

import { openParts, type Part } from "@sighej/embedded";
import { encodeVenueLink } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { shownIn } from "../../matcher/test/zone-screen.ts";
import { goOpen } from "./attendee.ts";
import { openChromium, withCamera } from "./chromium.ts";
import { type Handset, openHandset } from "./handset.ts";
import { videoOf } from "./qr-video.ts";
import { BADGE_ITEM, BAR, openRoom, type Room } from "./room.ts";

let room: Room;
let stage: (Part & { readonly phone: Handset }) | undefined;
beforeAll(async () => {
  room = await openRoom();
});
afterEach(async () => {
  expect(stage?.phone.faults).toEqual([]);
  await stage?.stop();
  stage = undefined;
});
afterAll(() => room?.stop());

/** Another app has the camera at the first try, and has let go of it at the second. */
function heldByAnother(): void {
  const { mediaDevices } = navigator;
  const real = mediaDevices.getUserMedia.bind(mediaDevices);
  let tries = 0;
  mediaDevices.getUserMedia = async (wanted) => {
    if (tries++ > 0) return real(wanted);
    // What browsers say of it (Media Capture and Streams §10.2); no fake device can be busy.
    throw new DOMException("Could not start video source", "NotReadableError");
  };
}

interface Camera {
  readonly allowed?: boolean;
  readonly before?: () => void;
}

/** A phone whose camera sees `text`, or that has none, before the page on how it is found. */
async function phoneThatSees(
  text: string | undefined,
  { allowed = true, before }: Camera = {},
): Promise<Handset> {
  stage = await openParts(async (keep) => {
    const video = text === undefined ? undefined : keep(await videoOf(text));
    const { browser } = keep(await openChromium(video && withCamera(video.file)));
    const phone = keep(await openHandset(browser, before && { before }));
    if (allowed) await phone.context.grantPermissions(["camera"], { origin: room.matcher.url });
    await goOpen(phone, room.poster);
    await phone.press("where_change_label");
    return { phone };
  });
  return stage.phone;
}
const badgeLink = () =>
  new URL(
    encodeVenueLink({
      venue: room.venue,
      stock: { kind: "badge", id: BADGE_ITEM.id, code: BADGE_ITEM.bindCode },
    }),
    room.matcher.url,
  ).href;

describe("the camera", () => {
  it("reads the code on a badge, which is then one's own until one stops", async () => {
    const phone = await phoneThatSees(badgeLink());
    await phone.press("find_camera");
    await phone.page.getByText(phone.say("about_badge_id", { id: BADGE_ITEM.id })).waitFor();
    const view = await room.matcher.call("GET", "/api/v1/session", {
      bearer: phone.session().bearer,
    });
    expect(await view.json()).toMatchObject({ carriers: [{ kind: "badge", id: BADGE_ITEM.id }] });
    await phone.button("find_camera").waitFor();
    await phone.press("find_release");
    await phone.page
      .getByText(phone.say("about_badge_id", { id: BADGE_ITEM.id }))
      .waitFor({ state: "detached" });
  });

  it("says so when a code is none of the venue's, and looks on", async () => {
    const phone = await phoneThatSees("https://example.org/menu");
    await phone.press("find_camera");
    await phone.page.getByText(phone.say("camera_other")).waitFor();
    await phone.press("find_camera_stop");
  });

  it("says what to do where it is not allowed; the code can be typed all the time", async () => {
    const phone = await phoneThatSees(badgeLink(), { allowed: false });
    await phone.field("find_digits").waitFor();
    await phone.press("find_camera");
    await phone.page.getByText(phone.say("camera_denied")).waitFor();
    await phone.field("find_digits").fill(shownIn(room.matcher, "bar").digits);
    await phone.page
      .getByRole("button", { name: phone.say("find_use"), exact: true })
      .first()
      .click();
    await phone.page.getByText(phone.say("about_zone_code", { zone: BAR })).waitFor();
  });

  it("says what to do while another app has it, and reads the code at the next try", async () => {
    const phone = await phoneThatSees(badgeLink(), { before: heldByAnother });
    await phone.press("find_camera");
    await phone.page.getByText(phone.say("camera_busy")).waitFor();
    await phone.field("find_digits").waitFor();
    await phone.press("find_camera");
    await phone.page.getByText(phone.say("about_badge_id", { id: BADGE_ITEM.id })).waitFor();
  });

  it("says what to do where there is none", async () => {
    const phone = await phoneThatSees(undefined);
    await phone.press("find_camera");
    await phone.page.getByText(phone.say("camera_absent")).waitFor();
    await phone.field("find_digits").waitFor();
    expect(await phone.button("find_pair").isVisible()).toBe(false);
  });
});
