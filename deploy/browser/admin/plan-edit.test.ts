/**
 * The floor plan while it is edited: gateways and zones are placed by pointer, by finger, by keys and by
 * numbers, taken back, saved as one change, and carried over when somebody else was first.
 */
import { decodeVenueSetupView, type VenueId, type VenueSetupView } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { sure, venue } from "../../../matcher/test/fixtures.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import type { Desk, DeskConfig } from "./desk.ts";
import { type House, openHouse } from "./house.ts";
import { type OwnerCall, ownerCallOf } from "./owner-call.ts";

let chromium: Chromium;
let house: House;
let desk: Desk;
let copy: VenueSetupView;
let call: OwnerCall;
beforeAll(async () => {
  chromium = await openChromium();
});
beforeEach(async () => {
  house = await openHouse();
  await (await house.desk(chromium.browser)).stop();
  call = await ownerCallOf(house);
  copy = seen(await call("POST", `/venue/${venue}/duplicate`, { name: "Copy" }));
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  await desk.stop();
  await house.stop();
});
afterAll(() => chromium?.stop());

const seen = (view: unknown) => sure(decodeVenueSetupView(view));
const look = async (id: VenueId = copy.venue) => seen(await call("GET", `/venue/${id}`));
const placeOf = async (gateway: string, id?: VenueId) =>
  (await look(id)).gateways.find((each) => each.gateway === gateway);
async function openPlan(id: VenueId, config: DeskConfig = {}) {
  desk = await house.desk(chromium.browser, config);
  await desk.open(`/venue/${id}/plan`);
  await desk.button("arrange_open").click();
  await plan().waitFor();
}
const plan = () => desk.page.getByRole("group", { name: desk.say("arrange_label") });
const onPlan = (name: string) => plan().getByRole("button", { name: new RegExp(`^${name}:`) });
const field = (key: string, values: Record<string, string>) => desk.field(key, values);
const x = (name: string) => field("arrange_x_of", { name });
const y = (name: string) => field("arrange_y_of", { name });
const save = async () => {
  await desk.button("arrange_save").click();
  await desk.page.getByText(desk.say("arrange_saved")).waitFor();
};
/** Where a spot of the venue is on the screen, by two things whose spots are known. */
async function pixelOf(to: { readonly x: number; readonly y: number }) {
  const centre = async (name: string) => {
    const box = await onPlan(name).boundingBox();
    if (box === null) throw new Error(`${name} is not drawn`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const [one, other] = [await centre("bar-1"), await centre("hall-4")];
  return {
    x: one.x + (to.x / 14) * (other.x - one.x),
    y: one.y + (to.y / 6) * (other.y - one.y),
  };
}

it("moves a gateway by keys, by a pull and by a number, takes steps back, and keeps it as one change", async () => {
  await openPlan(copy.venue);
  const { page } = desk;
  expect(await desk.button("arrange_save").isDisabled()).toBe(true);
  await onPlan("hall-1").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowDown");
  expect(await x("hall-1").inputValue()).toBe("8.5");
  expect(await y("hall-1").inputValue()).toBe("0.1");
  // Chosen on the plan, and so in the table; and the other way round.
  const inTable = (name: string) =>
    page.getByRole("table").getByRole("button", { name, exact: true });
  expect(await inTable("hall-1").getAttribute("aria-pressed")).toBe("true");
  await inTable("hall-2").click();
  expect(await onPlan("hall-2").getAttribute("aria-pressed")).toBe("true");
  expect(await onPlan("hall-1").getAttribute("aria-pressed")).toBe("false");
  expect(await desk.objections()).toEqual([]);

  const [from, to] = [await pixelOf({ x: 14, y: 0 }), await pixelOf({ x: 11, y: 3 })];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => Number(await x("hall-3").inputValue())).toBeCloseTo(11, 0);
  expect(Number(await y("hall-3").inputValue())).toBeCloseTo(3, 0);
  // The whole pull is one step.
  await page.keyboard.press("Control+z");
  expect(await x("hall-3").inputValue()).toBe("14");
  await desk.button("arrange_redo").click();
  expect(Number(await x("hall-3").inputValue())).toBeCloseTo(11, 0);
  await x("hall-3").fill("12.25");
  await x("hall-3").press("Enter");
  expect(await onPlan("hall-3").getAttribute("aria-label")).toContain("12.25 m");
  await save();
  expect(await placeOf("hall-1")).toMatchObject({ x: 8.5, y: 0.1, zone: "hall" });
  expect(await placeOf("hall-3")).toMatchObject({ x: 12.25 });
  expect((await look()).version).toBe((copy.version ?? 0) + 1);
  const { entries } = (await call("GET", "/audit")) as { readonly entries: readonly object[] };
  expect(entries[0]).toMatchObject({ what: "editVenue", venue: copy.venue });
});

it("places gateways that hang nowhere, and draws zones around them, by pointer and by keys", async () => {
  const { venue: bare } = seen(await call("POST", "/venues", { name: "Attic" }));
  for (const gateway of ["one", "two", "three"])
    await call("POST", `/venue/${bare}/gateways`, { gateway });
  await openPlan(bare);
  const { page } = desk;
  const place = (name: string) => desk.button("arrange_place", { name });
  // A press puts it into the middle, where keys have it at once.
  await place("one").focus();
  await page.keyboard.press("Enter");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-gateway")))
    .toBe("one");
  await x("one").fill("2");
  await y("one").fill("2");
  await y("one").press("Enter");
  // A pull puts it where it is let go.
  const [button, area] = [await place("two").boundingBox(), await plan().boundingBox()];
  if (button === null || area === null) throw new Error("both are drawn");
  await page.mouse.move(button.x + 20, button.y + 15);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2, { steps: 6 });
  await page.mouse.up();
  await onPlan("two").waitFor();
  for (const [name, right, down] of [
    ["two", "12", "2"],
    ["three", "12", "8"],
  ] as const) {
    if ((await place(name).count()) > 0) await place(name).click();
    await x(name).fill(right);
    await y(name).fill(down);
    await y(name).press("Enter");
  }
  // No zone yet: said in words, and not sent.
  await page.getByText("No zone yet: one, two and three", { exact: false }).waitFor();
  expect(await desk.button("arrange_save").isDisabled()).toBe(true);

  // By keys: a room of 4 by 4 m around the first, whose sides may not cross.
  await desk.button("arrange_draw").click();
  const cross = page.locator("[aria-label^='Cross at']");
  await cross.waitFor();
  const walk = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const where = async () => {
    const label = (await cross.getAttribute("aria-label")) ?? "";
    const [, right = "", down = ""] = /at ([\d.−-]+) m right, ([\d.−-]+) m down/.exec(label) ?? [];
    return { x: Number(right.replace("−", "-")), y: Number(down.replace("−", "-")) };
  };
  const go = async (to: { readonly x: number; readonly y: number }) => {
    for (let at = await where(); at.x !== to.x; at = await where())
      await walk(at.x > to.x ? "ArrowLeft" : "ArrowRight");
    for (let at = await where(); at.y !== to.y; at = await where())
      await walk(at.y > to.y ? "ArrowUp" : "ArrowDown");
  };
  const put = async (to: { readonly x: number; readonly y: number }) => {
    await go(to);
    await walk(" ");
  };
  await put({ x: 0, y: 0 });
  await walk("Enter");
  await page.getByText(desk.say("arrange_few")).waitFor();
  await put({ x: 4, y: 4 });
  await put({ x: 4, y: 0 });
  await put({ x: 0, y: 4 });
  await page.getByText(desk.say("arrange_crossing")).waitFor();
  expect(await desk.objections()).toEqual([]);
  await walk("Backspace", "Backspace");
  await put({ x: 4, y: 0 });
  await put({ x: 4, y: 4 });
  await put({ x: 0, y: 4 });
  await walk("Enter");
  await desk.field("arrange_zone_name").fill("The bår");
  await desk.field("arrange_zone_name").press("Tab");
  await plan().getByRole("button", { name: "Zone The bår" }).waitFor();
  // By pointer: presses where corners are, the first one again to close.
  await desk.button("arrange_draw").click();
  const pixel = async (to: { readonly x: number; readonly y: number }) => {
    const centre = async (name: string) => {
      const box = await onPlan(name).boundingBox();
      if (box === null) throw new Error(`${name} is not drawn`);
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const [one, three] = [await centre("one"), await centre("three")];
    const scale = { x: (three.x - one.x) / 10, y: (three.y - one.y) / 6 };
    return { x: one.x + (to.x - 2) * scale.x, y: one.y + (to.y - 2) * scale.y };
  };
  for (const [right, down] of [
    [9, 0],
    [15, 0],
    [15, 10],
    [9, 10],
    [9, 0],
  ] as const) {
    const at = await pixel({ x: right, y: down });
    await page.mouse.click(at.x, at.y);
  }
  await page.getByText("Cross at", { exact: false }).waitFor({ state: "detached" });
  await desk.field("arrange_zone_name").fill("Hall");
  await desk.field("arrange_zone_name").press("Tab");
  await save();
  const made = await look(bare);
  expect(made.zones.map(({ zone, name, outline }) => [zone, name, outline?.length])).toEqual([
    ["zone-1", "The bår", 4],
    ["zone-2", "Hall", 4],
  ]);
  expect(made.zones[0]?.outline).toEqual([
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 4 },
    { x: 0, y: 4 },
  ]);
  expect(made.gateways).toMatchObject([
    { gateway: "one", zone: "zone-1", x: 2, y: 2 },
    { gateway: "two", zone: "zone-2", x: 12, y: 2 },
    { gateway: "three", zone: "zone-2", x: 12, y: 8 },
  ]);
});

it("changes a zone corner by corner, by its gateways alone, and deletes it", async () => {
  await openPlan(copy.venue);
  const { page } = desk;
  await desk.button("arrange_add_zone").click();
  await desk.field("arrange_zone_name").fill("Nook");
  await desk.field("arrange_zone_name").press("Tab");
  await desk.field("arrange_tier").selectOption("near");
  await page.getByRole("checkbox", { name: /^hall-4/ }).check();
  await desk.button("arrange_draw_this").click();
  await page.locator("[aria-label^='Cross at']").waitFor();
  for (const [right, down] of [
    [12, 4],
    [17, 4],
    [17, 8],
    [12, 8],
  ] as const) {
    const at = await pixelOf({ x: right, y: down });
    await page.mouse.click(at.x, at.y);
  }
  await desk.button("arrange_close").click();
  // A corner more, moved by keys; then so far that sides cross, which is said and not sent.
  await plan()
    .getByRole("button", {
      name: desk.say("arrange_corner_add", { name: "Nook", from: "1", to: "2" }),
    })
    .focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  expect(Number(await field("arrange_corner_y", { number: "2" }).inputValue())).toBeCloseTo(3, 0);
  expect(await desk.objections()).toEqual([]);
  await field("arrange_corner_y", { number: "2" }).fill("12");
  await field("arrange_corner_y", { number: "2" }).press("Enter");
  await page
    .getByRole("status")
    .getByText(desk.say("arrange_crossing"), { exact: false })
    .waitFor();
  expect(await desk.button("arrange_save").isDisabled()).toBe(true);
  await desk.button("arrange_corner_remove", { number: "2" }).click();
  await save();
  const made = (await look()).zones.find(({ name }) => name === "Nook");
  expect(made).toMatchObject({ zone: "zone-3", tier: "near" });
  expect(made?.outline).toHaveLength(4);
  expect(await placeOf("hall-4")).toMatchObject({ zone: "zone-3" });

  await desk.button("arrange_open").click();
  await page.getByRole("table").getByRole("button", { name: "Nook", exact: true }).click();
  await desk.button("arrange_zone_remove").click();
  await page.getByText("No zone yet: hall-4", { exact: false }).waitFor();
  await field("arrange_zone_of", { name: "hall-4" }).selectOption("hall");
  await save();
  expect((await look()).zones.map(({ zone }) => zone)).toEqual(["bar", "hall"]);
});

it("carries changes over when somebody else was first, and loses neither's", async () => {
  await openPlan(copy.venue, { language: "da" });
  await x("bar-1").fill("1");
  await x("bar-1").press("Enter");
  await x("bar-2").fill("1");
  await x("bar-2").press("Enter");
  const moved = copy.gateways.map((each) =>
    each.gateway === "hall-4" || each.gateway === "bar-2" ? { ...each, x: 13 } : each,
  );
  await call("PATCH", `/venue/${copy.venue}`, { version: copy.version, gateways: moved });
  await desk.button("arrange_save").click();
  await desk.page.getByText(desk.say("arrange_stale")).waitFor();
  expect(await placeOf("bar-1")).toMatchObject({ x: 0 });
  expect(await desk.objections()).toEqual([]);
  await desk.button("arrange_carry_over").click();
  await desk.page.getByText(desk.say("arrange_carried_both", { names: "bar-2" })).waitFor();
  expect(await x("hall-4").inputValue()).toBe("13");
  await save();
  expect(await placeOf("bar-1")).toMatchObject({ x: 1 });
  expect(await placeOf("bar-2")).toMatchObject({ x: 1 });
  expect(await placeOf("hall-4")).toMatchObject({ x: 13 });
});

it("says which zones take floor or people from each other, on a phone in Danish, and saves it all the same", async () => {
  const room = (from: number, to: number) => [
    { x: from, y: -1 },
    { x: to, y: -1 },
    { x: to, y: 7 },
    { x: from, y: 7 },
  ];
  const [bar, hall] = [
    { zone: "bar", name: "Baren", tier: "zone", outline: room(-1, 9) },
    { zone: "hall", name: "Salen", tier: "zone", outline: room(7, 15) },
  ];
  await call("PATCH", `/venue/${copy.venue}`, { version: copy.version, zones: [bar, hall] });
  await openPlan(copy.venue, { language: "da", size: { width: 390, height: 844 } });
  const { page } = desk;
  const both = { first: "Baren", second: "Salen" };
  const shared = page.getByText(desk.say("arrange_shared", { ...both, floor: "16" }));
  await shared.waitFor();
  expect(await desk.objections()).toEqual([]);
  expect(await desk.overflow()).toBe(0);
  // Without an outline the hall has only gateways, of which two still hang outside of the bar.
  await page.getByRole("table").getByRole("button", { name: "Salen", exact: true }).press("Enter");
  await desk.button("arrange_no_outline_more").press("Enter");
  await shared.waitFor({ state: "detached" });
  for (const name of ["hall-3", "hall-4"]) {
    await x(name).fill("6");
    await x(name).press("Enter");
  }
  await page
    .getByText(desk.say("arrange_drowned", { zone: "Salen", others: "Baren" }), { exact: false })
    .waitFor();
  await save();
});

it("fits a phone, where fingers pull as well, and asks before changes are thrown away", async () => {
  await openPlan(copy.venue, { size: { width: 390, height: 844 }, scheme: "dark" });
  expect(await desk.overflow()).toBe(0);
  expect(await desk.objections()).toEqual([]);
  const [from, to] = [await pixelOf({ x: 8, y: 6 }), await pixelOf({ x: 5, y: 4 })];
  const touch = await desk.context.newCDPSession(desk.page);
  const point = (at: { readonly x: number; readonly y: number }) => [{ x: at.x, y: at.y }];
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: point(from) });
  for (const part of [0.3, 0.6, 1])
    await touch.send("Input.dispatchTouchEvent", {
      type: "touchMove",
      touchPoints: point({
        x: from.x + part * (to.x - from.x),
        y: from.y + part * (to.y - from.y),
      }),
    });
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await expect.poll(async () => Number(await x("hall-2").inputValue())).toBeCloseTo(5, 0);
  // Another screen, and back: nothing is lost.
  const go = (to: string) =>
    desk.page.evaluate((path) => {
      history.pushState(null, "", path);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/admin${to}`);
  await go(`/venue/${copy.venue}/safety`);
  await desk.heading("safety_title").waitFor();
  await go(`/venue/${copy.venue}/plan`);
  await expect.poll(async () => Number(await x("hall-2").inputValue())).toBeCloseTo(5, 0);
  await desk.button("arrange_leave").click();
  await desk.button("arrange_discard").click();
  await desk.button("arrange_open").waitFor();
  expect(await placeOf("hall-2")).toMatchObject({ x: 8, y: 6 });
});
