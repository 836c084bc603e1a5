/**
 * What a session may do over HTTP beyond starting and stopping: edits, pauses, roles, codes, and
 * going on for another two hours.
 */
import {
  decodeSessionStarted,
  decodeSessionView,
  minutes,
  parseRolePairId,
} from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setup, sure, venue } from "../../../../test/fixtures.ts";
import { problemOf, startBody, startMatcher, type TestMatcher } from "../../../../test/matcher.ts";
import { leaveUnanswered } from "../../../../test/unanswered.ts";

let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher();
});
afterAll(() => matcher.stop());

const edit = (bearer: string, body: unknown) =>
  matcher.call("PATCH", "/api/v1/session", { bearer, body });
const start = (from: Readonly<Record<string, unknown>>, at = matcher) =>
  at.call("POST", "/api/v1/session", { body: startBody(from) });

describe("a session's profile", () => {
  it("has stars, a role and an approach, and says when it was agreed to", async () => {
    const chosen = {
      stars: ["coffee"],
      role: { id: "can-advise", about: ["devops"] },
      approach: "shy",
    };
    const started = sure(decodeSessionStarted(await (await start(chosen)).json()));
    expect(started).toMatchObject({ ...chosen, editsLeft: 3, pausedUntil: 0 });
    expect(started.consent.at).toBe(started.serverTime);
    const session = await matcher.ports.sessions.find(venue, started.session);
    expect(session).toMatchObject(chosen);
  });

  it.each([
    ["stars", { stars: ["hardstyle"] }],
    ["stars", { stars: ["devops", "coffee", "running"] }],
    ["role.about", { role: { id: "can-advise", about: ["running"] } }],
    ["role.about", { role: { id: "can-advise", about: [] } }],
    ["role.id", { role: { id: "is-hiring", about: ["devops"] } }],
    ["role.id", { role: { id: "king", about: [] } }],
    ["approach", { approach: "paused" }],
    ["code", { code: 7 }],
  ])("is refused by the name of %s when that is wrong", async (field, wrong) => {
    const problem = await problemOf(await start(wrong));
    expect(problem).toMatchObject({ status: 422, detail: expect.stringContaining(field) });
  });

  it("may be about jobs where the venue wants it", async () => {
    const rolePairs = [sure(parseRolePairId("hiring"))];
    const fair = await startMatcher({ venues: [{ ...setup, rolePairs }] });
    const role = { id: "is-hiring", about: ["devops"] };
    expect((await start({ role }, fair)).status).toBe(201);
    await fair.stop();
  });

  it("may be changed three times; what is the same again spends nothing", async () => {
    const { bearer } = await matcher.open();
    for (const stars of [["devops"], ["devops"], ["coffee"], ["coffee"], []])
      expect((await edit(bearer, { stars })).status).toBe(200);
    const problem = await problemOf(await edit(bearer, { interests: ["running"] }));
    expect(problem).toMatchObject({ status: 409, type: "/problems/no-edits-left" });
    const last = await edit(bearer, { language: "da", approach: "group-only", open: false });
    expect(sure(decodeSessionView(await last.json()))).toMatchObject({
      interests: ["devops", "coffee"],
      stars: [],
      approach: "group-only",
      open: false,
      editsLeft: 0,
    });
  });
});

describe("a pause", () => {
  it("lasts as long as was asked for, and ends by itself or by opening", async () => {
    const { bearer } = await matcher.open();
    const answer = await edit(bearer, { pauseMinutes: 15 });
    const view = sure(decodeSessionView(await answer.json()));
    expect(view.pausedUntil - view.serverTime).toBeGreaterThan(minutes(14.9));
    const opened = sure(decodeSessionView(await (await edit(bearer, { open: true })).json()));
    expect(opened).toMatchObject({ open: true, pausedUntil: 0 });
    for (const wrong of [{ pauseMinutes: 20 }, { pauseMinutes: 15, open: true }])
      expect((await edit(bearer, wrong)).status).toBe(422);
  });
});

describe("extending", () => {
  const { venue: _, ...again } = startBody();
  const extend = (bearer: string, body: unknown = again) =>
    matcher.call("POST", "/api/v1/session/extend", { bearer, body });

  it("starts a new session with a new key and ends the old one", async () => {
    const old = await matcher.open();
    matcher.pass(minutes(60));
    const answer = await extend(old.bearer);
    expect(answer.status).toBe(201);
    const next = sure(decodeSessionStarted(await answer.json()));
    expect(next.session).not.toBe(old.session);
    expect(next.beaconKey).not.toEqual(old.beaconKey);
    expect(next.expiresAt - old.expiresAt).toBeGreaterThanOrEqual(minutes(60));
    expect((await extend(old.bearer)).status).toBe(401);
    const view = await matcher.call("GET", "/api/v1/session", { bearer: next.bearer });
    expect(view.status).toBe(200);
    const members = matcher.ports.venues.all.get(venue)?.floor.members;
    expect(members?.has(old.session)).toBe(false);
    expect(members?.has(next.session)).toBe(true);
  });

  it("is no way around the limit of edits", async () => {
    const { bearer } = await matcher.open();
    for (const stars of [["devops"], ["coffee"], []]) await edit(bearer, { stars });
    expect((await extend(bearer, { ...again, interests: ["running"] })).status).toBe(409);
    const next = sure(decodeSessionStarted(await (await extend(bearer)).json()));
    expect(next.editsLeft).toBe(0);
  });

  it("takes a new consent and nothing less", async () => {
    const { bearer } = await matcher.open();
    const { consent, ...silent } = again;
    for (const wrong of [silent, { consent }, {}, { ...again, interests: ["chess"] }, startBody()])
      expect((await extend(bearer, wrong)).status).toBe(422);
    expect((await extend("A".repeat(43))).status).toBe(401);
    expect((await matcher.call("GET", "/api/v1/session/extend", { bearer })).status).toBe(405);
  });
});

describe("join codes", () => {
  it("let in when they are right, and look alike when they are not", async () => {
    const joinCodes = [{ code: "TORSK-7" }, { code: "SILD-1", disabled: true }];
    const closed = await startMatcher({ venues: [{ ...setup, joinCodes }] });
    expect((await start({ code: " torsk-7 " }, closed)).status).toBe(201);
    const refused = await Promise.all(
      [{}, { code: "" }, { code: "SILD-1" }, { code: "LAKS-2" }].map(async (from) =>
        problemOf(await start(from, closed)),
      ),
    );
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(new Set(refused.map((each) => JSON.stringify(each))).size).toBe(1);
    const view = await closed.call("GET", `/api/v1/venue/${venue}`);
    const text = await view.text();
    expect(JSON.parse(text)).toMatchObject({ needsCode: true });
    expect(text).not.toContain("TORSK");
    await closed.stop();
  });
});

describe("session starts", () => {
  it("are limited for one address, a hall's worth of them at once", async () => {
    const own = await startMatcher();
    const statuses: number[] = [];
    // Wrong ones count too, and cost nothing else.
    for (let time = 0; time < 620; time++)
      statuses.push((await own.call("POST", "/api/v1/session", { body: {} })).status);
    expect(statuses.slice(0, 600).every((status) => status === 422)).toBe(true);
    expect(statuses).toContain(429);
    const refused = await start({}, own);
    expect([201, 429]).toContain(refused.status);
    own.pass(minutes(20));
    expect((await start({}, own)).status).toBe(201);
    await own.stop();
  }, 30_000);
});

describe("somebody who left three nudges unanswered", () => {
  const viewed = async (answer: Response) => sure(decodeSessionView(await answer.json()));

  it("is asked, and goes on when they say that they are still open", async () => {
    const started = await matcher.open();
    const { bearer } = started;
    const view = async () => viewed(await matcher.call("GET", "/api/v1/session", { bearer }));
    await leaveUnanswered(matcher, started, 2);
    expect(await view()).toMatchObject({ asked: false });
    await leaveUnanswered(matcher, started, 1);
    expect(await view()).toMatchObject({ asked: true, open: true });
    expect(await viewed(await edit(bearer, { language: "da" }))).toMatchObject({ asked: true });
    expect(await viewed(await edit(bearer, { open: true }))).toMatchObject({ asked: false });
    expect(await view()).toMatchObject({ asked: false });
  });

  it("is there when they ask for two hours more", async () => {
    const started = await matcher.open();
    await leaveUnanswered(matcher, started, 3);
    const { bearer } = started;
    const { venue: _, ...body } = startBody();
    const answer = await matcher.call("POST", "/api/v1/session/extend", { bearer, body });
    expect(sure(decodeSessionStarted(await answer.json()))).toMatchObject({ asked: false });
  });
});
