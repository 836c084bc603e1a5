/**
 * Interests of a venue: hidden and shown; one of its own, previewed in both languages, refused with its
 * reason, proposed by one account and approved by another.
 */
import { parseVenueId } from "@sighej/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sure } from "../../../matcher/test/fixtures.ts";
import { makeVenue } from "../../../matcher/test/made-venue.ts";
import { signIn } from "../../../matcher/test/staff.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import type { Desk } from "./desk.ts";
import { type House, OWNER, openHouse } from "./house.ts";

const attic = sure(parseVenueId("11112222-3333-4444-8555-666677778888"));
const BO = { name: "Bo Teknik", password: "a lamp over a table" };
/** A busy machine needs seconds for what a page does at once. */
const SOON = { timeout: 20_000 };
let chromium: Chromium;
let house: House;
beforeAll(async () => {
  chromium = await openChromium();
  house = await openHouse();
  await makeVenue(house.matcher, { id: attic, name: "Attic", policy: "demo" });
});
afterAll(async () => {
  await house?.stop();
  await chromium?.stop();
});

const setup = () => house.matcher.ports.venues.all.get(attic)?.setup;
const rowButton = (desk: Desk, text: string, name: string) =>
  desk.page.getByRole("button", { name: new RegExp(`^${desk.say(text)} ?: ${name}$`) });
const sentence = (desk: Desk, text: string) => desk.page.getByText(text, { exact: false });

it("hides a shared one, and shows it again", async () => {
  const desk = await house.desk(chromium.browser);
  await desk.open(`/venue/${attic}/interests`);
  await desk.field("interests_search").fill("hardstyle");
  await rowButton(desk, "interest_hide", "Hardstyle").click();
  await rowButton(desk, "interest_show", "Hardstyle").waitFor();
  expect(setup()?.interests).not.toContain("hardstyle");
  await rowButton(desk, "interest_show", "Hardstyle").click();
  await rowButton(desk, "interest_hide", "Hardstyle").waitFor();
  expect(setup()?.interests).toContain("hardstyle");
  expect(desk.faults).toEqual([]);
  await desk.stop();
});

it("refuses a topic with its reason, and adds another one after a second account has approved", async () => {
  const desk = await house.desk(chromium.browser, { language: "da" });
  const fill = async (label: readonly [string, string], x: readonly [string, string]) => {
    await desk.field("interest_label_en").fill(label[0]);
    await desk.field("interest_label_da").fill(label[1]);
    await desk.field("interest_x_en").fill(x[0]);
    await desk.field("interest_x_da").fill(x[1]);
  };
  await desk.open(`/venue/${attic}/interests`);
  await desk.button("interests_add").click();
  await fill(["Church choir", "Kirkekor"], ["church choirs", "kirkekor"]);
  const topic = desk.say("refused_belief");
  await sentence(desk, desk.say("interest_refused", { topic })).waitFor();
  expect(await desk.button("interests_propose").isDisabled()).toBe(true);
  expect(await desk.objections()).toEqual([]);

  await fill(["Robot garden", "Robothave"], ["the robot garden", "robothaven"]);
  await sentence(desk, "Someone nearby is also into the robot garden.").waitFor();
  await sentence(desk, "går også op i robothaven").first().waitFor();
  await desk.field("interest_aliases_en").fill("droids, <mower>");
  const wrong = desk.page.locator(".error");
  await wrong.waitFor();
  expect(await desk.button("interests_propose").isDisabled()).toBe(true);
  await desk.field("interest_aliases_en").fill("droids, mowers,");
  await desk.field("interest_aliases_da").fill("plæneklippere");
  await wrong.waitFor({ state: "detached" });
  expect(await desk.objections()).toEqual([]);
  await desk.button("interests_propose").click();
  await desk.page.getByText(desk.say("interest_proposed")).waitFor();
  await desk.button("close").click();
  await desk.page.getByText(desk.say("interest_mine")).waitFor();
  expect(await rowButton(desk, "interest_approve", "Robothave").count()).toBe(0);
  expect(setup()?.ownInterests ?? []).toEqual([]);

  const { headers } = await signIn(house.matcher, OWNER.name, OWNER.password);
  const body = { ...BO, role: "operator", venues: "all" };
  await house.matcher.call("POST", "/api/v1/admin/accounts", { headers, body });
  const other = await house.desk(chromium.browser, { signedIn: false });
  await other.signIn(BO);
  await other.open(`/venue/${attic}/interests`);
  const words = "droids, mowers, plæneklippere";
  await other.page.getByText(other.say("interest_also", { words })).waitFor();
  await rowButton(other, "interest_approve", "Robot garden").click();
  await expect.poll(() => setup()?.ownInterests?.length, SOON).toBe(1);
  expect(setup()?.ownInterests).toMatchObject([
    { aliases: { en: ["droids", "mowers"], da: ["plæneklippere"] } },
  ]);
  await other.field("interests_search").fill("klippere");
  await rowButton(other, "interest_remove", "Robot garden").click();
  expect(await other.objections()).toEqual([]);
  await other.page
    .getByRole("dialog")
    .getByRole("button", { name: other.say("interest_remove") })
    .click();
  await expect.poll(() => setup()?.ownInterests?.length ?? 0, SOON).toBe(0);
  expect([...desk.faults, ...other.faults]).toEqual([]);
  await desk.stop();
  await other.stop();
});
