/**
 * A report of an attendee reaches hosts who have closed the page, over a double of a push service, and
 * nobody else.
 */
import {
  decodeAlertMessage,
  decodeAlertsView,
  decodeComplaints,
  hours,
  type NudgeId,
  PUSH_BYTES,
  type StaffRole,
} from "@sighej/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { claimOf, nudgeOf } from "../../test/contract/opened.ts";
import { otherVenue, setup, sure, venue } from "../../test/fixtures.ts";
import { adminCode, problemOf, startMatcher, type TestMatcher } from "../../test/matcher.ts";
import { type PushService, startPushService } from "../../test/push-service.ts";
import { type Browser, newBrowser, PASSWORD } from "../../test/staff.ts";
import { newVapidKeys } from "../index.ts";

const keys = { subject: "mailto:staff@example.org", ...newVapidKeys() };
const ALERTS = "/api/v1/admin/me/alerts";
const complaints = `/api/v1/admin/venue/${venue}/complaints`;
/** What is promised, ms. */
const WITHIN = { timeout: 30_000, interval: 50 };

let service: PushService;
let matcher: TestMatcher;
beforeAll(async () => {
  service = await startPushService(keys.publicKey);
});
afterAll(() => service.stop());
beforeEach(async () => {
  const reaches = (address: string) => address === "127.0.0.1" || address === "::1";
  matcher = await startMatcher({
    venues: [setup, { ...setup, id: otherVenue }],
    push: { keys, ca: service.ca, reaches },
  });
});
afterEach(async () => {
  await matcher.stop();
  service.answers = 201;
  expect(service.faults.splice(0)).toEqual([]);
  service.pushed.splice(0);
});

const subscribe = (headers: Browser["headers"]) =>
  matcher.call("PUT", ALERTS, { headers, body: service.subscribe() });
const isOn = async ({ headers }: Browser) =>
  sure(decodeAlertsView(await (await matcher.call("GET", ALERTS, { headers })).json()));

async function listening(role: StaffRole, venues: readonly string[] = [venue]): Promise<Browser> {
  const browser = await newBrowser(matcher, role, venues);
  expect((await subscribe(browser.headers)).status).toBe(role === "viewer" ? 403 : 204);
  return browser;
}

/** Somebody reports a nudge; its id. */
async function reported(): Promise<NudgeId> {
  const started = [await matcher.open(), await matcher.open()] as const;
  const [a, b] = await Promise.all(
    started.map(({ session }) => matcher.ports.sessions.find(venue, session)),
  );
  if (a === undefined || b === undefined) throw new Error("both are live");
  const claim = claimOf(a, b);
  await matcher.ports.nudges.claim(claim);
  const nudge = nudgeOf(claim, 0).id;
  const { bearer } = started[0];
  for (let twice = 0; twice < 2; twice++)
    expect((await matcher.call("POST", "/api/v1/report", { bearer, body: { nudge } })).status).toBe(
      202,
    );
  return nudge;
}

describe("a report", () => {
  it("reaches a host's closed browser within half a minute, once: where, and of which nudge", async () => {
    await listening("host");
    const before = performance.now();
    const nudge = await reported();
    await vi.waitUntil(() => service.pushed.length > 0, WITHIN);
    expect(performance.now() - before).toBeLessThan(WITHIN.timeout);
    const [pushed, ...more] = service.pushed;
    expect(more).toEqual([]);
    expect(decodeAlertMessage(pushed?.text ?? "")).toEqual({
      ok: true,
      value: { kind: "report", venue, zone: "hall", nudge },
    });
    expect(pushed?.text).toHaveLength(PUSH_BYTES);
  });

  it("reaches it within half a minute when the push service fails at first", async () => {
    await listening("operator");
    service.answers = 503;
    const before = performance.now();
    await reported();
    await vi.waitUntil(() => matcher.counts()["push-failed"] === 1, WITHIN);
    service.answers = 201;
    await vi.waitUntil(() => service.pushed.length > 0, WITHIN);
    expect(performance.now() - before).toBeLessThan(WITHIN.timeout);
  }, 40_000);

  it("reaches nobody of another venue, no viewer, and nobody who was shut out since", async () => {
    await listening("viewer");
    await listening("host", [otherVenue]);
    const demoted = await listening("host");
    const disabled = await listening("owner");
    const accounts = await matcher.ports.staff.accounts();
    const edit = (name: string, body: object) => {
      const id = accounts.find((each) => each.name === name)?.id;
      return matcher.call("PATCH", `/api/v1/admin/accounts/${id}`, { bearer: adminCode, body });
    };
    await newBrowser(matcher, "owner");
    expect((await edit(demoted.name, { role: "viewer" })).status).toBe(204);
    expect((await edit(disabled.name, { disabled: true })).status).toBe(204);
    const heard = await listening("host");
    await reported();
    await vi.waitUntil(() => service.pushed.length > 0, WITHIN);
    expect(matcher.counts().alert).toBe(1);
    expect((await isOn(heard)).on).toBe(true);
  });

  it("is not pushed to a browser that has signed out, taken it back, or changed its password", async () => {
    const [out, back, changed] = [
      await listening("host"),
      await listening("host"),
      await listening("host"),
    ];
    await matcher.call("POST", "/api/v1/admin/sign-out", { headers: out.headers });
    await matcher.call("DELETE", ALERTS, { headers: back.headers });
    expect(await isOn(back)).toEqual({ on: false, pushKey: keys.publicKey });
    await matcher.call("PUT", "/api/v1/admin/me/password", {
      headers: changed.headers,
      body: { current: PASSWORD, next: `${PASSWORD} 2` },
    });
    await reported();
    await vi.waitUntil(() => service.pushed.length > 0, WITHIN);
    // That browser itself stays signed in.
    expect(matcher.counts().alert).toBe(1);
  });

  it("is pushed after an hour without use, and no more when the session is over", async () => {
    await listening("host");
    matcher.pass(hours(2));
    await reported();
    await vi.waitUntil(() => service.pushed.length > 0, WITHIN);
    matcher.pass(hours(10));
    await reported();
    expect(matcher.counts().alert).toBe(1);
  });

  it("ends a subscription that its service does not know any more", async () => {
    const browser = await listening("host");
    service.answers = 410;
    await reported();
    await vi.waitFor(async () => expect((await isOn(browser)).on).toBe(false), WITHIN);
  });

  it("is open until staff have seen to it, and can be opened again", async () => {
    const nudge = await reported();
    const edit = (handled: unknown, id: string = nudge) =>
      matcher.call("PUT", `${complaints}/${id}`, { bearer: adminCode, body: { handled } });
    const listed = async () =>
      sure(
        decodeComplaints(
          await (await matcher.call("GET", complaints, { bearer: adminCode })).json(),
        ),
      ).complaints;
    expect(await listed()).toEqual([
      { zone: "hall", nudge, at: expect.any(Number), handled: false },
    ]);
    expect((await edit(true)).status).toBe(204);
    expect((await listed())[0]?.handled).toBe(true);
    expect((await edit(false)).status).toBe(204);
    expect((await listed())[0]?.handled).toBe(false);
    expect((await problemOf(await edit(true, "A".repeat(22)))).type).toBe(
      "/problems/unknown-complaint",
    );
    matcher.pass(hours(72));
    expect(await listed()).toEqual([]);
  });
});
