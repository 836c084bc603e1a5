/**
 * Gateways and who is told, as an operator uses them, with a matcher that a test gives signs of life.
 */
import { encodeGatewayStatus, type GatewayOnline, seconds } from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { gateway, venue } from "../../../matcher/test/fixtures.ts";
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../../../matcher/test/webhook-receiver.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import type { Desk } from "./desk.ts";
import { type House, openHouse } from "./house.ts";
import { ownerCallOf } from "./owner-call.ts";

const SOON = { timeout: 15_000 };
const status: GatewayOnline = {
  ...({ v: 1, state: "online", bootId: 7, version: "2.4.1", radio: "scanning" } as const),
  ...{ startedAt: 1_790_000_000_000, sentAt: 1_790_000_060_000, adapters: [], adverts: 9 },
  ...{ tokensHeard: 8, refused: {}, windowsMade: 7, windowsSent: 6, windowsHeld: 0 },
  ...{ windowsDropped: 0, windowsLost: 0, queueBytes: 0, commandsRefused: {} },
  ...{ recoveries: { silence: 2 }, loopLagMs: 1, rssBytes: 1, machine: { temperatureC: 48.3 } },
  advertsPerS: { all: 182, ours: 4, eid: 1, fixedTag: 0, foreign: 177 },
  lastCommand: { at: 1_790_000_050_000, command: "blink", problem: "this machine has no LED" },
};

let chromium: Chromium;
let house: House;
let desk: Desk;
let receiver: WebhookReceiver;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(() => chromium?.stop());
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  house = await openHouse({ outside: { local: true } });
  desk = await house.desk(chromium.browser);
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  await desk.stop();
  await house.stop();
  await receiver.stop();
});
const row = (name: string) => desk.page.getByRole("row").filter({ hasText: name });
const text = (of: ReturnType<typeof row>) => expect.poll(() => of.innerText(), SOON);

it("shows the worst first, explains why, lets one blink, and says that it could not", async () => {
  const { watching } = house.matcher;
  for (const id of ["bar-1", "hall-1"])
    watching.takeStatus(venue, gateway(id), encodeGatewayStatus(status), false);
  await watching.turn();
  house.matcher.pass(seconds(70));
  watching.takeStatus(venue, gateway("hall-1"), encodeGatewayStatus(status), false);
  await watching.turn();
  await desk.open(`/venue/${venue}/gateways`);
  await desk.heading("gateways_some", { ok: "1", late: "1", silent: "0" }).waitFor();
  await text(desk.page.getByRole("row").nth(1)).toContain("bar-1");
  await text(row("bar-1")).toContain(desk.say("gateway_late"));
  await text(row("hall-1")).toContain("182");
  await text(row("hall-2")).toContain(desk.say("gateway_waiting"));
  await desk.page
    .getByText(desk.say("watch_rule", { late: "60", silent: "180" }), { exact: false })
    .waitFor();

  await desk.page.getByRole("button", { name: "bar-1", exact: true }).click();
  await desk.page.getByText(desk.say("look_power")).waitFor();
  await desk.button("gateway_blink").click();
  await desk.page.getByText(desk.say("order_sent", { count: "1" }), { exact: false }).waitFor();
  const problem = "this machine has no LED";
  await desk.page.getByText(desk.say("order_cannot", { problem })).waitFor();
  expect(await desk.objections()).toEqual([]);

  await desk.button("watch_title").click();
  await desk.field("watch_late").fill("30");
  await desk.button("save").click();
  await desk.page
    .getByText(desk.say("watch_rule", { late: "30", silent: "180" }), { exact: false })
    .waitFor();
});

it("makes a gateway, whose code, link, QR and file are told once; replaces and shuts it out", async () => {
  await desk.open(`/venue/${venue}/gateways`);
  await desk.button("gateways_add").click();
  await desk.field("gateway_id").fill("By the door");
  await desk.button("gateways_make").click();
  await desk.page
    .getByRole("dialog")
    .getByText("1 to 32 of a-z", { exact: false })
    .last()
    .waitFor();
  await desk.field("gateway_id").fill("courtyard");
  await desk.field("gateway_name").fill("Courtyard <b>north</b>");
  await desk.button("gateways_make").click();
  await desk.page.getByLabel(desk.say("claim_qr")).waitFor();
  expect(await desk.objections()).toEqual([]);
  const link = await desk.page.getByRole("dialog").getByText("/enrol#").innerText();
  const [, code = ""] = link.split("#");
  const download = desk.page.waitForEvent("download");
  await desk.button("claim_file").click();
  expect((await download).suggestedFilename()).toBe("sighej-enrol.txt");
  const enrolled = await house.matcher.call("POST", "/api/v1/enrol", { body: { code } });
  expect(enrolled.status).toBe(201);
  await desk.button("close").click();

  await desk.page.getByRole("button", { name: "Courtyard <b>north</b>" }).click();
  await desk.button("gateway_replace").click();
  await desk.button("claim_make").click();
  await desk.page.getByLabel(desk.say("claim_qr")).waitFor();
  await desk.button("close").click();
  await desk.button("gateway_revoke").click();
  await desk.page
    .getByRole("dialog")
    .getByRole("button", { name: desk.say("gateway_revoke") })
    .click();
  await text(row("Courtyard")).toContain(desk.say("gateway_shut_out"));
});

it("tells a webhook, shows what did not arrive, and sends it again", async () => {
  await desk.open(`/venue/${venue}/targets`);
  await desk.page.getByText(desk.say("targets_none"), { exact: true }).waitFor();
  await desk.button("targets_add").click();
  await desk.field("target_address").fill(receiver.url);
  expect(await desk.objections()).toEqual([]);
  await desk.button("targets_make").click();
  receiver.secret = await desk.page.getByRole("dialog").locator("code").innerText();
  await desk.button("close").click();
  await row(receiver.url)
    .getByRole("button", { name: desk.say("target_test") })
    .click();
  await expect
    .poll(() => receiver.received.map(({ message }) => message.type), SOON)
    .toEqual(["test"]);
  expect(receiver.faults).toEqual([]);
  await text(desk.page.getByRole("table").last()).toContain(desk.say("topic_test"));
  expect(await desk.objections()).toEqual([]);

  const { bulletins } = house.matcher.ports.bulletinPorts;
  const [kept] = await bulletins.deliveries(venue, 1);
  await bulletins.missed(kept?.id ?? "", "http-503", undefined, house.matcher.now());
  const again = desk.page.getByRole("button", { name: desk.say("delivery_retry") });
  await desk.page.getByText(desk.say("why_answered", { answer: "503" })).waitFor();
  await again.click();
  await expect.poll(() => receiver.received.length, SOON).toBe(2);
});

it("does several at once, says what became of each, and keeps what one is set to", async () => {
  await desk.open(`/venue/${venue}/gateways`);
  const { page } = desk;
  for (const id of ["bar-1", "hall-1"]) await page.getByRole("checkbox", { name: id }).check();
  await page.getByText(desk.say("gateways_picked", { count: "2" })).waitFor();
  await desk.button("gateway_blink").click();
  await page.getByText(desk.say("bulk_done", { name: "hall-1" })).waitFor();
  await desk.button("gateway_mute").click();
  await page.getByText(desk.say("bulk_did", { what: desk.say("gateway_mute") })).waitFor();
  const { muted } = await house.matcher.ports.watch.rules(venue);
  expect([...muted.keys()].toSorted()).toEqual(["bar-1", "hall-1"]);
  expect(await desk.objections()).toEqual([]);
  // Neither was made here, so there is nothing to shut out: each is told for itself.
  await desk.button("gateway_revoke").click();
  await page.getByRole("dialog").locator("button.ending").click();
  await page.getByText(/^bar-1: There is no such gateway/).waitFor();
  await page.getByText(/^hall-1: There is no such gateway/).waitFor();

  await page.getByRole("button", { name: "bar-2", exact: true }).click();
  await desk.field("settings_window").fill("500");
  await desk.field("settings_log").selectOption("debug");
  await desk.button("settings_save").click();
  await expect
    .poll(async () => (await house.matcher.ports.watch.settings(venue))[0], SOON)
    .toMatchObject({ gateway: "bar-2", windowMs: 500, logLevel: "debug" });
  await page.getByText(/has not said yet/).waitFor();
  expect(await desk.objections()).toEqual([]);
});

it("sets several at once, only what is ticked, and says which has taken it, on a phone in Danish", async () => {
  const { watching, ports } = house.matcher;
  const call = await ownerCallOf(house);
  const before = { gateways: ["bar-1"], windowMs: 500, logLevel: "warn" };
  await call("PUT", `/venue/${venue}/gateways/settings`, before);
  const phone = await house.desk(chromium.browser, {
    ...{ language: "da", size: { width: 390, height: 844 } },
  });
  const { page } = phone;
  const dialog = page.getByRole("dialog");
  await phone.open(`/venue/${venue}/gateways`);
  for (const id of ["bar-1", "hall-1", "hall-2"])
    await page.getByRole("checkbox", { name: id }).check();
  await phone.button("settings_title").press("Enter");
  const save = dialog.getByRole("button", { name: phone.say("settings_save") });
  expect(await save.isDisabled()).toBe(true);
  // By keys: the boxes come after the button that closes.
  const windowBox = page.getByRole("checkbox", { name: phone.say("settings_window") });
  await windowBox.press("Space");
  await dialog.getByRole("spinbutton").fill("7");
  await save.press("Enter");
  expect(await dialog.isVisible()).toBe(true);
  await windowBox.press("Space");
  await page.getByRole("checkbox", { name: phone.say("settings_log") }).press("Space");
  await dialog.getByRole("combobox").selectOption("debug");
  expect(await phone.objections()).toEqual([]);
  expect(await phone.overflow()).toBe(0);
  await save.press("Enter");
  await dialog.waitFor({ state: "detached" });
  expect((await ports.watch.settings(venue)).map(({ setAt, ...each }) => each)).toMatchObject([
    { gateway: "bar-1", windowMs: 500, logLevel: "debug" },
    { gateway: "hall-1", windowMs: null, logLevel: "debug" },
    { gateway: "hall-2", windowMs: null, logLevel: "debug" },
  ]);
  const results = page.getByRole("status").getByRole("listitem");
  await expect.poll(() => results.count(), SOON).toBe(3);
  const why = "windowMs: expected 250 to 5000";
  const version = Math.ceil(house.matcher.now() / 1_000);
  const says = (id: string, config: NonNullable<GatewayOnline["config"]>) =>
    watching.takeStatus(venue, gateway(id), encodeGatewayStatus({ ...status, config }), false);
  says("bar-1", { version });
  says("hall-1", { version: 0, rejected: why });
  const begins = (key: string) => phone.say(key, { time: "…" }).split("…")[0] ?? "";
  await expect
    .poll(() => results.allInnerTexts(), SOON)
    .toEqual([
      expect.stringContaining(begins("settings_taken")),
      `hall-1: ${phone.say("settings_rejected", { why })}`,
      expect.stringContaining(begins("settings_waiting")),
    ]);
  expect(await phone.objections()).toEqual([]);
  expect(await phone.overflow()).toBe(0);
  expect(phone.faults).toEqual([]);
  await phone.stop();
});
