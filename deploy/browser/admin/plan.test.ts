/**
 * The floor plan: a drawing is uploaded, its scale set by keyboard and by mouse, a gateway chosen on the
 * plan and in the table, and what is printed is read back.
 */
import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { setup, venue } from "../../../matcher/test/fixtures.ts";
import { codeIn, pagesOf, textOf } from "../../../matcher/test/printed.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import type { Desk } from "./desk.ts";
import { type House, openHouse } from "./house.ts";

let chromium: Chromium;
let house: House;
beforeAll(async () => {
  chromium = await openChromium();
});
afterEach(() => house?.stop());
afterAll(() => chromium?.stop());

const drawing = (inside = "") => ({
  name: "hall.svg",
  mimeType: "image/svg+xml",
  buffer: Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">${inside}` +
      '<rect x="5" y="5" width="390" height="290" fill="none" stroke="#2d4447"/></svg>',
  ),
});
const upload = (desk: Desk, file: ReturnType<typeof drawing>) =>
  desk.page.locator("input[type=file]").setInputFiles(file);
const openPlan = async (config: Parameters<House["desk"]>[1] = {}) => {
  house = await openHouse();
  const desk = await house.desk(chromium.browser, config);
  await desk.open(`/venue/${venue}/plan`);
  await desk.heading("plan_title").waitFor();
  return desk;
};

it("is drawn on a grid until there is a drawing, and then on that, by its scale", async () => {
  const desk = await openPlan();
  const { page } = desk;
  const [first, second] = setup.gateways;
  if (first === undefined || second === undefined) throw new Error("there are two gateways");
  await page.getByText(/A square is \d+ m/).waitFor();
  await upload(desk, drawing('<script>document.title = "taken"</script>'));

  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  expect(await desk.objections()).toEqual([]);
  const end = (name: string, x: number, y: number) =>
    dialog.getByRole("button", { name: `${desk.say(name)}: ${x.toLocaleString("en-GB")}, ${y}` });
  // By keyboard: to the left edge, and a step back.
  await end("scale_from", 410, 768).focus();
  for (let step = 0; step < 21; step++) await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await end("scale_from", 1, 768).waitFor();
  // By mouse: the other end, as far to the right as it goes.
  const at = await end("scale_to", 1_638, 768).boundingBox();
  if (at === null) throw new Error("it is not drawn");
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await page.mouse.down();
  await page.mouse.move(at.x + 900, at.y + at.height / 2, { steps: 5 });
  await page.mouse.up();
  await dialog.getByRole("button", { name: /The other end: 2,048, 7\d\d/ }).waitFor();
  await desk.field("scale_metres").fill("20");
  await desk.button("save").click();
  await dialog.waitFor({ state: "detached" });

  await page.locator("svg image").first().waitFor();
  expect(await page.title()).not.toContain("taken");
  // Chosen on the plan by keyboard, and the table says so; and the other way round.
  const gateways = page.getByRole("group", { name: desk.say("plan_label") });
  const onPlan = (name: string) => gateways.getByRole("button", { name: new RegExp(`^${name}:`) });
  await onPlan(first.id).focus();
  await page.keyboard.press("Enter");
  const inTable = (name: string) =>
    page.getByRole("table").getByRole("button", { name, exact: true });
  expect(await inTable(first.id).getAttribute("aria-pressed")).toBe("true");
  await inTable(second.id).click();
  expect(await onPlan(second.id).getAttribute("aria-pressed")).toBe("true");
  expect(await onPlan(first.id).getAttribute("aria-pressed")).toBe("false");
  expect(await desk.objections()).toEqual([]);

  await desk.button("plan_remove").click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: desk.say("plan_remove") })
    .click();
  await page.getByText(/A square is \d+ m/).waitFor();
  expect(desk.faults).toEqual([]);
});

it("says what to do about a file that is no picture", async () => {
  const desk = await openPlan({ language: "da" });
  await upload(desk, { name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await desk.page.getByText(/send a whole PNG, JPEG, WebP or SVG/).waitFor();
  await upload(desk, { ...drawing(), buffer: Buffer.alloc(9 * 1024 * 1024) });
  await desk.page.getByText(desk.say("plan_too_large")).waitFor();
  expect(desk.faults).toEqual([]);
});

it("prints a poster for every zone, whose code leads here, and the sign with the venue's words", async () => {
  const desk = await openPlan({ size: { width: 390, height: 844 } });
  const { page } = desk;
  await desk.button("print_open").click();
  expect(await desk.objections()).toEqual([]);
  expect(await desk.overflow()).toBe(0);
  const made = async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      desk.button("print_make").click(),
    ]);
    return new Uint8Array(await readFile(await download.path()));
  };
  const posters = pagesOf(await made());
  expect(posters).toHaveLength(setup.zones.length);
  for (const each of posters) expect(codeIn(each)).toBe(`${house.matcher.url}/v/${venue}`);
  await desk.field("print_what").selectOption("sign");
  await desk.field("print_controller").fill("Æbelø Kulturhus");
  await desk.field("print_contact").fill("hej@example.dk");
  expect(textOf(await made())).toContain("Æbelø Kulturhus. hej@example.dk");
  await page.getByText(desk.say("print_done")).waitFor();
  expect(desk.faults).toEqual([]);
});
