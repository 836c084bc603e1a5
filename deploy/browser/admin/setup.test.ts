/**
 * A venue, from the empty list to its checklist: made, named after who is responsible, duplicated,
 * archived, taken away as a file and brought in, and deleted; and one of the file, which is only read.
 */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { venue } from "../../../matcher/test/fixtures.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { type House, openHouse } from "./house.ts";

/** A busy machine needs seconds for what a page does at once. */
const SOON = { timeout: 20_000 };
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
  const missing = () => page.getByRole("listitem").filter({ hasText: "Missing:" }).count();
  await expect.poll(missing, SOON).toBe(6);
  const [, controller, contact] = await page.locator("form input").all();
  await controller?.fill("Hej ApS");
  await contact?.fill("hej@example.dk");
  await desk.button("setup_save").click();
  await expect.poll(missing, SOON).toBe(5);
  for (const tick of ["setup_check_dpia", "setup_check_signage"])
    await page.getByRole("switch", { name: desk.say(tick) }).click();
  await expect.poll(missing, SOON).toBe(3);
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

it("has thresholds that are changed within their ranges, said before, and set back as usual", async () => {
  const desk = await house.desk(chromium.browser);
  const { page } = desk;
  await desk.open("/");
  await desk.button("venues_add").click();
  await page.getByRole("dialog").getByRole("textbox").fill("Loft");
  await page.getByRole("dialog").locator("button[type=submit]").click();
  await desk.heading("setup_title").waitFor();
  const loft = () =>
    [...house.matcher.ports.venues.all.values()].find(({ setup }) => setup.name === "Loft");
  const policy = () => loft()?.floor.plan.policy;
  const gap = desk.field("policy_gap");
  expect(await gap.inputValue()).toBe("12");
  expect(await desk.button("policy_save").isDisabled()).toBe(true);
  await gap.fill("61");
  await desk.button("policy_save").click();
  // The browser holds it back: it is out of its range.
  expect(await gap.evaluate((each: HTMLInputElement) => each.validity.rangeOverflow)).toBe(true);
  await gap.fill("20");
  await desk.field("policy_delay_to").fill("50");
  const what = desk.say("policy_gap");
  await page.getByText(desk.say("policy_change", { what, from: "12", to: "20" })).waitFor();
  await desk.field("policy_delay_from").fill("30");
  expect(await desk.objections()).toEqual([]);
  await desk.button("policy_save").click();
  await page.getByText("at least 30 s after the shortest", { exact: false }).waitFor();
  expect(policy()?.nudge.gap).toBe(12 * 60_000);
  await desk.field("policy_delay_from").fill("20");
  await desk.button("policy_save").click();
  await expect.poll(() => policy()?.nudge.gap, SOON).toBe(20 * 60_000);
  expect(policy()?.choosing.delay.to).toBe(50_000);

  await expect.poll(() => desk.button("policy_save").isDisabled(), SOON).toBe(true);
  await desk.button("policy_reset").click();
  await page.getByText(desk.say("policy_change", { what, from: "20", to: "12" })).waitFor();
  await desk.button("policy_save").click();
  await expect.poll(() => policy()?.nudge.gap, SOON).toBe(12 * 60_000);
  expect(loft()?.setup.settings ?? {}).toEqual({});

  await desk.button("setup_watch").click();
  await desk.field("watch_late").fill("30");
  await page.getByText(/60 s to 30 s/).waitFor();
  expect(await desk.objections()).toEqual([]);
  await page
    .getByRole("dialog")
    .getByRole("button", { name: desk.say("save") })
    .click();
  await page
    .getByText(desk.say("watch_rule", { late: "30", silent: "180" }), { exact: true })
    .waitFor();
  expect(desk.faults).toEqual([]);
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
  await page.getByText(desk.say("trouble_unknown_venue")).first().waitFor();
  expect(await desk.button("setup_delete").count()).toBe(0);
  await desk.stop();
}, 60_000);
