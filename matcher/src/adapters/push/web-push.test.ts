import { decodePushMessage, nudgeIdOf, PUSH_BYTES, type PushMessage } from "@sighej/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sure } from "../../../test/fixtures.ts";
import { type PushService, startPushService } from "../../../test/push-service.ts";
import { newVapidKeys, type VapidKeys, webPusher } from "./web-push.ts";

const keys: VapidKeys = { subject: "mailto:staff@example.org", ...newVapidKeys() };
const message: PushMessage = { kind: "nudge", nudge: nudgeIdOf(new Uint8Array(16).fill(9)) };
const cue: PushMessage = { kind: "cue", nudge: nudgeIdOf(new Uint8Array(16).fill(1)) };
const loopback = (address: string) => address === "127.0.0.1" || address === "::1";

let service: PushService;
let pusher: ReturnType<typeof webPusher>;
const counts = new Map<string, number>();
const count = (name: string, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by);
beforeAll(async () => {
  service = await startPushService(keys.publicKey);
  pusher = webPusher({ keys, ca: service.ca, reaches: loopback }, count);
});
beforeEach(() => {
  service.answers = 201;
  counts.clear();
});
afterAll(async () => {
  pusher.stop();
  await service.stop();
});

describe("a push", () => {
  it("is proven, sealed for one browser, and dead when its nudge is", async () => {
    expect(await pusher.push(service.subscribe(), message, 179_900)).toBe("sent");
    const [pushed] = service.pushed;
    expect(service.faults).toEqual([]);
    expect(sure(decodePushMessage(pushed?.text ?? ""))).toEqual(message);
    expect(pushed?.ttl).toBe(179);
  });

  it("has one size, whatever it says", async () => {
    await pusher.push(service.subscribe(), cue, 1_000);
    await pusher.push(service.subscribe(), message, 1_000);
    expect(new Set(service.pushed.map(({ size }) => size)).size).toBe(1);
    for (const { text } of service.pushed) expect(text).toHaveLength(PUSH_BYTES);
  });

  it.each([404, 410])("finds out by %d that a subscription is gone", async (status) => {
    service.answers = status;
    expect(await pusher.push(service.subscribe(), message, 1_000)).toBe("gone");
  });

  it.each([400, 413, 429, 500])(
    "fails on %d without giving up the subscription",
    async (status) => {
      service.answers = status;
      expect(await pusher.push(service.subscribe(), message, 1_000)).toBe("failed");
    },
  );

  it("goes out 32 at a time, and all of them", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => pusher.push(service.subscribe(), message, 1_000)),
    );
    expect(new Set(outcomes)).toEqual(new Set(["sent"]));
    expect(service.most).toBeLessThanOrEqual(32);
    expect(service.faults).toEqual([]);
  });

  it("never goes to a private address, by name or by number", async () => {
    const strict = webPusher({ keys, ca: service.ca }, count);
    const before = service.pushed.length;
    const subscription = service.subscribe();
    expect(await strict.push(subscription, message, 1_000)).toBe("failed");
    const { endpoint } = subscription;
    for (const host of ["127.0.0.1", "[::1]", "[::ffff:7f00:1]", "2130706433", "0x7f.1"]) {
      const numbered = { ...subscription, endpoint: endpoint.replace("localhost", host) };
      expect(await strict.push(numbered, message, 1_000)).toBe("gone");
    }
    expect(service.pushed).toHaveLength(before);
    strict.stop();
  });

  it("goes to nobody whose certificate is not trusted", async () => {
    const wary = webPusher({ keys, reaches: loopback }, count);
    expect(await wary.push(service.subscribe(), message, 1_000)).toBe("failed");
    wary.stop();
  });
});
