/**
 * A venue, from the empty list to its checklist: made, named after who is responsible, duplicated,
 * archived, taken away as a file and brought in, and deleted; and one of the file, which is only read.
 */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { venue } from "../../../matcher/test/fixtures.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { type House, openHouse } from "./house.ts";

let chromium: Chromium;
let house: House;
beforeAll(async () => {
  chromium = await openChromium();
  house = await openHouse();
});
afterAll(async () => {
  await house?.stop();
  await chromium?.stop();
});

it("is made, filled in and archived by an owner", async () => {
  const desk = await house.desk(chromium.browser);
  const { page } = desk;
  await desk.open("/");
  await desk.button("venues_add").click();
  await page.getByRole("dialog").getByRole("textbox").fill("Attic");
  await page.getByRole("dialog").locator("button[type=submit]").click();
  await desk.heading("setup_title").waitFor();
  expect(await page.locator("main li", { hasText: /^Missing/ }).count()).toBe(6);
  const [, controller, contact] = await page.locator("form input").all();
  await controller?.fill("Hej ApS");
  await contact?.fill("hej@example.dk");
  await page.locator("form button[type=submit]").click();
  await expect.poll(() => page.locator("main li", { hasText: /^Missing/ }).count()).toBe(5);
  for (const tick of await page.getByRole("switch").all()) await tick.click();
  await expect.poll(() => page.locator("main li", { hasText: /^Missing/ }).count()).toBe(3);
  expect(await desk.objections()).toEqual([]);
  await desk.button("setup_archive").click();
  await page.getByRole("dialog").locator("button.ending").click();
  await desk.button("setup_redraft").waitFor();
  await desk.stop();
}, 60_000);

it("of the file can be duplicated only", async () => {
  const desk = await house.desk(chromium.browser);
  await desk.open(`/venue/${venue}/setup`);
  await desk.button("setup_duplicate").waitFor();
  expect(await desk.page.locator("main form").count()).toBe(0);
  await desk.stop();
}, 60_000);

it("is taken away as a file and brought in, and deleted once its name is typed", async () => {
  const desk = await house.desk(chromium.browser);
  const { page } = desk;
  await desk.open(`/venue/${venue}/setup`);
  const downloading = page.waitForEvent("download");
  await desk.button("setup_take_away").click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.sighej\.json$/);
  const text = await readFile(await download.path(), "utf8");
  expect(JSON.parse(text)).toMatchObject({ format: "sighej-venue", fileVersion: 1 });

  const bringIn = (content: string) =>
    page.locator("input[type=file]").setInputFiles({
      ...{ name: "hall.sighej.json", mimeType: "application/json" },
      buffer: Buffer.from(content),
    });
  await bringIn("not a venue");
  await page.getByText(desk.say("setup_file_not_json")).waitFor();
  await bringIn(JSON.stringify({ ...(JSON.parse(text) as object), fileVersion: 9 }));
  await page.getByText("fileVersion: expected 1").waitFor();
  await bringIn(text);
  await desk.button("setup_delete").waitFor();
  expect(page.url()).not.toContain(venue);
  expect(await desk.objections()).toEqual([]);

  const made = page.url();
  await desk.button("setup_delete").click();
  const dialog = page.getByRole("dialog");
  const [name = ""] = /(?<=: ).*$/.exec(await dialog.locator("label").innerText()) ?? [];
  const ending = dialog.locator("button.ending");
  await dialog.getByRole("textbox").fill(name.slice(1));
  expect(await ending.isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill(name);
  await ending.click();
  await page.waitForURL((url) => url.href !== made);
  await desk.open(new URL(made).pathname.replace("/admin", ""));
  expect(await desk.button("setup_delete").count()).toBe(0);
  await desk.stop();
}, 60_000);
