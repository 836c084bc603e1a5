/**
 * What a venue lends and lets in by: badges made, lent, lost, brought in and printed; join codes made,
 * disabled and let in again. At a venue that staff have made.
 */
import { readFile } from "node:fs/promises";
import { parseVenueId } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { sure } from "../../../matcher/test/fixtures.ts";
import { makeVenue } from "../../../matcher/test/made-venue.ts";
import { startBody } from "../../../matcher/test/matcher.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import type { Desk } from "./desk.ts";
import { type House, openHouse } from "./house.ts";

const attic = sure(parseVenueId("11112222-3333-4444-8555-666677778888"));
const key = (first: string) => `${first}${"A".repeat(42)}`;
const CODE = "A".repeat(22);
const BAD_LIST = [
  "id;kind;key;bindCode",
  `KASSE1;badge;${key("B")};${CODE}`,
  `kasse two;badge;${key("C")};${CODE}`,
  `KASSE3;badge;short;${CODE}`,
].join("\r\n");

/** A busy machine needs seconds for what a page does at once. */
const SOON = { timeout: 20_000 };
let chromium: Chromium;
let house: House;
let desk: Desk;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());
beforeEach(async () => {
  house = await openHouse();
  await makeVenue(house.matcher, { id: attic, name: "Attic", policy: "demo" });
  desk = await house.desk(chromium.browser);
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  await desk.stop();
  await house.stop();
});

/** What a press hands to the browser as a file. */
async function fileOf(press: () => Promise<void>): Promise<string> {
  const coming = desk.page.waitForEvent("download");
  await press();
  return readFile(await (await coming).path(), "latin1");
}
const dialog = () => desk.page.getByRole("dialog");
const stock = () => house.matcher.ports.venues.all.get(attic)?.setup.stock ?? [];
const rowButton = (text: string, id: string) =>
  desk.page.getByRole("button", { name: new RegExp(`^${desk.say(text)} ?: ${id}$`) });

it("makes badges, tells their keys once, lends them and notes one lost", async () => {
  await desk.open(`/venue/${attic}/badges`);
  await desk.heading("badges_none").waitFor();
  await desk.button("badges_add").click();
  await desk.field("badges_count").fill("3");
  await desk.button("badges_make").click();
  await desk.page.getByText(desk.say("badges_once", { count: 3 })).waitFor();
  expect(await desk.objections()).toEqual([]);
  const keys = await fileOf(() => desk.button("badges_keys").click());
  expect(keys).toMatch(/^id,kind,key,bindCode,clock,clockSetAt,link\r\n/);
  const labels = await fileOf(() => dialog().getByRole("button", { name: /3/ }).click());
  expect(labels.slice(0, 5)).toBe("%PDF-");
  await desk.button("close").click();

  const [one, two, three] = keys
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(",")[0] ?? "");
  if (one === undefined || two === undefined || three === undefined) throw new Error("three");
  // Neither key nor bind code is anywhere on the screen.
  for (const line of keys.split("\r\n").slice(1, 4))
    for (const secret of line.split(",").slice(2, 4))
      expect(await desk.page.content()).not.toContain(secret);
  await rowButton("badge_lend", one).click();
  await rowButton("badge_return", one).waitFor();
  await rowButton("badge_lose", two).click();
  await rowButton("badge_find", two).waitFor();
  const caption = desk.say("badges_caption", { all: "3", lent: "1", lost: "1" });
  await desk.page.getByText(caption).waitFor();
  expect(await desk.objections()).toEqual([]);

  await desk.field("badges_search").fill(`${three} ${desk.say("badge_in_stock")}`);
  await desk.page.getByText(desk.say("list_found", { count: "1" })).waitFor();
  await rowButton("badge_remove", three).click();
  await dialog()
    .getByRole("button", { name: desk.say("badge_remove") })
    .click();
  await expect.poll(() => stock().map(({ id }) => id), SOON).not.toContain(three);
  await desk.field("badges_search").fill("");

  const list = await fileOf(() => desk.button("badges_export").click());
  expect(list).toContain(`${one},badge,lent,`);
  expect(list).toContain(`${two},badge,lost,`);
  await rowButton("badge_return", one).click();
  await rowButton("badge_lend", one).waitFor();
});

it("takes in a whole list or nothing, and names the lines that are wrong", async () => {
  await desk.open(`/venue/${attic}/badges`);
  await desk.button("badges_import").click();
  const file = (text: string) =>
    desk.field("badges_file").setInputFiles({
      ...{ name: "badges.csv", mimeType: "text/csv" },
      buffer: Buffer.from(text),
    });
  await file(BAD_LIST);
  await desk.button("badges_take_in").click();
  await desk.page.getByText(desk.say("trouble_bad_list")).waitFor();
  const faults = await dialog().locator("li").allTextContents();
  expect(faults.map((each) => each.split(":")[0])).toEqual(["line 3", "line 4"]);
  expect(await desk.objections()).toEqual([]);
  expect(stock()).toEqual([]);

  await file(BAD_LIST.replace("kasse two", "KASSE2").replace("short", key("D")));
  await desk.button("badges_take_in").click();
  await desk.page.getByText(desk.say("badges_added", { count: 3 })).waitFor();
  await desk.button("close").click();
  await rowButton("badge_lend", "KASSE2").waitFor();
  expect(stock().map(({ id }) => id)).toEqual(["KASSE1", "KASSE2", "KASSE3"]);
});

it("makes a join code that lets in until a host disables it, from the safety inbox", async () => {
  const start = async (code: string) => {
    const body = { ...startBody(), venue: attic, code };
    return (await house.matcher.call("POST", "/api/v1/session", { body })).status;
  };
  await desk.open(`/venue/${attic}/codes`);
  await desk.heading("codes_none").waitFor();
  await desk.button("codes_add").click();
  await desk.field("code_batch").fill("Friday");
  await desk.field("codes_count").fill("2");
  await desk.button("codes_make").click();
  await desk.page.getByText(desk.say("codes_once", { count: 2 })).waitFor();
  expect(await desk.objections()).toEqual([]);
  const list = await fileOf(() => desk.button("codes_download").click());
  const [, code = "", link = ""] = list.split("\r\n")[1]?.split(",") ?? [];
  expect(link).toContain(encodeURIComponent(code));
  await dialog().getByText(`${house.matcher.url}${link}`, { exact: true }).waitFor();
  const posters = await fileOf(() => desk.button("codes_posters").click());
  expect(posters.slice(0, 5)).toBe("%PDF-");
  await desk.button("close").click();
  expect(await start(code)).toBe(201);

  await desk.open(`/venue/${attic}/safety`);
  await desk.link("safety_codes").click();
  await desk.heading("codes_title").waitFor();
  expect(await desk.page.content()).not.toContain(code);
  await desk.field("codes_search").fill(`friday ${code.slice(-2)}`);
  await rowButton("code_disable", `…${code.slice(-2)}`)
    .first()
    .click();
  await rowButton("code_enable", `…${code.slice(-2)}`).waitFor();
  expect(await start(code)).toBe(403);
  expect(await desk.objections()).toEqual([]);
  await rowButton("code_enable", `…${code.slice(-2)}`).click();
  await rowButton("code_disable", `…${code.slice(-2)}`).waitFor();
  expect(await start(code)).toBe(201);
});
