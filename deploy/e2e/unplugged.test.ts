/**
 * A gateway's own program, unplugged as a power cut does it, and with its radio taken out: the matcher
 * says amber and red at the stated times, in its answers and to a real webhook receiver, once each, and so
 * when it is back.
 *
 * The venue's own setting shortens the times here; that they are 60 and 180 s without one,
 * `matcher/src/flows/watch.test.ts` shows with a clock of its own.
 */

import { type Matcher, start as startMatcher } from "@sighej/matcher";
import {
  decodeBulletinTargetStarted,
  decodeGatewayDetail,
  decodeGateways,
  type GatewayId,
  type GatewayState,
  interestsById,
  metres,
  parseZoneId,
} from "@sighej/protocol";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startWebhookReceiver, type WebhookReceiver } from "../../matcher/test/webhook-receiver.ts";
import { fillAir, openRadioStand, type RadioStand, type StandGateway } from "./radio-stand.ts";

const [LATE_S, SILENT_S] = [20, 40];
/** A round is two seconds, and a status may be on its way; the machine may be busy. */
const SLACK_MS = 6_000;
const adminCode = "unplugged-admin-code";
const [door, stage] = ["door", "stage"] as GatewayId[];
const hall = parseZoneId("hall");

let stand: RadioStand;
let air: { stop(): Promise<void> };
let receiver: WebhookReceiver;
let matcher: Matcher;
let [plugged, other]: StandGateway[] = [];

beforeAll(async () => {
  stand = await openRadioStand([door as string, stage as string], { taking: false });
  air = fillAir(stand.air, [1, 2], 5);
  receiver = await startWebhookReceiver();
  if (!hall.ok || door === undefined || stage === undefined) throw new Error("both are named");
  matcher = await startMatcher({
    http: { host: "127.0.0.1", port: 0 },
    broker: stand.matcher,
    stores: { kind: "memory" },
    venues: [
      {
        ...{ id: stand.venue, name: "Hall", policy: "default", carriers: [] },
        interests: [...interestsById.keys()],
        zones: [{ id: hall.value, tier: "zone" }],
        gateways: [
          { id: door, zone: hall.value, x: metres(0), y: metres(0) },
          { id: stage, zone: hall.value, x: metres(8), y: metres(0) },
        ],
      },
    ],
    outside: { local: true },
    logger: pino({ level: "silent" }),
    adminCode,
  });
  [plugged, other] = [stand.launch("door", ["door"]), stand.launch("stage", ["stage"])];
});
afterAll(async () => {
  await matcher?.stop();
  await air?.stop();
  await stand?.stop();
  await receiver?.stop();
});

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const url = `http://127.0.0.1:${matcher.port}/api/v1/admin/venue/${stand.venue}${path}`;
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${adminCode}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? undefined : answer.json();
}
async function stateOf(gateway: GatewayId | undefined): Promise<GatewayState | undefined> {
  const listed = decodeGateways(await ask("GET", "/gateways"));
  if (!listed.ok) throw new Error(listed.problem.detail);
  return listed.value.gateways.find((each) => each.gateway === gateway)?.health.state;
}
/** When it first is so, as the API says it. */
async function becomes(state: GatewayState, within: number): Promise<number> {
  await vi.waitFor(async () => expect(await stateOf(door)).toBe(state), {
    ...{ timeout: within, interval: 200 },
  });
  return Date.now();
}
const told = (type: string) => receiver.received.filter(({ message }) => message.type === type);

describe("a gateway that is unplugged", () => {
  it("is amber and red at the stated times and well once it is back, each told once", async () => {
    const topics = ["gateway.late", "gateway.silent", "gateway.recovered"];
    const made = decodeBulletinTargetStarted(
      await ask("POST", "/targets", { kind: "webhook", address: receiver.url, topics }),
    );
    receiver.secret = (made.ok && made.value.secret) || "";
    await ask("PUT", "/watch", { lateAfterS: LATE_S, silentAfterS: SILENT_S });
    for (const each of [door, stage])
      await vi.waitFor(async () => expect(await stateOf(each)).toBe("ok"), {
        ...{ timeout: 60_000, interval: 500 },
      });

    plugged?.child().kill("SIGKILL");
    const unplugged = Date.now();
    const amber = await becomes("late", 60_000);
    const red = await becomes("silent", 60_000);
    for (const [type, at, after] of [
      ["gateway.late", amber, LATE_S],
      ["gateway.silent", red, SILENT_S],
    ] as const) {
      const due = unplugged + after * 1_000;
      // The last sign was up to a window before the plug was pulled.
      for (const seen of [at, told(type)[0]?.at ?? (await arrives(type))]) {
        expect(seen).toBeGreaterThan(due - 2_500);
        expect(seen).toBeLessThan(due + SLACK_MS);
      }
    }

    await plugged?.restart();
    await becomes("ok", 60_000);
    await vi.waitFor(() => expect(told("gateway.recovered")).toHaveLength(1), 20_000);
    const said = receiver.received.map(({ message: { type, data } }) => ({ type, ...data }));
    expect(said).toMatchObject(topics.map((type) => ({ type, gateway: door, reason: "no-sign" })));
    expect(receiver.faults).toEqual([]);
    expect(await stateOf(stage)).toBe("ok");
    const detail = decodeGatewayDetail(await ask("GET", "/gateways/door"));
    expect(detail.ok && detail.value.incidents).toMatchObject([{ ended: "recovered", told: true }]);
  });

  it("begins its scan anew when it is asked, and says that this machine has no light", async () => {
    const gateways = [stage];
    await ask("POST", "/gateways/order", { command: "restart-scan", gateways });
    const rescanned = await other?.status(({ recoveries }) => recoveries.asked === 1);
    expect(rescanned).toMatchObject({ lastCommand: { command: "restart-scan" } });
    await ask("POST", "/gateways/order", { command: "blink", gateways, seconds: 1 });
    const blinked = await other?.status(({ lastCommand }) => lastCommand?.command === "blink");
    // A machine in a rack, or a container, has none that it may write; a Pi has, and blinks.
    expect(blinked?.lastCommand?.problem ?? "done").toMatch(/LED|done/);
    await vi.waitFor(
      async () => {
        const detail = decodeGatewayDetail(await ask("GET", "/gateways/stage"));
        expect(detail.ok && detail.value.machine?.lastCommand?.command).toBe("blink");
      },
      { timeout: 20_000, interval: 500 },
    );
  });
});

describe("a gateway whose radio is taken out", () => {
  it("is amber and red for that, while it reports, and well once it hears, each told once", async () => {
    const healthOf = async () => {
      const listed = decodeGateways(await ask("GET", "/gateways"));
      return listed.ok && listed.value.gateways.find(({ gateway }) => gateway === stage)?.health;
    };
    const is = (health: object) =>
      vi.waitFor(async () => expect(await healthOf()).toMatchObject(health), {
        ...{ timeout: 90_000, interval: 500 },
      });
    stand.server.unplug("stage");
    await is({ state: "late", reason: "no-radio", machine: { radio: "off" } });
    await is({ state: "silent", reason: "no-radio", machine: { radio: "off" } });
    expect(await stateOf(door)).toBe("ok");
    stand.server.plug("stage");
    await is({ state: "ok" });
    const ofStage = () => receiver.received.filter(({ message }) => message.data.gateway === stage);
    await vi.waitFor(() => expect(ofStage()).toHaveLength(3), 20_000);
    expect(ofStage().map(({ message }) => [message.type, message.data.reason])).toEqual([
      ["gateway.late", "no-radio"],
      ["gateway.silent", "no-radio"],
      ["gateway.recovered", "no-radio"],
    ]);
    const detail = decodeGatewayDetail(await ask("GET", "/gateways/stage"));
    expect(detail.ok && detail.value.incidents).toMatchObject([
      { reason: "no-radio", ended: "recovered", told: true },
    ]);
  });
});

async function arrives(type: string): Promise<number> {
  await vi.waitFor(() => expect(told(type)).toHaveLength(1), { timeout: 20_000, interval: 100 });
  return told(type)[0]?.at ?? Number.NaN;
}
