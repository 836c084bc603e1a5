/**
 * Push out, with a real matcher and a push service: who is pushed to, and when a subscription ends.
 */
import { decodePushMessage, type SessionStarted } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { claimOf, nudgeOf } from "../../test/contract/opened.ts";
import { sure, venue } from "../../test/fixtures.ts";
import { startMatcher, type TestMatcher } from "../../test/matcher.ts";
import { type PushService, startPushService } from "../../test/push-service.ts";
import { newVapidKeys, webPusher } from "../adapters/push/web-push.ts";
import { pushUnseen, wakerOf } from "./push-out.ts";

const keys = { subject: "mailto:staff@example.org", ...newVapidKeys() };
const reaches = (address: string) => address === "127.0.0.1" || address === "::1";
let service: PushService;
let matcher: TestMatcher;
beforeEach(async () => {
  service = await startPushService(keys.publicKey);
  matcher = await startMatcher({ push: { keys, ca: service.ca, reaches } });
});
afterEach(async () => {
  await matcher.stop();
  await service.stop();
});

const subscribe = (bearer: string, body: unknown = service.subscribe()) =>
  matcher.call("PUT", "/api/v1/session/push", { bearer, body });

async function nudged() {
  const both = [await matcher.open(), await matcher.open()] as const;
  const [a, b] = await Promise.all(
    both.map(({ session }) => matcher.ports.sessions.find(venue, session)),
  );
  if (a === undefined || b === undefined) throw new Error("both are live");
  const claim = claimOf(a, b);
  await matcher.ports.nudges.claim(claim);
  return { both, nudges: [nudgeOf(claim, 0).id, nudgeOf(claim, 1).id] as const };
}

/** What happens to a nudge some seconds after its claim. */
async function wake({ session }: SessionStarted, nudge: Parameters<typeof pushUnseen>[3]) {
  const { count, nudges, hub, report, clock } = matcher.ports;
  const pusher = webPusher({ keys, ca: service.ca, reaches }, count);
  const { pushes } = matcher.ports;
  await pushUnseen({ pushes, pusher, nudges, hub, count, report, clock }, venue, session, nudge);
  pusher.stop();
}

describe("pushing", () => {
  it("tells the app the key that it subscribes with", async () => {
    const view = await matcher.call("GET", `/api/v1/venue/${venue}`);
    expect(await view.json()).toMatchObject({ pushKey: keys.publicKey });
  });

  it("wakes a phone that has not shown its nudge, and no other", async () => {
    const { both, nudges } = await nudged();
    for (const { bearer } of both) expect((await subscribe(bearer)).status).toBe(204);
    await matcher.ports.nudges.shown(venue, both[1].session, nudges[1]);
    await wake(both[0], nudges[0]);
    await wake(both[1], nudges[1]);
    expect(service.faults).toEqual([]);
    expect(service.pushed.map(({ text }) => sure(decodePushMessage(text)))).toEqual([
      { kind: "nudge", nudge: nudges[0] },
    ]);
    expect(service.pushed[0]?.ttl).toBeLessThanOrEqual(180);
  });

  it("wakes at a stop whoever would have been woken a moment later", async () => {
    const { both, nudges } = await nudged();
    await subscribe(both[0].bearer);
    const { count, nudges: kept, pushes, hub, report, clock } = matcher.ports;
    const pusher = webPusher({ keys, ca: service.ca, reaches }, count);
    const waker = wakerOf({ pushes, pusher, nudges: kept, hub, count, report, clock });
    waker.nudged(venue, nudges[0], both[0].session);
    await waker.stop();
    pusher.stop();
    expect(service.pushed.map(({ text }) => sure(decodePushMessage(text)))).toEqual([
      { kind: "nudge", nudge: nudges[0] },
    ]);
  });

  it("wakes both for a cue when they are not connected", async () => {
    const { both, nudges } = await nudged();
    for (const { bearer } of both) await subscribe(bearer);
    for (const [at, { bearer }] of both.entries())
      await matcher.call("POST", `/api/v1/nudge/${nudges[at]}/answer`, {
        bearer,
        body: { answer: "hi" },
      });
    await vi.waitFor(() => expect(service.pushed).toHaveLength(2));
    const kinds = service.pushed.map(({ text }) => sure(decodePushMessage(text)).kind);
    expect(kinds).toEqual(["cue", "cue"]);
  });

  it("ends when the phone says so, when its service says so, and with the session", async () => {
    const { both, nudges } = await nudged();
    const [a, b] = both;
    const kept = ({ session }: SessionStarted) => matcher.ports.pushes.find(venue, session);
    await subscribe(a.bearer);
    service.answers = 410;
    await wake(a, nudges[0]);
    expect(await kept(a)).toBeUndefined();
    await subscribe(a.bearer);
    const off = await matcher.call("DELETE", "/api/v1/session/push", { bearer: a.bearer });
    expect(off.status).toBe(204);
    expect(await kept(a)).toBeUndefined();
    await subscribe(b.bearer);
    await matcher.call("DELETE", "/api/v1/session", { bearer: b.bearer });
    expect(await kept(b)).toBeUndefined();
  });

  it("takes https subscriptions of live sessions alone", async () => {
    const { bearer } = await matcher.open();
    const good = service.subscribe();
    for (const wrong of [
      {},
      { ...good, endpoint: "http://push.example/x" },
      { ...good, keys: { ...good.keys, auth: "x" } },
      { ...good, name: "Ida" },
    ])
      expect((await subscribe(bearer, wrong)).status).toBe(422);
    expect((await subscribe("A".repeat(43))).status).toBe(401);
  });
});
