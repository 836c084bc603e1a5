import {
  decodeGatewayDetail,
  decodeGatewayIncidents,
  decodeGateways,
  decodeGatewaysOrdered,
  encodeGatewayStatus,
  type GatewayCommand,
  type GatewayOnline,
  minutes,
  seconds,
} from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gateway, sure, venue } from "../../../../../test/fixtures.ts";
import {
  adminCode,
  problemOf,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";

const VENUE = `/api/v1/admin/venue/${venue}`;
const told: [string, GatewayCommand][] = [];
let brokerUp = true;
let settled = 0;
let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher(
    {},
    {
      tell: (_venue, to, command) => told.push([to, command]),
      settle: async () => {
        settled += 1;
      },
      brokerUp: () => brokerUp,
    },
  );
});
afterAll(() => matcher.stop());

const ask = (method: string, path: string, body?: unknown) =>
  matcher.call(method, VENUE + path, {
    bearer: adminCode,
    ...(body === undefined ? {} : { body }),
  });
const listed = async () => sure(decodeGateways(await (await ask("GET", "/gateways")).json()));
const door = gateway("bar-1");
const healthOf = async () =>
  (await listed()).gateways.find((each) => each.gateway === door)?.health;
const status: GatewayOnline = {
  ...({ v: 1, state: "online", bootId: 7, version: "0.1.0", radio: "scanning" } as const),
  ...{ startedAt: 1, sentAt: 2, adapters: [], adverts: 9, tokensHeard: 8, refused: {} },
  ...{ windowsMade: 7, windowsSent: 6, windowsHeld: 0, windowsDropped: 0, windowsLost: 0 },
  ...{ queueBytes: 0, commandsRefused: {}, recoveries: {}, loopLagMs: 1, rssBytes: 1 },
};

describe("the list of gateways", () => {
  it("has those that hang there though nobody has made them, and the rules of the watch", async () => {
    const { gateways, watch } = await listed();
    expect(gateways.map(({ gateway: id }) => id)).toEqual(
      ["bar-1", "bar-2", "hall-1", "hall-2", "hall-3", "hall-4"].map(gateway),
    );
    expect(gateways[0]?.health).toEqual({ state: "waiting", connected: false });
    expect(watch).toEqual({ lateAfterS: 60, silentAfterS: 180 });
  });

  it("says how each is, and tells the whole of one as text", async () => {
    matcher.watching.takeStatus(venue, door, encodeGatewayStatus(status), false);
    expect(await healthOf()).toMatchObject({ state: "ok", connected: true });
    expect((await ask("PUT", "/watch", { lateAfterS: 30, silentAfterS: 90 })).status).toBe(204);
    // Looked at by the clock, every two seconds.
    await matcher.watching.turn();
    matcher.pass(seconds(40));
    await matcher.watching.turn();
    expect(await healthOf()).toMatchObject({ state: "late" });
    matcher.watching.heard(venue, door);
    await matcher.watching.turn();
    const answer = await ask("GET", "/gateways/bar-1");
    const detail = sure(decodeGatewayDetail(await answer.json()));
    expect(detail).toMatchObject({ state: "ok", incidents: [{ ended: "recovered" }] });
    expect(detail.diagnostic).toContain('"version": "0.1.0"');
    expect(detail.diagnostic).not.toMatch(/secret|password|claim_|token/i);
    const { incidents } = sure(
      decodeGatewayIncidents(await (await ask("GET", "/gateways/bar-1/incidents")).json()),
    );
    expect(incidents).toEqual(detail.incidents);
    const wrong = await ask("PUT", "/watch", { lateAfterS: 90, silentAfterS: 30 });
    expect((await problemOf(wrong)).detail).toContain("late before silent");
  });

  it("says until when one is muted, and no longer once that is taken back", async () => {
    await ask("PUT", "/gateways/bar-1/mute", { minutes: 30 });
    const until = (await healthOf())?.mutedUntil ?? 0;
    expect(until - matcher.now()).toBeGreaterThan(minutes(29));
    await ask("PUT", "/gateways/bar-1/mute", { minutes: 0 });
    expect(await healthOf()).not.toHaveProperty("mutedUntil");
    await ask("PUT", "/watch/mute", { minutes: 5 });
    expect((await listed()).watch.mutedUntil).toBeGreaterThan(matcher.now());
    await ask("PUT", "/watch/mute", { minutes: 0 });
  });
});

describe("an order", () => {
  const order = async (body: unknown) =>
    sure(decodeGatewaysOrdered(await (await ask("POST", "/gateways/order", body)).json()));

  it("goes to each gateway that there is, so many times a minute", async () => {
    told.length = 0;
    const blink = { command: "blink", gateways: ["bar-1", "hall-1", "attic"], seconds: 7 };
    expect(await order(blink)).toEqual({
      sent: [door, gateway("hall-1")],
      refused: [{ gateway: gateway("attic"), why: "unknown" }],
    });
    expect(told).toEqual([
      ["bar-1", { v: 1, command: "blink", seconds: 7 }],
      ["hall-1", { v: 1, command: "blink", seconds: 7 }],
    ]);
    const again = { command: "restart-scan", gateways: ["bar-1"] };
    for (let sent = 1; sent < 6; sent++) expect((await order(again)).sent).toEqual([door]);
    expect(await order(again)).toEqual({
      sent: [],
      refused: [{ gateway: door, why: "too-often" }],
    });
    matcher.pass(seconds(10));
    expect((await order(again)).sent).toEqual([door]);
  });

  it("is refused while the broker is away, for it would be lost", async () => {
    brokerUp = false;
    const answer = await ask("POST", "/gateways/order", {
      command: "restart-scan",
      gateways: ["bar-1"],
    });
    expect((await problemOf(answer)).type).toBe("/problems/broker-unreachable");
    brokerUp = true;
  });
});

describe("settings", () => {
  it("are kept for gateways of the venue, one by one, until they are taken back", async () => {
    const set = async (body: object) =>
      sure(decodeGatewaysOrdered(await (await ask("PUT", "/gateways/settings", body)).json()));
    const settingsNow = async () =>
      sure(decodeGatewayDetail(await (await ask("GET", "/gateways/bar-2")).json())).settings;
    const before = settled;
    const answer = await set({ gateways: ["bar-2", "nowhere"], windowMs: 500 });
    expect(answer).toEqual({ sent: ["bar-2"], refused: [{ gateway: "nowhere", why: "unknown" }] });
    expect(settled).toBe(before + 1);
    await set({ gateways: ["bar-2"], logLevel: "debug" });
    expect(await settingsNow()).toMatchObject({ windowMs: 500, logLevel: "debug" });
    const { settings } = (await listed()).gateways.find(({ gateway }) => gateway === "bar-2") ?? {};
    expect(settings).toEqual(await settingsNow());
    // What is set already is as old as it was: its gateway has nothing new to take.
    matcher.pass(seconds(60));
    await set({ gateways: ["bar-2"], windowMs: 500 });
    expect(await settingsNow()).toEqual(settings);
    await set({ gateways: ["bar-2"], windowMs: null, logLevel: null });
    expect(await settingsNow()).toMatchObject({ windowMs: null, logLevel: null });
    const wrong = await problemOf(
      await ask("PUT", "/gateways/settings", { gateways: ["bar-2"], windowMs: 10 }),
    );
    expect(wrong.detail).toContain("windowMs");
    expect((await ask("PUT", "/gateways/settings", { gateways: ["bar-2"] })).status).toBe(422);
  });
});
