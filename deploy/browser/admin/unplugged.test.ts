/**
 * A gateway's own program, unplugged as a power cut does it, as staff see it: amber, red and well again on
 * the plan and in the table of gateways, and a webhook that is told of each once.
 *
 * The venue's own setting shortens the times; `../../e2e/unplugged.test.ts` measures them, and
 * `plan-health.test.ts` those of a status alone.
 */
import { start as startMatcher } from "@sighej/matcher";
import {
  decodeBulletinTargetStarted,
  type GatewayId,
  interestsById,
  metres,
  parseZoneId,
} from "@sighej/protocol";
import { pino } from "pino";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sure } from "../../../matcher/test/fixtures.ts";
import { callAt } from "../../../matcher/test/matcher.ts";
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../../../matcher/test/webhook-receiver.ts";
import {
  fillAir,
  openRadioStand,
  type RadioStand,
  type StandGateway,
} from "../../e2e/radio-stand.ts";
import { adminFolder } from "../build-app.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { type Desk, openDesk } from "./desk.ts";
import { OWNER } from "./house.ts";

/** Between them the plan, which asks every ten seconds, asks once at least, also on a busy machine. */
const [LATE_S, SILENT_S] = [20, 36];
const PATIENT = { timeout: 60_000, interval: 200 };
const AT_MOST_MS = 180_000;
const topics = ["gateway.late", "gateway.silent", "gateway.recovered"];
const adminCode = "unplugged-admin-code";

let chromium: Chromium;
let stand: RadioStand;
let air: { stop(): Promise<void> };
let receiver: WebhookReceiver;
let matcher: Awaited<ReturnType<typeof startMatcher>>;
let plugged: StandGateway;
let desk: Desk;
let call: (method: string, path: string, body: unknown) => Promise<Response>;

beforeAll(async () => {
  chromium = await openChromium();
  stand = await openRadioStand(["door"], { taking: false });
  air = fillAir(stand.air, [1, 2], 5);
  receiver = await startWebhookReceiver();
  const hall = sure(parseZoneId("hall"));
  const door = { id: "door" as GatewayId, zone: hall, x: metres(0), y: metres(0) };
  matcher = await startMatcher({
    http: { host: "127.0.0.1", port: 0 },
    broker: stand.matcher,
    stores: { kind: "memory" },
    venues: [
      {
        ...{ id: stand.venue, name: "Hall", policy: "default", carriers: [] },
        interests: [...interestsById.keys()],
        ...{ zones: [{ id: hall, tier: "zone" }], gateways: [door] },
      },
    ],
    outside: { local: true },
    logger: pino({ level: "silent" }),
    ...{ adminCode, adminFolder },
  });
  plugged = stand.launch("door", ["door"]);
  const origin = `http://127.0.0.1:${matcher.port}`;
  const at = `/api/v1/admin/venue/${stand.venue}`;
  const ask = callAt(origin);
  call = (method, path, body) => ask(method, at + path, { bearer: adminCode, body });
  await ask("POST", "/api/v1/admin/owner", { body: { code: adminCode, ...OWNER } });
  desk = await openDesk(chromium.browser, origin);
  await desk.signIn(OWNER);
});
afterAll(async () => {
  await desk?.stop();
  await matcher?.stop();
  await air?.stop();
  await stand?.stop();
  await receiver?.stop();
  await chromium?.stop();
});

it("shows an unplugged gateway amber, red and well on both screens, and tells a webhook of each once", {
  timeout: AT_MOST_MS,
}, async () => {
  await call("PUT", "/watch", { lateAfterS: LATE_S, silentAfterS: SILENT_S });
  const target = { kind: "webhook", address: receiver.url, topics };
  const made = sure(
    decodeBulletinTargetStarted(await (await call("POST", "/targets", target)).json()),
  );
  receiver.secret = made.secret ?? "";
  const table = await desk.context.newPage();
  await desk.open(`/venue/${stand.venue}/plan`);
  await table.goto(desk.page.url().replace(/plan$/, "gateways"));
  const says = async (page: Page, key: string) => {
    const row = page.getByRole("row").filter({ hasText: "door" });
    await expect.poll(() => row.innerText().catch(() => ""), PATIENT).toContain(desk.say(key));
  };
  /** Both screens at once, and the drawing with its table. */
  const both = async (state: "ok" | "late" | "silent") => {
    await Promise.all([says(desk.page, `plan_state_${state}`), says(table, `gateway_${state}`)]);
    const drawn = desk.page.locator("[data-gateway=door]");
    const label = await drawn.getAttribute("aria-label");
    expect(label).toBe(`door: ${desk.say(`plan_state_${state}`)}`);
  };
  await both("ok");
  plugged.child().kill("SIGKILL");
  await both("late");
  await both("silent");
  await plugged.restart();
  await both("ok");
  await expect.poll(() => receiver.received.length, PATIENT).toBeGreaterThanOrEqual(3);
  const said = receiver.received.map(({ message: { type, data } }) => ({ type, ...data }));
  expect(said).toMatchObject(topics.map((type) => ({ type, gateway: "door", reason: "no-sign" })));
  expect(receiver.faults).toEqual([]);
  expect(desk.faults).toEqual([]);
});
